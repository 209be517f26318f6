using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Who is in a team of the own organisation, today and later; past members only where asked for.</summary>
[Requires(Permission.UseProduct)]
public sealed record ListTeamMembers(Guid TeamId, bool IncludePast) : IQuery<TeamMembers>;

/// <summary>The members of a team.</summary>
/// <param name="Items">Each membership.</param>
public sealed record TeamMembers(IReadOnlyList<TeamMemberEntry> Items);

/// <summary>A membership, [fromDate, untilDate).</summary>
/// <param name="Id">The membership.</param>
/// <param name="StaffId">Who.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="EmployerId">The organisation that employs the member.</param>
/// <param name="FromDate">First day.</param>
/// <param name="UntilDate">First day no longer; null while it lasts.</param>
public sealed record TeamMemberEntry(
    Guid Id,
    Guid StaffId,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    Guid EmployerId,
    [Example(Sample.Day)] DateOnly FromDate,
    [Example(null)] DateOnly? UntilDate);

internal sealed class ListTeamMembersHandler(CaseDb db, CallContext call) : IHandler<ListTeamMembers, TeamMembers>
{
    public async Task<TeamMembers> Handle(ListTeamMembers request, CancellationToken cancellationToken)
    {
        var members = request.IncludePast ? db.Set<TeamMember>() : db.Set<TeamMember>().OpenOn(call.Today);
        return await db.Set<Team>().Where(team => team.Id == request.TeamId && team.OrganisationId == call.Caller.OrganisationId)
            .Select(team => new TeamMembers((
                from member in members
                join staff in db.Set<Staff>() on member.StaffId equals staff.Id
                where member.TeamId == team.Id
                orderby staff.FamilyName, staff.GivenName, member.FromDate, member.Id
                select new TeamMemberEntry(member.Id, staff.Id, staff.FamilyName, staff.GivenName, staff.OrganisationId, member.FromDate, member.UntilDate)).ToList()))
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.TeamId);
    }
}
