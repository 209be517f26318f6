using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>One accommodation of the directory.</summary>
[Requires(Permission.ReadDirectory)]
[Operation("Get an accommodation", """
    One accommodation of the directory with its ETag and what you may do to it. Where a sensitive one is, is told only to those who work
    there and to the accommodation staff of its organisation (`isWithheld`).
    """)]
public sealed record GetAccommodation(Guid Id) : IQuery<AccommodationView>;

internal sealed class GetAccommodationHandler(CaseDb db, CallContext call) : IHandler<GetAccommodation, AccommodationView>
{
    public async Task<AccommodationView> Handle(GetAccommodation request, CancellationToken cancellationToken)
    {
        var organisations = db.Set<Organisation>().AddressedBy(call.Caller);
        var view = await db.Set<Accommodation>().Where(place => organisations.Any(organisation => organisation.Id == place.OrganisationId))
            .Show<Accommodation, AccommodationView>(db, call.Caller, request.Id, cancellationToken);
        view.AllowedActions = Accommodation.Moves.Describe(view.Status, _ => OrganisationAccess.Objection(call.Caller, view.OrganisationId));
        return view;
    }
}
