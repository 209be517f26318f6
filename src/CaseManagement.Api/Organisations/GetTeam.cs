using AutoMapper.QueryableExtensions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>One team of the directory.</summary>
[Requires(Permission.UseProduct)]
public sealed record GetTeam(Guid Id) : IQuery<TeamView>;

internal sealed class GetTeamHandler(CaseDb db, CallContext call) : IHandler<GetTeam, TeamView>
{
    public async Task<TeamView> Handle(GetTeam request, CancellationToken cancellationToken)
    {
        var view = await db.Set<Team>().Where(team => team.Id == request.Id).ProjectTo<TeamView>(DirectoryMaps.Configuration).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        view.AllowedActions = Team.Moves.Describe(view.ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed,
            _ => OrganisationAccess.Objection(call.Caller, view.OrganisationId));
        return view;
    }
}
