using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Erasure;

/// <summary>Takes a proposal back.</summary>
/// <param name="ReasonCode">Why.</param>
[Requires(Permission.ProposeErasures)]
[Operation("Withdraw the proposal to erase a person",
    "proposed, decided → withdrawn, by who works with the person: the request was taken back, or was a mistake.")]
public sealed record WithdrawErasure([CodeOf(CodeLists.ErasureEndReason)] string ReasonCode) : ICommand<Saved>
{
    /// <summary>The erasure.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Refuses an erasure.</summary>
/// <param name="ReasonCode">Why; the person is told that, and of the right to complain (Art. 12 (4) GDPR).</param>
[Requires(Permission.ConfirmErasures)]
[Operation("Refuse to erase a person", "proposed, decided → refused, by a supervisor or the data-protection officer, for a reason of Art. 17 (3) GDPR.")]
public sealed record RefuseErasure([CodeOf(CodeLists.ErasureEndReason)] string ReasonCode) : ICommand<Saved>
{
    /// <summary>The erasure.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndErasureHandler(CaseDb db, CallContext call) : IHandler<WithdrawErasure, Saved>, IHandler<RefuseErasure, Saved>
{
    public Task<Saved> Handle(WithdrawErasure request, CancellationToken cancellationToken) =>
        End(request.Id, request.Version, PersonErasure.WithdrawMove, request.ReasonCode, cancellationToken);

    public Task<Saved> Handle(RefuseErasure request, CancellationToken cancellationToken) =>
        End(request.Id, request.Version, PersonErasure.RefuseMove, request.ReasonCode, cancellationToken);

    private async Task<Saved> End(Guid id, uint version, string move, string reason, CancellationToken cancellationToken)
    {
        var erasure = await db.ErasureToChange(call, id, version, cancellationToken);
        erasure.End(move, reason, call.Caller.RequiredStaffId, call.Now);
        return await db.Save(erasure, cancellationToken);
    }
}
