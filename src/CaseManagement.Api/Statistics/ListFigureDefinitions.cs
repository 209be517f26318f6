using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Statistics;

/// <summary>What figures there are.</summary>
[Requires(Permission.AskFigures)]
[Operation("List the definitions of figures", """
    Each figure by name and version: what it counts, when, whom it leaves out, and by what it may be told apart. A definition that changes a number which has
    been told is a new version.
    """, Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record ListFigureDefinitions : IQuery<FigureDefinitions>;

/// <summary>One definition.</summary>
/// <param name="Name">The figure's name.</param>
[Requires(Permission.AskFigures)]
[Operation("Get the definition of a figure", "What it counts, said so that somebody else could count it again.",
    Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record GetFigureDefinition(
    [property: Example("open_cases"), ClosedSet(typeof(Figures), nameof(Figures.Names))] string Name) : IQuery<FigureDefinition>;

/// <summary>All definitions.</summary>
/// <param name="Items">In the order in which they belong together.</param>
public sealed record FigureDefinitions(IReadOnlyList<FigureDefinition> Items);

/// <summary>What a figure counts.</summary>
/// <param name="Name">Its name, as in the path.</param>
/// <param name="Version">Its version.</param>
/// <param name="Time">On a key date, or in a period (half-open).</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Title">In short.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Excluded">Who or what is not.</param>
/// <param name="Dimensions">By what it may be told apart (`by`) and narrowed down (the parameter).</param>
/// <param name="Amount">What `/figures/{name}/amounts` measures of each unit.</param>
/// <param name="KnowsWorker">Whether each unit says whose work it is (`/my-figures`).</param>
public sealed record FigureDefinition(
    [Example("open_cases")] string Name, [Example(1)] int Version, FigureTime Time, FigureUnit Unit, BothLanguages Title, BothLanguages Population,
    BothLanguages Excluded, IReadOnlyList<FigureDimensionInfo> Dimensions, [Example("none")] FigureAmount Amount, [Example(true)] bool KnowsWorker)
{
    internal static FigureDefinition Of(Figure figure) => new(figure.Name, figure.Version, figure.Time, figure.Unit, figure.Title, figure.Population,
        figure.Excluded, [.. figure.Dimensions.Select(FigureDimensionInfo.Of)], figure.Amount, figure.KnowsWorker);
}

/// <summary>A dimension.</summary>
/// <param name="Dimension">Its name in `by`.</param>
/// <param name="Parameter">The parameter that narrows down to one of its values.</param>
/// <param name="Name">In the language of the request.</param>
/// <param name="CodeList">The list of which its values are codes; null where they are none.</param>
public sealed record FigureDimensionInfo(
    FigureDimension Dimension, [Example("residenceStatus")] string Parameter, [Example("Residence status")] string Name,
    [Example("residence-status")] string? CodeList)
{
    internal static FigureDimensionInfo Of(FigureDimension dimension) => new(dimension, FigureFilter.Parameter(dimension),
        DimensionWords.Of[dimension].Name, DimensionWords.Of[dimension].List);
}

internal sealed class ReadFigureDefinitionsHandler(CaseDb db)
    : IHandler<ListFigureDefinitions, FigureDefinitions>, IHandler<GetFigureDefinition, FigureDefinition>
{
    public async Task<FigureDefinitions> Handle(ListFigureDefinitions request, CancellationToken cancellationToken)
    {
        await db.Enter(cancellationToken);
        return new FigureDefinitions([.. Figures.All.Select(FigureDefinition.Of)]);
    }

    public async Task<FigureDefinition> Handle(GetFigureDefinition request, CancellationToken cancellationToken)
    {
        await db.Enter(cancellationToken);
        return FigureDefinition.Of(Figures.Get(request.Name));
    }
}
