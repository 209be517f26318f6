using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Whether the caller has the address of a calendar, and how long it lasts. The address itself was shown once.</summary>
[Requires(Permission.UseReminders)]
[Operation("See how your calendar is shared", """
    Whether the organisation allows it, whether there is an address, and when it ends. The address itself was shown once.
    """)]
public sealed record GetCalendarFeed : IQuery<CalendarFeedView>;

/// <summary>How a calendar is shared.</summary>
/// <param name="IsAllowed">Whether the organisation allows it.</param>
/// <param name="MadeAt">Since when there is the present address; null where there is none.</param>
/// <param name="UsedOn">The last day on which it was read, or made.</param>
/// <param name="Until">The day on which it ends unless it is read before.</param>
/// <param name="Language">Of its words: de or en.</param>
public sealed record CalendarFeedView(
    [Example(true)] bool IsAllowed,
    DateTimeOffset? MadeAt,
    [Example(Sample.Day)] DateOnly? UsedOn,
    [Example(Sample.DueDay)] DateOnly? Until,
    [Example("de")] string? Language);

internal sealed class GetCalendarFeedHandler(CaseDb db, CallContext call) : IHandler<GetCalendarFeed, CalendarFeedView>
{
    public async Task<CalendarFeedView> Handle(GetCalendarFeed request, CancellationToken cancellationToken)
    {
        var (organisation, staff) = (call.Caller.RequiredOrganisationId, call.Caller.RequiredStaffId);
        var view = await db.Database.SqlQuery<CalendarFeedView>($"""
            select coalesce(s.is_allowed, false) as "IsAllowed", f.made_at as "MadeAt", k.used_on as "UsedOn",
                k.used_on + {CalendarFeed.UnusedDays} as "Until", f.language as "Language"
            from (select 1) one
            left join app.calendar_setting s on s.organisation_id = {organisation}
            left join app.calendar_feed f on f.organisation_id = {organisation} and f.staff_id = {staff}
            left join lateral (select access.calendar_used_on() as used_on where f.id is not null) k on true
            """).SingleAsync(cancellationToken);
        return view.Until <= call.Today ? new CalendarFeedView(view.IsAllowed, null, null, null, null) : view; // Over by the day.
    }
}
