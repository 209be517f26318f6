using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of organisations.</summary>
/// <param name="Kind">Only this kind.</param>
/// <param name="Ags">Only with this AGS.</param>
/// <param name="ParentId">Only directly below this one.</param>
[Requires(Permission.ReadDirectory)]
[Operation("List organisations", """
    Every organisation's, because handovers have to be addressed; confidential ones for those only who may refer there, or run them.
    """)]
public sealed record ListOrganisations(OrganisationKind? Kind, [Example("08116056")] string? Ags, Guid? ParentId) : DirectoryList<OrganisationEntry>;

internal sealed class ListOrganisationsHandler(CaseDb db, CallContext call) : IHandler<ListOrganisations, Page<OrganisationEntry>>
{
    public Task<Page<OrganisationEntry>> Handle(ListOrganisations request, CancellationToken cancellationToken) =>
        request.Show(db, call.Caller, db.Set<Organisation>().KnownTo(call.Caller).Where(organisation =>
            (request.Kind == null || organisation.Kind == request.Kind)
            && (request.Ags == null || organisation.Ags == request.Ags)
            && (request.ParentId == null || organisation.ParentId == request.ParentId)), cancellationToken);
}
