using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>The quarters of municipalities.</summary>
/// <param name="OrganisationId">Only those of this municipality.</param>
/// <param name="Ags">Only those of the municipality of this AGS.</param>
[Requires(Permission.ReadDirectory)]
[Operation("List quarters", "Every municipality's, because addresses name them.")]
public sealed record ListQuarters(Guid? OrganisationId, [Example("08116056")] string? Ags) : DirectoryList<QuarterEntry>;

internal sealed class ListQuartersHandler(CaseDb db, CallContext call) : IHandler<ListQuarters, Page<QuarterEntry>>
{
    public Task<Page<QuarterEntry>> Handle(ListQuarters request, CancellationToken cancellationToken) => request.Show(db, call.Caller,
        db.Set<Quarter>().Where(quarter => (request.OrganisationId == null || quarter.OrganisationId == request.OrganisationId)
            && (request.Ags == null || quarter.Ags == request.Ags)), cancellationToken);
}
