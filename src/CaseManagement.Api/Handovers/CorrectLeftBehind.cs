using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Documents;
using CaseManagement.Api.Dwellings;
using CaseManagement.Api.Http;
using CaseManagement.Api.Letters;
using CaseManagement.Api.Measures;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.TakingPart;
using FluentValidation;

namespace CaseManagement.Api.Handovers;

/// <summary>Corrects an entry that stayed behind (Art. 16 GDPR).</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
/// <param name="Text">Of a record: what it says from now on.</param>
/// <param name="From">Of a period: its first day.</param>
/// <param name="Until">Of a period: the first day no longer; left out, it stays as it is.</param>
/// <param name="LegalBasis">Of a period: the paragraph of law; left out, it stays as it is.</param>
[Requires(Permission.UseCompartments)]
[Operation("Correct an entry that stayed behind", """
    By who keeps it (Art. 16 GDPR): the text of a record, the days and the legal basis of a period. A need is part of an assessment that never
    changes (409 `left-behind-need`); what a period says wrongly otherwise is erased. The trail keeps what stood there, and why.
    """)]
public sealed record CorrectLeftBehind(
    [Example(Sample.Reason)] string Reason,
    [Example(null)] string? Text = null,
    [Example("2026-01-01")] DateOnly? From = null,
    [Example(null)] DateOnly? Until = null,
    [Example(null)] string? LegalBasis = null) : ICommand<Saved>, INeedsReason
{
    /// <summary>The entry.</summary>
    [JsonIgnore] public Guid ItemId { get; init; }
    /// <summary>What stayed behind.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectLeftBehindValidator : AbstractValidator<CorrectLeftBehind>
{
    public CorrectLeftBehindValidator()
    {
        RuleFor(command => command.Text).NotEmpty().MaximumLength(20_000).When(command => command.Text is not null);
        RuleFor(command => command.LegalBasis).MaximumLength(300);
    }
}

internal sealed class CorrectLeftBehindHandler(CaseDb db, CallContext call) : IHandler<CorrectLeftBehind, Saved>
{
    public async Task<Saved> Handle(CorrectLeftBehind request, CancellationToken cancellationToken)
    {
        var kept = await db.Kept(call, request.Id, request.Version, cancellationToken);
        switch (await db.Item(kept, request.ItemId, cancellationToken))
        {
            case RestrictedRecord record:
                record.Correct(request.Text ?? throw RefusedException.Invalid("/text", HttpProblems.MissingMember), call.Now);
                break;
            case RecordedPeriod period:
                period.Restate(request.From ?? throw RefusedException.Invalid("/from", HttpProblems.MissingMember),
                    request.Until ?? period.UntilDate, request.LegalBasis ?? period.LegalBasis);
                break;
            case CaseWork:
                throw new RefusedException(HandoverProblems.WorkStays);
            case Document:
                throw new RefusedException(HandoverProblems.DocumentIsCorrected);
            case Participation:
                throw new RefusedException(HandoverProblems.ParticipationIsCorrected);
            case Employment:
                throw new RefusedException(HandoverProblems.EmploymentIsCorrected);
            case LanguageAssessment:
                throw new RefusedException(HandoverProblems.LanguageLevelIsCorrected);
            case Occupancy:
                throw new RefusedException(HandoverProblems.OccupancyStays);
            case Letter:
                throw new RefusedException(HandoverProblems.LetterIsCorrected);
            case Measure:
                throw new RefusedException(HandoverProblems.MeasureIsCorrected);
            default:
                throw new RefusedException(HandoverProblems.NeedStays);
        }
        return await db.SaveKept(call, kept, cancellationToken);
    }
}
