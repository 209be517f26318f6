using System.Linq.Expressions;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>
/// Reminds of each person on file whom the organisation has not informed yet: within a month after the data came (Art. 14 (3) (a) GDPR), from an allocation
/// list, another office or by a handover. Only where the organisation has published a text that informs.
/// </summary>
[ForSystem, Recurring("remind-of-information", "25 * * * *")]
public sealed record RemindOfInformation : IRecurringCommand
{
    /// <summary>A person is to be informed.</summary>
    public static readonly ReminderKind Due = new("information_due", "Über die Verarbeitung der Daten informieren (Art. 13, 14 DSGVO)",
        "Inform about the processing of data (Art. 13, 14 GDPR)");

    internal static Expression<Func<Reminder, bool>> Of(Guid clientId, Guid organisationId)
    {
        var kind = Due;
        return reminder => reminder.SubjectId == clientId && reminder.Kind == kind && reminder.OrganisationId == organisationId
            && reminder.Status == ReminderStatus.Open;
    }
}

internal sealed class RemindOfInformationHandler(CaseDb db, CallContext call) : IHandler<RemindOfInformation, int>
{
    // So many at a time; the next hour brings the others.
    private const int Most = 1000;

    public async Task<int> Handle(RemindOfInformation request, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        // What was settled at a former organisation was that one's duty; what ended with a closed case begins anew when that is reopened.
        var due = await db.Set<Case>().FromSql($"""
            select c.*, c.xmin from app."case" c
            where c.organisation_id = {own} and c.status = 'open'
              and exists (select from app.consent_text t join app.code p on p.list = 'consent-purpose' and p.code = t.purpose
                          where t.organisation_id = {own} and t.status = 'published' and p.attributes @> jsonb_build_object('informs', true))
              and not exists (select from app.information_notice n where n.client_id = c.client_id and n.organisation_id = {own})
              and not exists (select from app.reminder r where r.subject_id = c.client_id and r.kind = 'information_due'
                          and (r.status = 'open' or (r.status <> 'cancelled' and r.former_organisation_id is null)))
            order by c.id limit {Most}
            """).AsNoTracking().ToListAsync(cancellationToken);
        db.AddRange(due.DistinctBy(c => c.ClientId).Select(c => Reminder.OfSystem(own, (ReminderSubject.Client, c.ClientId), RemindOfInformation.Due,
            c.Id, c.HouseholdId, c.TeamId, c.LeadStaffId, Day(LocalTime.DateOf(c.OpenedAt), call.Today), call.Now)));
        await db.SaveChangesAsync(cancellationToken);
        return due.Count;
    }

    /// <summary>A month after the data came; who has been on file for long is informed within the coming month.</summary>
    internal static DateOnly Day(DateOnly opened, DateOnly today) => opened.AddMonths(1) is var month && month >= today ? month : today.AddMonths(1);
}

// Whoever leads the case now informs.
internal sealed class InformationFollowsCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        foreach (var reminder in await db.Set<Reminder>().Where(RemindOfInformation.Of(passed.ClientId, passed.OrganisationId)).ToListAsync(cancellationToken))
        {
            reminder.HandTo(passed.TeamId, passed.LeadStaffId, call.Now);
        }
    }
}
