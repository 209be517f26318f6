using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>The reminders that follow from a handover's deadlines; they belong to the receiver.</summary>
internal static class HandoverReminders
{
    /// <summary>Ends the open ones of some kinds: what they were about has been done.</summary>
    public static async Task Close(CaseDb db, Guid handoverId, Guid? by, DateTimeOffset now, CancellationToken cancellationToken, params ReminderKind[] kinds)
    {
        foreach (var reminder in await db.Set<Reminder>()
            .Where(reminder => reminder.SubjectType == ReminderSubject.Handover && reminder.SubjectId == handoverId && reminder.Status == ReminderStatus.Open && kinds.Contains(reminder.Kind))
            .ToListAsync(cancellationToken))
        {
            reminder.Close("done", null, by, now);
        }
    }

    /// <summary>Supervisors in the team; where it has none, those of the organisation. Stable order.</summary>
    public static async Task<IReadOnlyList<Guid>> Supervisors(CaseDb db, Guid organisationId, Guid teamId, DateOnly today, CancellationToken cancellationToken)
    {
        var found = await db.Set<RoleGrant>()
            .Where(grant => grant.OrganisationId == organisationId && grant.Role == Role.Supervisor && db.Set<Staff>().Any(staff => staff.Id == grant.StaffId && staff.LeftAt == null))
            .Select(grant => new
            {
                grant.StaffId,
                InTeam = db.Set<TeamMember>().Any(m => m.TeamId == teamId && m.StaffId == grant.StaffId && m.FromDate <= today && (m.UntilDate == null || m.UntilDate > today)),
            })
            .OrderBy(supervisor => supervisor.StaffId).ToListAsync(cancellationToken);
        return [.. (found.Any(supervisor => supervisor.InTeam) ? found.Where(supervisor => supervisor.InTeam) : found).Select(supervisor => supervisor.StaffId)];
    }
}
