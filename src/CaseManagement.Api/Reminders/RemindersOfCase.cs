using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

// Open reminders of a case, and those of a household whose last open case it is.
internal sealed class RemindersOfCase : IEndsWithCase
{
    public async Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken)
    {
        var open = await OpenIn(db, of).Select(reminder => new
        {
            reminder.Id, reminder.Kind, reminder.Title, reminder.DueOn, reminder.AssigneeId,
            Assignee = db.Set<Staff>().Where(staff => staff.Id == reminder.AssigneeId)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return open.ConvertAll(reminder => new FollowUp("reminder", reminder.Id, reminder.Title ?? reminder.Kind.Text(), reminder.DueOn,
            reminder.AssigneeId, reminder.Assignee, reminder.Kind == ReminderKind.Personal
                ? [FollowUpOutcome.Done, FollowUpOutcome.Cancelled, FollowUpOutcome.CarriedOver] : [FollowUpOutcome.Done, FollowUpOutcome.Cancelled]));
    }

    public async Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions,
        CancellationToken cancellationToken)
    {
        var open = await OpenIn(db, closed).ToListAsync(cancellationToken);
        foreach (var reminder in open)
        {
            var decision = decisions.GetValueOrDefault(reminder.Id);
            switch (decision?.Outcome)
            {
                case FollowUpOutcome.Done:
                    reminder.Close("done", null, call.Caller.StaffId, call.Now);
                    break;
                case FollowUpOutcome.CarriedOver:
                    reminder.CarryOver(closed.ClientId, closed.TeamId, call.Now);
                    break;
                default:
                    reminder.EndWithCase(decision?.Reason ?? closed.ClosingReason, call.Caller.StaffId, call.Now);
                    break;
            }
        }
        await db.EndChains(call, db.Set<Chain>().Where(chain => chain.CaseId == closed.Id), ChainEndCause.CaseClosed, closed.ClosingReason,
            [.. open.Where(reminder => reminder.Status == ReminderStatus.Done)], cancellationToken);
    }

    // What has another end than a decision about it is settled by the room that made it.
    private static readonly ReminderKind[] OfCauses = [.. Contributions.Values<ReminderKind>(kind => kind.Name).Values.Where(kind => kind.EndsWithCause)];

    private static IQueryable<Reminder> OpenIn(CaseDb db, Case of) => db.Set<Reminder>().Where(reminder => reminder.Status == ReminderStatus.Open
        && reminder.OrganisationId == of.OrganisationId && !OfCauses.Contains(reminder.Kind)
        && (reminder.CaseId == of.Id
            || (reminder.SubjectType == ReminderSubject.Household && reminder.SubjectId == of.HouseholdId
                && !db.Set<Case>().Any(other => other.HouseholdId == of.HouseholdId && other.Id != of.Id && other.Status == CaseStatus.Open))));
}
