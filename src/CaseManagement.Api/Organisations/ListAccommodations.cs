using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of accommodations.</summary>
/// <param name="OrganisationId">Only those that this organisation runs.</param>
/// <param name="TeamId">Only those that this team looks after.</param>
/// <param name="Kind">Only this kind.</param>
[Requires(Permission.ReadDirectory)]
[Operation("List accommodations", """
    Every organisation's, because handovers have to be addressed. Where a sensitive one is, is told only to those who work there and to the
    accommodation staff of its organisation (`isWithheld`). Those of a confidential organisation are there for who hands over or refers, and for itself.
    """)]
public sealed record ListAccommodations(Guid? OrganisationId, Guid? TeamId, [CodeOf(CodeLists.AccommodationKind)] string? Kind)
    : DirectoryList<AccommodationEntry>;

internal sealed class ListAccommodationsHandler(CaseDb db, CallContext call) : IHandler<ListAccommodations, Page<AccommodationEntry>>
{
    public Task<Page<AccommodationEntry>> Handle(ListAccommodations request, CancellationToken cancellationToken)
    {
        var known = db.Set<Accommodation>().KnownTo(call.Caller); // What is withheld cannot be found by either.
        var organisations = db.Set<Organisation>().AddressedBy(call.Caller);
        return request.Show(db, call.Caller, db.Set<Accommodation>().Where(accommodation =>
            organisations.Any(organisation => organisation.Id == accommodation.OrganisationId)
            && (request.OrganisationId == null || accommodation.OrganisationId == request.OrganisationId)
            && (request.TeamId == null || known.Any(place => place.Id == accommodation.Id && place.TeamId == request.TeamId))
            && (request.Kind == null || accommodation.Kind == request.Kind)), cancellationToken);
    }
}
