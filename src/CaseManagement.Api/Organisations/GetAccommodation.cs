using AutoMapper.QueryableExtensions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>One accommodation of the directory.</summary>
[Requires(Permission.UseProduct)]
public sealed record GetAccommodation(Guid Id) : IQuery<AccommodationView>;

internal sealed class GetAccommodationHandler(CaseDb db, CallContext call) : IHandler<GetAccommodation, AccommodationView>
{
    public async Task<AccommodationView> Handle(GetAccommodation request, CancellationToken cancellationToken)
    {
        var view = await db.Set<Accommodation>().Where(accommodation => accommodation.Id == request.Id)
            .ProjectTo<AccommodationView>(DirectoryMaps.Configuration).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        view.AllowedActions = Accommodation.Moves.Describe(view.ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed,
            _ => OrganisationAccess.Objection(call.Caller, view.OrganisationId));
        return view;
    }
}
