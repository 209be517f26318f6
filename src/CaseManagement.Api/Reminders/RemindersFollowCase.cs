using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// What is open goes where the case goes: to its team, and to whoever leads it there. Of what policies made, whoever leads the case now is reminded; what is
/// for the team or its supervisor stays so, with the new team. What somebody has made stays with a colleague who goes on seeing the case. Reminders of the
/// person and of the household go along, unless another open case of the household stays with the team before.
/// </summary>
internal sealed class RemindersFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var before = passed.Responsibilities.Where(row => row.UntilAt is not null).MaxBy(row => row.UntilAt)?.TeamId;
        var (moves, kept) = (before is not null && before != passed.TeamId, ReminderKind.AssignLead);
        var found = await db.Set<Reminder>().Where(reminder => reminder.Status == ReminderStatus.Open && reminder.OrganisationId == passed.OrganisationId
                && ((reminder.CaseId == passed.Id && reminder.Kind != kept) || (moves && reminder.CaseId == null && reminder.TeamId == before
                    && ((reminder.SubjectType == ReminderSubject.Client && reminder.SubjectId == passed.ClientId)
                        || (reminder.SubjectType == ReminderSubject.Household && reminder.SubjectId == passed.HouseholdId
                            && !db.Set<Case>().Any(other => other.HouseholdId == passed.HouseholdId && other.Id != passed.Id
                                && other.Status == CaseStatus.Open && other.TeamId == before))))))
            .Select(reminder => new
            {
                Reminder = reminder,
                IsForLead = db.Set<ReminderPolicy>().Any(policy => policy.Id == reminder.PolicyId && policy.Addressee == PolicyAddressee.Lead)
                    && !db.Set<ChainStep>().Any(step => step.Id == reminder.SubjectId && step.Addressee == ChainAddressee.Team),
                Stays = reminder.AssigneeId == null ? !moves
                    : AccessFunctions.Sees(reminder.AssigneeId.Value, moves ? passed.TeamId : reminder.TeamId ?? passed.TeamId, passed.Id),
            }).ToListAsync(cancellationToken);
        foreach (var (reminder, isForLead, stays) in found.Select(row => (row.Reminder, row.IsForLead, row.Stays)))
        {
            var isOfPolicy = reminder.PolicyId is not null;
            var assignee = isForLead ? passed.LeadStaffId
                : isOfPolicy ? reminder.TeamId == passed.TeamId ? reminder.AssigneeId : null
                : stays ? reminder.AssigneeId : passed.LeadStaffId;
            var team = moves || isOfPolicy ? passed.TeamId : reminder.TeamId ?? passed.TeamId;
            if (reminder.TeamId != team || reminder.AssigneeId != assignee)
            {
                reminder.HandTo(team, assignee, call.Now);
            }
        }
    }
}

internal static class RemindersOpenAgain
{
    /// <summary>Lets a reminder that is open again follow its case, if that was reassigned meanwhile: what was open then has gone along.</summary>
    internal static async Task FollowCase(this CaseDb db, CallContext call, Reminder reminder, CancellationToken cancellationToken)
    {
        var (of, team, assignee) = (reminder.CaseId, reminder.TeamId, reminder.AssigneeId);
        if (await db.Set<Case>().Where(one => one.Id == of && one.TeamId != team)
            .Select(one => new { one.TeamId, one.LeadStaffId, Stays = assignee != null && AccessFunctions.Sees(assignee.Value, one.TeamId, one.Id) })
            .SingleOrDefaultAsync(cancellationToken) is { } now)
        {
            reminder.HandTo(now.TeamId, now.Stays ? assignee : now.LeadStaffId, call.Now);
        }
    }
}
