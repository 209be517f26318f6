using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>One publication.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadPublications)]
[Operation("Get a publication of figures", "Its tables as the audience receives them: hidden cells are null, to whoever reads it here.")]
public sealed record GetPublication(Guid Id) : IQuery<PublicationView>;

/// <summary>Publications of the organisation.</summary>
/// <param name="AudienceId">Only those for this audience.</param>
/// <param name="Status">Only those that stand so.</param>
/// <param name="Include">`ended`: discarded ones, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadPublications)]
[Operation("List publications of figures", "Of your organisation, computed last first; without discarded ones unless they are asked for.")]
public sealed record ListPublications(Guid? AudienceId, PublicationStatus? Status, Include? Include, Paging Page) : IQuery<Page<PublicationRow>>;

/// <summary>Where a publication differs from the records of today.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadFigures)]
[Operation("List what has changed since a publication", """
    Each cell whose number is another one by now: what it was when it was computed, and what it is. The publication stays as it is. With small numbers, for the
    organisation itself: none of it is to be passed on.
    """)]
public sealed record ListPublicationDifferences(Guid Id) : IQuery<PublicationDifferences>;

/// <summary>A publication.</summary>
public sealed record PublicationRow
{
    /// <summary>The publication.</summary>
    public required Guid Id { get; init; }
    /// <summary>What it is called.</summary>
    [Example("Integrationsbericht 1. Quartal 2026")]
    public required string Title { get; init; }
    /// <summary>For whom.</summary>
    public required Guid AudienceId { get; init; }
    /// <summary>By name.</summary>
    [Example("Landratsamt Musterkreis, Sozialplanung")]
    public required string AudienceName { get; init; }
    /// <summary>Where it stands.</summary>
    [Example("published")]
    public required PublicationStatus Status { get; init; }
    /// <summary>When it was counted: what was recorded or corrected later is not in it.</summary>
    public required DateTimeOffset ComputedAt { get; init; }
    /// <summary>Who drafted it.</summary>
    public required Guid DraftedBy { get; init; }
    /// <summary>By name.</summary>
    [Example(Sample.Colleague)]
    public required string? DraftedByName { get; init; }
    /// <summary>Who agreed.</summary>
    public required Guid? SignedOffBy { get; init; }
    /// <summary>By name.</summary>
    [Example(Sample.Colleague)]
    public required string? SignedOffByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset? SignedOffAt { get; init; }
    /// <summary>Who published or discarded it.</summary>
    public required Guid? EndedBy { get; init; }
    /// <summary>By name.</summary>
    [Example(Sample.Colleague)]
    public required string? EndedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset? EndedAt { get; init; }
}

/// <summary>A publication with its tables.</summary>
/// <param name="Publication">What the list tells.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="AllowedActions">What you may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record PublicationView(
    PublicationRow Publication, IReadOnlyList<PublicationTable> Tables, IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>A table.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Version">Of its definition.</param>
/// <param name="Title">In short, in the language of the request.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Excluded">Who or what is not.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="On">The key date; null of a period.</param>
/// <param name="From">First day of the period; null of a key date.</param>
/// <param name="Until">Its first day no longer.</param>
/// <param name="By">By what it is told apart.</param>
/// <param name="Filters">What it was narrowed down to.</param>
/// <param name="ZerosSensitive">Whether zeros are hidden like other small numbers.</param>
/// <param name="Cells">Every combination of rows and columns, and their true totals.</param>
public sealed record PublicationTable(
    [Example("open_cases")] string Name, [Example(1)] int Version, [Example("Persons with an open case")] string Title,
    [Example("Persons for whose case a team of the organisation is responsible at the end of the day.")] string Population,
    [Example("Cases closed on that day.")] string Excluded, FigureUnit Unit, [Example(Sample.Day)] DateOnly? On, [Example(null)] DateOnly? From,
    [Example(null)] DateOnly? Until, IReadOnlyList<FigureDimension> By, IReadOnlyList<FigureValue> Filters, [Example(false)] bool ZerosSensitive,
    IReadOnlyList<PublicationCell> Cells);

/// <summary>A cell.</summary>
/// <param name="Values">What kind; `total` for all of a dimension, `other` for what no group has.</param>
/// <param name="N">How many; null where it is hidden.</param>
/// <param name="IsHidden">Whether it is hidden: because it is small, or because a small one would be found out by it; nobody is told which.</param>
public sealed record PublicationCell(IReadOnlyList<FigureValue> Values, [Example(37)] long? N, [Example(false)] bool IsHidden);

/// <summary>What has changed.</summary>
/// <param name="ComputedAt">When the publication was counted.</param>
/// <param name="Items">Cells that have another number now.</param>
public sealed record PublicationDifferences(DateTimeOffset ComputedAt, IReadOnlyList<PublicationDifference> Items);

/// <summary>A cell whose number has changed.</summary>
/// <param name="Table">The table, from 0.</param>
/// <param name="Values">Which cell.</param>
/// <param name="Then">What it was.</param>
/// <param name="Now">What it is.</param>
/// <param name="IsHidden">Whether the audience does not have it.</param>
public sealed record PublicationDifference(
    [Example(0)] int Table, IReadOnlyList<FigureValue> Values, [Example(37)] long Then, [Example(38)] long Now, [Example(false)] bool IsHidden);

internal sealed class ReadPublicationsHandler(CaseDb db, CallContext call) : IHandler<GetPublication, PublicationView>,
    IHandler<ListPublications, Page<PublicationRow>>, IHandler<ListPublicationDifferences, PublicationDifferences>
{
    private static readonly Order<StatisticalPublication, PublicationRow> NewestFirst =
        Order.Descending((StatisticalPublication row) => ValueTuple.Create(row.ComputedAt, row.Id), (PublicationRow row) => (row.ComputedAt, row.Id));

    private IQueryable<StatisticalPublication> Own => db.Set<StatisticalPublication>().AsNoTracking()
        .Where(row => row.OrganisationId == call.Caller.OrganisationId);

    public async Task<PublicationView> Handle(GetPublication request, CancellationToken cancellationToken)
    {
        var one = Own.Where(row => row.Id == request.Id);
        var read = await Rows(one).Select(shown => new { Shown = shown, Found = one.Single() }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var tables = read.Found.Read();
        return new PublicationView(read.Shown, await PublicationWords.Shown(db, tables, read.Found.ComputedAt, cancellationToken),
            StatisticalPublication.Moves.Describe(read.Found.Status, action => !call.Caller.May(Permission.PublishFigures) ? AccessProblems.NotPermitted
                : action == StatisticalPublication.SignOffMove ? read.Found.ObjectionToSignOff(call.Caller.StaffId) : null), read.Found.Version);
    }

    public async Task<Page<PublicationRow>> Handle(ListPublications request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = Own.Where(row => (request.AudienceId == null || row.AudienceId == request.AudienceId)
            && (request.Status == null || row.Status == request.Status));
        if (request.Include is null && request.Status is null)
        {
            rows = rows.Where(row => row.Status != PublicationStatus.Discarded);
        }
        var page = await Rows(NewestFirst.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(page, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }

    public async Task<PublicationDifferences> Handle(ListPublicationDifferences request, CancellationToken cancellationToken)
    {
        var found = await Own.SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var tables = found.Read();
        var today = await new PublicationTables(db, call).CountAgain(tables, cancellationToken);
        var changed = new List<(int Table, string[] Labels, long Then, long Now, bool IsHidden)>();
        for (var i = 0; i < tables.Count; i++)
        {
            var then = tables[i].Cells.ToDictionary(cell => PublicationTables.Labels(tables[i].Axes, cell.Place));
            foreach (var (key, now) in today[i])
            {
                var before = then.GetValueOrDefault(key);
                if (now != (before?.N ?? 0))
                {
                    changed.Add((i, key.Split('\u001f'), before?.N ?? 0, now, before is null or { Hidden: true }));
                }
            }
            changed.AddRange(then.Where(one => one.Value.N > 0 && !today[i].ContainsKey(one.Key))
                .Select(one => (i, one.Key.Split('\u001f'), one.Value.N, 0L, one.Value.Hidden)));
        }
        var words = await PublicationWords.Words(db, tables, found.ComputedAt, changed.Select(one => (tables[one.Table], one.Labels)), cancellationToken);
        return new PublicationDifferences(found.ComputedAt, [.. changed.Select(one => new PublicationDifference(one.Table,
            PublicationWords.Values(tables[one.Table], one.Labels, words), one.Then, one.Now, one.IsHidden))]);
    }

    private IQueryable<PublicationRow> Rows(IQueryable<StatisticalPublication> rows)
    {
        var (staff, audiences) = (db.Set<Staff>(), db.Set<StatisticalAudience>());
        return rows.Select(row => new PublicationRow
        {
            Id = row.Id, Title = row.Title, AudienceId = row.AudienceId,
            AudienceName = audiences.Where(one => one.Id == row.AudienceId).Select(one => one.Name).First(), Status = row.Status, ComputedAt = row.ComputedAt,
            DraftedBy = row.DraftedBy,
            DraftedByName = staff.Where(one => one.Id == row.DraftedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(),
            SignedOffBy = row.SignedOffBy,
            SignedOffByName = staff.Where(one => one.Id == row.SignedOffBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(),
            SignedOffAt = row.SignedOffAt, EndedBy = row.EndedBy,
            EndedByName = staff.Where(one => one.Id == row.EndedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(),
            EndedAt = row.EndedAt,
        });
    }
}

/// <summary>Tables with their values in words.</summary>
internal static class PublicationWords
{
    /// <summary>Tables as they are told, in the words of the day on which they were counted: hidden cells are null.</summary>
    public static async Task<IReadOnlyList<PublicationTable>> Shown(CaseDb db, IReadOnlyList<ReceivedTable> tables, DateTimeOffset countedAt,
        CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? names = null)
    {
        var words = await Words(db, tables, countedAt, [], cancellationToken, names);
        return [.. tables.Select(table => Shown(table, words))];
    }

    private static PublicationTable Shown(ReceivedTable table, Func<FigureDimension, string, FigureValue> words)
    {
        var figure = Figures.Get(table.Figure.Split('/')[0]);
        var isDay = table.Until is null;
        return new PublicationTable(figure.Name, int.Parse(table.Figure.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture), figure.Title.Chosen,
            figure.Population.Chosen, figure.Excluded.Chosen, figure.Unit, isDay ? table.From : null, isDay ? null : table.From, table.Until,
            [.. table.Axes.Select(axis => Dimension(axis.Dimension))], [.. Filters(table).Select(filter => words(filter.Dimension, filter.Value))],
            table.ZerosSensitive, [.. table.Cells.Select(cell => new PublicationCell(
                Values(table, PublicationTables.Labels(table.Axes, cell.Place).Split('\u001f'), words), cell.Hidden ? null : cell.N, cell.Hidden))]);
    }

    public static IReadOnlyList<FigureValue> Values(ReceivedTable table, string[] labels, Func<FigureDimension, string, FigureValue> words) =>
        [.. table.Axes.Select((axis, i) => words(Dimension(axis.Dimension), labels[i]))];

    private static FigureDimension Dimension(string name) => Enum.GetValues<FigureDimension>().Single(one => FigureQuestion.NameOf(one) == name);

    // All values in words, by one look-up; what is a group's label stays what it is called.
    public static async Task<Func<FigureDimension, string, FigureValue>> Words(
        CaseDb db, IReadOnlyList<ReceivedTable> tables, DateTimeOffset countedAt, IEnumerable<(ReceivedTable Table, string[] Labels)> more,
        CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? names = null)
    {
        var values = tables.SelectMany(table => table.Axes.SelectMany(axis => axis.Groups.Select(group => (Dimension(axis.Dimension), group.Label)))
                .Concat(Filters(table).Select(filter => (filter.Dimension, filter.Value))))
            .Concat(more.SelectMany(one => one.Table.Axes.Select((axis, i) => (Dimension(axis.Dimension), one.Labels[i])))).Distinct().ToList();
        var by = values.Select(value => value.Item1).Distinct().ToList();
        var labels = await FigureLabels.Read(db, by, values.Select(value => Cell(value.Item1, value.Item2)), cancellationToken, LocalTime.DateOf(countedAt));
        return (dimension, value) => value switch
        {
            PublicationValue.Total => new FigureValue(dimension, value, Language.Choose("Insgesamt", "Total")),
            PublicationValue.Other => new FigureValue(dimension, value, Language.Choose("Übrige", "Others")),
            _ when names?.GetValueOrDefault(value) is { } name => new FigureValue(dimension, value, name),
            _ => labels.Of(Cell(dimension, value))[by.IndexOf(dimension)],
        };

        string?[] Cell(FigureDimension dimension, string value) =>
            [.. by.Select(one => one == dimension && value != DimensionWords.NotKnown ? value : null)];
    }

    // Whose work it is says the report itself.
    private static IEnumerable<(FigureDimension Dimension, string Value)> Filters(ReceivedTable table) =>
        table.Filters.Where(filter => filter.Key != PublicationTables.Worker).Select(filter => (Dimension(filter.Key), filter.Value));
}
