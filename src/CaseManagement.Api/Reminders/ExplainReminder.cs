using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>How the day of a reminder was counted.</summary>
[Requires(Permission.UseReminders)]
[Operation("Explain a reminder's day", """
    From which day a policy counted, which days counted, which did not and why, by the version of the calendar that held when it was counted. While it is open,
    also when its being ignored is told to somebody else: which openings of its team count, by the office hours, calendar and policy of today. 404 of what a
    person or an event made: nothing was counted.
    """)]
public sealed record ExplainReminder(Guid Id) : IQuery<ReminderCalculation>;

/// <summary>Whether a day counts, and why.</summary>
public enum DayCount
{
    /// <summary>A working day: it counts.</summary>
    Counts,
    /// <summary>Saturday or Sunday.</summary>
    Weekend,
    /// <summary>A public holiday.</summary>
    Holiday,
}

/// <summary>A day that was passed while counting.</summary>
/// <param name="Day">The day.</param>
/// <param name="Count">Whether it counts, and why not.</param>
/// <param name="Number">The how-manieth that counts; null where it does not.</param>
/// <param name="Holiday">Which holiday.</param>
/// <param name="Source">The law that makes it one.</param>
public sealed record CountedDay(
    [Example("2027-05-27")] DateOnly Day,
    [Example("holiday")] DayCount Count,
    [Example(null)] int? Number,
    [Example("Corpus Christi")] string? Holiday,
    [Example("§ 1 FTG BW")] string? Source);

/// <summary>How a day came about.</summary>
/// <param name="CauseOn">The day of the cause, which does not count.</param>
/// <param name="Step">How many units.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Direction">Before or after the cause.</param>
/// <param name="FiresOn">The day that follows.</param>
/// <param name="DueOn">Due at the end of this day: later where it was made later, or put off.</param>
/// <param name="Calendar">Land, holidays of the commune, version of the calendar.</param>
/// <param name="Text">The rule.</param>
/// <param name="Days">Each day that was passed, in the order of counting; empty where calendar days, months or years were counted.</param>
/// <param name="Escalation">When somebody else is told, if it stays as it is; null where nobody is, or everybody has been told.</param>
public sealed record ReminderCalculation(
    [Example("2027-05-25")] DateOnly CauseOn,
    [Example(5)] int Step,
    [Example("working_days")] StepUnit Unit,
    [Example("after")] PolicyDirection Direction,
    [Example("2027-06-02")] DateOnly FiresOn,
    [Example("2027-06-02")] DateOnly DueOn,
    [Example("BW v1")] string Calendar,
    [Example("5 working days after the cause; its day does not count (§ 187 Abs. 1 BGB).")] string Text,
    IReadOnlyList<CountedDay> Days,
    EscalationCalculation? Escalation);

/// <summary>When somebody else is told of what is ignored, by the office hours of the reminder's team.</summary>
/// <param name="TeamId">The team; null where it has none, and the whole of each working day counts.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="After">After how many.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Start">From when on is counted: the end of the due day, or when a deputy was told.</param>
/// <param name="End">When the last of them has passed: days end when the team closes.</param>
/// <param name="ToldFrom">From when on somebody is told, by the next run of that: with office hours the next opening.</param>
/// <param name="Calendar">Land, holidays of the commune and version of the working calendar.</param>
/// <param name="Text">The rule.</param>
/// <param name="Days">Each day from the start on until the end, with the openings that count.</param>
public sealed record EscalationCalculation(
    [Example(null)] Guid? TeamId,
    [Example(null)] string? TeamName,
    [Example(4)] int After,
    [Example("working_hours")] EscalationUnit Unit,
    [Example("2026-02-28T23:00:00Z")] DateTimeOffset Start,
    [Example("2026-03-02T11:00:00Z")] DateTimeOffset End,
    [Example("2026-03-02T12:30:00Z")] DateTimeOffset ToldFrom,
    [Example("BW v1")] string Calendar,
    [Example("4 hours in which the team is there, after the end of the due day.")] string Text,
    IReadOnlyList<OfficeDay> Days);

internal sealed class ExplainReminderHandler(CaseDb db, CallContext call) : IHandler<ExplainReminder, ReminderCalculation>
{
    public async Task<ReminderCalculation> Handle(ExplainReminder request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Reminder>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id && row.PolicyId != null)
            .Select(row => new
            {
                Reminder = row,
                Direction = db.Set<PolicyKind>().Where(kind => kind.Kind == row.Kind).Select(kind => kind.Direction).Single(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (cause, fires, step, unit) = (found.Reminder.CauseOn!.Value, found.Reminder.FiresOn!.Value, found.Reminder.Step!.Value,
            found.Reminder.StepUnit!.Value);
        var isBefore = found.Direction == PolicyDirection.Before;
        var days = unit == StepUnit.WorkingDays ? await Count(cause, fires, found.Reminder.Calendar!, cancellationToken) : [];
        return new ReminderCalculation(cause, step, unit, found.Direction, fires, found.Reminder.DueOn, found.Reminder.Calendar!,
            Words(step, unit, isBefore), days, await Escalation(found.Reminder, cancellationToken));
    }

    private async Task<EscalationCalculation?> Escalation(Reminder reminder, CancellationToken cancellationToken)
    {
        if (reminder.Status != ReminderStatus.Open || reminder.OrganisationId != call.Caller.OrganisationId)
        {
            return null;
        }
        var policy = await db.Set<ReminderPolicy>().FromSql($"select p.* from app.policies_on({call.Today}) p")
            .Where(policy => policy.Kind == reminder.Kind).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var told = await db.Set<ReminderEscalation>().Where(row => row.ReminderId == reminder.Id && row.DueOn == reminder.DueOn)
            .Select(row => new { row.Level, row.At, row.EndedAt }).AsNoTracking().ToListAsync(cancellationToken);
        if (policy is not { IsActive: true, EscalateAfter: { } after } || told.Exists(row => row.Level == EscalationLevel.Supervisor))
        {
            return null;
        }
        var team = await db.Set<Team>().Where(team => team.Id == reminder.TeamId).Select(team => new { team.Id, team.Name })
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var stated = await db.Set<TeamOfficeHours>().Where(set => set.TeamId == reminder.TeamId).AsNoTracking().ToListAsync(cancellationToken);
        var counted = OfficeCounting.Of(stated, await db.CalendarOn(call.Today, cancellationToken));
        DateTimeOffset? deputy = told.Find(row => row.EndedAt is null)?.At;
        var moment = EscalationMoment.Of(counted.Hours, reminder.DueOn, deputy, after, policy.EscalateUnit);
        var first = LocalTime.DateOf(moment.CountsFrom);
        // The end of a day is the beginning of the next one.
        var last = LocalTime.DateOf(moment.End.AddTicks(-1));
        return new EscalationCalculation(team?.Id, team?.Name, after, policy.EscalateUnit, moment.Start, moment.End, moment.ToldFrom, counted.Calendar,
            Words(after, policy.EscalateUnit, deputy is not null),
            counted.Days(await db.HolidaysOf(counted.Calendar, first, last, cancellationToken), moment.CountsFrom, moment.End, first, last));
    }

    private static string Words(int after, EscalationUnit unit, bool ofDeputy)
    {
        var (german, english) = (unit, after) switch
        {
            (EscalationUnit.WorkingHours, 1) => ("Stunde, in der das Team da ist,", "hour in which the team is there"),
            (EscalationUnit.WorkingHours, _) => ("Stunden, in denen das Team da ist,", "hours in which the team is there"),
            (_, 1) => ("Tag, an dem das Team da ist,", "day on which the team is there"),
            _ => ("Tage, an denen das Team da ist,", "days on which the team is there"),
        };
        return Language.Choose(
            $"{after} {german} {(ofDeputy ? "nachdem die Vertretung Bescheid bekam" : "nach dem Ende des Fälligkeitstags")}.",
            $"{after} {english}, after {(ofDeputy ? "the deputy was told" : "the end of the due day")}.");
    }

    private async Task<List<CountedDay>> Count(DateOnly cause, DateOnly fires, string calendar, CancellationToken cancellationToken)
    {
        var (first, last, one) = fires < cause ? (fires, cause, -1) : (cause, fires, 1);
        var holidays = (await db.HolidaysOf(calendar, first, last, cancellationToken)).ToLookup(holiday => holiday.Day);
        var (days, number) = (new List<CountedDay>(), 0);
        for (var day = cause; day != fires;)
        {
            day = day.AddDays(one);
            var holiday = holidays[day].FirstOrDefault();
            var count = holiday is not null ? DayCount.Holiday
                : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? DayCount.Weekend : DayCount.Counts;
            days.Add(new CountedDay(day, count, count == DayCount.Counts ? ++number : null, holiday?.Name, holiday?.Source));
        }
        return days;
    }

    private static string Words(int step, StepUnit unit, bool isBefore)
    {
        var (german, english, rule) = unit switch
        {
            StepUnit.WorkingDays => ("Arbeitstage", "working days", "§ 187 Abs. 1 BGB"),
            StepUnit.Days => ("Tage", "days", "§ 187 Abs. 1 BGB"),
            StepUnit.Months => ("Monate", "months", "§ 187 Abs. 1, § 188 Abs. 2, 3 BGB"),
            _ => ("Jahre", "years", "§ 187 Abs. 2, § 188 Abs. 2 BGB"),
        };
        var counts = unit == StepUnit.Years;
        return Language.Choose(
            $"{step} {german} {(isBefore ? "vor" : "nach")} dem Anlass; dessen Tag zählt {(counts ? "mit" : "nicht mit")} ({rule}).",
            $"{step} {english} {(isBefore ? "before" : "after")} the cause; its day {(counts ? "counts" : "does not count")} ({rule}).");
    }
}
