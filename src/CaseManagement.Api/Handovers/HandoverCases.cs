using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

// The supervisor who was to assign the cases of a handover has done so with the last of them.
internal sealed class HandoverCases : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        if (passed.LeadStaffId is null)
        {
            return;
        }
        var handovers = db.Set<HandoverPerson>().Where(person => person.CaseId == passed.Id).Select(person => person.HandoverId);
        var unled = from person in db.Set<HandoverPerson>()
                    join c in db.Set<Case>() on person.CaseId equals c.Id
                    where c.Id != passed.Id && c.Status == CaseStatus.Open && c.LeadStaffId == null
                    select person.HandoverId;
        foreach (var handover in await handovers.Where(id => !unled.Contains(id)).ToListAsync(cancellationToken))
        {
            await db.CloseReminders(handover, call, cancellationToken, ReminderKind.AssignLead);
        }
    }
}
