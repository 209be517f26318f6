using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cooperation;

/// <summary>Takes an agreement back before the other side has acknowledged it.</summary>
/// <param name="Reason">Why, up to 1,000 characters; the other side reads it.</param>
[Requires(Permission.ManageCooperation)]
[Operation("Withdraw a cooperation agreement", "proposed → withdrawn, by who has recorded it, with the reason.")]
public sealed record WithdrawCooperationAgreement([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class WithdrawCooperationAgreementHandler(CaseDb db, CallContext call) : IHandler<WithdrawCooperationAgreement, Saved>
{
    public async Task<Saved> Handle(WithdrawCooperationAgreement request, CancellationToken cancellationToken)
    {
        var agreement = await db.LockAgreement(call, request.Id, CooperationAgreement.WithdrawMove, request.Version, cancellationToken);
        agreement.Make(CooperationAgreement.WithdrawMove, call.Caller, request.Reason, call.Now);
        return await db.Save(agreement, cancellationToken);
    }
}
