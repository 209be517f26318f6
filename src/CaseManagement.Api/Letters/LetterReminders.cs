using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Letters;

/// <summary>
/// The reminder of a letter's last day: there while the remedy is open, due a week ahead, never put off past the last day, and ended by its cause
/// alone. It says nothing of the letter, so that whoever has to act learns of it also where the letter is restricted.
/// </summary>
public static class LetterReminders
{
    /// <summary>How many days ahead of the last day it is due.</summary>
    public const int DaysAhead = 7;

    /// <summary>A remedy waits.</summary>
    public static readonly ReminderKind Deadline = new("letter_deadline", "Frist aus einem Schreiben", "Legal deadline of a letter") { EndsWithCause = true };

    /// <summary>The last day has come.</summary>
    public static readonly NoticeKind LastDay = new("letter-last-day",
        "Die Frist eines Schreibens endet heute oder ist schon abgelaufen.", "The legal deadline of a letter ends today, or is over.");

    /// <summary>Who has to act is away, and nobody stands in.</summary>
    public static readonly NoticeKind Unattended = new("letter-deadline-unattended",
        "Die Frist eines Schreibens läuft, und die zuständige Fachkraft ist ohne Vertretung abwesend.",
        "The legal deadline of a letter runs, and who has to act is away without a deputy.");

    /// <summary>Makes, moves or ends the reminder, as the letter stands now.</summary>
    internal static async Task Follow(this CaseDb db, CallContext call, Letter letter, CancellationToken cancellationToken)
    {
        var (deadline, today) = (Deadline, call.Today);
        var open = await db.Set<Reminder>().SingleOrDefaultAsync(reminder => reminder.SubjectId == letter.Id && reminder.Kind == deadline
            && reminder.Status == ReminderStatus.Open, cancellationToken);
        if (letter.RemedyStatus != RemedyStatus.Open)
        {
            open?.Close("done", null, call.Caller.StaffId, call.Now);
            return;
        }
        var last = letter.LastDay!.Value;
        var ahead = last.AddDays(-DaysAhead);
        var due = ahead > today ? ahead : last < today ? last : today;
        if (open is not null)
        {
            if (open.LastDay != last)
            {
                open.MoveDeadline(due, last, call.Caller.StaffId, call.Now);
            }
            return;
        }
        var responsible = await db.Set<Case>().Where(c => c.Id == letter.CaseId).Select(c => new { c.HouseholdId, c.TeamId, c.LeadStaffId })
            .SingleOrDefaultAsync(cancellationToken);
        db.Add(Reminder.OfSystem(letter.OrganisationId, (ReminderSubject.Letter, letter.Id), Deadline, letter.CaseId, responsible?.HouseholdId,
            responsible?.TeamId, responsible is null ? call.Caller.StaffId : responsible.LeadStaffId, due, call.Now, last));
    }
}

// A running deadline stands in the way of closing a case; one that was missed ends with it.
internal sealed class DeadlinesOfCase : IEndsWithCase
{
    public async Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken)
    {
        var open = await OpenIn(db, of).Select(reminder => new
        {
            reminder.SubjectId, reminder.LastDay, reminder.AssigneeId,
            Subject = db.Set<Letter>().Where(letter => letter.Id == reminder.SubjectId).Select(letter => letter.Subject).FirstOrDefault(),
            Assignee = db.Set<Organisations.Staff>().Where(staff => staff.Id == reminder.AssigneeId)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return open.ConvertAll(row => new FollowUp("letter", row.SubjectId, row.Subject ?? LetterReminders.Deadline.Text(), row.LastDay,
            row.AssigneeId, row.Assignee, row.LastDay >= db.Call!.Today ? [] : [FollowUpOutcome.Cancelled])
        { StandsInTheWay = row.LastDay >= db.Call!.Today ? LetterProblems.DeadlineRuns : null });
    }

    public async Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions,
        CancellationToken cancellationToken)
    {
        foreach (var reminder in await OpenIn(db, closed).ToListAsync(cancellationToken))
        {
            reminder.Close("cancel", decisions.GetValueOrDefault(reminder.SubjectId)?.Reason ?? closed.ClosingReason, call.Caller.StaffId, call.Now);
        }
    }

    private static IQueryable<Reminder> OpenIn(CaseDb db, Case of)
    {
        var kind = LetterReminders.Deadline;
        return db.Set<Reminder>().Where(reminder => reminder.CaseId == of.Id && reminder.OrganisationId == of.OrganisationId
            && reminder.Kind == kind && reminder.Status == ReminderStatus.Open);
    }
}

// Whoever leads the case now has to act.
internal sealed class DeadlinesFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var kind = LetterReminders.Deadline;
        foreach (var reminder in await db.Set<Reminder>().Where(reminder => reminder.CaseId == passed.Id && reminder.OrganisationId == passed.OrganisationId
            && reminder.Kind == kind && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken))
        {
            reminder.HandTo(passed.TeamId, passed.LeadStaffId, call.Now);
        }
    }
}
