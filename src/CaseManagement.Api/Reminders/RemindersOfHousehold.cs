using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// A household's reminder is filed in the case of one of its members and outlasts who dies: while others of it are counselled, another's case takes it, one of
/// the same team where there is one.
/// </summary>
internal static class RemindersOfHousehold
{
    /// <summary>Files reminders of households, out of the cases of a person, in others'. Answers all that no case takes. Saves nothing.</summary>
    /// <param name="db">The database.</param>
    /// <param name="reminders">Open ones.</param>
    /// <param name="of">Whose organisation's, and the person.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal static async Task<IReadOnlyList<Reminder>> FileUnderOthers(this CaseDb db, IReadOnlyList<Reminder> reminders,
        (Guid Organisation, Guid Client) of, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Guid[] households =
        [
            .. reminders.Where(reminder => reminder.SubjectType == ReminderSubject.Household).Select(reminder => reminder.SubjectId).Distinct(),
        ];
        // Held until the end: one that is being closed or reassigned is waited for, and taken as it is then.
        var cases = households.Length == 0 ? [] : await db.Set<Case>().FromSql($"""
            select c.*, c.xmin from app."case" c
            where c.household_id = any({households}) and c.organisation_id = {of.Organisation} and c.status = 'open' and c.client_id <> {of.Client}
              and app.is_reminded_of(c.client_id) order by c.id for no key update
            """).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.HouseholdId, c.TeamId, c.LeadStaffId }).ToListAsync(cancellationToken);
        var left = new List<Reminder>();
        foreach (var reminder in reminders)
        {
            if (reminder.SubjectType == ReminderSubject.Household
                && cases.Where(c => c.HouseholdId == reminder.SubjectId).MinBy(c => c.TeamId != reminder.TeamId) is { } other)
            {
                reminder.FileUnder(other.Id, other.TeamId, other.LeadStaffId, now);
            }
            else
            {
                left.Add(reminder);
            }
        }
        return left;
    }
}
