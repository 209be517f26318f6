using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Whose reminders the caller sees: his own and those he stands in for, his teams', those of cases he sees.</summary>
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
        return reminders.Where(reminder => reminder.AssigneeId == me
            || AccessFunctions.IsDeputised(reminder.AssigneeId)
            || AccessFunctions.IsMyTeam(reminder.TeamId)
            || (reminder.CaseId != null && cases.Any(c => c.Id == reminder.CaseId)));
    }

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

    /// <summary>Refuses an assignee who has left, or has no role in the caller's organisation in which one reads reminders.</summary>
    internal static async Task CheckAssignee(CaseDb db, Guid? assigneeId, Guid organisationId, CancellationToken cancellationToken)
    {
        Role[] roles = [.. RolePermissions.RolesWith(Permission.UseReminders)];
        if (assigneeId is { } id && !await db.Set<Staff>().AnyAsync(staff => staff.Id == id && staff.LeftAt == null
                && db.Set<RoleGrant>().Any(grant => grant.StaffId == id && grant.OrganisationId == organisationId && roles.Contains(grant.Role)),
            cancellationToken))
        {
            throw RefusedException.Invalid("/assigneeId", ReminderProblems.AssigneeUnknown);
        }
    }
}
