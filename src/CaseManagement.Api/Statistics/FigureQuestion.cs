using System.Reflection;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Statistics;

/// <summary>Only units with these values, each as a cell says it (`not_known` and `withheld`, too).</summary>
/// <param name="Team">The responsible team; of a closed case the last one.</param>
/// <param name="Worker">The lead worker: yourself.</param>
/// <param name="Counselled">alone, applicant or relative.</param>
/// <param name="Phase">Accommodation phase.</param>
/// <param name="ResidenceStatus">Residence status.</param>
/// <param name="Benefit">Benefits; several side by side joined by dots.</param>
/// <param name="Nationality">Nationalities; several joined by dots.</param>
/// <param name="NationalityGroup">german (whatever else), free_movement (EU, EEA, Switzerland, whatever else), third_country or stateless.</param>
/// <param name="CountryOfOrigin">Country of origin.</param>
/// <param name="AgeBand">Age band, such as 06-09.</param>
/// <param name="Sex">Sex.</param>
/// <param name="Language">Language of the talks.</param>
/// <param name="FamilyStatus">Family status.</param>
/// <param name="Quarter">Quarter of the municipality.</param>
/// <param name="AccommodationKind">Kind of accommodation.</param>
/// <param name="Programme">Programme.</param>
/// <param name="Complexity">How demanding.</param>
/// <param name="Municipality">AGS.</param>
/// <param name="ArrivedAs">How somebody came.</param>
/// <param name="LeaveReason">Why somebody left.</param>
/// <param name="Destination">Where to.</param>
/// <param name="Whereabouts">known or unknown.</param>
/// <param name="HandedTo">organisation or team.</param>
/// <param name="EmploymentKind">Kind of work.</param>
/// <param name="LabourMarket">first or other.</param>
/// <param name="ParticipationKind">In what.</param>
/// <param name="ParticipationGroup">care, school, course or other.</param>
/// <param name="ParticipationReason">Why it was broken off.</param>
/// <param name="SchoolKind">Kind of school.</param>
/// <param name="LevelLanguage">Of which language a level is.</param>
/// <param name="Skill">Of which skill.</param>
/// <param name="Level">Which level.</param>
/// <param name="FoundBy">Who found a flat.</param>
/// <param name="ContactKind">Kind of contact.</param>
/// <param name="ContactOutcome">Its outcome.</param>
/// <param name="ContactReached">Whether somebody was spoken to, or it was an attempt.</param>
/// <param name="TalkLanguage">In which language, or which language was missing.</param>
/// <param name="Interpreting">Whether an interpreter was needed and found.</param>
/// <param name="ContactPurpose">What a contact was for; several joined by dots.</param>
/// <param name="AboutGoals">Whether a contact was, among other things, about goals.</param>
/// <param name="AboutUpkeep">Whether it was, among other things, about upkeep of the plan.</param>
/// <param name="WorkKind">Kind of work without the person.</param>
/// <param name="NeedArea">Area of need.</param>
/// <param name="Urgency">How urgent.</param>
/// <param name="Gap">Why there was no offer.</param>
/// <param name="WithGoal">Whether a goal was set for it.</param>
/// <param name="WithReferral">Whether somebody was referred for it.</param>
/// <param name="WithOutcome">Whether a referral for it was completed.</param>
/// <param name="GoalResult">How a goal ended.</param>
/// <param name="OnTime">Whether by the day that was agreed.</param>
/// <param name="Attainment">How far a goal has come from baseline to target.</param>
/// <param name="MeasureUnit">In what it is measured.</param>
/// <param name="ReferralResult">How a referral ended.</param>
/// <param name="DeclinedBy">Who declined.</param>
/// <param name="Lasting">For how many months: 00-02, 03-05, 06-11, 12-23, 24+.</param>
/// <param name="Wait">Whether what was waited for came.</param>
public sealed record FigureFilter(
    string? Team,
    Guid? Worker,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.Counselled))] string? Counselled,
    [CodeOf(CodeLists.AccommodationPhase, MayStand = true)] string? Phase,
    [CodeOf(CodeLists.ResidenceStatus, MayStand = true)] string? ResidenceStatus,
    [CodeOf(CodeLists.BenefitRegime, MayStand = true)] string? Benefit,
    [CodeOf(CodeLists.Nationality, MayStand = true)] string? Nationality,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.NationalityGroup))] string? NationalityGroup,
    [CodeOf(CodeLists.Nationality, MayStand = true)] string? CountryOfOrigin,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.AgeBand))] string? AgeBand,
    [CodeOf(CodeLists.Sex, MayStand = true)] string? Sex,
    [CodeOf(CodeLists.Language, MayStand = true)] string? Language,
    [CodeOf(CodeLists.FamilyStatus, MayStand = true)] string? FamilyStatus,
    string? Quarter,
    [CodeOf(CodeLists.AccommodationKind, MayStand = true)] string? AccommodationKind,
    [CodeOf(CodeLists.Programme, MayStand = true)] string? Programme,
    [CodeOf(CodeLists.CaseComplexity, MayStand = true)] string? Complexity,
    string? Municipality,
    [CodeOf(CodeLists.PresenceArrival, MayStand = true)] string? ArrivedAs,
    [CodeOf(CodeLists.PresenceLeaveReason, MayStand = true)] string? LeaveReason,
    [CodeOf(CodeLists.PresenceDestination, MayStand = true)] string? Destination,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.Whereabouts))] string? Whereabouts,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.HandedTo))] string? HandedTo,
    [CodeOf(CodeLists.EmploymentKind, MayStand = true)] string? EmploymentKind,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.LabourMarket))] string? LabourMarket,
    [CodeOf(CodeLists.ParticipationKind, MayStand = true)] string? ParticipationKind,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.ParticipationGroup))] string? ParticipationGroup,
    [CodeOf(CodeLists.ParticipationBreakOffReason, MayStand = true)] string? ParticipationReason,
    [CodeOf(CodeLists.SchoolKind, MayStand = true)] string? SchoolKind,
    [CodeOf(CodeLists.Language, MayStand = true)] string? LevelLanguage,
    [CodeOf(CodeLists.CefrSkill, MayStand = true)] string? Skill,
    [CodeOf(CodeLists.CefrLevel, MayStand = true)] string? Level,
    [CodeOf(CodeLists.DwellingFoundBy, MayStand = true)] string? FoundBy,
    [CodeOf(CodeLists.ContactKind, MayStand = true)] string? ContactKind,
    [CodeOf(CodeLists.ContactOutcome, MayStand = true)] string? ContactOutcome,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.ContactReached))] string? ContactReached,
    [CodeOf(CodeLists.Language, MayStand = true)] string? TalkLanguage,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.Interpreting))] string? Interpreting,
    [CodeOf(CodeLists.ContactPurpose, MayStand = true)] string? ContactPurpose,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.AboutGoals))] string? AboutGoals,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.AboutUpkeep))] string? AboutUpkeep,
    [CodeOf(CodeLists.CaseWorkKind, MayStand = true)] string? WorkKind,
    [CodeOf(CodeLists.NeedArea, MayStand = true)] string? NeedArea,
    [CodeOf(CodeLists.Urgency, MayStand = true)] string? Urgency,
    [CodeOf(CodeLists.NeedGapReason, MayStand = true)] string? Gap,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.WithGoal))] string? WithGoal,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.WithReferral))] string? WithReferral,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.WithOutcome))] string? WithOutcome,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.GoalResult))] string? GoalResult,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.OnTime))] string? OnTime,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.Attainment))] string? Attainment,
    [CodeOf(CodeLists.GoalMeasureUnit, MayStand = true)] string? MeasureUnit,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.ReferralResult))] string? ReferralResult,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.DeclinedBy))] string? DeclinedBy,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.Lasting))] string? Lasting,
    [ClosedSet(typeof(FigureSets), nameof(FigureSets.Wait))] string? Wait)
{
    /// <summary>Of everybody.</summary>
    internal static readonly FigureFilter None = (FigureFilter)Activator.CreateInstance(typeof(FigureFilter),
        new object?[typeof(FigureFilter).GetConstructors().Max(constructor => constructor.GetParameters().Length)])!;

    internal static readonly IReadOnlyDictionary<FigureDimension, PropertyInfo> Of =
        Enum.GetValues<FigureDimension>().ToDictionary(dimension => dimension, dimension => typeof(FigureFilter).GetProperty(dimension.ToString())!);

    internal static string Parameter(FigureDimension dimension) => JsonNamingPolicy.CamelCase.ConvertName(dimension.ToString());
}

/// <summary>A question that has an answer: a figure, its time, by what it is told apart, and of whom.</summary>
internal sealed record FigureQuestion(
    Figure Figure, DateOnly From, DateOnly? Until, IReadOnlyList<FigureDimension> By, IReadOnlyDictionary<FigureDimension, string> Filters, Guid? Worker)
{
    /// <summary>Whether what is counted lies behind us; a day or period that is not over may still change of itself.</summary>
    public bool IsOver(DateOnly today) => Until is { } until ? until <= today : From < today;

    /// <summary>The names of the dimensions, as figures.dimension knows them.</summary>
    public string[] ByNames => [.. By.Select(NameOf)];

    /// <summary>What figures.statement narrows down by, as JSON.</summary>
    public string FilterJson
    {
        get
        {
            var filter = Filters.ToDictionary(pair => NameOf(pair.Key), pair => pair.Value == DimensionWords.NotKnown ? null : pair.Value);
            if (Worker is { } worker)
            {
                filter["worker"] = $"{worker}";
            }
            return JsonSerializer.Serialize(filter);
        }
    }

    /// <summary>Refuses filters of values that cannot be.</summary>
    public async Task<FigureQuestion> Checked(CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        await FigureValues.Check(db, call, [.. Filters.Select(filter => new ValueAsked(filter.Key, filter.Value, FigureFilter.Parameter(filter.Key)))],
            cancellationToken);
        return this;
    }

    /// <summary>As JSON speaks it.</summary>
    public static string NameOf(FigureDimension dimension) => JsonNamingPolicy.SnakeCaseLower.ConvertName(dimension.ToString());

    /// <summary>Reads the question; every fault is told at once.</summary>
    /// <exception cref="RefusedException">404 for an unknown figure, 400 with what is allowed, 403 for another worker.</exception>
    public static FigureQuestion Of(
        string name, DateOnly? on, DateOnly? from, DateOnly? until, IReadOnlyList<FigureDimension>? by, FigureFilter filter, CallContext call)
    {
        var figure = Figures.Get(name);
        var faults = new List<ProblemError>();
        if (figure.Time == FigureTime.KeyDate)
        {
            Foreign("from", from, ["on"]);
            Foreign("until", until, ["on"]);
        }
        else
        {
            Foreign("on", on, ["from", "until"]);
            Needed("from", from);
            Needed("until", until);
            if (from is { } first && until is { } end && end <= first)
            {
                faults.Add(new ProblemError("until", FigureProblems.NoPeriod.Code, FigureProblems.NoPeriod.Text()));
            }
        }
        var asked = by ?? [];
        if (asked.Except(figure.Dimensions).Any())
        {
            faults.Add(ProblemError.Outside("by", HttpProblems.UnknownValue, [.. figure.Dimensions.Select(NameOf)]));
        }
        else if (asked.Distinct().Count() != asked.Count)
        {
            faults.Add(new ProblemError("by", HttpProblems.Repeated.Code, HttpProblems.Repeated.Text()));
        }
        var filters = FigureFilter.Of.Where(pair => pair.Value.GetValue(filter) is not null)
            .ToDictionary(pair => pair.Key, pair => FigureValues.AsCellsSay(pair.Key, (string)pair.Value.GetValue(filter)!));
        var allowed = figure.Dimensions.Select(FigureFilter.Parameter).ToArray();
        faults.AddRange(filters.Keys.Except(figure.Dimensions)
            .Select(dimension => ProblemError.Outside(FigureFilter.Parameter(dimension), HttpProblems.UnknownParameter, allowed)));
        if (filter.Worker is { } worker)
        {
            if (!figure.KnowsWorker)
            {
                faults.Add(ProblemError.Outside("worker", HttpProblems.UnknownParameter, allowed));
            }
            else if (worker != call.Caller.StaffId)
            {
                throw RefusedException.Forbidden(FigureProblems.AnotherWorker);
            }
        }
        return faults.Count > 0 ? throw new RefusedException(HttpProblems.Invalid) { Errors = faults }
            : new FigureQuestion(figure, from ?? on ?? call.Today, until, asked, filters, filter.Worker);

        void Foreign(string parameter, DateOnly? value, string[] instead)
        {
            if (value is not null)
            {
                faults.Add(ProblemError.Outside(parameter, HttpProblems.UnknownParameter, instead));
            }
        }

        void Needed(string parameter, DateOnly? value)
        {
            if (value is null)
            {
                faults.Add(new ProblemError(parameter, HttpProblems.MissingMember.Code, HttpProblems.MissingMember.Text()));
            }
        }
    }
}

/// <summary>The values of dimensions that are no codes, as questions name them.</summary>
internal static class FigureSets
{
    public static IReadOnlyList<string> Counselled { get; } = ValuesOf(FigureDimension.Counselled);
    public static IReadOnlyList<string> NationalityGroup { get; } = ValuesOf(FigureDimension.NationalityGroup);
    public static IReadOnlyList<string> AgeBand { get; } = ValuesOf(FigureDimension.AgeBand);
    public static IReadOnlyList<string> Whereabouts { get; } = ValuesOf(FigureDimension.Whereabouts);
    public static IReadOnlyList<string> HandedTo { get; } = ValuesOf(FigureDimension.HandedTo);
    public static IReadOnlyList<string> LabourMarket { get; } = ValuesOf(FigureDimension.LabourMarket);
    public static IReadOnlyList<string> ParticipationGroup { get; } = ValuesOf(FigureDimension.ParticipationGroup);
    public static IReadOnlyList<string> ContactReached { get; } = ValuesOf(FigureDimension.ContactReached);
    public static IReadOnlyList<string> Interpreting { get; } = ValuesOf(FigureDimension.Interpreting);
    public static IReadOnlyList<string> AboutGoals { get; } = ValuesOf(FigureDimension.AboutGoals);
    public static IReadOnlyList<string> AboutUpkeep { get; } = ValuesOf(FigureDimension.AboutUpkeep);
    public static IReadOnlyList<string> WithGoal { get; } = ValuesOf(FigureDimension.WithGoal);
    public static IReadOnlyList<string> WithReferral { get; } = ValuesOf(FigureDimension.WithReferral);
    public static IReadOnlyList<string> WithOutcome { get; } = ValuesOf(FigureDimension.WithOutcome);
    public static IReadOnlyList<string> GoalResult { get; } = ValuesOf(FigureDimension.GoalResult);
    public static IReadOnlyList<string> OnTime { get; } = ValuesOf(FigureDimension.OnTime);
    public static IReadOnlyList<string> Attainment { get; } = ValuesOf(FigureDimension.Attainment);
    public static IReadOnlyList<string> ReferralResult { get; } = ValuesOf(FigureDimension.ReferralResult);
    public static IReadOnlyList<string> DeclinedBy { get; } = ValuesOf(FigureDimension.DeclinedBy);
    public static IReadOnlyList<string> Lasting { get; } = ValuesOf(FigureDimension.Lasting);
    public static IReadOnlyList<string> Wait { get; } = ValuesOf(FigureDimension.Wait);

    /// <summary>The values that a dimension can have, as far as they are a closed set; null of codes, ids and keys.</summary>
    internal static IReadOnlyList<string>? Known(FigureDimension dimension) => dimension switch
    {
        FigureDimension.AgeBand => FigureValues.AgeBands,
        FigureDimension.Lasting => FigureValues.Months,
        _ => DimensionWords.Of[dimension].Words is { } words ? [.. words.Keys] : null,
    };

    private static IReadOnlyList<string> ValuesOf(FigureDimension dimension) => [.. Known(dimension)!, DimensionWords.NotKnown, DimensionWords.Withheld];
}

internal static class FigureProblems
{
    public static readonly ProblemType NoPeriod = new("figure-period-empty", 400,
        "The end is the first day no longer, and has to come after the beginning.",
        "Das Ende ist der erste Tag danach und muss nach dem Anfang liegen.");
    public static readonly ProblemType AnotherWorker = new("figure-of-another-worker", 403,
        "A figure is told by worker only to that worker.", "Nach Fachkraft wird eine Zahl nur dieser Fachkraft selbst genannt.");
}
