using CaseManagement.Api.Jobs;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Letters;

/// <summary>
/// Looks after legal deadlines: on the last day itself the supervisors are told, with who has to act and who stands in; ahead of it the team and its
/// supervisors, where who has to act is away and nobody stands in who is there. Each occasion once. Ends reminders whose cause has gone.
/// </summary>
[ForSystem, Recurring("watch-letters", "*/10 * * * *")]
public sealed record WatchLetters : IRecurringCommand;

internal sealed class WatchLettersHandler(CaseDb db, CallContext call) : IHandler<WatchLetters, int>
{
    public async Task<int> Handle(WatchLetters request, CancellationToken cancellationToken)
    {
        var (mine, today, kind, told) = (call.Caller.RequiredOrganisationId, call.Today, LetterReminders.Deadline, 0);
        var away = db.Set<Absence>().Where(a => a.OrganisationId == mine && a.CancelledAt == null && a.FromDate <= today && a.UntilDate > today);
        var due = await db.Set<Reminder>()
            .Where(r => r.OrganisationId == mine && r.Kind == kind && r.Status == ReminderStatus.Open && r.DueOn <= today)
            .OrderBy(r => r.Id)
            .Select(r => new
            {
                Reminder = r,
                IsThere = db.Set<Letter>().Any(letter => letter.Id == r.SubjectId && letter.RemedyStatus == RemedyStatus.Open),
                IsAway = away.Any(a => a.StaffId == r.AssigneeId),
                Deputies = away.Where(a => a.StaffId == r.AssigneeId && a.DeputyId != null && !away.Any(other => other.StaffId == a.DeputyId))
                    .Select(a => a.DeputyId!.Value).ToList(),
                Members = db.Set<TeamMember>().On(today).Where(member => member.TeamId == r.TeamId).Select(member => member.StaffId).ToList(),
            }).AsSplitQuery().ToListAsync(cancellationToken);
        foreach (var row in due)
        {
            var reminder = row.Reminder;
            if (!row.IsThere)
            {
                reminder.Close("done", null, null, call.Now);
                told++;
                continue;
            }
            var unattended = reminder.AssigneeId is null || (row.IsAway && row.Deputies.Count == 0);
            if (reminder.LastDay > today && !(unattended && row.IsAway))
            {
                continue; // The reminder itself has told who has to act.
            }
            var supervisors = reminder.TeamId is { } team ? await db.SupervisorsOf(mine, team, today, cancellationToken) : [];
            IEnumerable<Guid> recipients = [.. supervisors, .. row.Deputies, .. unattended ? row.Members : []];
            if (reminder.AssigneeId is { } assignee)
            {
                recipients = recipients.Append(assignee);
            }
            var (notice, occasion) = reminder.LastDay <= today ? (LetterReminders.LastDay, $"{reminder.LastDay:yyyy-MM-dd}")
                : (LetterReminders.Unattended, $"{reminder.DueOn:yyyy-MM-dd}");
            told += await Tell(reminder, notice, occasion, recipients, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        return told;
    }

    private async Task<int> Tell(Reminder of, NoticeKind kind, string occasion, IEnumerable<Guid> recipients, CancellationToken cancellationToken)
    {
        var told = await db.Set<Notice>().Where(notice => notice.Kind == kind && notice.SubjectId == of.SubjectId && notice.Occasion == occasion)
            .Select(notice => notice.StaffId).ToListAsync(cancellationToken);
        var untold = recipients.Distinct().Except(told).ToList();
        db.AddRange(untold.Select(recipient => new Notice(of.OrganisationId, recipient, kind, "letter", of.SubjectId, occasion, call.Now)));
        return untold.Count;
    }
}
