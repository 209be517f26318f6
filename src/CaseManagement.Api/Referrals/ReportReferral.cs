using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Tells by the own file number how a referral stands in one's own software.</summary>
/// <param name="MessageId">The message: sent again with the same id and body, it is answered as before and does nothing.</param>
/// <param name="Reference">Your own file number, up to 100 characters; it belongs to one referral.</param>
/// <param name="ReferralId">Which referral gets that number, or another one; may be left out once the number is known.</param>
/// <param name="Answer">What you have done with the referral; left out, only the number is set.</param>
/// <param name="ReasonCode">The code of the step's list, where it has one.</param>
/// <param name="DeclinedBy">Of a rejection: whether the person or the provider declines.</param>
/// <param name="Note">In words, up to 2,000 characters; the sender reads it.</param>
/// <param name="AcceptedOn">
/// Of an acceptance: on which day, where that was before today. One that was given while the consent was in force is recorded after its last day, too.
/// </param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Report by the own file number", """
    Creates or updates what is known of a referral under your own file number: for software that tells how things stand instead of reading a version first. The
    answer is a receipt: `created` (the number is known from now on), `updated`, `ignored` (`nothing-new`: the referral stands so already, for the same reason
    and since the same day) or `refused` with the code of the refusal that the single step would have met (`referral-transition`, `referral-blocked`,
    `reference-unknown`, `reference-taken` …); refused, nothing of it is done. A `messageId` that was used for something else is 422 `message-id-reused`. A
    referral that is not yours is 404, whatever the number.
    """, Audience = Audience.Partner)]
public sealed record ReportReferral(
    Guid MessageId,
    [Example("2026-0815")] string Reference,
    Guid? ReferralId = null,
    [Example("accept")] ProviderAnswer? Answer = null,
    [Example(null)] string? ReasonCode = null,
    [Example(null)] DeclinedBy? DeclinedBy = null,
    [Example(null)] string? Note = null,
    [Example(null)][property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? AcceptedOn = null) : ICommand<ReceiptView>
{
    internal MoveReason Why => new(ReasonCode, Note, DeclinedBy, AcceptedOn);

    /// <summary>The digest of what it says. What is missing of the members that came later is left out of it, so that it stays the same.</summary>
    internal byte[] Sha256 => ReferralDocument.Hash(JsonSerializer.Serialize(this, ApiJson.Stored));
}

/// <summary>What became of a message.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Reference">The file number that it named.</param>
/// <param name="ReferralId">Which referral that is.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Code">Why it was ignored or refused.</param>
/// <param name="At">When.</param>
public sealed record ReceiptView(
    Guid MessageId,
    [Example("2026-0815")] string Reference,
    Guid? ReferralId,
    ReceiptOutcome Outcome,
    [Example(null)] string? Code,
    DateTimeOffset At)
{
    internal static ReceiptView Of(ReferralReceipt row) => new(row.MessageId, row.Reference, row.ReferralId, row.Outcome, row.Code, row.At);
}

internal sealed class ReportReferralValidator : AbstractValidator<ReportReferral>
{
    public ReportReferralValidator(CallContext call)
    {
        RuleFor(report => report.MessageId).NotEmpty();
        RuleFor(report => report.Reference).NotEmpty().MaximumLength(100);
        RuleFor(report => report.Note).MoveNote();
        RuleFor(report => report.ReasonCode).Null().When(report => report.Answer is null);
        RuleFor(report => report.Note).Null().When(report => report.Answer is null);
        RuleFor(report => report.DeclinedBy).Must((report, by) => by is null != (report.Answer == ProviderAnswer.Reject))
            .WithErrorCode(ReferralProblems.WhoDeclined.Code).WithMessage(_ => ReferralProblems.WhoDeclined.Text());
        RuleFor(report => report.AcceptedOn).Must((report, on) => on is null || (report.Answer == ProviderAnswer.Accept && on <= call.Today))
            .WithProblem(ReferralProblems.AcceptedOn);
    }
}

internal sealed class ReportReferralHandler(CaseDb db, CallContext call, ICodesInForce codes) : IHandler<ReportReferral, ReceiptView>
{
    public async Task<ReceiptView> Handle(ReportReferral request, CancellationToken cancellationToken)
    {
        request = request with { Reference = request.Reference.Trim() };
        var mine = call.Caller.RequiredOrganisationId;
        // One after the other: the same message, then the same number, then the referral's row.
        foreach (var of in (string[])[$"receipt {mine} {request.MessageId}", $"reference {mine} {request.Reference}"])
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({of}, 0))", cancellationToken);
        }
        if (await db.Set<ReferralReceipt>().SingleOrDefaultAsync(row => row.OrganisationId == mine && row.MessageId == request.MessageId, cancellationToken)
            is { } earlier)
        {
            return earlier.BodySha256?.AsSpan().SequenceEqual(request.Sha256) is false
                ? throw new RefusedException(ReferralProblems.MessageReused) : ReceiptView.Of(earlier);
        }
        var known = await db.Set<ReferralReference>()
            .SingleOrDefaultAsync(row => row.OrganisationId == mine && row.Reference == request.Reference, cancellationToken);
        var (id, verdict) = (request.ReferralId ?? known?.ReferralId, (ReceiptOutcome.Refused, (string?)ReferralProblems.ReferenceUnknown.Code));
        if (id is { } named)
        {
            // Ahead of all else: whether it is there is no stranger's to know, whatever number he writes beside it.
            var referral = await db.LockReceived(call, named, cancellationToken);
            verdict = known is not null && known.ReferralId != named ? (ReceiptOutcome.Refused, ReferralProblems.ReferenceTaken.Code)
                : await Apply(referral, request, cancellationToken);
        }
        var receipt = new ReferralReceipt(call.Caller, request, id, verdict, call.Now);
        db.Add(receipt);
        await db.SaveChangesAsync(cancellationToken);
        return ReceiptView.Of(receipt);
    }

    // The step first: where it is refused, the number is not taken either.
    private async Task<(ReceiptOutcome, string?)> Apply(Referral referral, ReportReferral request, CancellationToken cancellationToken)
    {
        var moves = false;
        if (request.Answer is { } answer && answer.Action() is var action
            && !await IsTold(referral, action, request, cancellationToken))
        {
            try
            {
                await db.CheckAnswer(referral, action, request.Why, call.Today, codes, cancellationToken);
                referral.Make(action, ReferralSide.Recipient, call.Caller, request.Why, call.Now);
                moves = true;
            }
            catch (RefusedException refused) when (refused.Type.Status == StatusCodes.Status409Conflict)
            {
                return (ReceiptOutcome.Refused, refused.Type.Code);
            }
        }
        var reference = await db.Set<ReferralReference>()
            .SingleOrDefaultAsync(row => row.OrganisationId == call.Caller.OrganisationId && row.ReferralId == referral.Id, cancellationToken);
        if (!moves && reference?.Reference == request.Reference)
        {
            return (ReceiptOutcome.Ignored, ReferralProblems.NothingNew.Code);
        }
        referral.Touch(call.Now);
        if (reference is null)
        {
            db.Add(new ReferralReference(call.Caller.RequiredOrganisationId, referral.Id, request.Reference, call.Now));
            return (ReceiptOutcome.Created, null);
        }
        if (reference.Reference != request.Reference)
        {
            reference.Change(request.Reference, call.Now);
        }
        return (ReceiptOutcome.Updated, null);
    }

    // Whether it stands so already, and nothing is told now that was not told then: another outcome, or another day, is no repetition. Where another step
    // has led there (resume where nothing was on hold), there is no reason to compare.
    private async Task<bool> IsTold(Referral referral, string action, ReportReferral request, CancellationToken cancellationToken)
    {
        if (!referral.HasBeen(action) || (request.DeclinedBy is not null && request.DeclinedBy != referral.DeclinedBy)
            || (request.AcceptedOn is { } day && (referral.AcceptedAt is not { } accepted || day != LocalTime.DateOf(accepted))))
        {
            return false;
        }
        var made = await db.Set<ReferralMove>().Where(move => move.ReferralId == referral.Id && move.Action == action)
            .OrderByDescending(move => move.At).ThenByDescending(move => move.Id).Select(move => new { move.ReasonCode, move.Note })
            .FirstOrDefaultAsync(cancellationToken);
        return made?.ReasonCode == request.ReasonCode && (request.Note is null || request.Note.Trim() == made?.Note);
    }
}
