using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of teams.</summary>
/// <param name="OrganisationId">Only of this organisation.</param>
/// <param name="Kind">Only this kind.</param>
/// <param name="District">Only those that serve this quarter.</param>
[Requires(Permission.UseProduct)]
[Operation("List teams", "Everybody's, because handovers have to be addressed.")]
public sealed record ListTeams(Guid? OrganisationId, TeamKind? Kind, [Example("Innenstadt")] string? District) : DirectoryList<TeamEntry>;

internal sealed class ListTeamsHandler(CaseDb db) : IHandler<ListTeams, Page<TeamEntry>>
{
    public Task<Page<TeamEntry>> Handle(ListTeams request, CancellationToken cancellationToken) =>
        request.Show(db, db.Set<Team>().Where(team =>
            (request.OrganisationId == null || team.OrganisationId == request.OrganisationId)
            && (request.Kind == null || team.Kind == request.Kind)
            && (request.District == null || team.Districts.Contains(request.District))), cancellationToken);
}
