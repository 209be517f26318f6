using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

// Whoever leads the case now is reminded; what is for the team or its supervisor stays so, with the new team.
internal sealed class PolicyRemindersFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var found = await db.Set<Reminder>().Where(reminder => reminder.CaseId == passed.Id && reminder.OrganisationId == passed.OrganisationId
                && reminder.PolicyId != null && reminder.Status == ReminderStatus.Open)
            .Select(reminder => new
            {
                Reminder = reminder,
                IsForLead = db.Set<ReminderPolicy>().Any(policy => policy.Id == reminder.PolicyId && policy.Addressee == PolicyAddressee.Lead)
                    && !db.Set<ChainStep>().Any(step => step.Id == reminder.SubjectId && step.Addressee == ChainAddressee.Team),
            }).ToListAsync(cancellationToken);
        foreach (var row in found)
        {
            var assignee = row.IsForLead ? passed.LeadStaffId : row.Reminder.TeamId == passed.TeamId ? row.Reminder.AssigneeId : null;
            row.Reminder.HandTo(passed.TeamId, assignee, call.Now);
        }
    }
}
