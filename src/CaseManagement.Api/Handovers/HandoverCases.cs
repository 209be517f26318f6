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
        await Readdress(db, call, passed, cancellationToken);
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

    // As app.causes_of_first_contact says: who leads all cases that wait, else their team, else the team that has taken over.
    private static async Task Readdress(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var (kind, own) = (HandoverReminders.FirstContact, passed.OrganisationId);
        var found = await (
            from person in db.Set<HandoverPerson>()
            join handover in db.Set<Handover>() on person.HandoverId equals handover.Id
            join reminder in db.Set<Reminder>() on handover.Id equals reminder.SubjectId
            where person.ClientId == passed.ClientId && handover.Status == HandoverStatus.Accepted && reminder.Kind == kind
                && reminder.OrganisationId == own && reminder.PolicyId != null && reminder.Status == ReminderStatus.Open
            select new
            {
                Reminder = reminder, handover.Id, handover.ReceiverTeamId,
                Addressee = db.Set<ReminderPolicy>().Where(policy => policy.Id == reminder.PolicyId)
                    .Select(policy => (PolicyAddressee?)policy.Addressee).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        foreach (var row in found)
        {
            var others = await (
                from person in db.Set<HandoverPerson>()
                join c in db.Set<Case>() on person.ClientId equals c.ClientId
                where person.HandoverId == row.Id && person.FirstContactAt == null && c.Id != passed.Id
                    && c.OrganisationId == own && c.Status == CaseStatus.Open
                select new { c.TeamId, c.LeadStaffId }).ToListAsync(cancellationToken);
            var teams = others.Select(other => other.TeamId).Append(passed.TeamId).Distinct().ToList();
            var leads = others.Select(other => other.LeadStaffId).Append(passed.LeadStaffId).Distinct().ToList();
            var team = teams.Count == 1 ? teams[0] : row.ReceiverTeamId;
            row.Reminder.HandTo(team, row.Addressee switch
            {
                PolicyAddressee.Lead => leads.Count == 1 ? leads[0] : null,
                PolicyAddressee.Supervisor when row.Reminder.TeamId == team => row.Reminder.AssigneeId,
                _ => null,
            }, call.Now);
        }
    }
}
