using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Says whether colleagues may have the address of a calendar.</summary>
/// <param name="IsAllowed">Whether they may.</param>
[Requires(Permission.ManagePolicies)]
[Operation("Allow or forbid calendar addresses", """
    Off until somebody allows it: what leaves this way (kinds of reminders and appointments, days, numbers of cases) lies in calendar programs and on devices.
    Forbidden, every address of the organisation ends at once; allowed again, everybody makes another one.
    """)]
public sealed record AllowCalendarFeeds([Example(true)] bool IsAllowed) : ICommand<CalendarFeedsAllowed>;

/// <summary>Whether colleagues may have the address of a calendar.</summary>
/// <param name="IsAllowed">Whether they may.</param>
/// <param name="Ended">How many addresses have ended by this.</param>
public sealed record CalendarFeedsAllowed([Example(true)] bool IsAllowed, [Example(0)] int Ended);

internal sealed class AllowCalendarFeedsHandler(CaseDb db, CallContext call) : IHandler<AllowCalendarFeeds, CalendarFeedsAllowed>
{
    public async Task<CalendarFeedsAllowed> Handle(AllowCalendarFeeds request, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        await db.Database.ExecuteSqlAsync($"""
            insert into app.calendar_setting as s (id, organisation_id, is_allowed, changed_by, changed_at)
            values ({Guid.CreateVersion7(call.Now)}, {organisation}, {request.IsAllowed}, {call.Caller.StaffId}, {call.Now})
            on conflict (organisation_id) do update set is_allowed = excluded.is_allowed, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            where s.is_allowed <> excluded.is_allowed
            """, cancellationToken);
        return new CalendarFeedsAllowed(request.IsAllowed, request.IsAllowed ? 0 : await CalendarFeed.End(db, organisation, null, cancellationToken));
    }
}
