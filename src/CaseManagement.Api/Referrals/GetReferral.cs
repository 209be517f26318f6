using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using CaseManagement.Api.Rules;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>One referral, as its sender sees it.</summary>
/// <param name="Id">The referral.</param>
[Requires(Permission.SendReferrals)]
[Operation("Get a referral", """
    The sender's side: what was written, what was sent (frozen, with its hash), how it went, and what you may do now. Restricted items that you may not open
    are not in `document`, and `sha256`, which is over all of it, is null then.
    """)]
public sealed record GetReferral(Guid Id) : IQuery<ReferralView>;

/// <summary>What both sides see of a referral.</summary>
public abstract record ReferralShown : IVersioned
{
    /// <summary>The referral.</summary>
    public required Guid Id { get; init; }
    /// <summary>Where it stands.</summary>
    public required ReferralStatus Status { get; init; }
    /// <summary>To which service.</summary>
    public required ReferredService Service { get; init; }
    /// <summary>Who refers, now; null where a confidential organisation that has not sent it itself is not told to you.</summary>
    public required Guid? SenderId { get; init; }
    /// <summary>By name.</summary>
    [Example(Sample.Town)]
    public required string? Sender { get; init; }
    /// <summary>For what.</summary>
    [CodeOf(CodeLists.ReferralPurpose)]
    public required string Purpose { get; init; }
    /// <summary>On which legal basis.</summary>
    [CodeOf(CodeLists.DisclosureBasis)]
    public required string Basis { get; init; }
    /// <summary>When it was sent.</summary>
    public required DateTimeOffset? SentAt { get; init; }
    /// <summary>The last day for the answer, until its end.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly? ExpiresOn { get; init; }
    /// <summary>When the recipient retrieved it first, and so took on the purpose.</summary>
    public required DateTimeOffset? RetrievedAt { get; init; }
    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset? AcceptedAt { get; init; }
    /// <summary>When it came to its end.</summary>
    [Example(null)]
    public required DateTimeOffset? EndedAt { get; init; }
    /// <summary>The code of its end: outcome, or reason.</summary>
    [Example(null)]
    public required string? EndReason { get; init; }
    /// <summary>Of a rejected one, who declined.</summary>
    [Example(null)]
    public required DeclinedBy? DeclinedBy { get; init; }
    /// <summary>When the sender closed the loop.</summary>
    [Example(null)]
    public required DateTimeOffset? ClosedAt { get; init; }
    /// <summary>Since when it is blocked.</summary>
    [Example(null)]
    public required DateTimeOffset? BlockedSince { get; init; }
    /// <summary>Why.</summary>
    [Example(null)]
    public required BlockReason? BlockedReason { get; init; }
    /// <summary>When the recipient told what was done with the data.</summary>
    [Example(null)]
    public required DateTimeOffset? BlockConfirmedAt { get; init; }
    /// <summary>What was done.</summary>
    [CodeOf(CodeLists.WithdrawalConfirmation), Example(null)]
    public required string? BlockConfirmedAs { get; init; }
    /// <summary>What was sent, frozen; null while it is a draft, and for the recipient of one that did not come to be served.</summary>
    public required ReferralDocument? Document { get; init; }
    /// <summary>SHA-256 over the document's canonical JSON: the receipt; null where you are shown a part of it.</summary>
    [Example(Sample.Digest)]
    public required string? Sha256 { get; init; }
    /// <summary>The content of restricted items, as far as the caller may open them, in the document's order.</summary>
    [Example("""{"text":"Diabetes"}""", IsJson = true)]
    public required IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> RestrictedItems { get; init; }
    /// <summary>How it went.</summary>
    public required IReadOnlyList<ReferralEvent> Timeline { get; init; }
    /// <summary>Messages of both sides, and corrections.</summary>
    public required IReadOnlyList<MessageView> Messages { get; init; }
    /// <summary>Appointments.</summary>
    public required IReadOnlyList<ReferralAppointmentView> Appointments { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A referral as its sender sees it.</summary>
public sealed record ReferralView : ReferralShown, IShowsPersons
{
    /// <summary>Who is referred.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>Out of which case.</summary>
    public required Guid CaseId { get; init; }
    /// <summary>Where the basis is consent.</summary>
    public required Guid? ConsentId { get; init; }
    /// <summary>On which basis health data go along without a release from secrecy.</summary>
    [CodeOf(CodeLists.SecrecyBasis)]
    public required string? SecrecyBasis { get; init; }
    /// <summary>To the recipient.</summary>
    [Example(Sample.Note)]
    public required string? Note { get; init; }
    /// <summary>The chosen fields.</summary>
    public required IReadOnlyList<ReferralField> Fields { get; init; }
    /// <summary>Who of the household goes along.</summary>
    public required IReadOnlyList<Guid> MemberIds { get; init; }
    /// <summary>Restricted items that go along.</summary>
    public required IReadOnlyList<Guid> ItemIds { get; init; }
    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Of a draft, what should be clarified before it is sent, as the preview has it.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId, .. MemberIds];
}

internal sealed class GetReferralHandler(CaseDb db, CallContext call) : IHandler<GetReferral, ReferralView>
{
    public async Task<ReferralView> Handle(GetReferral request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Referral>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => new { row.Version, Json = ReferralFacts.View(row.Id) }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var facts = ReferralFacts.Parse(found.Json);
        var own = facts.Own ?? throw RefusedException.NotFound(request.Id);
        var objection = facts.SenderId != call.Caller.OrganisationId ? Cases.CaseProblems.HandedOver : null;
        var isDraft = facts.Status == ReferralStatus.Draft;
        var isAwaited = facts is { BlockedSince: not null, BlockConfirmedAt: null };
        var recording = facts.IsAnsweredElsewhere && !(isAwaited && facts.BlockedReason == BlockReason.ConsentWithdrawn) ? ReferralProblems.HasRecipient
            : isDraft || (!Referral.IsOpen(facts.Status) && !isAwaited) ? ReferralProblems.NotOpen : objection;
        // A hash over what can be guessed tells it: who sees a part of what was sent has none.
        var sent = facts.Sent;
        var isWhole = sent is null || (sent.Restricted?.Count ?? 0) == (ReferralDocument.Read(facts.Snapshot!.Content).Restricted?.Count ?? 0);
        return new ReferralView
        {
            Id = facts.Id, Status = facts.Status, Service = facts.Service, SenderId = facts.SenderId, Sender = facts.Sender, Purpose = facts.Purpose,
            Basis = facts.Basis, SentAt = facts.SentAt, ExpiresOn = facts.ExpiresOn, RetrievedAt = facts.RetrievedAt, AcceptedAt = facts.AcceptedAt,
            EndedAt = facts.EndedAt, EndReason = facts.EndReason, DeclinedBy = facts.DeclinedBy, ClosedAt = facts.ClosedAt,
            BlockedSince = facts.BlockedSince, BlockedReason = facts.BlockedReason, BlockConfirmedAt = facts.BlockConfirmedAt,
            BlockConfirmedAs = facts.BlockConfirmedAs, Document = sent, Sha256 = isWhole ? facts.Snapshot?.Sha256 : null,
            RestrictedItems = [.. facts.RestrictedItems], Timeline = facts.Timeline,
            Messages = facts.Messages, Appointments = facts.Appointments, ClientId = own.ClientId, ClientName = own.ClientName, CaseId = own.CaseId,
            ConsentId = own.ConsentId, SecrecyBasis = isWhole ? own.SecrecyBasis : sent!.SecrecyBasis, Warnings = isDraft ? facts.Warnings(call.Today) : [],
            Note = own.Draft.Note, Fields = own.Draft.Fields, MemberIds = own.Draft.MemberIds, ItemIds = own.Draft.ItemIds,
            CreatedAt = facts.CreatedAt, Version = found.Version,
            AllowedActions = facts.AllowedActions(ReferralSide.Sender, objection,
                AllowedAction.Of("change", isDraft ? objection : ReferralProblems.OnlyDrafts),
                AllowedAction.Of("discard", isDraft ? objection : ReferralProblems.OnlyDrafts), AllowedAction.Of(RecordReferralAnswer.Action, recording)),
        };
    }
}
