using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Letters;

/// <summary>Computes the last day of a remedy, to compare with the letter. Nothing is recorded.</summary>
[Requires(Permission.ReadCases)]
[Operation("Propose a last day", """
    §§ 187 to 193 BGB, with the holidays of your organisation's Land and the law's fiction of delivery; each step with its paragraph. Only a
    proposal: what counts is the letter, and who types in the last day has read it.
    """)]
public sealed record ProposeDeadline : IQuery<DeadlineProposal>
{
    /// <summary>What is to be done.</summary>
    [CodeOf(CodeLists.Remedy)]
    public required string Remedy { get; init; }

    /// <summary>When the letter came.</summary>
    [Example(Sample.Day)]
    public required DateOnly ReceivedOn { get; init; }

    /// <summary>The day of the posting, where it counts as delivered some days later.</summary>
    [Example("2026-02-26")]
    public DateOnly? PostedOn { get; init; }

    /// <summary>How it was delivered; left out, the day of receipt counts.</summary>
    [CodeOf(CodeLists.LetterDelivery)]
    public string? Delivery { get; init; }

    /// <summary>The letter does not say, or says wrongly, what can be done: a year, where the law gives one (§ 58 Abs. 2 VwGO, § 66 Abs. 2 SGG).</summary>
    [Example(false)]
    public bool WithoutInstruction { get; init; }

    /// <summary>ISO 3166-2:DE code of the Land whose holidays count; left out, that of your organisation.</summary>
    [Example("BW")]
    public string? Land { get; init; }
}

/// <summary>A computed last day: never more than a proposal.</summary>
/// <param name="LastDay">Until its end.</param>
/// <param name="Paragraph">By which law.</param>
/// <param name="Land">Whose holidays were looked at.</param>
/// <param name="Steps">How one comes to it.</param>
/// <param name="Note">That the letter counts.</param>
public sealed record DeadlineProposal(
    [Example("2026-04-07")] DateOnly LastDay,
    [Example("§ 84 Abs. 1 SGG")] string Paragraph,
    [Example("BW")] string Land,
    IReadOnlyList<DeadlineStep> Steps,
    [Example("A proposal only: what counts is the letter.")] string Note);

internal sealed class ProposeDeadlineValidator : AbstractValidator<ProposeDeadline>
{
    public ProposeDeadlineValidator()
    {
        RuleFor(propose => propose.PostedOn).Must((propose, posted) => posted <= propose.ReceivedOn).When(propose => propose.PostedOn is not null)
            .WithErrorCode(LetterProblems.PostedLater.Code).WithMessage(_ => LetterProblems.PostedLater.Text());
        RuleFor(propose => propose.ReceivedOn).Must(day => day.Year is >= Holidays.FirstYear and < Holidays.LastYear - 1)
            .WithErrorCode(LetterProblems.NoCalendar.Code).WithMessage(_ => LetterProblems.NoCalendar.Text());
        RuleFor(propose => propose.PostedOn).Must(day => day!.Value.Year is >= Holidays.FirstYear).When(propose => propose.PostedOn is not null)
            .WithErrorCode(LetterProblems.NoCalendar.Code).WithMessage(_ => LetterProblems.NoCalendar.Text());
    }
}

internal sealed class ProposeDeadlineHandler(CaseDb db, CallContext call) : IHandler<ProposeDeadline, DeadlineProposal>
{
    public async Task<DeadlineProposal> Handle(ProposeDeadline request, CancellationToken cancellationToken)
    {
        var (proposal, objection) = await db.Propose(call, request, cancellationToken);
        return proposal ?? throw objection!;
    }
}

internal static class DeadlineProposals
{
    /// <summary>The proposal, or why there is none.</summary>
    public static async Task<(DeadlineProposal? Proposal, RefusedException? Objection)> Propose(
        this CaseDb db, CallContext call, ProposeDeadline asked, CancellationToken cancellationToken)
    {
        var (own, on) = (call.Caller.OrganisationId, asked.PostedOn ?? asked.ReceivedOn);
        var codes = await db.Set<DatedCode>().AsNoTracking().Where(code => ((code.List == CodeLists.Remedy && code.Code == asked.Remedy)
                || (code.List == CodeLists.LetterDelivery && code.Code == asked.Delivery))
            && code.ValidFrom <= on && (code.ValidTo == null || code.ValidTo > on)).ToListAsync(cancellationToken);
        JsonObject? AttributesOf(string list) => codes.Find(code => code.List == list) is { } code ? JsonNode.Parse(code.Attributes)!.AsObject() : null;

        if (TermOf(AttributesOf(CodeLists.Remedy), asked.WithoutInstruction) is not { } term)
        {
            return (null, RefusedException.Invalid("/remedy", LetterProblems.NoTerm));
        }
        var delivered = AttributesOf(CodeLists.LetterDelivery);
        var delivery = new Delivery((int?)delivered?["fictionDays"], (bool?)delivered?["workingDay"] == true, (string?)delivered?["paragraph"]);
        if (delivery.FictionDays is not null && asked.PostedOn is null)
        {
            return (null, RefusedException.Invalid("/postedOn", LetterProblems.PostedMissing));
        }
        var ags = asked.Land is null ? await db.Set<Organisation>().Where(organisation => organisation.Id == own)
            .Select(organisation => organisation.Ags ?? db.Set<Organisation>().Where(above => above.Id == organisation.ParentId)
                .Select(above => above.Ags).FirstOrDefault()).SingleOrDefaultAsync(cancellationToken) : null;
        var land = ags is null ? Land.All.FirstOrDefault(one => one.Code == asked.Land) : Land.OfAgs(ags);
        if (land is null)
        {
            return (null, RefusedException.Invalid("/land", LetterProblems.LandUnknown));
        }
        var steps = Deadline.Steps(term, delivery, asked.PostedOn, asked.ReceivedOn, land);
        return (new DeadlineProposal(steps[^1].Day, term.Paragraph, land.Code, steps, Language.Choose(
            "Nur ein Vorschlag: maßgeblich ist das Schreiben.", "A proposal only: what counts is the letter.")), null);
    }

    private static Term? TermOf(JsonObject? remedy, bool withoutInstruction) => remedy?["amount"] is not { } amount ? null
        : withoutInstruction && (string?)remedy["withoutInstruction"] is { } paragraph ? new Term(1, TermUnit.Years, paragraph)
        : new Term((int)amount, (string?)remedy["unit"] == "weeks" ? TermUnit.Weeks : TermUnit.Months, (string)remedy["paragraph"]!);
}
