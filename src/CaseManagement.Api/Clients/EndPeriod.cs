using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Clients;

/// <summary>A period of a history ends and nothing follows yet: the person has moved out, the benefit was stopped.</summary>
/// <param name="Until">First day no longer.</param>
[Requires(Permission.WriteClients)]
[Operation("End a period", "Where nothing follows yet.")]
public sealed record EndPeriod([Example("2026-03-31")] DateOnly Until) : ICommand<Saved>
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

internal sealed class EndPeriodHandler(CaseDb db, CallContext call) : IHandler<EndPeriod, Saved>
{
    public Task<Saved> Handle(EndPeriod request, CancellationToken cancellationToken) => db.Set<Client>().With(request.History)
        .Change(db, call, request.Id, request.Version, client => client.End(request.History, request.PeriodId, request.Until, call.Now), cancellationToken);
}
