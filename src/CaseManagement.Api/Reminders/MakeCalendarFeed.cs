using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Tokens;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Gives the caller an address at which a calendar program reads what he is reminded of.</summary>
[Requires(Permission.UseReminders)]
[Operation("Make the address of your calendar", """
    For a calendar program (iCalendar, RFC 5545): your open reminders on their days and your appointments at their times, each with its kind and the number of
    the case, which are the last eight digits of its id. Never a title, a note, a name or a place. Shown this once; made again, the one before ends. The words
    are in the language of this request. Whoever knows the address reads the calendar: enter it nowhere but in the program. It ends when it is withdrawn, with
    the account, your last team here, or 90 days after it was last read. Refused while the organisation does not allow it (409 `calendar-feeds-off`), and for
    who is in no team (409 `calendar-feed-without-team`).
    """)]
public sealed record MakeCalendarFeed : ICommand<CalendarAddress>;

/// <summary>The address of a calendar.</summary>
/// <param name="Address">To be entered in a calendar program; shown nowhere again.</param>
public sealed record CalendarAddress([Example("https://casemanagement.example.org/api/v1/calendars/J8mP2….ics")] string Address)
{
    /// <summary>Says nothing of the address, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(CalendarAddress);
}

internal sealed class MakeCalendarFeedHandler(CaseDb db, CallContext call, IConfiguration configuration) : IHandler<MakeCalendarFeed, CalendarAddress>
{
    public async Task<CalendarAddress> Handle(MakeCalendarFeed request, CancellationToken cancellationToken)
    {
        var (organisation, staff, language) = (call.Caller.RequiredOrganisationId, call.Caller.RequiredStaffId, Language.Choose("de", "en"));
        if (!await CalendarFeed.IsAllowed(db, call, cancellationToken))
        {
            throw new RefusedException(ReminderProblems.CalendarsOff);
        }
        if (!await db.Database.SqlQuery<bool>($"""select access.may_have_calendar({organisation}, {staff}, {call.Today}) as "Value" """)
            .SingleAsync(cancellationToken))
        {
            throw new RefusedException(ReminderProblems.CalendarWithoutTeam);
        }
        var feed = (await db.Database.SqlQuery<Guid>($"""
            insert into app.calendar_feed as f (id, organisation_id, staff_id, language, made_at)
            values ({Guid.CreateVersion7(call.Now)}, {organisation}, {staff}, {language}, {call.Now})
            on conflict (organisation_id, staff_id) do update set language = excluded.language, made_at = excluded.made_at returning f.id as "Value"
            """).ToListAsync(cancellationToken))[0];
        var key = CalendarFeed.NewKey();
        await db.Database.ExecuteSqlAsync($"CALL access.set_calendar_key({feed}, {CalendarFeed.Digest(key)})", cancellationToken);
        return new CalendarAddress($"{TokenServer.Issuer(configuration)?.ToString() ?? "/"}api/v1/calendars/{key}{CalendarFeed.Suffix}");
    }
}
