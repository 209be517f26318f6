using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Who is in a team of the own organisation.</summary>
/// <param name="Id">The team.</param>
/// <param name="Include">ended: past members, too.</param>
[Requires(Permission.ReadDirectory)]
[Operation("List a team's members", "Of a team of the own organisation, whoever employs them; members of today and later, past ones with `include=ended`.")]
public sealed record ListTeamMembers(Guid Id, Include? Include) : IQuery<TeamMembers>;

/// <summary>The members of a team.</summary>
/// <param name="Items">Each membership.</param>
/// <param name="Awaiting">Those that hold once a supervisor has confirmed them.</param>
public sealed record TeamMembers(IReadOnlyList<TeamMemberEntry> Items, IReadOnlyList<AwaitedMember> Awaiting);

/// <summary>A membership that waits for a supervisor.</summary>
/// <param name="Id">To confirm it: `/role-grants/{id}/confirm`.</param>
/// <param name="StaffId">Who.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="From">First day, or that of the confirmation where it is later.</param>
public sealed record AwaitedMember(
    Guid Id,
    Guid StaffId,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [Example(Sample.Day)] DateOnly From);

/// <summary>A membership, [from, until).</summary>
/// <param name="Id">The membership.</param>
/// <param name="StaffId">Who.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="EmployerId">The organisation that employs the member.</param>
/// <param name="EmployerName">Its name.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
public sealed record TeamMemberEntry(
    Guid Id,
    Guid StaffId,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    Guid EmployerId,
    [Example(Sample.Town)] string EmployerName,
    [Example(Sample.Day)] DateOnly From,
    [Example(null)] DateOnly? Until);

internal sealed class ListTeamMembersHandler(CaseDb db, CallContext call) : IHandler<ListTeamMembers, TeamMembers>
{
    public async Task<TeamMembers> Handle(ListTeamMembers request, CancellationToken cancellationToken)
    {
        var members = request.Include is null ? db.Set<TeamMember>().OpenOn(call.Today) : db.Set<TeamMember>();
        return await db.Set<Team>().ManagedBy(call.Caller).Where(team => team.Id == request.Id)
            .Select(team => new TeamMembers((
                from member in members
                join staff in db.Set<Staff>() on member.StaffId equals staff.Id
                join employer in db.Set<Organisation>() on staff.OrganisationId equals employer.Id
                where member.TeamId == team.Id
                orderby staff.FamilyName, staff.GivenName, member.FromDate, member.Id
                select new TeamMemberEntry(
                    member.Id, staff.Id, staff.FamilyName, staff.GivenName, employer.Id, employer.Name, member.FromDate, member.UntilDate)).ToList(), (
                from right in db.Set<PendingRight>()
                join staff in db.Set<Staff>() on right.StaffId equals staff.Id
                where right.TeamId == team.Id
                orderby right.GrantedAt, right.Id
                select new AwaitedMember(right.Id, staff.Id, staff.FamilyName, staff.GivenName, right.FromDate!.Value)).ToList()))
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
    }
}
