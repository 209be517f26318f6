using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>What has happened to received referrals since a cursor.</summary>
/// <param name="Cursor">`nextCursor` of the answer before; from the oldest event that is kept where left out.</param>
/// <param name="Limit">How many events at most: 1 to 200, 50 where left out.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Follow received referrals", """
    Everything that happened to referrals sent to your organisation, by either side, in the order of `sequence`, which has no gap: keep `nextCursor`, which
    is there on every answer, and ask again with it. An event shows the referral as it stands now, nobody named; the same event may have come by webhook, with
    the same id. Where `tombstone` is set, delete what you have copied of the referral. Events are kept for some time (90 days unless the operator says
    otherwise): a cursor from before is 410 `cursor-forgotten`. Then read `/partner/referrals` anew, delete copies of what is not in it, and follow without a
    cursor.
    """, Audience = Audience.Partner)]
public sealed record FollowReferrals(string? Cursor, [Example(50)] int? Limit) : IQuery<ReferralChanges>;

/// <summary>Events of the feed.</summary>
/// <param name="Items">In the order of their sequence.</param>
/// <param name="NextCursor">Send as "cursor" for what comes next, now or later.</param>
/// <param name="HasMore">Whether there is more already.</param>
public sealed record ReferralChanges(IReadOnlyList<ReferralChange> Items, [Example(Sample.Cursor)] string NextCursor, [Example(false)] bool HasMore);

/// <summary>Why what was copied of a referral has to go.</summary>
public enum Tombstone
{
    /// <summary>It is there no longer.</summary>
    Deleted,
    /// <summary>Your own organisation looks after the person now and is its sender.</summary>
    TakenOver,
    /// <summary>The sender has withdrawn it.</summary>
    Withdrawn,
    /// <summary>The person has withdrawn the consent, and you have confirmed what was done with the data.</summary>
    ConsentWithdrawn,
}

/// <summary>An event of a received referral.</summary>
/// <param name="Sequence">Its place in your feed.</param>
/// <param name="EventId">The event.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">When.</param>
/// <param name="ReferralId">To which referral.</param>
/// <param name="Tombstone">Why what you have copied of it has to go; null where it need not.</param>
/// <param name="Referral">How it stands now; null where there is a tombstone.</param>
public sealed record ReferralChange(
    [Example(1042L)] long Sequence,
    Guid EventId,
    [Example("referral.sent")] string Type,
    DateTimeOffset At,
    Guid ReferralId,
    [Example(null)] Tombstone? Tombstone,
    FollowedReferral? Referral);

/// <summary>A received referral as it stands.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="IsBlocked">Nothing more may be done with the data.</param>
/// <param name="ServiceId">To which service.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="SenderId">Who refers, now; null where a confidential organisation that has not sent it itself is not told to you.</param>
/// <param name="Sender">By name.</param>
/// <param name="Reference">Your own file number.</param>
/// <param name="UpdatedAt">The last change.</param>
public sealed record FollowedReferral(
    ReferralStatus Status,
    [Example(false)] bool IsBlocked,
    Guid ServiceId,
    [Example("Migrationsberatung")] string? ServiceName,
    Guid? SenderId,
    [Example(Sample.Town)] string? Sender,
    [Example("2026-0815")] string? Reference,
    DateTimeOffset UpdatedAt);

internal sealed class FollowReferralsHandler(CaseDb db) : IHandler<FollowReferrals, ReferralChanges>
{
    private const string Feed = "referral-changes";

    private sealed record Place(long Sequence);

    public async Task<ReferralChanges> Handle(FollowReferrals request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var after = Http.Cursor.Read<Place>(request.Cursor, Feed)?.Sequence;
        var json = await db.Database.SqlQuery<string?>($"select app.referral_changes({after}, {limit + 1})::text as \"Value\"").SingleAsync(cancellationToken)
            ?? throw new RefusedException(ReferralProblems.CursorForgotten);
        var rows = JsonSerializer.Deserialize<List<ReferralChange>>(json, ApiJson.Stored)!;
        var shown = rows.Count > limit ? rows[..limit] : rows;
        return new ReferralChanges(shown, Http.Cursor.Behind(new Place(shown is [.., var last] ? last.Sequence : after ?? 0), Feed), rows.Count > limit);
    }
}
