using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Letters;

/// <summary>The person, or who acts for the person, renounces the remedy.</summary>
/// <param name="On">When; today or earlier.</param>
/// <param name="By">Who: the person, a representative, a lawyer.</param>
/// <param name="Reason">Why, up to 1,000 characters.</param>
/// <param name="ByName">The name, up to 200 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a remedy is renounced", """
    open → renounced, with the reason; ends the reminder. By the person, a representative or a lawyer, never by the office (400 `remedy-not-theirs`).
    """)]
public sealed record RenounceRemedy(
    [Example(Sample.LaterDay)] DateOnly On,
    [CodeOf(CodeLists.RemedyActor)] string By,
    [Example("Accepts the decision after legal advice")] string Reason,
    [Example(null)] string? ByName = null) : ICommand<Saved>
{
    /// <summary>The letter.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RenounceRemedyValidator : AbstractValidator<RenounceRemedy>
{
    public RenounceRemedyValidator(CallContext call)
    {
        RuleFor(renounce => renounce.On).Must(day => day <= call.Today)
            .WithErrorCode(LetterProblems.InFuture.Code).WithMessage(_ => LetterProblems.InFuture.Text());
        RuleFor(renounce => renounce.Reason).NotEmpty().MaximumLength(1000);
        RuleFor(renounce => renounce.ByName).NotEmpty().MaximumLength(200).When(renounce => renounce.ByName is not null);
    }
}

internal sealed class RenounceRemedyHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<RenounceRemedy, Saved>
{
    public async Task<Saved> Handle(RenounceRemedy request, CancellationToken cancellationToken)
    {
        var letter = await db.Set<Letter>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        if ((bool?)codes.Attributes(CodeLists.RemedyActor, request.By, call.Today)["mayRenounce"] != true)
        {
            throw RefusedException.Invalid("/by", LetterProblems.NoOneToRenounce);
        }
        letter.Renounce(request.On, (request.By, request.ByName), request.Reason, call.Caller.StaffId, call.Now);
        await db.Follow(call, letter, cancellationToken);
        return await db.Save(letter, cancellationToken);
    }
}
