using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Letters;

/// <summary>What stands in a letter.</summary>
public abstract record LetterBody
{
    /// <summary>Who wrote it, up to 200 characters.</summary>
    [Example("Jobcenter Landkreis Esslingen")]
    public required string Office { get; init; }

    /// <summary>What it is about, up to 200 characters.</summary>
    [Example("Ablehnung des Mehrbedarfs")]
    public required string Subject { get; init; }

    /// <summary>The office's reference, up to 100 characters.</summary>
    [Example("617-BG-0012345")]
    public string? Reference { get; init; }

    /// <summary>What it is.</summary>
    [CodeOf(CodeLists.LetterKind)]
    public required string Kind { get; init; }

    /// <summary>As dated or stamped.</summary>
    [Example("2026-02-26")]
    public DateOnly? PostedOn { get; init; }

    /// <summary>When it came; today or earlier.</summary>
    [Example(Sample.Day)]
    public required DateOnly ReceivedOn { get; init; }

    /// <summary>How it was delivered.</summary>
    [CodeOf(CodeLists.LetterDelivery)]
    public string? Delivery { get; init; }

    /// <summary>What can be done against it, or has to be declared, in time; left out: nothing.</summary>
    [CodeOf(CodeLists.Remedy)]
    public string? Remedy { get; init; }

    /// <summary>The last day of the remedy, until its end: read in the letter, or a proposal that was confirmed. Mandatory with a remedy.</summary>
    [Example("2026-04-07")]
    public DateOnly? LastDay { get; init; }

    /// <summary>Where the last day comes from. Mandatory with a remedy.</summary>
    [Example("letter")]
    public LastDaySource? LastDaySource { get; init; }

    /// <summary>By which law, up to 100 characters; left out: that of the proposal.</summary>
    [Example("§ 84 Abs. 1 SGG")]
    public string? Paragraph { get; init; }

    /// <summary>The letter does not say, or says wrongly, what can be done: for the proposal that is computed beside it.</summary>
    [Example(false)]
    public bool WithoutInstruction { get; init; }

    /// <summary>What the letter reveals: then only who is admitted sees it, and it stands in no list of several persons.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

internal sealed class LetterBodyValidator : AbstractValidator<LetterBody>
{
    public LetterBodyValidator(CallContext call)
    {
        RuleFor(letter => letter.Office).NotEmpty().MaximumLength(200);
        RuleFor(letter => letter.Subject).NotEmpty().MaximumLength(200);
        RuleFor(letter => letter.Reference).NotEmpty().MaximumLength(100).When(letter => letter.Reference is not null);
        RuleFor(letter => letter.Paragraph).NotEmpty().MaximumLength(100).When(letter => letter.Paragraph is not null);
        RuleFor(letter => letter.ReceivedOn).Must(day => day <= call.Today)
            .WithErrorCode(LetterProblems.InFuture.Code).WithMessage(_ => LetterProblems.InFuture.Text());
        RuleFor(letter => letter.PostedOn).Must((letter, posted) => posted <= letter.ReceivedOn).When(letter => letter.PostedOn is not null)
            .WithErrorCode(LetterProblems.PostedLater.Code).WithMessage(_ => LetterProblems.PostedLater.Text());
        When(letter => letter.Remedy is not null, () =>
        {
            RuleFor(letter => letter.LastDay).NotNull()
                .WithErrorCode(LetterProblems.LastDayMissing.Code).WithMessage(_ => LetterProblems.LastDayMissing.Text());
            RuleFor(letter => letter.LastDay)
                .Must((letter, day) => Math.Abs(day!.Value.DayNumber - letter.ReceivedOn.DayNumber) <= 400).When(letter => letter.LastDay is not null)
                .WithErrorCode(LetterProblems.LastDayImplausible.Code).WithMessage(_ => LetterProblems.LastDayImplausible.Text());
            RuleFor(letter => letter.LastDaySource).NotNull()
                .WithErrorCode(LetterProblems.LastDayMissing.Code).WithMessage(_ => LetterProblems.LastDayMissing.Text());
        }).Otherwise(() =>
        {
            RuleFor(letter => letter.LastDay).Null()
                .WithErrorCode(LetterProblems.LastDayWithoutRemedy.Code).WithMessage(_ => LetterProblems.LastDayWithoutRemedy.Text());
            RuleFor(letter => letter.LastDaySource).Null()
                .WithErrorCode(LetterProblems.LastDayWithoutRemedy.Code).WithMessage(_ => LetterProblems.LastDayWithoutRemedy.Text());
            RuleFor(letter => letter.Paragraph).Null()
                .WithErrorCode(LetterProblems.LastDayWithoutRemedy.Code).WithMessage(_ => LetterProblems.LastDayWithoutRemedy.Text());
        });
    }
}

/// <summary>Records a letter in a case, and its deadline with a reminder.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record a letter", """
    In an open case on which you work. With a remedy its last day is mandatory, as read in the letter or as a confirmed proposal; a reminder is due a
    week ahead that cannot be put off past it. What is computed is kept beside it as `proposedLastDay`.
    """)]
public sealed record RecordLetter : LetterBody, ICommand<Saved>
{
    /// <summary>The case of the person to whom it is addressed.</summary>
    public required Guid CaseId { get; init; }
}

internal sealed class RecordLetterHandler(CaseDb db, CallContext call) : IHandler<RecordLetter, Saved>
{
    public async Task<Saved> Handle(RecordLetter request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, LetterProblems.CaseClosed, cancellationToken);
        await db.CheckCompartment(found.ClientId, request.Compartment, LetterProblems.CompartmentClosed, cancellationToken);
        var letter = new Letter((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId),
            await db.FactsOf(call, request, cancellationToken), call.Caller.StaffId, call.Now);
        db.Add(letter);
        await db.Follow(call, letter, cancellationToken);
        return await db.Save(letter, cancellationToken);
    }
}

internal static class LetterBodies
{
    /// <summary>What stands in the letter, with what is computed beside its last day.</summary>
    public static async Task<LetterFacts> FactsOf(this CaseDb db, CallContext call, LetterBody body, CancellationToken cancellationToken)
    {
        RemedyFacts? remedy = null;
        if (body.Remedy is { } code)
        {
            var (proposal, _) = body.ReceivedOn.Year < Holidays.FirstYear ? (null, null) : await db.Propose(call, new ProposeDeadline
            {
                Remedy = code, ReceivedOn = body.ReceivedOn, PostedOn = body.PostedOn, Delivery = body.Delivery, WithoutInstruction = body.WithoutInstruction,
            }, cancellationToken);
            remedy = new RemedyFacts(code, body.LastDay!.Value, body.LastDaySource!.Value, proposal?.LastDay, body.Paragraph ?? proposal?.Paragraph);
        }
        return new LetterFacts(body.Office, body.Subject, body.Reference, body.Kind, body.PostedOn, body.ReceivedOn, body.Delivery, remedy, body.Compartment);
    }
}
