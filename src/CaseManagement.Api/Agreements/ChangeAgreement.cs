using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Agreements;

/// <summary>Changes the language of an agreement and its next review, while what is agreed may be edited.</summary>
/// <param name="Language">In which it is agreed with the person.</param>
/// <param name="ReviewOn">The next review; left out: by the organisation's rule.</param>
[Requires(Permission.WriteCases)]
[Operation("Change an agreement", "Its language and the next review: of a draft, or while an amendment is being written.")]
public sealed record ChangeAgreement([CodeOf(CodeLists.Language)] string Language, [Example(Sample.DueDay)] DateOnly? ReviewOn = null) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeAgreementValidator : AbstractValidator<ChangeAgreement>
{
    public ChangeAgreementValidator(CallContext call) =>
        RuleFor(change => change.ReviewOn).IsDayAhead(call);
}

internal sealed class ChangeAgreementHandler(CaseDb db, CallContext call) : IHandler<ChangeAgreement, Saved>
{
    public async Task<Saved> Handle(ChangeAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Change, call, request.Id, request.Version, cancellationToken);
        group.Own.Change(request.Language, request.ReviewOn, call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}
