using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>One team of the directory.</summary>
[Requires(Permission.ReadDirectory)]
[Operation("Get a team", "One team of the directory with its ETag and what you may do to it.")]
public sealed record GetTeam(Guid Id) : IQuery<TeamView>;

internal sealed class GetTeamHandler(CaseDb db, CallContext call) : IHandler<GetTeam, TeamView>
{
    public async Task<TeamView> Handle(GetTeam request, CancellationToken cancellationToken)
    {
        var (organisations, needs) = (db.Set<Organisation>().AddressedBy(call.Caller), db.NeedsOf(request.Id));
        var found = await db.Set<Team>().Where(team => team.Id == request.Id && organisations.Any(organisation => organisation.Id == team.OrganisationId))
            .As<TeamView>(db, call.Caller).Select(view => new { View = view, Need = needs.Min(number => (int?)number) })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        found.View.AllowedActions = Team.Moves.Describe(found.View.Status, action => OrganisationAccess.Objection(call.Caller, found.View.OrganisationId)
            ?? (action == "close" ? NeededTeams.First(found.Need) : null));
        return found.View;
    }
}
