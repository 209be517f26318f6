using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Handovers;

/// <summary>Erases an entry that stayed behind (Art. 17 GDPR).</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.UseCompartments)]
[Operation("Erase an entry that stayed behind", "By who keeps it, on request or when it is needed no longer (Art. 17 GDPR). The trail keeps that, and why.")]
public sealed record EraseLeftBehind([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The entry.</summary>
    [JsonIgnore] public Guid ItemId { get; init; }
    /// <summary>What stayed behind.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EraseLeftBehindHandler(CaseDb db, CallContext call) : IHandler<EraseLeftBehind, Saved>
{
    public async Task<Saved> Handle(EraseLeftBehind request, CancellationToken cancellationToken)
    {
        var kept = await db.Kept(call, request.Id, request.Version, cancellationToken);
        db.Remove(await db.Item(kept, request.ItemId, cancellationToken));
        return await db.SaveKept(call, kept, cancellationToken);
    }
}
