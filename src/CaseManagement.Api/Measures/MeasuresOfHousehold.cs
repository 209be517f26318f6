using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

// Open measures of persons follow them into a household, or out of any. Those of a household as a whole stay with it as long as somebody lives in it;
// who leaves it last takes them along. What ran twice by then goes on twice: no move of a person fails for a measure, and none is lost.
internal sealed class MeasuresOfHousehold : IFollowsHousehold
{
    public async Task Follow(CaseDb db, CallContext call, IReadOnlyCollection<Guid> clients, Guid? householdId, CancellationToken cancellationToken)
    {
        var (ids, organisation, now, today) = (clients.ToArray(), call.Caller.RequiredOrganisationId, call.Now, call.Today);
        await db.Database.ExecuteSqlAsync($"""
            with moved as (
                select m.id, m.area, (m.actor_kind, coalesce(m.actor_staff_id, m.actor_organisation_id, m.actor_client_id), lower(m.actor_name)) as actor,
                       coalesce(m.client_id, leaver.client_id) as client_id, {householdId}::uuid as household_id,
                       case when m.client_id is null and {householdId}::uuid is null then leaver.case_id else m.case_id end as case_id,
                       m.client_id is null and {householdId}::uuid is not null as stays_whole
                from app.measure m
                left join (
                    select l.household_id, l.client_id, (select c.id from app."case" c where c.client_id = l.client_id and c.status = 'open') as case_id
                    from app.leaves_last({ids}, {today}) l) leaver on m.client_id is null and leaver.household_id = m.household_id
                where m.organisation_id = {organisation} and m.status in ('planned', 'running')
                  and m.household_id is distinct from {householdId}::uuid
                  and (m.client_id = any({ids}) or ({householdId}::uuid is not null and leaver.client_id is not null) or leaver.case_id is not null))
            update app.measure m set household_id = moved.household_id, updated_at = {now},
                client_id = case when moved.stays_whole then null else moved.client_id end, case_id = moved.case_id,
                came_along = exists (
                    select from app.measure o where o.organisation_id = m.organisation_id and o.id <> m.id and o.status in ('planned', 'running')
                    and o.area = m.area and coalesce(o.household_id, o.client_id) = coalesce(moved.household_id, moved.client_id)
                    and (o.actor_kind, coalesce(o.actor_staff_id, o.actor_organisation_id, o.actor_client_id), lower(o.actor_name))
                        is not distinct from moved.actor)
                    or exists (select from moved n where n.id < moved.id and n.area = moved.area and n.actor is not distinct from moved.actor)
            from moved where moved.id = m.id
            """, cancellationToken);
    }
}
