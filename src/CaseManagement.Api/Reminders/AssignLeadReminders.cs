using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

// An open case that has lost its lead worker waits with a reminder to its supervisor, which ends when somebody leads it.
internal sealed class AssignLeadReminders : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var waiting = await db.Set<Reminder>().Where(reminder => reminder.SubjectType == ReminderSubject.Case && reminder.SubjectId == passed.Id
            && reminder.Kind == ReminderKind.AssignLead && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken);
        if (passed.LeadStaffId is not null)
        {
            waiting.ForEach(reminder => reminder.Close("done", null, call.Caller.StaffId, call.Now));
        }
        else if (waiting.Count == 0 || waiting.Exists(reminder => reminder.TeamId != passed.TeamId))
        {
            var supervisors = await db.SupervisorsOf(passed.OrganisationId, passed.TeamId, call.Today, cancellationToken);
            Guid? supervisor = supervisors.Count > 0 ? supervisors[0] : null;
            waiting.ForEach(reminder => reminder.HandTo(passed.TeamId, supervisor, call.Now));
            if (waiting.Count == 0)
            {
                db.Add(Reminder.OfSystem(passed.OrganisationId, (ReminderSubject.Case, passed.Id), ReminderKind.AssignLead,
                    passed.Id, passed.HouseholdId, passed.TeamId, supervisor, call.Today, call.Now));
            }
        }
    }
}
