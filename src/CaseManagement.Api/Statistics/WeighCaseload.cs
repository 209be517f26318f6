using CaseManagement.Api.Counselling;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>How heavy the teams' caseload is.</summary>
/// <param name="On">On which day, at its end; today where left out.</param>
[Requires(Permission.ReadFigures)]
[Operation("Get the weighted caseload of the teams", """
    The figure `open_cases` of each team, each case weighed, beside the team's funded posts: cases and weight for each full post. By the weights that
    the answer tells; `POST` takes others.
    """)]
public sealed record GetCaseload(DateOnly? On) : IQuery<Caseload>;

/// <summary>The same by other weights, and what a redistribution would make of it. Changes nothing.</summary>
[Requires(Permission.ReadFigures)]
[Operation("Try a redistribution of the caseload", """
    What if cases went from one team to another, or a team had more or fewer posts: `now` and `then` of each team, by weights of your own where you say some.
    Moved cases weigh what those of their team weigh on average; which ones they would be is not asked. Nothing is stored.
    """)]
public sealed record WeighCaseload : IQuery<Caseload>
{
    /// <summary>On which day, at its end; today where left out.</summary>
    [Example(null)]
    public DateOnly? On { get; init; }
    /// <summary>What a case weighs; the usual weights where left out.</summary>
    public CaseWeights? Weights { get; init; }
    /// <summary>Cases that go from one team to another; at most 100.</summary>
    public IReadOnlyList<MovedCases>? Moves { get; init; }
    /// <summary>Posts that are added or fall away; at most 100.</summary>
    public IReadOnlyList<MovedPosts>? Posts { get; init; }
}

/// <summary>
/// What a case weighs: the weight of its complexity, times `relative` where somebody else of the household is counselled as its applicant, plus
/// `otherLanguage` where talks are not in German. Each from 0 to 10, two decimals. The usual ones are a starting point, no measurement.
/// </summary>
/// <param name="Complexity">By complexity.</param>
/// <param name="NotRated">Where nobody has rated it, and for a complexity that is not named.</param>
/// <param name="Relative">The part of a relative who is counselled along.</param>
/// <param name="OtherLanguage">What talks in another language than German add.</param>
public sealed record CaseWeights(
    IReadOnlyList<ComplexityWeight> Complexity, [Example(1)] decimal NotRated, [Example(0.5)] decimal Relative, [Example(0.25)] decimal OtherLanguage)
{
    /// <summary>The usual ones.</summary>
    public static readonly CaseWeights Usual = new([new("low", 0.75m), new("medium", 1), new("high", 1.5m), new("very-high", 2)], 1, 0.5m, 0.25m);

    /// <summary>What a case weighs.</summary>
    /// <param name="complexity">Code of its complexity; anything else where none is known.</param>
    /// <param name="isRelative">Whether somebody else of the household is its applicant.</param>
    /// <param name="language">In which talks are held; null where it is not known.</param>
    public decimal Of(string? complexity, bool isRelative, string? language) =>
        (Complexity.FirstOrDefault(weight => weight.Code == complexity)?.Weight ?? NotRated) * (isRelative ? Relative : 1)
        + (language is null or "deu" ? 0 : OtherLanguage);
}

/// <summary>The weight of a complexity.</summary>
/// <param name="Code">Code of the list case-complexity.</param>
/// <param name="Weight">What it weighs.</param>
public sealed record ComplexityWeight([CodeOf(CodeLists.CaseComplexity)] string Code, [Example(1.5)] decimal Weight);

/// <summary>Cases that would go to another team.</summary>
/// <param name="FromTeamId">From here.</param>
/// <param name="ToTeamId">To there; another one.</param>
/// <param name="Cases">How many; no more than the team has.</param>
public sealed record MovedCases(Guid FromTeamId, Guid ToTeamId, [Example(10)] int Cases);

/// <summary>A part of a post that would be added to a team, or taken away.</summary>
/// <param name="TeamId">Where.</param>
/// <param name="Share">In per cent of a full post; below 0: it falls away.</param>
public sealed record MovedPosts(Guid TeamId, [Example(50)] decimal Share);

/// <summary>How heavy the caseload is.</summary>
/// <param name="On">At the end of this day.</param>
/// <param name="ComputedAt">When it was counted.</param>
/// <param name="FigureVersion">Version of the definition of `open_cases`.</param>
/// <param name="Weights">By which weights.</param>
/// <param name="Items">Each team that has cases or posts, by name; last what is no team's: cases of which none can be told, posts of who is in none.</param>
/// <param name="Total">All together.</param>
public sealed record Caseload(
    DateOnly On, DateTimeOffset ComputedAt, [Example(1)] int FigureVersion, CaseWeights Weights, IReadOnlyList<TeamCaseload> Items, TeamCaseload Total);

/// <summary>The load of a team.</summary>
/// <param name="TeamId">Which one; null of all together, and where it cannot be told.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="Now">As it is.</param>
/// <param name="Then">After what would be moved; null where nothing was asked.</param>
public sealed record TeamCaseload(
    [Example(null)] Guid? TeamId, [Example(Sample.Team)] string? TeamName, CaseloadNumbers Now, [Example(null)] CaseloadNumbers? Then);

/// <summary>Cases against posts.</summary>
/// <param name="Cases">Persons with an open case (n).</param>
/// <param name="Weight">What they weigh together.</param>
/// <param name="Posts">Full posts, out of the shares of the funded ones; a colleague of several teams is told half to each of two.</param>
/// <param name="CasesPerPost">Cases for each full post; null where there is none.</param>
/// <param name="WeightPerPost">Weight for each full post; null where there is none.</param>
public sealed record CaseloadNumbers(
    [Example(80)] decimal Cases, [Example(92.5)] decimal Weight, [Example(1.5)] decimal Posts, [Example(53.33)] decimal? CasesPerPost,
    [Example(61.67)] decimal? WeightPerPost)
{
    internal static CaseloadNumbers Of(decimal cases, decimal weight, decimal posts) => new(cases, decimal.Round(weight, 2), decimal.Round(posts, 4),
        posts > 0 ? decimal.Round(cases / posts, 2) : null, posts > 0 ? decimal.Round(weight / posts, 2) : null);
}

internal sealed class WeighCaseloadRules : AbstractValidator<WeighCaseload>
{
    public WeighCaseloadRules()
    {
        RuleFor(asked => asked.Moves).AtMost(100);
        RuleForEach(asked => asked.Moves).ChildRules(move =>
        {
            move.RuleFor(one => one.Cases).InclusiveBetween(1, 1_000_000);
            move.RuleFor(one => one.ToTeamId).Must((one, to) => to != one.FromTeamId).WithProblem(CaseloadProblems.SameTeam);
        });
        RuleFor(asked => asked.Posts).AtMost(100);
        RuleForEach(asked => asked.Posts).ChildRules(post => post.RuleFor(one => one.Share).InclusiveBetween(-10_000, 10_000).PrecisionScale(7, 2, true));
        RuleFor(asked => asked.Weights!).ChildRules(weights =>
        {
            weights.RuleFor(all => all.Complexity).NotNull().AtMost(20);
            weights.RuleFor(all => all.Complexity).Must(list => list is null || list.DistinctBy(weight => weight?.Code).Count() == list.Count)
                .WithProblem(HttpProblems.Repeated);
            weights.RuleForEach(all => all.Complexity).ChildRules(one => one.RuleFor(each => each.Weight).InclusiveBetween(0, 10).PrecisionScale(4, 2, true));
            weights.RuleFor(all => all.NotRated).InclusiveBetween(0, 10).PrecisionScale(4, 2, true);
            weights.RuleFor(all => all.Relative).InclusiveBetween(0, 10).PrecisionScale(4, 2, true);
            weights.RuleFor(all => all.OtherLanguage).InclusiveBetween(0, 10).PrecisionScale(4, 2, true);
        }).When(asked => asked.Weights is not null);
    }
}

internal static class CaseloadProblems
{
    public static readonly ProblemType SameTeam = new("caseload-same-team", 400, "Cases move to another team.", "Fälle wechseln in ein anderes Team.");
    public static readonly ProblemType TooMany = new("caseload-too-many", 400,
        "The team does not have so much to give.", "So viel hat das Team nicht abzugeben.");
}

internal sealed class CaseloadHandler(CaseDb db, CallContext call) : IHandler<GetCaseload, Caseload>, IHandler<WeighCaseload, Caseload>
{
    private static readonly IReadOnlyList<FigureDimension> By =
        [FigureDimension.Team, FigureDimension.Complexity, FigureDimension.Counselled, FigureDimension.Language];

    // What stands at the end of a day; what is no team's stands under the empty id.
    private sealed record Team(Guid Id, string Name, decimal Cases, decimal Weight, decimal Posts);

    public Task<Caseload> Handle(GetCaseload request, CancellationToken cancellationToken) =>
        Handle(new WeighCaseload { On = request.On }, cancellationToken);

    public async Task<Caseload> Handle(WeighCaseload request, CancellationToken cancellationToken)
    {
        var counted = await FigureCount.Answer(db, call,
            FigureQuestion.Of("open_cases", request.On, null, null, By, FigureFilter.None, call), FigureRounding.None, cancellationToken);
        var weights = request.Weights ?? CaseWeights.Usual;
        var teams = await Teams(counted, weights, cancellationToken);
        var planned = request.Moves is { Count: > 0 } || request.Posts is { Count: > 0 } ? Then(teams, request) : null;
        return new Caseload(counted.On!.Value, counted.ComputedAt, counted.Version, weights,
            [.. teams.Values.OrderBy(team => team.Id == Guid.Empty).ThenBy(team => team.Name, StringComparer.Ordinal).ThenBy(team => team.Id)
                .Where(team => (team.Cases, team.Posts) != (0, 0) || planned is not null && planned[team.Id] != team)
                .Select(team => new TeamCaseload(team.Id == Guid.Empty ? null : team.Id, team.Id == Guid.Empty ? null : team.Name, Numbers([team]),
                    planned is null ? null : Numbers([planned[team.Id]])))],
            new TeamCaseload(null, null, Numbers(teams.Values), planned is null ? null : Numbers(planned.Values)));
    }

    private static CaseloadNumbers Numbers(IReadOnlyCollection<Team> teams) =>
        CaseloadNumbers.Of(teams.Sum(team => team.Cases), teams.Sum(team => team.Weight), teams.Sum(team => team.Posts));

    private async Task<Dictionary<Guid, Team>> Teams(FigureAnswer counted, CaseWeights weights, CancellationToken cancellationToken)
    {
        var (day, organisation) = (counted.On!.Value, call.Caller.OrganisationId);
        var names = await db.Set<Organisations.Team>().Where(team => team.OrganisationId == organisation).Select(team => new { team.Id, team.Name })
            .ToListAsync(cancellationToken);
        var posts = await db.Set<FundedPost>().Where(post => post.OrganisationId == organisation
                && post.FromDate <= day && (post.UntilDate == null || post.UntilDate > day))
            .Select(post => new
            {
                post.Share,
                Teams = db.Set<TeamMember>().On(day).Where(member => member.StaffId == post.StaffId
                    && db.Set<Organisations.Team>().Any(team => team.Id == member.TeamId && team.OrganisationId == organisation))
                    .Select(member => member.TeamId).ToList(),
            }).ToListAsync(cancellationToken);
        // A share is told once: divided among the teams of the colleague, and with none where she is in none.
        var shares = posts.SelectMany(post => (post.Teams.Count == 0 ? [Guid.Empty] : post.Teams)
            .Select(team => (Team: team, Part: post.Share / 100 / Math.Max(1, post.Teams.Count)))).ToLookup(part => part.Team, part => part.Part);
        var cells = counted.Cells.ToLookup(cell => Guid.TryParse(cell.Values[0].Value, out var team) ? team : Guid.Empty);
        return names.Append(new { Id = Guid.Empty, Name = "" }).ToDictionary(team => team.Id, team => new Team(team.Id, team.Name,
            cells[team.Id].Sum(cell => cell.N), cells[team.Id].Sum(cell => cell.N * Weight(cell, weights)), shares[team.Id].Sum()));
    }

    private static decimal Weight(FigureCell cell, CaseWeights weights)
    {
        var language = cell.Values[3].Value;
        return weights.Of(cell.Values[1].Value, cell.Values[2].Value == "relative",
            language is DimensionWords.NotKnown or DimensionWords.Withheld ? null : language);
    }

    // Moves follow one another: what has come may go on.
    private static Dictionary<Guid, Team> Then(Dictionary<Guid, Team> teams, WeighCaseload asked)
    {
        var then = new Dictionary<Guid, Team>(teams);
        foreach (var (move, at) in (asked.Moves ?? []).Select((move, at) => (move, at)))
        {
            var giver = Known(then, move.FromTeamId, $"/moves/{at}/fromTeamId");
            var taker = Known(then, move.ToTeamId, $"/moves/{at}/toTeamId");
            if (move.Cases > giver.Cases)
            {
                throw RefusedException.Invalid($"/moves/{at}/cases", CaseloadProblems.TooMany);
            }
            var weight = giver.Weight * move.Cases / giver.Cases;
            then[giver.Id] = giver with { Cases = giver.Cases - move.Cases, Weight = giver.Weight - weight };
            then[taker.Id] = taker with { Cases = taker.Cases + move.Cases, Weight = taker.Weight + weight };
        }
        foreach (var (post, at) in (asked.Posts ?? []).Select((post, at) => (post, at)))
        {
            var team = Known(then, post.TeamId, $"/posts/{at}/teamId");
            then[team.Id] = team.Posts + post.Share / 100 < 0 ? throw RefusedException.Invalid($"/posts/{at}/share", CaseloadProblems.TooMany)
                : team with { Posts = team.Posts + post.Share / 100 };
        }
        return then;
    }

    private static Team Known(Dictionary<Guid, Team> teams, Guid id, string field) =>
        id != Guid.Empty && teams.TryGetValue(id, out var team) ? team : throw RefusedException.Invalid(field, OrganisationProblems.UnknownTeam);
}
