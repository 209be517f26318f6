using System.Globalization;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Agreements;

/// <summary>What is measured of a goal, from which value to which.</summary>
/// <param name="What">What is measured, up to 200 characters.</param>
/// <param name="Unit">In what.</param>
/// <param name="Baseline">The value when it is agreed.</param>
/// <param name="Target">The value that is aimed at; another one, and of language levels a higher one.</param>
public sealed record GoalMeasure(
    [Example("Deutsch, Sprechen")] string What,
    [CodeOf(CodeLists.GoalMeasureUnit)] string Unit,
    [Example("""{"level":"A2"}""", IsJson = true)] MeasuredValue Baseline,
    [Example("""{"level":"B1"}""", IsJson = true)] MeasuredValue Target)
{
    /// <summary>In words: what, from which value to which.</summary>
    /// <param name="isGerman">German, or English.</param>
    /// <param name="label">The label of a code of a list.</param>
    internal string Said(bool isGerman, Func<string, string, string> label)
    {
        var (from, to) = (Baseline.Said(isGerman, label), Target.Said(isGerman, label));
        var unit = label(CodeLists.GoalMeasureUnit, Unit);
        return isGerman ? $"{What} ({unit}): von {from} auf {to}" : $"{What} ({unit}): from {from} to {to}";
    }
}

/// <summary>A value: a number, or a level of a language where the unit says so.</summary>
/// <param name="Number">0 to 1,000,000 with two decimals at most, after a point.</param>
/// <param name="Level">The level.</param>
public sealed record MeasuredValue([Example(null)] decimal? Number = null, [CodeOf(CodeLists.CefrLevel)] string? Level = null)
{
    internal string Said(bool isGerman, Func<string, string, string> label) =>
        Level is { } level ? label(CodeLists.CefrLevel, level) : Number!.Value.ToString("0.##", CultureInfo.GetCultureInfo(isGerman ? "de-DE" : "en-GB"));
}

/// <summary>How far what is measured of a goal has come.</summary>
public enum GoalAttainment
{
    /// <summary>Nothing was measured yet in the unit that is agreed.</summary>
    NotMeasured,
    /// <summary>Further from the target than at the beginning.</summary>
    Worse,
    /// <summary>As at the beginning.</summary>
    None,
    /// <summary>Less than half of the way.</summary>
    UnderHalf,
    /// <summary>Half of the way or more.</summary>
    HalfOrMore,
    /// <summary>At the target, or beyond.</summary>
    Reached,
}

/// <summary>What was measured of a goal on a day. It never changes: recorded wrongly, it is void, and recorded anew.</summary>
public sealed class GoalMeasurement
{
    private GoalMeasurement() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The goal.</param>
    /// <param name="unit">Code of the list goal-measure-unit: that of what is in force.</param>
    /// <param name="value">The value.</param>
    /// <param name="on">When it was measured.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">When.</param>
    public GoalMeasurement(Goal of, string unit, MeasuredValue value, DateOnly on, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, GoalId, ClientId, Compartment) = (of.OrganisationId, of.Id, of.ClientId, of.Compartment);
        (Unit, Number, Level, MeasuredOn, RecordedBy, RecordedAt) = (unit, value.Number, value.Level, on, by, now);
    }

    /// <summary>The measurement.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which goal.</summary>
    public Guid GoalId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The goal's.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list goal-measure-unit.</summary>
    public string Unit { get; private set; } = "";
    /// <summary>The value.</summary>
    public decimal? Number { get; private set; }
    /// <summary>Or the level, code of the list cefr-level.</summary>
    public string? Level { get; private set; }
    /// <summary>When it was measured.</summary>
    public DateOnly MeasuredOn { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Who has declared it void.</summary>
    public Guid? VoidedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? VoidedAt { get; private set; }
    /// <summary>Why.</summary>
    public string? VoidReason { get; private set; }

    /// <summary>It was recorded wrongly: it counts no more.</summary>
    /// <exception cref="RefusedException">409 the second time.</exception>
    public void Void(string reason, Guid? by, DateTimeOffset now)
    {
        if (VoidedAt is not null)
        {
            throw new RefusedException(AgreementProblems.MeasurementVoid);
        }
        (VoidReason, VoidedBy, VoidedAt) = (reason.Trim(), by, now);
    }
}

internal sealed class GoalMeasureValidator : AbstractValidator<GoalMeasure>
{
    public GoalMeasureValidator()
    {
        RuleFor(measure => measure.What).NotEmpty().MaximumLength(200);
        RuleFor(measure => measure.Baseline).SetValidator(new MeasuredValueValidator());
        RuleFor(measure => measure.Target).SetValidator(new MeasuredValueValidator());
        RuleFor(measure => measure.Target).Must((measure, target) => target != measure.Baseline).WithProblem(AgreementProblems.TargetIsBaseline);
    }
}

internal sealed class MeasuredValueValidator : AbstractValidator<MeasuredValue>
{
    public MeasuredValueValidator()
    {
        RuleFor(value => value.Number).InclusiveBetween(0, 1_000_000).PrecisionScale(9, 2, true);
        RuleFor(value => value.Number).Must((value, number) => number is null != value.Level is null).WithProblem(AgreementProblems.NumberOrLevel);
    }
}

/// <summary>What the codes say of measures.</summary>
internal static class MeasureCodes
{
    /// <summary>Refuses values that the unit does not have, and a target level that is not above the baseline.</summary>
    /// <exception cref="RefusedException">400.</exception>
    public static void CheckMeasure(this ReferenceCodes codes, GoalMeasure measure, DateOnly today)
    {
        codes.CheckValue(measure.Unit, measure.Baseline, today, "/measure/baseline");
        codes.CheckValue(measure.Unit, measure.Target, today, "/measure/target");
        if (measure is { Baseline.Level: { } from, Target.Level: { } to } && Rank(to) <= Rank(from))
        {
            throw RefusedException.Invalid("/measure/target", AgreementProblems.LevelFalls);
        }

        double Rank(string level) => (double?)codes.Attributes(CodeLists.CefrLevel, level, today)["rank"] ?? 0;
    }

    /// <summary>Refuses a value that the unit does not have.</summary>
    /// <param name="codes">The codes, of which the unit has been looked up.</param>
    /// <param name="unit">Code of the list goal-measure-unit.</param>
    /// <param name="value">The value.</param>
    /// <param name="today">Today.</param>
    /// <param name="at">Where it stands.</param>
    /// <exception cref="RefusedException">400.</exception>
    public static void CheckValue(this ReferenceCodes codes, string unit, MeasuredValue value, DateOnly today, string at)
    {
        var says = codes.Attributes(CodeLists.GoalMeasureUnit, unit, today);
        if (((bool?)says["levels"] ?? false) != value.Level is not null)
        {
            throw RefusedException.Invalid(at, AgreementProblems.ValueOfUnit);
        }
        if ((decimal?)says["max"] is { } most && value.Number > most)
        {
            throw RefusedException.Invalid(at + "/number", AgreementProblems.ValueTooHigh, most);
        }
    }
}
