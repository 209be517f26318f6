using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cooperation;

/// <summary>Acknowledges for the own organisation what the other side has recorded.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Version">If-Match: the wording that was read.</param>
[Requires(Permission.ManageCooperation)]
[Operation("Acknowledge a cooperation agreement", """
    proposed → agreed. By an administrator or supervisor of the other side, never by who has recorded it, whichever organisation he acts for (409
    `cooperation-own-hand`).
    """)]
public sealed record AcknowledgeCooperationAgreement(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class AcknowledgeCooperationAgreementHandler(CaseDb db, CallContext call) : IHandler<AcknowledgeCooperationAgreement, Saved>
{
    public async Task<Saved> Handle(AcknowledgeCooperationAgreement request, CancellationToken cancellationToken)
    {
        var agreement = await db.LockAgreement(call, request.Id, CooperationAgreement.AcknowledgeMove, request.Version, cancellationToken);
        agreement.Acknowledge(call.Caller, call.Now);
        return await db.Save(agreement, cancellationToken);
    }
}
