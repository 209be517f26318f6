using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Letters;

/// <summary>The remedy has been sent.</summary>
/// <param name="On">When; today or earlier.</param>
/// <param name="By">Who sent it.</param>
/// <param name="Evidence">What shows it: report of the fax, receipt, confirmation; up to 500 characters.</param>
/// <param name="ByName">The name, up to 200 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a remedy was sent", "open → sent, with evidence; ends the reminder. Also after the last day: `isLate` then says so.")]
public sealed record SendRemedy(
    [Example(Sample.LaterDay)] DateOnly On,
    [CodeOf(CodeLists.RemedyActor)] string By,
    [Example("Fax report of 16 March 2026, 10:42")] string Evidence,
    [Example("RAin Muster")] string? ByName = null) : ICommand<Saved>
{
    /// <summary>The letter.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SendRemedyValidator : AbstractValidator<SendRemedy>
{
    public SendRemedyValidator(CallContext call)
    {
        RuleFor(send => send.On).Must(day => day <= call.Today)
            .WithErrorCode(LetterProblems.InFuture.Code).WithMessage(_ => LetterProblems.InFuture.Text());
        RuleFor(send => send.Evidence).NotEmpty().MaximumLength(500);
        RuleFor(send => send.ByName).NotEmpty().MaximumLength(200).When(send => send.ByName is not null);
    }
}

internal sealed class SendRemedyHandler(CaseDb db, CallContext call) : IHandler<SendRemedy, Saved>
{
    public async Task<Saved> Handle(SendRemedy request, CancellationToken cancellationToken)
    {
        var letter = await db.Set<Letter>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        letter.Send(request.On, (request.By, request.ByName), request.Evidence, call.Caller.StaffId, call.Now);
        await db.Follow(call, letter, cancellationToken);
        return await db.Save(letter, cancellationToken);
    }
}
