using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>What calendar programs read of a colleague's reminders and appointments, at an address that is a secret: kept as a digest, shown once.</summary>
internal static class CalendarFeed
{
    /// <summary>After so many days without being read an address ends: a program that nobody uses any more is on a device that nobody looks after.</summary>
    public const int UnusedDays = 90;

    /// <summary>What an address ends with: some programs ask for it.</summary>
    public const string Suffix = ".ics";

    /// <summary>Another key: 256 random bits.</summary>
    public static string NewKey() => Base64UrlTextEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of it.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether the caller's organisation allows it.</summary>
    public static Task<bool> IsAllowed(CaseDb db, CallContext call, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select coalesce((select s.is_allowed from app.calendar_setting s where s.organisation_id = {call.Caller.RequiredOrganisationId}), false) as "Value"
        """).SingleAsync(cancellationToken);

    /// <summary>Ends the addresses of an organisation, or one colleague's.</summary>
    public static Task<int> End(CaseDb db, Guid organisationId, Guid? staffId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"delete from app.calendar_feed f where f.organisation_id = {organisationId} and f.staff_id = coalesce({staffId}, f.staff_id)", cancellationToken);
}

// The address ends with the last team: who comes back makes another one.
internal sealed class CalendarFeedsOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) =>
        db.Database.SqlQuery<Guid>($"""select f.staff_id as "Value" from app.calendar_feed f where f.organisation_id = {organisationId}""");

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var (organisation, staff, today) = (departure.OrganisationId, departure.StaffId, call.Today);
        var stays = departure.TeamId is { } left && await (
            from member in db.Set<TeamMember>().On(today)
            join team in db.Set<Team>() on member.TeamId equals team.Id
            where member.StaffId == staff && team.OrganisationId == organisation && team.Id != left
            select team.Id).AnyAsync(cancellationToken);
        if (!stays)
        {
            await db.Database.ExecuteSqlAsync($"""
                delete from app.calendar_feed f where f.organisation_id = {organisation} and f.staff_id = {staff} and f.made_at < {departure.At}
                """, cancellationToken);
        }
    }
}
