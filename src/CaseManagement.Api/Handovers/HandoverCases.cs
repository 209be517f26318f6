using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

// Handovers go with the household to its team. The supervisor who was to assign the cases of one has done so with the last of them. Whoever leads them now has
// to speak with the family.
internal sealed class HandoverCases : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        await FollowTeam(db, call, passed, cancellationToken);
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

    private static async Task FollowTeam(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var (mine, client, team) = (passed.OrganisationId, passed.ClientId, passed.TeamId);
        var households = db.Set<HouseholdMember>().Where(member => member.ClientId == client).Select(member => member.HouseholdId);
        var handovers = db.Set<HandoverPerson>().Where(person => person.ClientId == client).Select(person => person.HandoverId);
        var sent = db.Set<Handover>().Undecided()
            .Where(h => households.Contains(h.HouseholdId) && h.SenderOrganisationId == mine && h.SenderTeamId != team);
        var accepted = db.Set<Handover>().Where(h => handovers.Contains(h.Id) && h.Status == HandoverStatus.Accepted
            && h.ReceiverOrganisationId == mine && h.ReceiverTeamId != team);
        if (await sent.Select(h => h.Id).Concat(accepted.Select(h => h.Id)).AnyAsync(cancellationToken))
        {
            await db.SaveChangesAsync(cancellationToken); // Whose the cases are now is read from the rows.
            await Follow(db, call, [client], cancellationToken);
        }
    }

    /// <summary>Lets handovers follow the open cases of some persons, as they are on file, to their team.</summary>
    internal static async Task Follow(CaseDb db, CallContext call, Guid[] clients, CancellationToken cancellationToken)
    {
        var moot = await db.Database.SqlQuery<Guid>($"select x as \"Value\" from app.follow_cases({clients}) x").ToListAsync(cancellationToken);
        foreach (var handover in await db.Set<Handover>().Undecided().Where(h => moot.Contains(h.Id)).ToListAsync(cancellationToken))
        {
            if (handover.Status == HandoverStatus.Draft)
            {
                await db.Database.ExecuteSqlAsync($"select app.discard_handover({handover.Id})", cancellationToken);
            }
            else
            {
                handover.Withdraw(HouseholdChanged, null, Actor.Of(call.Caller), call.Now);
            }
        }
    }

    private const string HouseholdChanged = "household-changed"; // Of the list handover-withdrawal-reason.

    // Whom app.causes_of_first_contact names, now that the case has passed: who leads all cases that wait, else their team, else the one that has taken over.
    private static async Task Readdress(CaseDb db, Case passed, CancellationToken cancellationToken)
    {
        var (kind, late) = (HandoverReminders.FirstContact, HandoverReminders.Escalation);
        var waiting = await (
            from person in db.Set<HandoverPerson>()
            join reminder in db.Set<Reminder>() on person.HandoverId equals reminder.SubjectId
            where person.ClientId == passed.ClientId && (reminder.Kind == kind || reminder.Kind == late) && reminder.OrganisationId == passed.OrganisationId
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
            await db.Readdress(late, handover, cancellationToken);
        }
    }
}
