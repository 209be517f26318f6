using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>What ends on the day of a person's death; contributed by the rooms above, too. The file stays, and stays protected (§ 35 Abs. 5 SGB I).</summary>
public interface IEndsWithDeath
{
    /// <summary>Ends it, in the transaction that records the death.</summary>
    Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken);

    /// <summary>
    /// The death never was so, which is saved already: what ended with it is as before, as far as that can be without loss. Lead workers are told to see to the
    /// rest.
    /// </summary>
    Task TakeBack(CaseDb db, CallContext call, Guid clientId, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Who has died, as far as presences say.</summary>
public static class Deaths
{
    /// <summary>app.died_on, in queries: when a person has died, or the first of two.</summary>
    public static DateOnly? On(Guid clientId, Guid? orClientId) => throw new InvalidOperationException("Only in queries.");

    /// <summary>When a person has died.</summary>
    internal static Task<DateOnly?> DiedOn(this CaseDb db, Guid clientId, CancellationToken cancellationToken) =>
        db.Set<Client>().Where(client => client.Id == clientId).Select(client => On(client.Id, null)).SingleOrDefaultAsync(cancellationToken);
}

internal static class DeathOnRecord
{
    // Of the list case-closing-reason.
    private const string Deceased = "deceased";

    /// <summary>Ends what ends with the death that a presence says. Saves nothing.</summary>
    internal static async Task EndWithDeath(this Presence presence, CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        foreach (var part in Contributions.Of<IEndsWithDeath>())
        {
            await part.End(db, call, presence.ClientId, presence.UntilDate!.Value, cancellationToken);
        }
    }

    /// <summary>Undoes what ended with a death that was recorded by mistake, and tells who has to see to the rest. Saves.</summary>
    internal static async Task TakeDeathBack(this Presence presence, CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        foreach (var part in Contributions.Of<IEndsWithDeath>())
        {
            await part.TakeBack(db, call, presence.ClientId, cancellationToken);
        }
        var (own, occasion) = (presence.OrganisationId, $"presence {presence.Id} {call.Now:O}");
        // Of a case that was closed with the death, who led it last: somebody who lives is to be counselled again.
        if (await db.Set<Case>().Where(c => c.ClientId == presence.ClientId && c.OrganisationId == own)
            .OrderByDescending(c => c.Status == CaseStatus.Open).ThenByDescending(c => c.OpenedAt).Select(c => new
            {
                c.Id, c.TeamId, c.Status, c.ClosingReason,
                Lead = db.Set<Staff>().Where(staff => staff.Id == c.LeadStaffId && staff.LeftAt == null).Select(staff => (Guid?)staff.Id).FirstOrDefault(),
            }).FirstOrDefaultAsync(cancellationToken) is { } of && (of.Status == CaseStatus.Open || of.ClosingReason == Deceased))
        {
            var kind = of.Status == CaseStatus.Open ? DeathNotices.TakenBack : DeathNotices.TakenBackOfClosed;
            IReadOnlyList<Guid> told = of.Lead is { } lead ? [lead] : await db.SupervisorsOf(own, of.TeamId, call.Today, cancellationToken);
            db.AddRange(told.Select(staff => new Notice(own, staff, kind, "case", of.Id, occasion, call.Now)));
        }
        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>What there is to tell of deaths.</summary>
public static class DeathNotices
{
    /// <summary>A death was recorded by mistake; told to who leads the person's case, else to the supervisors of its team.</summary>
    public static readonly NoticeKind TakenBack = new("death-taken-back",
        "Ein Tod war irrtümlich erfasst und ist zurückgenommen. Wiedervorlagen, Teilnahmen und Wohnung sind wie zuvor: bitte prüfen. Termine und Ketten, "
        + "die damit endeten, bitte neu anlegen.",
        "A death was recorded by mistake and has been taken back. Reminders, participations and dwelling are as before: please look at them. Appointments and "
        + "chains that ended with it are to be made anew.");

    /// <summary>The same where the case was closed with the death; told to who led it last, else to the supervisors of its team.</summary>
    public static readonly NoticeKind TakenBackOfClosed = new("death-taken-back-of-closed",
        "Ein Tod, mit dem ein Fall geschlossen wurde, war irrtümlich erfasst und ist zurückgenommen: Die Person lebt und wird nicht mehr beraten. Bitte "
        + "prüfen, ob der Fall wieder aufzunehmen ist; seine Wiedervorlagen stehen dann wie zuvor.",
        "A death with which a case was closed was recorded by mistake and has been taken back: the person lives and is counselled no more. Please see whether "
        + "the case is to be reopened; its reminders then stand as before.");
}

// Whose death was taken back while the case was closed: with the case its reminders are open again.
internal sealed class RemindersComeBackWithCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var isReopened = db.Entry(passed).OriginalValues.GetValue<CaseStatus>(nameof(Case.Status)) == CaseStatus.Closed;
        if (isReopened && await db.DiedOn(passed.ClientId, cancellationToken) is null)
        {
            await db.SaveChangesAsync(cancellationToken); // A reminder is opened in an open case only.
            await new RemindersEndWithDeath().TakeBack(db, call, passed.ClientId, cancellationToken);
            await db.SaveChangesAsync(cancellationToken); // They follow the case as what is open does (RemindersFollowCase).
        }
    }
}

// What was to be done for the person. The household's reminders stay while others of it are counselled, and what the room that made it ends itself.
internal sealed class RemindersEndWithDeath : IEndsWithDeath
{
    private static readonly ReminderKind[] OfCauses = [.. Contributions.Values<ReminderKind>(kind => kind.Name).Values.Where(kind => kind.EndsWithCause)];

    public async Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        var open = await db.Set<Reminder>()
            .Where(reminder => reminder.Status == ReminderStatus.Open && reminder.OrganisationId == own && !OfCauses.Contains(reminder.Kind)
                && ((reminder.SubjectType == ReminderSubject.Client && reminder.SubjectId == clientId)
                    || db.Set<Case>().Any(c => c.Id == reminder.CaseId && c.ClientId == clientId)))
            .ToListAsync(cancellationToken);
        foreach (var reminder in await db.FileUnderOthers(open, (call.Caller.RequiredOrganisationId, clientId), call.Now, cancellationToken))
        {
            reminder.Close("cancel", Presence.Died, call.Caller.StaffId, call.Now);
        }
        await db.EndChains(call, db.Set<Chain>().Where(chain => chain.ClientId == clientId), ChainEndCause.Died, null, [], cancellationToken);
    }

    // Where meanwhile the same is awaited anew, or who was to see to it has left, it stays as it is.
    public async Task TakeBack(CaseDb db, CallContext call, Guid clientId, CancellationToken cancellationToken)
    {
        var (own, personal) = (call.Caller.OrganisationId, ReminderKind.Personal);
        foreach (var reminder in await db.Set<Reminder>()
            .Where(reminder => reminder.Status == ReminderStatus.Cancelled && reminder.Reason == Presence.Died && reminder.OrganisationId == own
                && !OfCauses.Contains(reminder.Kind) && reminder.SubjectType != ReminderSubject.ChainStep // Its chain has ended.
                && (reminder.CaseId == null ? reminder.SubjectType == ReminderSubject.Client && reminder.SubjectId == clientId
                    : db.Set<Case>().Any(c => c.Id == reminder.CaseId && c.ClientId == clientId && c.Status == CaseStatus.Open && c.OrganisationId == own))
                && (reminder.AssigneeId == null || db.Set<Staff>().Any(staff => staff.Id == reminder.AssigneeId && staff.LeftAt == null))
                && (reminder.Kind == personal || !db.Set<Reminder>().Any(other => other.SubjectId == reminder.SubjectId && other.Kind == reminder.Kind
                    && (other.Status == ReminderStatus.Open || (other.Reason == Presence.Died && other.ClosedAt > reminder.ClosedAt)))))
            .ToListAsync(cancellationToken))
        {
            reminder.Restore(call.Now);
            await db.FollowCase(call, reminder, cancellationToken);
        }
    }
}
