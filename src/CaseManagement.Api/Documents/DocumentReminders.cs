using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>
/// The reminder of a paper that expires: due as many days ahead as the attribute remindDaysBefore of its kind says (kinds without it do not remind), not
/// to be put off past the last day. Who has seen to it ticks it off. It says nothing of the paper, which may be restricted.
/// </summary>
public static class DocumentReminders
{
    /// <summary>A paper is to be renewed.</summary>
    public static readonly ReminderKind Expires = new("document_expires", "Ein Papier läuft ab", "A document expires");

    /// <summary>Makes, moves or ends the reminder, as the document stands now.</summary>
    /// <param name="db">The database.</param>
    /// <param name="call">Who, when.</param>
    /// <param name="document">The document.</param>
    /// <param name="changed">Its kind, last day or status is another one: otherwise what was ticked off stays so.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task Follow(this CaseDb db, CallContext call, Document document, bool changed, CancellationToken cancellationToken)
    {
        var (kind, today) = (Expires, call.Today);
        var open = await db.Set<Reminder>().SingleOrDefaultAsync(reminder => reminder.SubjectId == document.Id && reminder.Kind == kind
            && reminder.Status == ReminderStatus.Open, cancellationToken);
        var ahead = document.Status == DocumentStatus.Brought && document.ExpiresOn >= today
            ? await db.DaysAhead(document.Kind, today, cancellationToken) : null;
        if (ahead is not { } days || document.ExpiresOn is not { } last)
        {
            open?.Close("done", null, call.Caller.StaffId, call.Now);
            return;
        }
        var due = last.AddDays(-days) is var early && early > today ? early : today;
        if (open is not null)
        {
            if (changed)
            {
                open.MoveDeadline(due, last, call.Caller.StaffId, call.Now);
            }
        }
        else if (changed)
        {
            var responsible = await db.Set<Case>().Where(c => c.Id == document.CaseId && c.OrganisationId == document.OrganisationId)
                .Select(c => new { c.HouseholdId, c.TeamId, c.LeadStaffId, c.Status }).SingleOrDefaultAsync(cancellationToken);
            if (responsible is { Status: CaseStatus.Closed } && !Reopens(db, document.CaseId))
            {
                return; // Nobody works there; reopened, it reminds again.
            }
            db.Add(Reminder.OfSystem(document.OrganisationId, (ReminderSubject.Document, document.Id), kind, document.CaseId, responsible?.HouseholdId,
                responsible?.TeamId, responsible is null ? call.Caller.StaffId : responsible.LeadStaffId, due, call.Now, last));
        }
    }

    /// <summary>Whether this transaction reopens the case.</summary>
    internal static bool Reopens(CaseDb db, Guid caseId) =>
        db.Set<Case>().Local.FindEntry(caseId) is { Entity.Status: CaseStatus.Open } entry
        && entry.Property(of => of.Status).OriginalValue == CaseStatus.Closed;

    private static async Task<int?> DaysAhead(this CaseDb db, string kind, DateOnly on, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<int?>($"""
            select (c.attributes ->> 'remindDaysBefore')::int as "Value" from app.code c
            where c.list = {CodeLists.DocumentKind} and c.code = {kind} and daterange(c.valid_from, c.valid_to, '[)') @> {on}
            """).SingleOrDefaultAsync(cancellationToken);
}

// Whoever leads the case now sees to it; what the closing of a case has ended begins anew when it is reopened.
internal sealed class ExpiriesFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        var kind = DocumentReminders.Expires;
        foreach (var reminder in await db.Set<Reminder>().Where(reminder => reminder.CaseId == passed.Id && reminder.OrganisationId == passed.OrganisationId
            && reminder.Kind == kind && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken))
        {
            reminder.HandTo(passed.TeamId, passed.LeadStaffId, call.Now);
        }
        if (DocumentReminders.Reopens(db, passed.Id))
        {
            foreach (var document in await db.Set<Document>().Where(row => row.CaseId == passed.Id && row.OrganisationId == passed.OrganisationId
                && row.Status == DocumentStatus.Brought && row.ExpiresOn != null).ToListAsync(cancellationToken))
            {
                await db.Follow(call, document, true, cancellationToken);
            }
        }
    }
}
