using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Outbox;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Statistics;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>What today's digest would say.</summary>
[Requires(Permission.UseProduct)]
[Operation("Get my digest", """
    What a digest of now says: how much waits for you (as in `/my-day`), and, for supervisors, in your teams, whoever has to act. Each number with the list that
    has as many rows. The mail says the same by numbers alone; whether one goes today, and whether one went.
    """)]
public sealed record GetMyDigest : IQuery<MyDigest>;

/// <summary>What a digest says.</summary>
/// <param name="Date">Today in Germany.</param>
/// <param name="Mine">What waits for you; parts in which nothing does are left out.</param>
/// <param name="Teams">What waits in the teams that you supervise.</param>
/// <param name="Mail">What of it goes by mail today.</param>
public sealed record MyDigest(DateOnly Date, IReadOnlyList<DigestPart> Mine, IReadOnlyList<DigestPart> Teams, DigestMail Mail);

/// <summary>How much waits of one kind.</summary>
/// <param name="Kind">The part.</param>
/// <param name="Label">Its heading, in the language of the request.</param>
/// <param name="Count">How many rows it has.</param>
/// <param name="Link">The list of them.</param>
public sealed record DigestPart(
    [Example("reminders_overdue")] string Kind,
    [Example("Overdue")] string Label,
    [Example(3)] long Count,
    [Example("/api/v1/my-day/reminders_overdue")] string Link);

/// <summary>What goes by mail today.</summary>
/// <param name="Morning">Whether your organisation's people are told today what waits for them: on working days.</param>
/// <param name="Weekly">Whether supervisors are told today what waits in their teams.</param>
/// <param name="From">From when on.</param>
/// <param name="WhyNothingIsSent">Why you get none; null where you do. See `/me/digest/choice`.</param>
/// <param name="DecidedAt">When it was looked for you today what there is to tell; null: not yet, or not today.</param>
/// <param name="Parts">How many parts had something in them then; 0: there was nothing to tell, and no mail.</param>
/// <param name="Outcome">What became of the mail; null while it is on its way, or where there is none.</param>
public sealed record DigestMail(
    [Example(true)] bool Morning,
    [Example(false)] bool Weekly,
    DateTimeOffset From,
    [Example(null)] DigestHindrance? WhyNothingIsSent,
    [Example(null)] DateTimeOffset? DecidedAt,
    [Example(null)] int? Parts,
    [Example(null)] MailOutcome? Outcome);

/// <summary>What is overdue in a team, by colleague.</summary>
/// <param name="TeamId">Which team of yours.</param>
[Requires(Permission.AssignCases)]
[Operation("Look at what is overdue by colleague", """
    Only where the organisation has recorded that it agreed on it with its staff council, for planning who takes which cases, and for now (403
    `staff-figures-not-agreed`), and in no team of fewer than three (409 `staff-figures-small-team`). Each colleague reads who has looked
    (`/statistics/looks-at-my-figures`). No mail says it.
    """)]
public sealed record LookAtOverdueByColleague(Guid TeamId) : ICommand<OverdueByColleague>;

/// <summary>What is overdue in a team.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="Items">Of each colleague who works in it today, by name.</param>
/// <param name="Others">How many are nobody's, or of somebody who works elsewhere.</param>
public sealed record OverdueByColleague(
    Guid TeamId, [Example(Sample.Team)] string TeamName, IReadOnlyList<OverdueOfColleague> Items, [Example(2)] long Others);

/// <summary>What is overdue of one colleague.</summary>
/// <param name="StaffId">Who.</param>
/// <param name="StaffName">By name.</param>
/// <param name="Count">How many reminders.</param>
/// <param name="Link">The list of them.</param>
public sealed record OverdueOfColleague(
    Guid StaffId,
    [Example(Sample.Colleague)] string StaffName,
    [Example(3)] long Count,
    [Example("/api/v1/my-day/team_reminders_overdue?teamId=…&staffId=…")] string Link);

internal sealed class MyDigestHandler(CaseDb db, CallContext call, Pipeline.ISender sender)
    : IHandler<GetMyDigest, MyDigest>, IHandler<LookAtOverdueByColleague, OverdueByColleague>
{
    private const string Overdue = "team_reminders_overdue";

    private sealed record Today(bool Morning, bool Weekly, DateTimeOffset Starts, DateTimeOffset? DecidedAt, int? Parts, string? Outcome);

    public async Task<MyDigest> Handle(GetMyDigest request, CancellationToken cancellationToken)
    {
        var counted = await db.CountParts(call.Caller.Roles, cancellationToken);
        var today = await db.Database.SqlQuery<Today>($"""
            select d.morning as "Morning", d.weekly as "Weekly", d.starts as "Starts", x.at as "DecidedAt", x.parts as "Parts", m.outcome as "Outcome"
            from app.digest_today() d
            left join app.digest x on x.organisation_id = {call.Caller.OrganisationId} and x.staff_id = {call.Caller.StaffId} and x.on_day = {call.Today}
            left join app.mail m on m.id = x.mail_id
            """).SingleAsync(cancellationToken);
        var choice = await sender.Send(new GetDigestChoice(), cancellationToken);
        return new MyDigest(call.Today, Shown(false), Shown(true), new DigestMail(today.Morning, today.Weekly, today.Starts, choice.WhyNothingIsSent,
            today.DecidedAt, today.Parts, today.Outcome is null ? null : Enum.Parse<MailOutcome>(today.Outcome, ignoreCase: true)));

        IReadOnlyList<DigestPart> Shown(bool ofTeams) => [.. counted.Where(row => row.Part.IsOfTeam == ofTeams)
            .Select(row => new DigestPart(row.Part.Name, row.Part.Text(), row.Count, $"/api/v1/my-day/{row.Part.Name}"))];
    }

    public async Task<OverdueByColleague> Handle(LookAtOverdueByColleague request, CancellationToken cancellationToken)
    {
        var (team, me, today) = (request.TeamId, call.Caller.RequiredStaffId, call.Today);
        var name = await db.Set<Team>().Where(row => row.Id == team && AccessFunctions.IsMyTeam(row.Id)).Select(row => row.Name)
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(team);
        var part = PartsOfDay.For(call.Caller.Roles).Single(part => part.Name == Overdue);
        var counts = await db.Database.SqlQueryRaw<DayRow>(part.Rows()).Where(row => row.TeamId == team).GroupBy(row => row.StaffId)
            .Select(group => new { Staff = group.Key, Count = group.LongCount() }).ToListAsync(cancellationToken);
        var members = await db.Set<TeamMember>().On(today).Where(member => member.TeamId == team)
            .Join(db.Set<Staff>(), member => member.StaffId, staff => staff.Id, (_, staff) => new { staff.Id, staff.FamilyName, staff.GivenName })
            .Distinct().OrderBy(staff => staff.FamilyName).ThenBy(staff => staff.GivenName).ThenBy(staff => staff.Id).ToListAsync(cancellationToken);
        foreach (var colleague in members.Where(staff => staff.Id != me))
        {
            var agreement = await StaffFigures.AgreementFor(db, call, colleague.Id, StaffFigurePurpose.CaseloadPlanning, today, null, cancellationToken);
            db.Add(new StaffFigureLook(agreement, colleague.Id, me, StaffFigurePurpose.CaseloadPlanning, Overdue, null, today, null, call.Now));
        }
        await db.SaveChangesAsync(cancellationToken);
        return new OverdueByColleague(team, name,
            [.. members.Select(staff => new OverdueOfColleague(staff.Id, $"{staff.GivenName} {staff.FamilyName}",
                counts.SingleOrDefault(row => row.Staff == staff.Id)?.Count ?? 0, $"/api/v1/my-day/{Overdue}?teamId={team}&staffId={staff.Id}"))],
            counts.Where(row => members.TrueForAll(staff => staff.Id != row.Staff)).Sum(row => row.Count));
    }
}

internal static class DigestCounts
{
    private sealed record PartCount(int Place, long Total);

    /// <summary>The parts in which something waits for whose eyes the transaction has, and how much.</summary>
    public static async Task<List<(PartOfMyDay Part, long Count)>> CountParts(
        this CaseDb db, IReadOnlyCollection<Role> roles, CancellationToken cancellationToken)
    {
        var parts = PartsOfDay.For(roles).ToDictionary(part => part.Place);
        var counts = await db.Database.SqlQueryRaw<PartCount>(PartOfMyDay.Counts(parts.Values)).ToListAsync(cancellationToken);
        return [.. counts.Where(row => row.Total > 0).OrderBy(row => row.Place).Select(row => (parts[row.Place], row.Total))];
    }
}
