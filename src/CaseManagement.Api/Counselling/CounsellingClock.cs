using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Counselling;

/// <summary>A time in which counselling pauses.</summary>
/// <param name="Id">The pause.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words.</param>
public sealed record CounsellingPauseRow(
    Guid Id, DateOnly From, [Example(null)] DateOnly? Until, [CodeOf(CodeLists.CounsellingPauseReason)] string ReasonCode, [Example(null)] string? Note);

/// <summary>That counselling is prolonged, and why.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words.</param>
/// <param name="DecidedOn">When.</param>
/// <param name="ByName">Who; null for another organisation's colleague.</param>
public sealed record CounsellingExtension(
    [CodeOf(CodeLists.CounsellingExtensionReason)] string ReasonCode,
    [Example(null)] string? Note,
    [Example(Sample.LaterDay)] DateOnly DecidedOn,
    [Example(Sample.Colleague)] string? ByName);

/// <summary>What the clock is computed from (app.counselling_facts).</summary>
/// <param name="Programme">Code of the list programme; null: none has been chosen yet.</param>
/// <param name="ProgrammeFrom">Since when.</param>
/// <param name="StatedStart">Counselled under it elsewhere since.</param>
/// <param name="FirstContactOn">The first contact that reached the person since.</param>
/// <param name="Months">How long it lasts.</param>
/// <param name="ExtensionMonths">By how much it can be prolonged.</param>
/// <param name="Extension">That it was.</param>
/// <param name="Pauses">In the order of their first days; they do not overlap.</param>
public sealed record CounsellingFacts(
    string? Programme, DateOnly? ProgrammeFrom, DateOnly? StatedStart, DateOnly? FirstContactOn, int? Months, int? ExtensionMonths,
    CounsellingExtension? Extension, IReadOnlyList<CounsellingPauseRow> Pauses)
{
    /// <summary>Before any programme has been chosen.</summary>
    public static readonly CounsellingFacts None = new(null, null, null, null, null, null, null, []);

    /// <summary>When the clock was started: by what was stated, else by the first contact that reached the person under the programme.</summary>
    public DateOnly? Start => StatedStart ?? FirstContactOn;
}

/// <summary>
/// How long counselling goes on under its programme. Computed from dates whenever it is read. The day of the first contact does not count (§ 187 Abs. 1
/// BGB): 36 months from 16 March on end with 16 March, where the month is too short with its last day (§ 188 Abs. 2, 3 BGB). A day that is paused is
/// counselled later: each one that lies before the end moves it by one.
/// </summary>
/// <param name="Programme">The programme; null: none has been chosen yet.</param>
/// <param name="ProgrammeFrom">Since when.</param>
/// <param name="StartedOn">The day of the first contact; null: the clock has not been started.</param>
/// <param name="Months">How long it lasts, the extension included; null: the programme sets no end.</param>
/// <param name="LastDay">The last day, until its end; while a pause lasts, as if it ended today.</param>
/// <param name="Until">First day no longer.</param>
/// <param name="DaysLeft">Days that are left, pauses and today not counted; 0 on the last day and when it is over.</param>
/// <param name="PausedDays">By how many days pauses have moved the end.</param>
/// <param name="IsPaused">Today is in a pause.</param>
/// <param name="IsOver">The last day is over.</param>
/// <param name="Extension">That it was prolonged.</param>
/// <param name="Pauses">In the order of their first days.</param>
public sealed record CounsellingClock(
    [CodeOf(CodeLists.Programme)] string? Programme,
    DateOnly? ProgrammeFrom,
    [Example(Sample.Day)] DateOnly? StartedOn,
    [Example(36)] int? Months,
    [Example("2029-03-02")] DateOnly? LastDay,
    [Example("2029-03-03")] DateOnly? Until,
    [Example(730)] int? DaysLeft,
    [Example(0)] int PausedDays,
    [Example(false)] bool IsPaused,
    [Example(false)] bool IsOver,
    [Example(null)] CounsellingExtension? Extension,
    IReadOnlyList<CounsellingPauseRow> Pauses)
{
    /// <summary>The clock on a day.</summary>
    public static CounsellingClock Of(CounsellingFacts facts, DateOnly today)
    {
        var isPaused = facts.Pauses.Any(pause => pause.From <= today && (pause.Until is null || pause.Until > today));
        var months = facts.Months + (facts.Extension is null ? 0 : facts.ExtensionMonths ?? 0);
        var clock = new CounsellingClock(facts.Programme, facts.ProgrammeFrom, facts.Start, months, null, null, null, 0, isPaused, false, facts.Extension,
            facts.Pauses);
        if (facts.Start is not { } start || months is not { } length)
        {
            return clock;
        }
        var last = start.AddMonths(length);
        // In order: one that begins after the end comes too late, one before it may bring the next one in.
        foreach (var (from, until) in facts.Pauses.Select(pause => Within(pause, start, today)).OrderBy(pause => pause.From))
        {
            last = from <= last && until > from ? last.AddDays(until.DayNumber - from.DayNumber) : last;
        }
        var now = today > start ? today : start;
        var left = last.DayNumber - now.DayNumber - facts.Pauses.Select(pause => Within(pause, now, today))
            .Sum(pause => pause.From <= last ? Math.Max(0, pause.Until.DayNumber - pause.From.DayNumber) : 0);
        return clock with
        {
            LastDay = last,
            Until = last.AddDays(1),
            DaysLeft = Math.Max(0, left),
            IsOver = last < today,
            PausedDays = last.DayNumber - start.AddMonths(length).DayNumber,
        };
    }

    // The days of a pause after a day; one that lasts has lasted until the end of today.
    private static (DateOnly From, DateOnly Until) Within(CounsellingPauseRow pause, DateOnly after, DateOnly today) =>
        (pause.From > after ? pause.From : after.AddDays(1), pause.Until ?? today.AddDays(1));
}
