using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A period of a history ends and nothing follows yet: the person has moved out, the benefit was stopped.</summary>
[Requires(Permission.WriteClients)]
public sealed record EndPeriod : ICommand<Saved>
{
    /// <summary>First day no longer.</summary>
    public required DateOnly Until { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public PeriodKind History { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid PeriodId { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndPeriodHandler(CaseDb db, CallContext call) : IHandler<EndPeriod, Saved>
{
    public async Task<Saved> Handle(EndPeriod request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().IncludeHistory(request.History).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.End(request.History, request.PeriodId, request.Until, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}

internal static class HistoryLoading
{
    internal static IQueryable<Client> IncludeHistory(this IQueryable<Client> clients, PeriodKind kind) => kind switch
    {
        PeriodKind.ResidenceStatuses => clients.Include(c => c.ResidenceStatuses),
        PeriodKind.Benefits => clients.Include(c => c.Benefits),
        PeriodKind.Accommodations => clients.Include(c => c.Housings),
        PeriodKind.Addresses => clients.Include(c => c.Addresses),
        PeriodKind.Works => clients.Include(c => c.Works),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
