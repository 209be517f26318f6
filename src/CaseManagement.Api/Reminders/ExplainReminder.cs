using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>How the day of a reminder was counted.</summary>
[Requires(Permission.UseReminders)]
[Operation("Explain a reminder's day", """
    From which day a policy counted, which days counted, which did not and why, by the version of the calendar that held when it was counted. 404 of what a
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
public sealed record ReminderCalculation(
    [Example("2027-05-25")] DateOnly CauseOn,
    [Example(5)] int Step,
    [Example("working_days")] StepUnit Unit,
    [Example("after")] PolicyDirection Direction,
    [Example("2027-06-02")] DateOnly FiresOn,
    [Example("2027-06-02")] DateOnly DueOn,
    [Example("BW v1")] string Calendar,
    [Example("5 working days after the cause; its day does not count (§ 187 Abs. 1 BGB).")] string Text,
    IReadOnlyList<CountedDay> Days);

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
            Words(step, unit, isBefore), days);
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
