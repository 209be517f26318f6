using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cooperation;

/// <summary>Corrects what was recorded of an agreement.</summary>
[Requires(Permission.ManageCooperation)]
[Operation("Correct a cooperation agreement", """
    By who has recorded it, with the reason. What the other side has acknowledged is `proposed` again, and in force once it acknowledges the new wording; so
    record what is new, rather than wrong, as an agreement of its own. The partner stays.
    """)]
public sealed record CorrectCooperationAgreement : CooperationTerms, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, up to 1,000 characters; the other side reads it.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectCooperationAgreementHandler(CaseDb db, CallContext call) : IHandler<CorrectCooperationAgreement, Saved>
{
    public async Task<Saved> Handle(CorrectCooperationAgreement request, CancellationToken cancellationToken)
    {
        var agreement = await db.LockAgreement(call, request.Id, CooperationAgreement.CorrectMove, request.Version, cancellationToken);
        agreement.Correct(request, call.Caller, request.Reason, call.Now);
        return await db.Save(agreement, cancellationToken);
    }
}
