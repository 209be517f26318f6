using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>A public holiday that holds only in some communes of a Land.</summary>
public enum LocalHoliday
{
    /// <summary>Mariä Himmelfahrt in mostly Catholic communes of Bavaria (Art. 1 Abs. 1 Nr. 2 FTG).</summary>
    AssumptionDay,
    /// <summary>Fronleichnam in the communes that Saxony (§ 1 SächsSFG) and Thuringia (§ 2 Abs. 2 ThürFGtG) name.</summary>
    CorpusChristi,
    /// <summary>Hohes Friedensfest in Augsburg (Art. 1 Abs. 2 FTG Bayern).</summary>
    PeaceFestival,
}

/// <summary>By which holidays an organisation's days are counted from a day on, where its municipality key does not tell it all.</summary>
public sealed class WorkingCalendar
{
    private WorkingCalendar() { }

    /// <summary>From a day on.</summary>
    public WorkingCalendar(Guid organisationId, DateOnly from, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, FromDate) = (organisationId, from);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>ISO 3166-2:DE code of the Land; null: that of the municipality key.</summary>
    public string? Land { get; private set; }
    /// <summary>Holidays of the commune, kebab-case.</summary>
    public string[] Local { get; private set; } = [];
    /// <summary>Who said so.</summary>
    public Guid? SetBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>How often it was stated.</summary>
    public int Statements { get; private set; }

    /// <summary>States it.</summary>
    public void Set(string? land, IEnumerable<LocalHoliday> local, Guid? by, DateTimeOffset now) =>
        (Land, Local, SetBy, UpdatedAt, Statements) = (land, [.. local.Select(CodeOf).Order(StringComparer.Ordinal)], by, now, Statements + 1);

    internal static string CodeOf(LocalHoliday holiday) => SnakeCase.Of(holiday.ToString()).Replace('_', '-');

    internal static LocalHoliday Holiday(string code) => Enum.GetValues<LocalHoliday>().Single(holiday => CodeOf(holiday) == code);
}

/// <summary>By which holidays the organisation's working days are counted.</summary>
/// <param name="Year">Which year's holidays are shown; this year's where left out.</param>
[Requires(Permission.ReadReferenceData)]
[Operation("Get the working calendar", "The Land, the commune's own holidays, the version of the calendar, and the holidays of a year by their laws.")]
public sealed record GetWorkingCalendar([Example(2027)] int? Year) : IQuery<WorkingCalendarView>;

/// <summary>States the Land or the commune's own holidays from a day on.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Set the working calendar", """
    By a supervisor: which holidays of the commune count (Augsburg; mostly Catholic communes of Bavaria; communes that Saxony and Thuringia name), and the Land
    where the municipality key does not tell it (400 `land-against-key` where it tells another). Days that were counted before keep what they were
    counted by. Twice changes nothing.
    """)]
public sealed record SetWorkingCalendar : ICommand<WorkingCalendarView>
{
    /// <summary>First day, today or later; today where left out.</summary>
    [Example(null)]
    public DateOnly? From { get; init; }

    /// <summary>ISO 3166-2:DE code without the country; left out: that of the municipality key. Where there is a key, no other.</summary>
    [Example("BY")]
    public string? Land { get; init; }

    /// <summary>The commune's own holidays.</summary>
    [Example("assumption_day")]
    public IReadOnlyList<LocalHoliday> Local { get; init; } = [];

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The calendar.</summary>
/// <param name="Land">ISO 3166-2:DE code without the country.</param>
/// <param name="LandName">Its name.</param>
/// <param name="Local">The commune's own holidays that count.</param>
/// <param name="Calendar">As it stands beside what was counted by it.</param>
/// <param name="Changes">What was stated, the latest first; empty: all follows from the municipality key.</param>
/// <param name="Holidays">The year's, those on weekends too.</param>
/// <param name="Version">The ETag: how often your organisation has stated it, 0 while all follows from the municipality key.</param>
public sealed record WorkingCalendarView(
    [Example("BY")] string Land,
    [Example("Bavaria")] string LandName,
    [Example("assumption_day")] IReadOnlyList<LocalHoliday> Local,
    [Example("BY assumption-day v1")] string Calendar,
    IReadOnlyList<WorkingCalendarChange> Changes,
    IReadOnlyList<HolidayRow> Holidays,
    [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>What was stated about the calendar.</summary>
/// <param name="From">First day.</param>
/// <param name="Land">The Land; null: that of the municipality key.</param>
/// <param name="Local">The commune's own holidays.</param>
/// <param name="SetBy">By whom.</param>
/// <param name="SetByName">That colleague's name.</param>
/// <param name="SetAt">When.</param>
public sealed record WorkingCalendarChange(
    [Example(Sample.Day)] DateOnly From,
    [Example("BY")] string? Land,
    [Example("assumption_day")] IReadOnlyList<LocalHoliday> Local,
    Guid? SetBy,
    [Example(Sample.Colleague)] string? SetByName,
    DateTimeOffset SetAt);

/// <summary>A public holiday.</summary>
/// <param name="Day">Its day.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Source">The law that makes it one.</param>
public sealed record HolidayRow(
    [Example("2027-08-15")] DateOnly Day,
    [Example("assumption-day")] string Code,
    [Example("Assumption Day")] string Name,
    [Example("Art. 1 Abs. 1 Nr. 2 FTG Bayern")] string Source);

internal sealed class GetWorkingCalendarValidator : AbstractValidator<GetWorkingCalendar>
{
    public GetWorkingCalendarValidator() => RuleFor(get => get.Year).InclusiveBetween(Holidays.FirstYear, Holidays.LastYear);
}

internal sealed class SetWorkingCalendarValidator : AbstractValidator<SetWorkingCalendar>
{
    public SetWorkingCalendarValidator(CallContext call)
    {
        RuleFor(set => set.From).Must(from => from is null || from >= call.Today).WithProblem(ReminderProblems.PolicyInPast);
        RuleFor(set => set.Land).Must(land => land is null || Rules.Land.All.Any(known => known.Code == land)).WithProblem(ReminderProblems.NoSuchLand);
        RuleFor(set => set.Local).AtMostOnceEach(3);
    }
}

internal sealed class WorkingCalendarHandler(CaseDb db, CallContext call) :
    IHandler<GetWorkingCalendar, WorkingCalendarView>, IHandler<SetWorkingCalendar, WorkingCalendarView>
{
    public Task<WorkingCalendarView> Handle(GetWorkingCalendar request, CancellationToken cancellationToken) =>
        View(request.Year ?? call.Today.Year, cancellationToken);

    public async Task<WorkingCalendarView> Handle(SetWorkingCalendar request, CancellationToken cancellationToken)
    {
        var (own, from) = (call.Caller.RequiredOrganisationId, request.From ?? call.Today);
        // A municipality lies where its key says. Who has none, or keeps the key of the town above, may sit in another Land.
        if (request.Land is { } named && await db.Set<Organisation>().Where(organisation => organisation.Id == own).Select(organisation => organisation.Ags)
            .SingleAsync(cancellationToken) is { } key
            && Rules.Land.All.FirstOrDefault(known => key.StartsWith(known.Key, StringComparison.Ordinal)) is { } told && told.Code != named)
        {
            throw RefusedException.Invalid("/land", ReminderProblems.LandOfKey);
        }
        await db.OneAtATime(own, cancellationToken);
        var stated = await db.Set<WorkingCalendar>().Where(set => set.OrganisationId == own).ToListAsync(cancellationToken);
        IfMatch.Check(request.Version, (uint)stated.Sum(set => set.Statements));
        var row = stated.SingleOrDefault(set => set.FromDate == from);
        if (row is null)
        {
            row = new WorkingCalendar(own, from, call.Now);
            db.Add(row);
        }
        row.Set(request.Land, request.Local, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        var land = (await db.CalendarOn(from, cancellationToken)).Land;
        if (request.Local.Any(holiday => !Fits(holiday, land)))
        {
            throw RefusedException.Invalid("/local", ReminderProblems.NotOfLand); // Nothing is kept.
        }
        return await View(call.Today.Year, cancellationToken);
    }

    private static bool Fits(LocalHoliday holiday, string land) => holiday is LocalHoliday.CorpusChristi ? land is "SN" or "TH" : land is "BY";

    private async Task<WorkingCalendarView> View(int year, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var rows = await db.Database.SqlQuery<HolidayInForce>($"""
            select c.land as "Land", c.local as "Local", c.name as "Name", h.on_date as "Day", h.code as "Code", min(h.source) as "Source"
            from app.calendar_on({call.Today}) c
            join app.holiday h on c.land = any(h.lands) and (h.local is null or h.local = any(c.local)) and h.until_version is null
            where h.on_date between {first} and {last}
            group by 1, 2, 3, 4, 5 order by h.on_date, h.code
            """).ToListAsync(cancellationToken);
        var calendar = rows[0]; // Each year has some.
        var changes = await db.Set<WorkingCalendar>().Where(set => set.OrganisationId == own).OrderByDescending(set => set.FromDate)
            .Select(set => new
            {
                Set = set,
                Name = db.Set<Staff>().Where(staff => staff.Id == set.SetBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        var land = Rules.Land.All.Single(known => known.Code == calendar.Land);
        return new WorkingCalendarView(calendar.Land, Language.Choose(land.German, land.English), [.. calendar.Local.Select(WorkingCalendar.Holiday)],
            calendar.Name, changes.ConvertAll(row => new WorkingCalendarChange(row.Set.FromDate, row.Set.Land,
                [.. row.Set.Local.Select(WorkingCalendar.Holiday)], row.Set.SetBy, row.Name, row.Set.UpdatedAt)),
            rows.ConvertAll(row => new HolidayRow(row.Day, row.Code, Holidays.NameOf(row.Code), row.Source)), (uint)changes.Sum(row => row.Set.Statements));
    }

    private sealed record HolidayInForce(string Land, string[] Local, string Name, DateOnly Day, string Code, string Source);
}

internal sealed record CalendarInForce(string Land, string[] Local, string Name)
{
    /// <summary>The Land.</summary>
    public Land OfLand => Rules.Land.All.Single(land => land.Code == Land);

    /// <summary>The commune's own holidays.</summary>
    public LocalHolidays OfCommune => Local.Aggregate(LocalHolidays.None, (all, code) => all | WorkingCalendar.Holiday(code) switch
    {
        LocalHoliday.AssumptionDay => LocalHolidays.AssumptionDay,
        LocalHoliday.CorpusChristi => LocalHolidays.CorpusChristi,
        _ => LocalHolidays.PeaceFestival,
    });
}

internal static class CalendarQueries
{
    /// <summary>By which holidays the acting organisation's days are counted on a day.</summary>
    public static Task<CalendarInForce> CalendarOn(this CaseDb db, DateOnly on, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<CalendarInForce>($"""select x.land as "Land", x.local as "Local", x.name as "Name" from app.calendar_on({on}) x""")
            .SingleAsync(cancellationToken);

    /// <summary>The holidays of a calendar, in the version that its name tells: Land, holidays of the commune, version.</summary>
    public static async Task<List<HolidayRow>> HolidaysOf(
        this CaseDb db, string calendar, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var parts = calendar.Split(' ');
        var (land, local, version) = (parts[0], parts[1..^1], int.Parse(parts[^1][1..], System.Globalization.CultureInfo.InvariantCulture));
        var rows = await db.Database.SqlQuery<HolidayRow>($"""
            select h.on_date as "Day", h.code as "Code", h.code as "Name", min(h.source) as "Source" from app.holiday h
            where h.on_date between {first} and {last} and {land} = any(h.lands) and (h.local is null or h.local = any({local}))
              and h.since_version <= {version} and (h.until_version is null or h.until_version > {version})
            group by h.on_date, h.code order by h.on_date, h.code
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => row with { Name = Holidays.NameOf(row.Code) });
    }
}
