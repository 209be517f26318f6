using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Mentors;

// A mentor would go on with a person or household of whom no other team knows.
internal sealed class MentorsOfTeam : INeedsTeam
{
    public ProblemType Refusal => MentorProblems.TeamHasMentors;

    public Permission? NeedsMembersWith => null;

    public IQueryable<Guid> Needs(CaseDb db, Guid teamId)
    {
        var (today, cases) = (db.Call!.Today, db.Set<Case>());
        var working = db.Set<Team>().Where(team => team.Id != teamId && team.ClosedAt == null);
        return db.Set<MentorAssignment>()
            .Where(row => row.EndedAt == null && (row.UntilDate == null || row.UntilDate > today)
                && cases.Any(c => c.TeamId == teamId
                    && ((row.ClientId != null && c.ClientId == row.ClientId) || (row.HouseholdId != null && c.HouseholdId == row.HouseholdId)))
                && !cases.Any(c => working.Any(team => team.Id == c.TeamId)
                    && ((row.ClientId != null && c.ClientId == row.ClientId) || (row.HouseholdId != null && c.HouseholdId == row.HouseholdId))))
            .Select(row => row.Id);
    }
}
