using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>A colleague joins a team of the own organisation, whoever employs him or her.</summary>
/// <param name="StaffId">Employed by the organisation, or with a role in it.</param>
/// <param name="From">First day; today where left out.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Add a member to a team", """
    A colleague employed by the organisation or with a role in it. If-Match and the ETag answered are the team's. Who made the colleague's account or
    gave it its password, or joins by her own hand, needs a supervisor's confirmation: until then the membership stands under
    `awaiting` of the team's members, and holds not.
    """)]
public sealed record AddTeamMember(Guid StaffId, [Example(Sample.Day)] DateOnly? From = null) : ICommand<Saved>
{
    /// <summary>The team.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match: the team's.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AddTeamMemberHandler(CaseDb db, CallContext call) : IHandler<AddTeamMember, Saved>
{
    public async Task<Saved> Handle(AddTeamMember request, CancellationToken cancellationToken)
    {
        var team = await db.Set<Team>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        if (!await db.KnowsStaff(request.StaffId, cancellationToken))
        {
            throw RefusedException.Invalid("/staffId", OrganisationProblems.UnknownStaff);
        }
        var from = request.From ?? call.Today;
        if (call.Caller.StaffId is { } by)
        {
            Team.Moves.Next(team.Status, "add-member");
            team.Touch(call.Now);
            await db.Give(call, PendingRight.OfMembership(team, request.StaffId, from, by, call.Now), request.StaffId, cancellationToken);
        }
        else
        {
            db.Add(team.Join(request.StaffId, from, call.Now));
            await db.SaveChangesAsync(cancellationToken);
        }
        return new Saved(team.Id, team.Version);
    }
}
