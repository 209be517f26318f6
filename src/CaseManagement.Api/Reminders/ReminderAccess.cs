using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// Whose reminders the caller sees: his teams', those of cases he sees, and his own and those he stands in for, as long as he sees what they are about: a
/// right ends with its reason.
/// </summary>
public static class ReminderAccess
{
    /// <summary>The scope of every query and command on reminders.</summary>
    public static IQueryable<Reminder> VisibleTo(this IQueryable<Reminder> reminders, CaseDb db, Caller caller)
    {
        if (caller.IsSystem)
        {
            return reminders;
        }
        var me = caller.StaffId;
        var cases = db.Set<Case>().VisibleTo(db, caller);
        return reminders.Where(reminder => AccessFunctions.IsMyTeam(reminder.TeamId)
            || (reminder.CaseId != null && cases.Any(c => c.Id == reminder.CaseId))
            || ((reminder.AssigneeId == me || AccessFunctions.IsDeputised(reminder.AssigneeId)) && AccessFunctions.SeesReminder(reminder.Id)));
    }

    /// <summary>Of <see cref="VisibleTo"/> those that are assigned to the caller, so that they are read out of the assignee's index alone.</summary>
    internal static IQueryable<Reminder> AssignedTo(this IQueryable<Reminder> reminders, Guid me) => reminders.Where(reminder =>
        reminder.AssigneeId == me && (AccessFunctions.IsMyTeam(reminder.TeamId) || AccessFunctions.SeesReminder(reminder.Id)));

    /// <summary>The reminder that a command changes, in the version that the caller has read: one that is seen, of his own organisation.</summary>
    /// <exception cref="RefusedException">404, 403 where it is another organisation's now, 412.</exception>
    internal static async Task<Reminder> ToChange(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var reminder = await db.Set<Reminder>().VisibleTo(db, call.Caller).SingleOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        if (reminder.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.Forbidden(CaseProblems.HandedOver, id);
        }
        IfMatch.Check(version, reminder.Version);
        return reminder;
    }

    /// <summary>A done reminder stays where it was done: whether what it was of has been handed over since, so that it is not taken up there again.</summary>
    internal static IQueryable<Reminder> OfWhatHasGone(this IQueryable<Reminder> reminders, CaseDb db) => reminders.Where(reminder =>
        (reminder.SubjectType == ReminderSubject.Case || reminder.SubjectType == ReminderSubject.Client || reminder.SubjectType == ReminderSubject.Household)
        && reminder.CaseId != null && !db.Set<Case>().Any(c => c.Id == reminder.CaseId && c.OrganisationId == reminder.OrganisationId));

    /// <summary>The cases of a reminder, of which an assignee has to see one; null where it is about nothing of the kind.</summary>
    internal static IQueryable<Case>? CasesOf(this CaseDb db, ReminderSubject type, Guid subjectId, Guid? caseId) => (type, caseId) switch
    {
        (_, { } id) => db.Set<Case>().Where(c => c.Id == id),
        (ReminderSubject.Case, _) => db.Set<Case>().Where(c => c.Id == subjectId),
        (ReminderSubject.Client, _) => db.Set<Case>().Where(c => c.ClientId == subjectId),
        (ReminderSubject.Household, _) => db.Set<Case>().Where(c => c.HouseholdId == subjectId),
        _ => null,
    };

    /// <summary>
    /// Refuses an assignee who has left, has no role in the caller's organisation in which one reads reminders, or sees none of the cases: neither works in
    /// the team nor takes part. The caller sees what he has found.
    /// </summary>
    internal static async Task CheckAssignee(
        CaseDb db, CallContext call, Guid? assigneeId, IQueryable<Case>? cases, Guid? teamId, CancellationToken cancellationToken)
    {
        if (assigneeId is not { } id)
        {
            return;
        }
        var organisation = call.Caller.RequiredOrganisationId;
        Role[] roles = [.. RolePermissions.RolesWith(Permission.UseReminders)];
        var of = cases ?? db.Set<Case>().Where(c => false);
        var anything = cases is null || id == call.Caller.StaffId;
        var found = await db.Set<Staff>().Where(staff => staff.Id == id && staff.LeftAt == null
                && db.Set<RoleGrant>().Any(grant => grant.StaffId == id && grant.OrganisationId == organisation && roles.Contains(grant.Role)))
            .Select(staff => new
            {
                Sees = anything || AccessFunctions.Sees(id, teamId, null)
                    || of.Any(c => c.OrganisationId == organisation && AccessFunctions.Sees(id, c.TeamId, c.Id)),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Invalid("/assigneeId", ReminderProblems.AssigneeUnknown);
        if (!found.Sees)
        {
            throw RefusedException.Invalid("/assigneeId", ReminderProblems.AssigneeSeesNot);
        }
    }
}
