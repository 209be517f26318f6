using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of teams.</summary>
/// <param name="OrganisationId">Only of this organisation.</param>
/// <param name="Kind">Only this kind.</param>
/// <param name="District">Only those that serve this quarter.</param>
[Requires(Permission.ReadDirectory)]
[Operation("List teams", """
    Every organisation's, because handovers have to be addressed; those of a confidential one are there for who hands over or refers, and for itself.
    """)]
public sealed record ListTeams(Guid? OrganisationId, TeamKind? Kind, [Example("Innenstadt")] string? District) : DirectoryList<TeamEntry>;

internal sealed class ListTeamsHandler(CaseDb db, CallContext call) : IHandler<ListTeams, Page<TeamEntry>>
{
    public Task<Page<TeamEntry>> Handle(ListTeams request, CancellationToken cancellationToken)
    {
        var organisations = db.Set<Organisation>().AddressedBy(call.Caller);
        return request.Show(db, call.Caller, db.Set<Team>().Where(team => organisations.Any(organisation => organisation.Id == team.OrganisationId)
            && (request.OrganisationId == null || team.OrganisationId == request.OrganisationId)
            && (request.Kind == null || team.Kind == request.Kind)
            && (request.District == null || team.Districts.Contains(request.District))), cancellationToken);
    }
}
