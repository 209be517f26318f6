using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>The reminders and notices that follow from a referral; the sender's.</summary>
public static class ReferralReminders
{
    /// <summary>A provider has not answered yet: ask, before it expires. By a policy; it is there as soon as the referral is sent.</summary>
    public static readonly ReminderKind Silent = new("referral_answer", "Vermittlung: Antwort steht aus", "Referral: no answer yet") { EndsWithCause = true };

    /// <summary>A consent was taken back, and the recipient has not told yet what was done with the data: ask. By a policy.</summary>
    public static readonly ReminderKind Unconfirmed = new("referral_confirmation",
        "Widerruf: Was geschah beim Empfänger mit den Daten?", "Withdrawal of consent: what did the recipient do with the data?")
    { EndsWithCause = true };

    /// <summary>The other side has moved a referral, or it has expired.</summary>
    public static readonly NoticeKind Moved = new("referral-moved",
        "Zu einer Ihrer Vermittlungen gibt es Neues.", "There is news about one of your referrals.");

    /// <summary>A referral is blocked.</summary>
    public static readonly NoticeKind BlockedNotice = new("referral-blocked",
        "Eine Ihrer Vermittlungen ist gesperrt: die Einwilligung trägt sie nicht mehr.",
        "One of your referrals is blocked: its consent does not cover it any more.");

    /// <summary>The recipient was closed: what it still told has to be recorded by the sender.</summary>
    public static readonly NoticeKind RecipientClosed = new("referral-recipient-closed",
        "Der Empfänger einer Ihrer Vermittlungen hat die Arbeit hier beendet: was er mitteilt, tragen Sie ein, oder Sie nehmen sie zurück.",
        "The recipient of one of your referrals works here no longer: record what it tells you, or withdraw it.");

    /// <summary>Ends the reminder of the answer: the provider has answered, or need not any more.</summary>
    internal static async Task EndReminder(this CaseDb db, Referral referral, CallContext call, CancellationToken cancellationToken)
    {
        var kind = Silent;
        foreach (var reminder in await db.Set<Reminder>().Where(reminder => reminder.SubjectType == ReminderSubject.Referral && reminder.Kind == kind
            && reminder.SubjectId == referral.Id && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken))
        {
            reminder.EndWithCause(call.Caller.StaffId, call.Now);
        }
    }
}

// Whoever leads the case now has to ask: of those made before there were policies, as of others RemindersFollowCase does.
internal sealed class AnswersFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var (answer, confirmation) = (ReferralReminders.Silent, ReferralReminders.Unconfirmed);
        foreach (var reminder in await db.Set<Reminder>().Where(reminder => reminder.CaseId == passed.Id && reminder.OrganisationId == passed.OrganisationId
            && reminder.PolicyId == null && (reminder.Kind == answer || reminder.Kind == confirmation)
            && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken))
        {
            reminder.HandTo(passed.TeamId, passed.LeadStaffId, call.Now);
        }
    }
}
