using CaseManagement.Api.Cases;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Erasure;

/// <summary>
/// Proposes persons whose time of keeping is over by the organisation's retention classes. It erases nothing; whom somebody has refused or withdrawn is not
/// proposed again for the same day.
/// </summary>
[ForSystem, Recurring("propose-erasures", "40 2 * * *")]
public sealed record ProposeErasures : IRecurringCommand;

internal sealed class ProposeErasuresHandler(CaseDb db, CallContext call) : IHandler<ProposeErasures, int>
{
    // So many at a time; the next night brings the others.
    private const int Most = 1000;

    public async Task<int> Handle(ProposeErasures request, CancellationToken cancellationToken)
    {
        var (own, now) = (call.Caller.RequiredOrganisationId, call.Now);
        var years = await db.Set<RetentionClass>().Where(row => row.OrganisationId == own)
            .ToDictionaryAsync(row => row.ClosingReason ?? "", row => row.Years, cancellationToken);
        if (years.Count == 0)
        {
            return 0;
        }
        var closed = await db.Set<Case>().FromSql($"""
            select c.*, c.xmin from app."case" c
            where c.organisation_id = {own} and c.client_id in (
                select k.client_id from app."case" k
                left join lateral (
                    select r.years from app.retention_class r
                    where r.organisation_id = {own} and (r.closing_reason = k.closing_reason or r.closing_reason is null)
                    order by r.closing_reason nulls last limit 1) y on true
                where k.organisation_id = {own}
                  and not exists (select from app.erasure e where e.organisation_id = {own} and e.client_id = k.client_id
                      and (e.status in ('proposed', 'decided') or (e.basis = 'retention' and e.proposed_at > (
                          select max(m.closed_at) from app."case" m where m.client_id = k.client_id))))
                group by k.client_id
                having bool_and(k.status = 'closed' and y.years is not null)
                   and max((k.closed_at at time zone 'Europe/Berlin')::date + make_interval(years => y.years)) < {call.Today}
                order by max(k.closed_at), k.client_id limit {Most})
            """).AsNoTracking().Select(c => new { c.ClientId, c.ClosedAt, c.ClosingReason }).ToListAsync(cancellationToken);
        var proposed = 0;
        foreach (var person in closed.GroupBy(c => c.ClientId).OrderBy(group => group.Key))
        {
            if (Retention.DueOn([.. person.Select(c => (LocalTime.DateOf(c.ClosedAt!.Value), c.ClosingReason!))], years) is { } due && due <= call.Today)
            {
                db.Add(PersonErasure.AfterRetention(own, person.Key, due, now));
                proposed++;
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return proposed;
    }
}
