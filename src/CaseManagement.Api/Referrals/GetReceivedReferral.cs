using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>One received referral.</summary>
/// <param name="Id">The referral.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Get a received referral", """
    What was sent to you, frozen, with corrections and messages; nothing else of the person. The first retrieval confirms that the data serves the named
    purpose alone (§ 78 SGB X), which goes on record. Once it was rejected, withdrawn, returned, failed or has expired, or the person
    has taken the consent back, the data is not shown any more. A confidential organisation that looks after the person by now is not named.
    """, Audience = Audience.Partner)]
public sealed record GetReceivedReferral(Guid Id) : IQuery<ReceivedReferral>;

/// <summary>A referral as its recipient sees it.</summary>
public sealed record ReceivedReferral : ReferralShown, IShowsPersons
{
    internal Guid? Client { get; init; }

    /// <summary>Your own file number.</summary>
    [Example("2026-0815")] public string? Reference { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Client is { } client ? [client] : [];
}

internal sealed class GetReceivedReferralHandler(CaseDb db) : IHandler<GetReceivedReferral, ReceivedReferral>
{
    private sealed record Retrieved(uint Version, Guid ClientId, ReferralFacts Referral);

    public async Task<ReceivedReferral> Handle(GetReceivedReferral request, CancellationToken cancellationToken)
    {
        var json = await db.Database.SqlQuery<string?>($"select app.retrieve_referral({request.Id})::text as \"Value\"").SingleAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var (version, client, facts) = JsonSerializer.Deserialize<Retrieved>(json, ApiJson.Stored)!;
        return new ReceivedReferral
        {
            Id = facts.Id, Status = facts.Status, Service = facts.Service, SenderId = facts.SenderId, Sender = facts.Sender, Purpose = facts.Purpose,
            Basis = facts.Basis, SentAt = facts.SentAt, ExpiresOn = facts.ExpiresOn, RetrievedAt = facts.RetrievedAt, AcceptedAt = facts.AcceptedAt,
            EndedAt = facts.EndedAt, EndReason = facts.EndReason, DeclinedBy = facts.DeclinedBy, ClosedAt = facts.ClosedAt,
            BlockedSince = facts.BlockedSince, BlockedReason = facts.BlockedReason, BlockConfirmedAt = facts.BlockConfirmedAt,
            BlockConfirmedAs = facts.BlockConfirmedAs, Document = facts.Snapshot is { } sent ? ReferralDocument.Read(sent.Content) : null,
            Sha256 = facts.Snapshot?.Sha256, RestrictedItems = [.. facts.RestrictedItems], Timeline = facts.Timeline,
            Messages = facts.Messages, Appointments = facts.Appointments, Client = facts.Snapshot is null ? null : client, Version = version,
            Reference = facts.Reference, AllowedActions = facts.AllowedActions(ReferralSide.Recipient, null),
        };
    }
}
