using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Clients;

/// <summary>Takes a period out of a history that never was so. The trail keeps it, and why.</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Remove a period", "What never was so. The trail keeps it, and why.")]
public sealed record RemovePeriod([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>Which history.</summary>
    [JsonIgnore] public PeriodKind History { get; init; }
    /// <summary>The period.</summary>
    [JsonIgnore] public Guid PeriodId { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RemovePeriodHandler(CaseDb db, CallContext call) : IHandler<RemovePeriod, Saved>
{
    public Task<Saved> Handle(RemovePeriod request, CancellationToken cancellationToken) => db.Set<Client>().With(request.History)
        .Change(db, call, request.Id, request.Version, client => client.Remove(request.History, request.PeriodId, call.Now), cancellationToken);
}
