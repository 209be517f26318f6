using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Mentors;

// The mentors of a household stay with it as long as somebody lives in it; who leaves it last takes them along: into the next household, or as the
// person's own. Where the mentor is with that household or person on these days already, the one assignment goes on and the other ends; where the mentor
// was with them on some of these days and is no more, the one that goes along begins when that one ended.
internal sealed class MentorsOfHousehold : IFollowsHousehold
{
    public async Task Follow(CaseDb db, CallContext call, IReadOnlyCollection<Guid> clients, Guid? householdId, CancellationToken cancellationToken)
    {
        var (ids, organisation, now, today) = (clients.ToArray(), call.Caller.RequiredOrganisationId, call.Now, call.Today);
        await db.Database.ExecuteSqlAsync($"""
            with going as (
                select a.id, a.mentor_id, daterange(a.from_date, a.until_date, '[)') as days, leaver.client_id,
                       coalesce({householdId}::uuid, leaver.client_id) as to_id
                from app.mentor_assignment a join app.leaves_last({ids}, {today}) leaver on leaver.household_id = a.household_id
                where a.organisation_id = {organisation} and a.household_id is distinct from {householdId}::uuid
                  and a.ended_at is null and (a.until_date is null or a.until_date > {today})
            ), moved as (
                select g.id, g.client_id, there.until_date as there_until,
                       coalesce(there.goes_on, false)
                       or exists (select from going o where o.id < g.id and o.mentor_id = g.mentor_id and o.to_id = g.to_id and o.days && g.days) as is_there
                from going g cross join lateral (
                    select bool_or(o.until_date is null or o.until_date > {today}) as goes_on, max(o.until_date) as until_date
                    from app.mentor_assignment o where o.mentor_id = g.mentor_id and coalesce(o.client_id, o.household_id) = g.to_id
                      and daterange(o.from_date, o.until_date, '[)') && g.days) there)
            update app.mentor_assignment a set updated_at = {now},
                household_id = case when moved.is_there then a.household_id else {householdId}::uuid end,
                client_id = case when not moved.is_there and {householdId}::uuid is null then moved.client_id end,
                from_date = case when moved.is_there then a.from_date else greatest(a.from_date, moved.there_until) end,
                until_date = case when moved.is_there then greatest(a.from_date, {today}) else a.until_date end,
                end_reason = case when moved.is_there then 'moved' end, ended_at = case when moved.is_there then {now}::timestamptz end
            from moved where moved.id = a.id
            """, cancellationToken);
    }
}
