using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// A household's reminder is filed in the case of one of its members and outlasts that: while others of it are counselled, another's case takes it, one of the
/// same team where there is one.
/// </summary>
internal static class RemindersOfHousehold
{
    /// <summary>
    /// Open cases of others, of whom there is anything to be reminded of, in the households whose open reminders are filed in the cases of a person; part of
    /// a query.
    /// </summary>
    internal static IQueryable<Guid> CasesBeside(this CaseDb db, Guid organisationId, Guid clientId) =>
        db.Database.SqlQuery<Guid>($"""
            select c.id as "Value" from app."case" c
            where c.organisation_id = {organisationId} and c.status = 'open' and c.client_id <> {clientId} and c.household_id in (
                    select r.subject_id from app."case" own join app.reminder r on r.case_id = own.id
                    where own.client_id = {clientId} and own.organisation_id = {organisationId} and r.subject_type = 'household' and r.status = 'open')
              and app.is_reminded_of(c.client_id)
            """);

    /// <summary>Files reminders of households, out of the cases of a person, in others'. Answers all that no case takes. Saves nothing.</summary>
    /// <param name="db">The database.</param>
    /// <param name="reminders">Open ones.</param>
    /// <param name="of">Whose organisation's, and the person.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal static async Task<IReadOnlyList<Reminder>> FileUnderOthers(this CaseDb db, IReadOnlyList<Reminder> reminders,
        (Guid Organisation, Guid Client) of, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var beside = db.CasesBeside(of.Organisation, of.Client);
        var cases = await db.Set<Case>().Where(c => beside.Contains(c.Id)).OrderBy(c => c.Id)
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
