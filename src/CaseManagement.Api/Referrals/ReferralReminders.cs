using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>The reminders and notices that follow from a referral; the sender's.</summary>
public static class ReferralReminders
{
    /// <summary>A provider has not answered yet: ask, before it expires.</summary>
    public static readonly ReminderKind Silent = new("referral_answer", "Vermittlung: Antwort steht aus", "Referral: no answer yet") { EndsWithCause = true };

    /// <summary>The other side has moved a referral, or it has expired.</summary>
    public static readonly NoticeKind Moved = new("referral-moved",
        "Zu einer Ihrer Vermittlungen gibt es Neues.", "There is news about one of your referrals.");

    /// <summary>A referral is blocked.</summary>
    public static readonly NoticeKind BlockedNotice = new("referral-blocked",
        "Eine Ihrer Vermittlungen ist gesperrt: die Einwilligung trägt sie nicht mehr.",
        "One of your referrals is blocked: its consent does not cover it any more.");

    /// <summary>The reminder of the provider's answer, due on its last day.</summary>
    internal static async Task<Reminder> Answer(CaseDb db, Referral referral, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var of = await db.Set<Case>().Where(c => c.Id == referral.CaseId).Select(c => new { c.HouseholdId, c.TeamId, c.LeadStaffId })
            .SingleAsync(cancellationToken);
        return Reminder.OfSystem(referral.OrganisationId, (ReminderSubject.Referral, referral.Id), Silent, referral.CaseId, of.HouseholdId, of.TeamId,
            of.LeadStaffId, referral.ExpiresOn!.Value, now);
    }

    /// <summary>Ends it: the provider has answered, or need not any more.</summary>
    internal static async Task EndReminder(this CaseDb db, Referral referral, CallContext call, CancellationToken cancellationToken)
    {
        foreach (var reminder in await db.Set<Reminder>().Where(reminder => reminder.SubjectType == ReminderSubject.Referral
            && reminder.SubjectId == referral.Id && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken))
        {
            reminder.Close("done", null, call.Caller.StaffId, call.Now);
        }
    }
}

// Whoever leads the case now has to ask.
internal sealed class AnswersFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var kind = ReferralReminders.Silent;
        foreach (var reminder in await db.Set<Reminder>().Where(reminder => reminder.CaseId == passed.Id && reminder.OrganisationId == passed.OrganisationId
            && reminder.Kind == kind && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken))
        {
            reminder.HandTo(passed.TeamId, passed.LeadStaffId, call.Now);
        }
    }
}
