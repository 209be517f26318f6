using System.Globalization;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace CaseManagement.Api.Reminders;

/// <summary>When a team is there from a day on. Without a row, and with none of them, the whole of each working day counts.</summary>
public sealed class TeamOfficeHours
{
    private TeamOfficeHours() { }

    /// <summary>From a day on.</summary>
    public TeamOfficeHours(Team team, DateOnly from, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, TeamId, FromDate) = (team.OrganisationId, team.Id, from);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Which team's.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>Openings of a week in minutes since Monday 0:00, half-open; those that touch are one.</summary>
    public NpgsqlRange<int>[] Periods { get; private set; } = [];
    /// <summary>Who said so.</summary>
    public Guid? SetBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>How often it was stated.</summary>
    public int Statements { get; private set; }

    /// <summary>The openings by weekday, in their order.</summary>
    public IReadOnlyList<OfficePeriod> Week => [.. Periods.SelectMany(range => Split(range.LowerBound, range.UpperBound)).Order(ByTime)];

    /// <summary>States them; the same again changes nothing.</summary>
    public void Set(IEnumerable<OfficePeriod> periods, Guid by, DateTimeOffset now)
    {
        var said = Join(periods);
        if (Statements == 0 || !Periods.SequenceEqual(said))
        {
            (Periods, SetBy, UpdatedAt, Statements) = (said, by, now, Statements + 1);
        }
    }

    private static readonly Comparer<OfficePeriod> ByTime = Comparer<OfficePeriod>.Create((one, other) =>
        (one.Weekday, one.From).CompareTo((other.Weekday, other.From)));

    // As PostgreSQL keeps them: in order, those that touch are one.
    private static NpgsqlRange<int>[] Join(IEnumerable<OfficePeriod> periods)
    {
        var joined = new List<NpgsqlRange<int>>();
        foreach (var period in periods.Order(ByTime))
        {
            var (from, until) = ((period.Weekday - 1) * OfficeHours.Day + period.From, (period.Weekday - 1) * OfficeHours.Day + period.Until);
            if (joined.Count > 0 && joined[^1].UpperBound == from)
            {
                from = joined[^1].LowerBound;
                joined.RemoveAt(joined.Count - 1);
            }
            joined.Add(new NpgsqlRange<int>(from, true, until, false));
        }
        return [.. joined];
    }

    private static IEnumerable<OfficePeriod> Split(int from, int until)
    {
        for (var day = from / OfficeHours.Day; day * OfficeHours.Day < until; day++)
        {
            var midnight = day * OfficeHours.Day;
            yield return new OfficePeriod(day + 1, Math.Max(from - midnight, 0), Math.Min(until - midnight, OfficeHours.Day));
        }
    }
}

internal sealed class TeamOfficeHoursMap : IEntityTypeConfiguration<TeamOfficeHours>
{
    public void Configure(EntityTypeBuilder<TeamOfficeHours> entity)
    {
        entity.ToTable("office_hours").Refers<Team>(nameof(TeamOfficeHours.TeamId)).Refers<Staff>(nameof(TeamOfficeHours.SetBy));
        entity.Property(hours => hours.Periods).HasColumnType("int4multirange");
        entity.Ignore(hours => hours.Week);
    }
}

/// <summary>A weekly opening, half-open, by the clocks of Germany.</summary>
public sealed record OfficeOpening
{
    /// <summary>ISO 8601: 1 is Monday.</summary>
    [Example(1)]
    public required int Weekday { get; init; }

    /// <summary>HH:mm.</summary>
    [Example("08:00")]
    public required string From { get; init; }

    /// <summary>HH:mm, later than `from`; 24:00 is the end of the day.</summary>
    [Example("12:00")]
    public required string Until { get; init; }

    internal OfficePeriod Read() => new(Weekday, ClockMinute.Read(From)!.Value, ClockMinute.Read(Until)!.Value);

    internal static OfficeOpening Show(OfficePeriod period) =>
        new() { Weekday = period.Weekday, From = ClockMinute.Show(period.From), Until = ClockMinute.Show(period.Until) };
}

/// <summary>A minute of the day as HH:mm, 24:00 included.</summary>
internal static class ClockMinute
{
    public static int? Read(string? text) => text == "24:00" ? OfficeHours.Day
        : TimeOfDay.Is(text) ? (int)TimeOfDay.Read(text)!.Value.ToTimeSpan().TotalMinutes : null;

    public static string Show(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}

/// <summary>When a team is there.</summary>
[Requires(Permission.ReadReferenceData)]
[Operation("Get a team's office hours", """
    Of a team of your organisation: the weekly openings that hold today, what was stated for which day, and each of the next 14 days as it counts, with the
    holidays of the working calendar. Without a statement the whole of each working day counts.
    """)]
public sealed record GetOfficeHours(Guid Id) : IQuery<OfficeHoursView>;

/// <summary>Says when a team is there from a day on.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Set a team's office hours", """
    By a supervisor, as the working calendar. Several openings a day, until 24:00; past midnight are two. Weekdays are the team's own: what it states for a
    Saturday counts. A holiday is none of its days. An empty list says that from then on the whole of each working day counts again. What is ignored is told
    to a deputy or supervisor by these hours, from an opening on; deadlines on which another organisation or a law relies stay those of the calendar. What was
    told stays told. Openings that touch are one. The same again changes nothing.
    """)]
public sealed record SetOfficeHours : ICommand<OfficeHoursView>
{
    /// <summary>First day, today or later; today where left out.</summary>
    [Example(null)]
    public DateOnly? From { get; init; }

    /// <summary>The openings of a week: six a day at most, no two of them overlap; none, or an hour a week at least.</summary>
    public required IReadOnlyList<OfficeOpening> Periods { get; init; }

    /// <summary>The team.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>When a team is there.</summary>
/// <param name="TeamId">Which team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="Periods">The openings that hold today; empty: none are stated.</param>
/// <param name="Calendar">Land, holidays of the commune and version of the working calendar.</param>
/// <param name="Days">The next 14 days, today the first.</param>
/// <param name="Changes">What was stated, the latest first.</param>
/// <param name="Version">The ETag: how often the team's hours were stated.</param>
public sealed record OfficeHoursView(
    Guid TeamId,
    [Example("Team Mitte")] string TeamName,
    IReadOnlyList<OfficeOpening> Periods,
    [Example("BW v1")] string Calendar,
    IReadOnlyList<OfficeDay> Days,
    IReadOnlyList<OfficeHoursChange> Changes,
    [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>What was stated about a team's hours.</summary>
/// <param name="From">First day.</param>
/// <param name="Periods">The openings; empty: the whole of each working day counts.</param>
/// <param name="SetBy">By whom.</param>
/// <param name="SetByName">That colleague's name.</param>
/// <param name="SetAt">When.</param>
public sealed record OfficeHoursChange(
    [Example(Sample.Day)] DateOnly From,
    IReadOnlyList<OfficeOpening> Periods,
    Guid? SetBy,
    [Example(Sample.Colleague)] string? SetByName,
    DateTimeOffset SetAt);

/// <summary>How a day counts for a team.</summary>
public enum OfficeDayCount
{
    /// <summary>The team is there: it counts.</summary>
    Counts,
    /// <summary>A public holiday.</summary>
    Holiday,
    /// <summary>Saturday or Sunday, on which the team has no opening.</summary>
    Weekend,
    /// <summary>A weekday on which the team has no opening.</summary>
    Closed,
}

/// <summary>A day as it counts for a team.</summary>
/// <param name="Day">The day.</param>
/// <param name="Count">Whether it counts, and why not.</param>
/// <param name="Holiday">Which holiday.</param>
/// <param name="Source">The law that makes it one.</param>
/// <param name="Openings">When the team is there, as far as it counts.</param>
public sealed record OfficeDay(
    [Example("2026-03-02")] DateOnly Day,
    [Example("counts")] OfficeDayCount Count,
    [Example(null)] string? Holiday,
    [Example(null)] string? Source,
    IReadOnlyList<CountedOpening> Openings);

/// <summary>Time in which a team is there.</summary>
/// <param name="From">From when it counts.</param>
/// <param name="Until">Until when, exclusive.</param>
/// <param name="Minutes">The minutes that pass in it, rounded: at a change of the clock not what the clock shows.</param>
public sealed record CountedOpening(
    [Example("2026-03-02T07:00:00Z")] DateTimeOffset From, [Example("2026-03-02T11:00:00Z")] DateTimeOffset Until, [Example(240)] int Minutes);

internal sealed class OfficeOpeningRules : AbstractValidator<OfficeOpening>
{
    public OfficeOpeningRules()
    {
        RuleFor(period => period.Weekday).InclusiveBetween(1, 7);
        RuleFor(period => period.From).Must(TimeOfDay.Is).WithProblem(ServiceProblems.TimeForm);
        RuleFor(period => period.Until).Must(until => ClockMinute.Read(until) is not null).WithProblem(ServiceProblems.TimeForm);
        RuleFor(period => period.Until).Must((period, until) => !(ClockMinute.Read(period.From) >= ClockMinute.Read(until)))
            .WithProblem(ServiceProblems.ClosesBeforeOpening);
    }
}

internal sealed class SetOfficeHoursValidator : AbstractValidator<SetOfficeHours>
{
    private const int MostOfDay = 6;
    private const int LeastMinutes = 60;

    public SetOfficeHoursValidator(CallContext call)
    {
        RuleFor(set => set.From).Must(from => from is null || from >= call.Today).WithProblem(ReminderProblems.PolicyInPast);
        RuleFor(set => set.Periods).AtMost(7 * MostOfDay);
        RuleForEach(set => set.Periods).SetValidator(new OfficeOpeningRules());
        RuleFor(set => set.Periods).Must(periods => periods.GroupBy(period => period.Weekday).All(day => day.Count() <= MostOfDay))
            .WithProblem(ReminderProblems.TooManyOpenings);
        // What is none by itself is refused above.
        RuleFor(set => set.Periods).Must(periods => Sound(periods).OrderBy(period => (period.Weekday, period.From)).ToList() is var sorted
            && sorted.Zip(sorted.Skip(1)).All(pair => pair.First.Weekday != pair.Second.Weekday || pair.First.Until <= pair.Second.From))
            .WithProblem(ReminderProblems.OpeningsOverlap);
        RuleFor(set => set.Periods).Must(periods => periods.Count == 0 || Sound(periods).Sum(period => period.Until - period.From) >= LeastMinutes)
            .WithProblem(ReminderProblems.HardlyOpen);
    }

    private static List<OfficePeriod> Sound(IReadOnlyList<OfficeOpening> periods) => [.. periods
        .Where(period => ClockMinute.Read(period.From) < ClockMinute.Read(period.Until)).Select(period => period.Read())];
}

internal sealed class OfficeHoursHandler(CaseDb db, CallContext call) : IHandler<GetOfficeHours, OfficeHoursView>, IHandler<SetOfficeHours, OfficeHoursView>
{
    private const int ShownDays = 14;

    public Task<OfficeHoursView> Handle(GetOfficeHours request, CancellationToken cancellationToken) => View(request.Id, cancellationToken);

    public async Task<OfficeHoursView> Handle(SetOfficeHours request, CancellationToken cancellationToken)
    {
        await db.OneAtATime(call.Caller.RequiredOrganisationId, cancellationToken);
        var team = await db.Set<Team>().ManagedBy(call.Caller).AsNoTracking().SingleOrDefaultAsync(team => team.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var stated = await db.Set<TeamOfficeHours>().Where(set => set.TeamId == team.Id).ToListAsync(cancellationToken);
        IfMatch.Check(request.Version, TagOf(stated));
        Team.Moves.Next(team.Status, "change");
        var from = request.From ?? call.Today;
        var row = stated.SingleOrDefault(set => set.FromDate == from);
        if (row is null)
        {
            row = new TeamOfficeHours(team, from, call.Now);
            db.Add(row);
        }
        row.Set(request.Periods.Select(period => period.Read()), call.Caller.RequiredStaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return await View(team.Id, cancellationToken);
    }

    private async Task<OfficeHoursView> View(Guid id, CancellationToken cancellationToken)
    {
        var team = await db.Set<Team>().ManagedBy(call.Caller).Where(team => team.Id == id).Select(team => new
        {
            team.Name,
            Stated = db.Set<TeamOfficeHours>().Where(set => set.TeamId == team.Id).OrderByDescending(set => set.FromDate).Select(set => new
            {
                Set = set,
                By = db.Set<Staff>().Where(staff => staff.Id == set.SetBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).ToList(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(id);
        var (first, last) = (call.Today, call.Today.AddDays(ShownDays - 1));
        var rows = await db.Database.SqlQuery<HolidayInForce>($"""
            select c.land as "Land", c.local as "Local", c.name as "Name", h.on_date as "Day", h.code as "Code", min(h.source) as "Source"
            from app.calendar_on({first}) c
            left join app.holiday h on c.land = any(h.lands) and (h.local is null or h.local = any(c.local)) and h.until_version is null
                and h.on_date between {first} and {last}
            group by 1, 2, 3, 4, 5 order by h.on_date, h.code
            """).ToListAsync(cancellationToken);
        var counted = OfficeCounting.Of(team.Stated.ConvertAll(row => row.Set), new CalendarInForce(rows[0].Land, rows[0].Local, rows[0].Name));
        var holidays = rows.Where(row => row.Day is not null).Select(row => new HolidayRow(row.Day!.Value, row.Code!, Holidays.NameOf(row.Code!), row.Source!));
        return new OfficeHoursView(id, team.Name, Show(team.Stated.Find(row => row.Set.FromDate <= first)?.Set), counted.Calendar,
            counted.Days(holidays, LocalTime.StartOf(first), LocalTime.StartOf(last.AddDays(1)), first, last),
            team.Stated.ConvertAll(row => new OfficeHoursChange(row.Set.FromDate, Show(row.Set), row.Set.SetBy, row.By, row.Set.UpdatedAt)),
            TagOf(team.Stated.Select(row => row.Set)));
    }

    private static List<OfficeOpening> Show(TeamOfficeHours? stated) => [.. (stated?.Week ?? []).Select(OfficeOpening.Show)];

    private static uint TagOf(IEnumerable<TeamOfficeHours> stated) => (uint)stated.Sum(set => set.Statements);

    private sealed record HolidayInForce(string Land, string[] Local, string Name, DateOnly? Day, string? Code, string? Source);
}

/// <summary>A team's hours and the calendar by which they are counted.</summary>
internal sealed record OfficeCounting(OfficeHours Hours, string Calendar)
{
    public static OfficeCounting Of(IEnumerable<TeamOfficeHours> stated, CalendarInForce calendar)
    {
        return new OfficeCounting(new OfficeHours(stated.Select(set => new OfficeWeek(set.FromDate, set.Week)),
            calendar.OfLand, calendar.OfCommune), calendar.Name);
    }

    /// <summary>Each day of a span as it counts, with the openings between two instants.</summary>
    public List<OfficeDay> Days(IEnumerable<HolidayRow> holidays, DateTimeOffset start, DateTimeOffset end, DateOnly first, DateOnly last)
    {
        var (closed, passed) = (holidays.ToLookup(holiday => holiday.Day), Hours.Passed(start, end).ToLookup(opening => opening.Day));
        var days = new List<OfficeDay>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var holiday = closed[day].FirstOrDefault();
            var count = holiday is not null ? OfficeDayCount.Holiday
                : Hours.On(day).Count > 0 ? OfficeDayCount.Counts
                : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? OfficeDayCount.Weekend : OfficeDayCount.Closed;
            days.Add(new OfficeDay(day, count, holiday?.Name, holiday?.Source, [.. passed[day].Select(opening =>
                new CountedOpening(opening.From, opening.Until, (int)Math.Round((opening.Until - opening.From).TotalMinutes)))]));
        }
        return days;
    }
}
