using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cases;

// Open cases would be left without a team.
internal sealed class TeamOfCases : INeedsTeam
{
    public ProblemType Refusal => OrganisationProblems.TeamInUse;

    public IQueryable<Guid> Needs(CaseDb db, Guid teamId) => db.Set<Case>().Where(c => c.TeamId == teamId && c.Status == CaseStatus.Open).Select(c => c.Id);
}
