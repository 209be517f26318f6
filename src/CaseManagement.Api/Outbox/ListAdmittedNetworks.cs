using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>The private networks that are admitted.</summary>
[Requires(Permission.OperateJobs), ByOperator]
[Operation("List admitted networks", "Those into which webhooks may be sent, oldest first.")]
public sealed record ListAdmittedNetworks : IQuery<AdmittedNetworks>;

/// <summary>The networks.</summary>
/// <param name="Items">Each with its reason.</param>
public sealed record AdmittedNetworks(IReadOnlyList<AdmittedNetworkView> Items);

internal sealed class ListAdmittedNetworksHandler(CaseDb db) : IHandler<ListAdmittedNetworks, AdmittedNetworks>
{
    public async Task<AdmittedNetworks> Handle(ListAdmittedNetworks request, CancellationToken cancellationToken) => new(
    [
        .. (await db.Set<AdmittedNetwork>().AsNoTracking().Where(row => row.EndedAt == null).OrderBy(row => row.AdmittedAt)
            .Select(row => new
            {
                Row = row,
                Name = db.Set<Organisations.Staff>().Where(staff => staff.Id == row.AdmittedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).ToListAsync(cancellationToken))
            .Select(of => new AdmittedNetworkView(of.Row.Id, of.Row.Network.ToString(), of.Row.Reason, of.Row.AdmittedBy, of.Name, of.Row.AdmittedAt)),
    ]);
}
