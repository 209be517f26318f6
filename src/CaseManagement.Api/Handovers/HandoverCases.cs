using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

// The supervisor who was to assign the cases of a handover has done so with the last of them. Whoever leads them now has to speak with the family.
internal sealed class HandoverCases : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        await Readdress(db, passed, cancellationToken);
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

    // Whom app.causes_of_first_contact names, now that the case has passed: who leads all cases that wait, else their team, else the one that has taken over.
    private static async Task Readdress(CaseDb db, Case passed, CancellationToken cancellationToken)
    {
        var kind = HandoverReminders.FirstContact;
        var waiting = await (
            from person in db.Set<HandoverPerson>()
            join reminder in db.Set<Reminder>() on person.HandoverId equals reminder.SubjectId
            where person.ClientId == passed.ClientId && reminder.Kind == kind && reminder.OrganisationId == passed.OrganisationId
                && reminder.PolicyId != null && reminder.Status == ReminderStatus.Open
            select person.HandoverId).Distinct().ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return;
        }
        await db.SaveChangesAsync(cancellationToken); // What tells whom it names is read from the rows.
        foreach (var handover in waiting)
        {
            await db.Readdress(kind, handover, cancellationToken);
        }
    }
}
