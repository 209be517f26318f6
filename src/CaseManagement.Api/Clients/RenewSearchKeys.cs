using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Gives persons whom an earlier version has put on file the keys by which a half-typed name finds them; some at a time, each once.</summary>
[ForSystem, Recurring("renew-search-keys", "*/30 * * * *")]
public sealed record RenewSearchKeys : IRunsInBatches
{
    /// <inheritdoc />
    public int BatchSize => 500;
}

internal sealed class RenewSearchKeysHandler(CaseDb db, CallContext call) : IHandler<RenewSearchKeys, int>
{
    public async Task<int> Handle(RenewSearchKeys request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        var old = await db.Set<Client>().Include(client => client.Names).Include(client => client.References).AsSplitQuery()
            .Where(client => client.OrganisationId == mine && client.KeysVersion < ClientKeys.Version)
            .OrderBy(client => client.Id).Take(request.BatchSize).ToListAsync(cancellationToken);
        foreach (var client in old)
        {
            client.RenewKeys();
        }
        await db.SaveChangesAsync(cancellationToken);
        return old.Count;
    }
}
