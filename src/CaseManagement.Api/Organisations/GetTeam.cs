using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>One team of the directory.</summary>
[Requires(Permission.ReadDirectory)]
[Operation("Get a team", "One team of the directory with its ETag and what you may do to it.")]
public sealed record GetTeam(Guid Id) : IQuery<TeamView>;

internal sealed class GetTeamHandler(CaseDb db, CallContext call) : IHandler<GetTeam, TeamView>
{
    public async Task<TeamView> Handle(GetTeam request, CancellationToken cancellationToken)
    {
        var organisations = db.Set<Organisation>().AddressedBy(call.Caller);
        var view = await db.Set<Team>().Where(team => organisations.Any(organisation => organisation.Id == team.OrganisationId))
            .Show<Team, TeamView>(db, call.Caller, request.Id, cancellationToken);
        view.AllowedActions = Team.Moves.Describe(view.Status, _ => OrganisationAccess.Objection(call.Caller, view.OrganisationId));
        return view;
    }
}
