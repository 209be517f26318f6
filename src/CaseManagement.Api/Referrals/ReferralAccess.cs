using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Whose referrals a caller sees, on which side, and how they are loaded for a move.</summary>
internal static class ReferralAccess
{
    /// <summary>Of cases that the caller sees: the sender's side. What was sent to his organisation is not among them.</summary>
    public static IQueryable<Referral> VisibleTo(this IQueryable<Referral> rows, CaseDb db, Caller caller)
    {
        var cases = db.Set<Case>().VisibleTo(db, caller);
        return rows.Where(row => cases.Any(c => c.Id == row.CaseId));
    }

    /// <summary>Sent to the acting organisation by another one: the recipient's side.</summary>
    public static IQueryable<Referral> ReceivedBy(this IQueryable<Referral> rows, Caller caller)
    {
        var mine = caller.OrganisationId;
        return rows.Where(row => row.RecipientId == mine && row.OrganisationId != mine && row.SentAt != null);
    }

    /// <summary>
    /// Loads a referral for a change and locks its row until the end of the transaction: of two who move it at once, the second waits and then sees
    /// what the first has done. An illegal move is 409 whatever the tag, because that tells more; a legal one on an old version is 412.
    /// </summary>
    /// <exception cref="RefusedException">404 when it is not the caller's on that side, 409, 412.</exception>
    public static async Task<Referral> LockReferral(
        this CaseDb db, CallContext call, Guid id, ReferralSide side, string? move, uint version, CancellationToken cancellationToken)
    {
        var caller = call.Caller;
        var rows = await db.Set<Referral>().FromSql($"select r.*, r.xmin from app.referral r where r.id = {id} for update").ToListAsync(cancellationToken);
        var row = rows.SingleOrDefault() ?? throw RefusedException.NotFound(id);
        var isMine = side == ReferralSide.Recipient
            ? row.RecipientId == caller.OrganisationId && row.OrganisationId != caller.OrganisationId && row.SentAt is not null
            : row.OrganisationId == caller.OrganisationId
                && await db.Set<Case>().WorkedOnBy(db, caller).AnyAsync(c => c.Id == row.CaseId, cancellationToken);
        if (!isMine)
        {
            throw RefusedException.NotFound(id);
        }
        if (move is not null && row.Check(move, side).NeedsConsent)
        {
            await db.RequireConsent(row, call.Today, cancellationToken);
        }
        IfMatch.Check(version, row.Version);
        return row;
    }

    /// <summary>Loads a received referral and locks its row, where no version is asked for.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<Referral> LockReceived(this CaseDb db, CallContext call, Guid id, CancellationToken cancellationToken) =>
        (await db.Set<Referral>().FromSql($"select r.*, r.xmin from app.referral r where r.id = {id} for update").ToListAsync(cancellationToken))
            .SingleOrDefault(row => row.RecipientId == call.Caller.OrganisationId && row.OrganisationId != call.Caller.OrganisationId && row.SentAt is not null)
            ?? throw RefusedException.NotFound(id);

    /// <summary>Whether the recipient's answer can be recorded now, with a reason of its list; an acceptance by the consent of its day.</summary>
    /// <exception cref="RefusedException">409, 400.</exception>
    public static async Task CheckAnswer(
        this CaseDb db, Referral referral, string action, MoveReason why, DateOnly today, ICodesInForce codes, CancellationToken cancellationToken)
    {
        var rule = referral.Check(action, ReferralSide.Recipient);
        var (list, reason) = (rule.Reasons, why.Code);
        if (list is null != reason is null)
        {
            throw list is null ? RefusedException.Invalid("/reasonCode", ReferralProblems.NoReason)
                : RefusedException.Invalid("/reasonCode", ReferralProblems.WrongReason, list);
        }
        if (list is not null && await codes.Faults([new CodeUse("/reasonCode", list, reason)], cancellationToken) is { Count: > 0 } faults)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
        }
        if (why.On < LocalTime.DateOf(referral.SentAt!.Value))
        {
            throw RefusedException.Invalid("/acceptedOn", ReferralProblems.AcceptedOn);
        }
        if (rule.NeedsConsent)
        {
            await db.RequireConsent(referral, why.On ?? today, cancellationToken);
        }
    }

    /// <summary>Enters into the register what the sender tells after sending.</summary>
    public static async Task Register(this CaseDb db, Referral of, ReferralMessage message, CancellationToken cancellationToken)
    {
        // By the name as it was sent: the service may have another provider since.
        var sent = await db.Set<ReferralSnapshot>().Where(snapshot => snapshot.ReferralId == of.Id).Select(snapshot => snapshot.Content)
            .SingleAsync(cancellationToken);
        db.Add(message);
        db.Add(new Disclosure(of, ReferralDocument.Read(sent).Recipient, message));
    }

    /// <summary>
    /// Holds the consent of a referral until the commit, before the referral itself is locked: who withdraws it takes them in this order, and of two who took
    /// them the other way round each would wait for the other.
    /// </summary>
    public static Task HoldConsent(this CaseDb db, Guid referralId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"select from app.consent c where c.id = (select r.consent_id from app.referral r where r.id = {referralId}) for share", cancellationToken);

    /// <summary>
    /// What is told or begun after sending still rests on the consent, which may have come to its last day since. Who withdraws it meanwhile waits for the
    /// referral.
    /// </summary>
    /// <exception cref="RefusedException">409.</exception>
    public static async Task RequireConsent(this CaseDb db, Referral referral, DateOnly on, CancellationToken cancellationToken)
    {
        if (referral.ConsentId is not null && await db.Database
            .SqlQuery<bool>($"select app.referral_consent_over({referral.Id}, {on}) as \"Value\"").SingleAsync(cancellationToken))
        {
            throw new RefusedException(ReferralProblems.ConsentOver);
        }
    }

    /// <summary>Whether the recipient was closed: nobody there reads or answers any more.</summary>
    public static Task<bool> IsRecipientClosed(this CaseDb db, Referral referral, CancellationToken cancellationToken) =>
        db.Set<Organisation>().AnyAsync(organisation => organisation.Id == referral.RecipientId && organisation.ClosedAt != null, cancellationToken);

    /// <summary>Words of either side while the referral runs.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public static void RequireRunning(Referral referral)
    {
        if (referral.SentAt is null || !Referral.IsOpen(referral.Status))
        {
            throw new RefusedException(ReferralProblems.NotOpen);
        }
        if (referral.BlockedSince is not null)
        {
            throw new RefusedException(ReferralProblems.Blocked);
        }
    }
}
