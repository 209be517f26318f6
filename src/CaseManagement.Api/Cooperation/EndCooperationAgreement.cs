using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cooperation;

/// <summary>Ends an agreement.</summary>
/// <param name="Until">First day on which it is in force no longer; one that has not begun ends on its first day.</param>
/// <param name="Reason">Why, up to 1,000 characters; the other side reads it.</param>
[Requires(Permission.ManageCooperation)]
[Operation("End a cooperation agreement", "agreed → ended, by either side: in force until that day, never longer than it was.")]
public sealed record EndCooperationAgreement([Example(Sample.LaterDay)] DateOnly Until, [Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndCooperationAgreementHandler(CaseDb db, CallContext call) : IHandler<EndCooperationAgreement, Saved>
{
    public async Task<Saved> Handle(EndCooperationAgreement request, CancellationToken cancellationToken)
    {
        var agreement = await db.LockAgreement(call, request.Id, CooperationAgreement.EndMove, request.Version, cancellationToken);
        agreement.End(request.Until, call.Caller, request.Reason, call.Now);
        return await db.Save(agreement, cancellationToken);
    }
}
