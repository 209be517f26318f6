using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of accommodations.</summary>
/// <param name="OrganisationId">Only those that this organisation runs.</param>
/// <param name="TeamId">Only those that this team looks after.</param>
/// <param name="Kind">Only this kind.</param>
[Requires(Permission.UseProduct)]
[Operation("List accommodations", "Everybody's, because handovers have to be addressed.")]
public sealed record ListAccommodations(Guid? OrganisationId, Guid? TeamId, [CodeOf(CodeLists.AccommodationKind)] string? Kind)
    : DirectoryList<AccommodationEntry>;

internal sealed class ListAccommodationsHandler(CaseDb db) : IHandler<ListAccommodations, Page<AccommodationEntry>>
{
    public Task<Page<AccommodationEntry>> Handle(ListAccommodations request, CancellationToken cancellationToken) =>
        request.Show(db, db.Set<Accommodation>().Where(accommodation =>
            (request.OrganisationId == null || accommodation.OrganisationId == request.OrganisationId)
            && (request.TeamId == null || accommodation.TeamId == request.TeamId)
            && (request.Kind == null || accommodation.Kind == request.Kind)), cancellationToken);
}
