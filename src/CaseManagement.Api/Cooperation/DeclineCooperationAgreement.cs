using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cooperation;

/// <summary>Does not acknowledge an agreement that the other side has recorded.</summary>
/// <param name="Reason">Why, up to 1,000 characters; the other side reads it.</param>
[Requires(Permission.ManageCooperation)]
[Operation("Decline a cooperation agreement", "proposed → declined, by the other side, with the reason.")]
public sealed record DeclineCooperationAgreement([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class DeclineCooperationAgreementHandler(CaseDb db, CallContext call) : IHandler<DeclineCooperationAgreement, Saved>
{
    public async Task<Saved> Handle(DeclineCooperationAgreement request, CancellationToken cancellationToken)
    {
        var agreement = await db.LockAgreement(call, request.Id, CooperationAgreement.DeclineMove, request.Version, cancellationToken);
        agreement.Make(CooperationAgreement.DeclineMove, call.Caller, request.Reason, call.Now);
        return await db.Save(agreement, cancellationToken);
    }
}
