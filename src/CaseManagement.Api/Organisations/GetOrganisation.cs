using AutoMapper.QueryableExtensions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>One organisation of the directory.</summary>
[Requires(Permission.UseProduct)]
public sealed record GetOrganisation(Guid Id) : IQuery<OrganisationView>;

internal sealed class GetOrganisationHandler(CaseDb db, CallContext call) : IHandler<GetOrganisation, OrganisationView>
{
    public async Task<OrganisationView> Handle(GetOrganisation request, CancellationToken cancellationToken)
    {
        var view = await db.Set<Organisation>().Where(organisation => organisation.Id == request.Id)
            .ProjectTo<OrganisationView>(DirectoryMaps.Configuration).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        view.AllowedActions = Organisation.Moves.Describe(view.ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed, action =>
            OrganisationAccess.Objection(call.Caller, view.Id, view.ParentId)
            ?? (action == "close" && view.Id == call.Caller.OrganisationId ? OrganisationProblems.OwnAccess : null));
        return view;
    }
}
