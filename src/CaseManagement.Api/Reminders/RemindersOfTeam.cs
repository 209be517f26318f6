using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Reminders;

// Those of a case end with it or go where it goes. Of a person or household whose cases are closed they would be left to who knows nothing of it.
internal sealed class RemindersOfTeam : INeedsTeam
{
    public ProblemType Refusal => ReminderProblems.TeamHasReminders;

    public Permission? NeedsMembersWith => null;

    public IQueryable<Guid> Needs(CaseDb db, Guid teamId) => db.Set<Reminder>()
        .Where(reminder => reminder.TeamId == teamId && reminder.Status == ReminderStatus.Open && reminder.CaseId == null
            && (reminder.SubjectType == ReminderSubject.Client || reminder.SubjectType == ReminderSubject.Household))
        .Select(reminder => reminder.Id);
}
