using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>A colleague joins a team of the own organisation, whoever employs him or her.</summary>
/// <param name="StaffId">Employed by the organisation, or with a role in it.</param>
/// <param name="FromDate">First day; today where left out.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record AddTeamMember(Guid StaffId, [Example(Sample.Day)] DateOnly? FromDate = null) : ICommand<Saved>
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid TeamId { get; init; }
    /// <summary>From If-Match: the team's.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class AddTeamMemberHandler(CaseDb db, CallContext call) : IHandler<AddTeamMember, Saved>
{
    public async Task<Saved> Handle(AddTeamMember request, CancellationToken cancellationToken)
    {
        var team = await db.Set<Team>().SingleOrDefaultAsync(t => t.Id == request.TeamId && t.OrganisationId == call.Caller.OrganisationId, cancellationToken)
            ?? throw RefusedException.NotFound(request.TeamId);
        IfMatch.Check(request.Version, team.Version);
        if (!await db.KnowsStaff(request.StaffId, cancellationToken))
        {
            throw RefusedException.Invalid("/staffId", OrganisationProblems.UnknownStaff);
        }
        db.Add(team.Join(request.StaffId, request.FromDate ?? call.Today, call.Now));
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(team.Id, team.Version);
    }
}
