using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>A colleague's calendar, for a program that knows its address and nothing else.</summary>
/// <param name="Key">The secret part of the address.</param>
/// <param name="Known">If-None-Match: the tag of what the program has.</param>
[OpenToAnyone]
[Operation("Read a calendar", """
    iCalendar (RFC 5545), for calendar programs: needs no sign-in, because the address is the secret (`PUT /calendar-feed`). Entries keep their UID; SEQUENCE
    grows with each change; what is done, called off or another colleague's by now is not in it any more. Days are all-day entries, times are Germany's
    (Europe/Berlin). To be asked for with If-None-Match. An address that is wrong, replaced, withdrawn or over is 404, whichever it is.
    """)]
public sealed record ReadCalendar(
    [Example("J8mP2….ics")] string Key,
    [FromHeader(Name = "If-None-Match"), Example(null)] string? Known = null) : IQuery<CalendarFile>
{
    /// <summary>Says nothing of the key, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(ReadCalendar);

    /// <summary>As a file that is to be asked about each time, and kept by the caller alone.</summary>
    internal static IResult Send(CalendarFile file, HttpContext http)
    {
        http.Response.Headers.ETag = file.Tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        return file.Content is { } content ? Results.Text(content, "text/calendar", Encoding.UTF8) : Results.StatusCode(StatusCodes.Status304NotModified);
    }
}

/// <summary>A calendar as it is sent.</summary>
/// <param name="Tag">The strong entity tag.</param>
/// <param name="Content">iCalendar; null where the program has it already.</param>
/// <param name="Clients">Whose cases it shows.</param>
public sealed record CalendarFile(string Tag, string? Content, IReadOnlyCollection<Guid> Clients) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Clients;
}

internal sealed class ReadCalendarHandler(CaseDb db, CallContext call) : IHandler<ReadCalendar, CalendarFile>
{
    private const string Berlin = "Europe/Berlin";

    // Long before any appointment: rules of summer time from there on.
    private static readonly DateTime RulesSince = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    public async Task<CalendarFile> Handle(ReadCalendar request, CancellationToken cancellationToken)
    {
        var key = request.Key.EndsWith(CalendarFeed.Suffix, StringComparison.Ordinal) ? request.Key[..^CalendarFeed.Suffix.Length] : request.Key;
        var found = await db.Database.SqlQuery<string?>($"""
            select access.read_calendar({CalendarFeed.Digest(key)}, {call.Now}, {call.RequestId}, {CalendarFeed.UnusedDays})::text as "Value"
            """).SingleAsync(cancellationToken) ?? throw RefusedException.NotFound();
        var feed = JsonSerializer.Deserialize<Feed>(found, Shape)!;
        // On record as what its owner has read: who else knows the address reads it for him.
        call.Caller = new Caller { OrganisationId = feed.Organisation, StaffId = feed.Staff };
        var content = Write(feed);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 16))}\"";
        return EntityTags.Names(request.Known, tag)
            ? new CalendarFile(tag, null, [])
            : new CalendarFile(tag, content, [.. feed.Entries.Select(entry => entry.ClientId).OfType<Guid>().Distinct()]);
    }

    private static readonly JsonSerializerOptions Shape = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static string Write(Feed feed)
    {
        var german = feed.Language == "de";
        var calendar = new Calendar { ProductId = "-//Case management//Reminders and appointments//EN" };
        calendar.Properties.Add(new CalendarProperty("X-WR-CALNAME", german ? "Fallmanagement" : "Case management"));
        calendar.Properties.Add(new CalendarProperty("REFRESH-INTERVAL", "PT1H") { Parameters = { new CalendarParameter("VALUE", "DURATION") } });
        calendar.Properties.Add(new CalendarProperty("X-PUBLISHED-TTL", "PT1H"));
        if (feed.Entries.Any(entry => entry.At is not null))
        {
            calendar.AddTimeZone(VTimeZone.FromDateTimeZone(Berlin, RulesSince, false));
        }
        foreach (var entry in feed.Entries)
        {
            var changed = new CalDateTime(entry.ChangedAt.UtcDateTime.AddTicks(-(entry.ChangedAt.Ticks % TimeSpan.TicksPerSecond)));
            var written = new CalendarEvent
            {
                Uid = entry.Id.ToString(), Summary = Summary(entry, german), Class = "PRIVATE", DtStamp = changed, LastModified = changed,
                // Seconds since it was made, begun ones whole: grows with each change, and needs nothing kept.
                Sequence = (int)Math.Min(int.MaxValue, Math.Ceiling((entry.ChangedAt - entry.MadeAt).TotalSeconds)),
            };
            if (entry.At is { } at)
            {
                var local = TimeZoneInfo.ConvertTime(at, LocalTime.Zone).DateTime;
                // In the hour that there is twice a local time means the first (RFC 5545, 3.3.5).
                written.Start = LocalTime.Zone.IsAmbiguousTime(local) ? new CalDateTime(at.UtcDateTime) : new CalDateTime(local, Berlin);
                written.Duration = Duration.FromMinutes(entry.Minutes!.Value);
            }
            else
            {
                written.Start = new CalDateTime(entry.OnDate!.Value);
                written.End = new CalDateTime(entry.OnDate.Value.AddDays(1));
                written.Transparency = "TRANSPARENT"; // A day on which something is due is not a day that is taken.
            }
            calendar.Events.Add(written);
        }
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    private static string Summary(Entry entry, bool german)
    {
        var kind = entry.Code is not { } code ? (german ? entry.De : entry.En) ?? (german ? "Termin" : "Appointment")
            : code == ReminderKind.Personal.Name ? german ? "Wiedervorlage" : "Reminder"
            : NamedKinds.Get<ReminderKind>(code) is var named && german ? named.German : named.English;
        return entry.CaseId is { } of ? $"{kind} · {(german ? "Fall" : "Case")} {of.ToString("N")[^8..]}" : kind;
    }

    private sealed record Feed(Guid Organisation, Guid Staff, string Language, IReadOnlyList<Entry> Entries);

    private sealed record Entry(Guid Id, string? Code, string? De, string? En, Guid? CaseId, Guid? ClientId, DateOnly? OnDate, DateTimeOffset? At,
        int? Minutes, DateTimeOffset MadeAt, DateTimeOffset ChangedAt);
}
