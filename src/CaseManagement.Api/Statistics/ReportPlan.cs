namespace CaseManagement.Api.Statistics;

/// <summary>Which tables an internal report has: the same families each time, so that one report never tells what another hides.</summary>
internal static class ReportPlan
{
    /// <summary>Small numbers of internal reports are hidden below this.</summary>
    public static readonly int Threshold = StatisticalAudience.LeastOf(AudienceKind.Internal);

    private const int MostMonths = 12;

    /// <summary>The tables.</summary>
    public static IReadOnlyList<PublicationTableAsked> Tables(ReportKind kind, Guid? team, string? programme, Guid? staff, DateOnly from, DateOnly until)
    {
        IReadOnlyList<PublicationFilterAsked> of = kind == ReportKind.TeamMonth ? [new(FigureDimension.Team, $"{team}")]
            : [new(FigureDimension.Programme, programme!)];
        var last = until.AddDays(-1);
        var caseload = Ends(kind, from, last).Select(day => On("open_cases", day)).ToList();
        // Of one colleague only what is her work: what becomes of people is nobody's.
        return staff is not null
            ? [.. caseload, Of("contacts", FigureDimension.ContactKind), Of("contacts", FigureDimension.ContactReached),
                Of("case_work", FigureDimension.WorkKind)]
            :
            [
                .. caseload, On("open_cases", last, FigureDimension.Counselled), On("open_cases", last, FigureDimension.ResidenceStatus),
                On("open_cases", last, FigureDimension.AgeBand), Of("allocated"), Of("arrived"), Of("departed", FigureDimension.LeaveReason),
                Of("asylblg_to_sgb2"), Of("found_work"), Of("found_first_labour_market"), Of("work_lost"),
                Of("participations_begun", FigureDimension.ParticipationGroup), Of("participations_completed", FigureDimension.ParticipationGroup),
                Of("language_levels_gained", FigureDimension.Level), Of("agreements_made"), Of("goals_ended", FigureDimension.GoalResult),
                .. kind == ReportKind.Programme || kind == ReportKind.TeamMonth
                    ? new[] { Of("contacts", FigureDimension.ContactKind), Of("contacts", FigureDimension.Interpreting),
                        Of("case_work", FigureDimension.WorkKind), Of("persons_reached") } : [],
                Of("needs_found"), Narrowed("needs_found", FigureDimension.WithGoal), Narrowed("needs_found", FigureDimension.WithReferral),
                Narrowed("needs_found", FigureDimension.WithOutcome), Of("needs_found", FigureDimension.NeedArea),
                Of("needs_found", FigureDimension.Gap), Of("referrals_ended", FigureDimension.ReferralResult),
            ];

        PublicationTableAsked On(string figure, DateOnly day, FigureDimension? by = null) => new()
        {
            Figure = figure, On = day, Filters = of, By = by is { } axis ? [new PublicationAxisAsked { Dimension = axis }] : [],
        };

        PublicationTableAsked Of(string figure, FigureDimension? by = null) => new()
        {
            Figure = figure, From = from, Until = until, Filters = of, By = by is { } axis ? [new PublicationAxisAsked { Dimension = axis }] : [],
        };

        PublicationTableAsked Narrowed(string figure, FigureDimension reached) => Of(figure) with { Filters = [.. of, new(reached, "yes")] };
    }

    /// <summary>What is measured.</summary>
    public static IReadOnlyList<string> Amounts(Guid? staff) => staff is not null ? ["contacts", "case_work"]
        : ["contacts", "case_work", .. Figures.All.Where(figure => figure.Amount == FigureAmount.Days).Select(figure => figure.Name)];

    /// <summary>Of whom all of it is.</summary>
    public static IReadOnlyDictionary<string, string> Filters(Guid? team, string? programme, Guid? staff) => new Dictionary<string, string?>
    {
        [FigureQuestion.NameOf(FigureDimension.Team)] = team?.ToString(), [FigureQuestion.NameOf(FigureDimension.Programme)] = programme,
        [PublicationTables.Worker] = staff?.ToString(),
    }.Where(filter => filter.Value is not null).ToDictionary(filter => filter.Key, filter => filter.Value!);

    /// <summary>The question behind what is measured.</summary>
    public static FigureQuestion Question(string figure, Guid? team, string? programme, Guid? staff, DateOnly from, DateOnly until) =>
        new(Figures.Get(figure), from, until, [], team is { } one ? new Dictionary<FigureDimension, string> { [FigureDimension.Team] = $"{one}" }
            : new Dictionary<FigureDimension, string> { [FigureDimension.Programme] = programme! }, staff);

    // The caseload over time: on the last day of each month, twelve at most; a month is told with the eleven before it.
    private static IEnumerable<DateOnly> Ends(ReportKind kind, DateOnly from, DateOnly last)
    {
        var days = new List<DateOnly> { last };
        for (var end = new DateOnly(last.Year, last.Month, 1).AddDays(-1); days.Count < MostMonths && (kind == ReportKind.TeamMonth || end >= from);
            end = new DateOnly(end.Year, end.Month, 1).AddDays(-1))
        {
            days.Add(end);
        }
        return days.Order();
    }
}
