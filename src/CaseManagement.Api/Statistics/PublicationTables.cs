using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>One publication or audience of an organisation at a time: the second sees what the first did.</summary>
internal static class PublicationTurn
{
    public static Task Take(CaseDb db, Guid organisationId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"select pg_advisory_xact_lock(hashtextextended({"publications " + organisationId}, 0))", cancellationToken);
}

/// <summary>From what is asked for to tables with numbers, and from an audience to what it knows.</summary>
internal sealed class PublicationTables(CaseDb db, CallContext call)
{
    /// <summary>Together, rows and columns and totals.</summary>
    public const int MostCells = 2_000;

    /// <summary>The dimension by which figures are narrowed down to one colleague's work; of no publication.</summary>
    public const string Worker = "worker";

    // What an organisation knows of a figure row by row: the dimension that says whose doing it was (Sets of figures.dimension that no caller may use).
    private static readonly Dictionary<string, string> OwnDoing = new() { ["allocated"] = "district" };

    // A figure of time counts the same units as another one, under another name: the gate would take them for two.
    private static readonly IReadOnlyList<Figure> Published = [.. Figures.All.Where(figure => figure.Amount != FigureAmount.Days)];

    private sealed record Counted(int Asked, string?[] Values, long N);

    private sealed record GoingWith(int Asked, string[]? Values);

    private sealed record Question(string Figure, DateOnly From, DateOnly? Until, string[] By, Dictionary<string, string?> Filter);

    /// <summary>Counts what was asked for: all tables out of one state of the ledger.</summary>
    /// <exception cref="RefusedException">400 with every fault; 409 where there is too much.</exception>
    public async Task<IReadOnlyList<ReceivedTable>> Count(
        IReadOnlyList<PublicationTableAsked> asked, string edition, CancellationToken cancellationToken, Guid? worker = null)
    {
        Check(asked);
        asked = [.. asked.Select(AsCellsSay)];
        await FigureValues.Check(db, call, [.. asked.SelectMany((table, i) => ValuesOf(table, $"/tables/{i}"))], cancellationToken);
        var counted = await Ask([.. asked.Select(table => QuestionOf(table, worker))], cancellationToken);
        var tables = asked.Select((table, place) =>
        {
            var rows = counted.Where(row => row.Asked == place).ToList();
            var axes = table.By.Select((axis, i) => AxisOf(axis, table.ZerosSensitive, rows.Select(row => row.Values[i] ?? DimensionWords.NotKnown))).ToList();
            return axes.Aggregate(1L, (size, axis) => size * (axis.Groups.Count + 1)) > MostCells ? throw new RefusedException(PublicationProblems.TooLarge)
                : new ReceivedTable
                {
                    Figure = $"{table.Figure}/{Figures.Get(table.Figure).Version}", From = table.On ?? table.From!.Value, Until = table.Until,
                    Edition = edition, Name = NameOf(table, place), Axes = axes, ZerosSensitive = table.ZerosSensitive,
                    Filters = FiltersOf(table, worker).ToDictionary(filter => filter.Key, filter => filter.Value ?? DimensionWords.NotKnown),
                    Cells = ReceivedTable.CellsOf(axes, rows.Select(row =>
                        ((IReadOnlyList<string>)[.. row.Values.Select(value => value ?? DimensionWords.NotKnown)], row.N))),
                };
        }).ToList();
        return tables.Sum(table => table.Cells.Count) > MostCells ? throw new RefusedException(PublicationProblems.TooLarge) : tables;
    }

    /// <summary>The same tables, counted now: cells in their places, and what would stand beside them.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, long>>> CountAgain(IReadOnlyList<ReceivedTable> tables, CancellationToken cancellationToken)
    {
        var counted = await Ask([.. tables.Select(table => QuestionOf(table))], cancellationToken);
        return [.. tables.Select((table, place) =>
        {
            var rows = counted.Where(row => row.Asked == place).Select(row =>
                ((IReadOnlyList<string>)[.. row.Values.Select(value => value ?? DimensionWords.NotKnown)], row.N)).ToList();
            // A value that nobody had then is a row that was not there.
            var axes = table.Axes.Select((axis, i) =>
            {
                var added = rows.Select(row => row.Item1[i]).Where(value => axis.GroupOf(value) < 0).Distinct().Order(StringComparer.Ordinal).ToList();
                return axis with
                {
                    Groups = axis.Groups.Any(group => group.IsRest)
                        ? [.. axis.Groups.Select(group => group is { IsRest: true, Values: { } rest } ? group with { Values = [.. rest, .. added] } : group)]
                        : [.. axis.Groups, .. added.Select(value => new AxisGroup(value, [value]))],
                };
            }).ToList();
            return (IReadOnlyDictionary<string, long>)ReceivedTable.CellsOf(axes, rows).ToDictionary(cell => Labels(axes, cell.Place), cell => cell.N);
        })];
    }

    /// <summary>A cell by the labels of its groups; `total` where it is all of an axis.</summary>
    public static string Labels(IReadOnlyList<TableAxis> axes, IReadOnlyList<int?> place) =>
        string.Join('\u001f', axes.Select((axis, i) => place[i] is { } group ? axis.Groups[group].Label : PublicationValue.Total));

    /// <summary>Everybody who would have the tables, each with all that he has received already.</summary>
    /// <remarks>Ask within <see cref="PublicationTurn"/> where it is about to be published.</remarks>
    public async Task<IReadOnlyList<Attacker>> AttackersOf(
        StatisticalAudience audience, IReadOnlyList<ReceivedTable> tables, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        var audiences = await db.Set<StatisticalAudience>().AsNoTracking().Where(one => one.OrganisationId == mine).ToListAsync(cancellationToken);
        var published = (await db.Set<StatisticalPublication>().AsNoTracking()
            .Where(one => one.OrganisationId == mine && one.Status == PublicationStatus.Published)
            .OrderBy(one => one.EndedAt).ThenBy(one => one.Id).ToListAsync(cancellationToken)).Select(one => (one.AudienceId, Tables: one.Read())).ToList();
        var attackers = new List<Attacker>();
        foreach (var one in audiences.Where(one => Reaches(audience, one)).OrderBy(one => one.Id != audience.Id))
        {
            var received = published.Where(given => Reaches(audiences.Single(other => other.Id == given.AudienceId), one)).ToList();
            // Who knows no more than the audience itself, and is owed no more, finds no more.
            if (one.Id != audience.Id && one.RecipientId is null && one.Threshold <= audience.Threshold
                && received.TrueForAll(given => Reaches(audiences.Single(other => other.Id == given.AudienceId), audience)))
            {
                continue;
            }
            var before = received.SelectMany(given => given.Tables).ToList();
            var follows = await Follows([.. tables, .. before], cancellationToken);
            if (one.RecipientId is not { } recipient)
            {
                attackers.Add(new Attacker(one.Name, one.Threshold, before, Follows: follows));
                continue;
            }
            var known = await Known([.. tables, .. before], recipient, cancellationToken);
            attackers.Add(new Attacker(one.Name, one.Threshold, [.. before.Select((table, i) => table with
            {
                Cells = [.. table.Cells.Select((cell, c) => cell with { Known = Math.Min(cell.N, known(tables.Count + i, c)) })],
            })], known, follows));
        }
        return attackers;
    }

    /// <summary>Which values of the tables' dimensions go together, as everybody can look it up.</summary>
    public async Task<IReadOnlyList<Following>> Follows(IReadOnlyList<ReceivedTable> tables, CancellationToken cancellationToken)
    {
        var told = tables.SelectMany(table => table.Axes.SelectMany(axis => axis.Groups.SelectMany(group => group.Values ?? [])
                .Select(value => (axis.Dimension, Value: value))).Concat(table.Filters.Select(filter => (Dimension: filter.Key, filter.Value))))
            .Distinct().ToLookup(one => one.Dimension, one => one.Value);
        var asked = DimensionWords.Of.Where(one => told.Contains(FigureQuestion.NameOf(one.Key)))
            .Select(one => (Name: FigureQuestion.NameOf(one.Key), From: one.Value.From.Select(FigureQuestion.NameOf).Where(told.Contains).ToArray()))
            .Where(one => one.From.Length > 0)
            .SelectMany(one => one.From.Aggregate<string, IEnumerable<string?[]>>([[]],
                    (sofar, from) => sofar.SelectMany(part => told[from].Append(null).Select(value => (string?[])[.. part, value])))
                .Select(values => (one.Name, one.From, Values: values))).ToList();
        if (asked.Count == 0)
        {
            return [];
        }
        var sent = JsonSerializer.Serialize(asked.Select(one => new
        {
            one.Name, Said = one.From.Zip(one.Values).Where(said => said.Second is not null).ToDictionary(said => said.First, said => said.Second),
        }), JsonSerializerOptions.Web);
        var may = await db.Database.SqlQuery<GoingWith>($"""
            select (q.no - 1)::integer as "Asked", figures.goes_with(q.asked ->> 'name', q.asked -> 'said') as "Values"
            from jsonb_array_elements({sent}::jsonb) with ordinality q(asked, no)
            """).ToListAsync(cancellationToken);
        return [.. may.Where(one => one.Values is not null).GroupBy(one => asked[one.Asked].Name)
            .Select(of => new Following(of.Key, asked[of.First().Asked].From, of.ToDictionary(
                one => Following.Key(asked[one.Asked].Values), one => (IReadOnlyList<string>)one.Values!)))];
    }

    // Whether who belongs to the one has what the other receives.
    private static bool Reaches(StatisticalAudience given, StatisticalAudience to) =>
        given.Id == to.Id || given.IsPublic || (given.RecipientId is { } recipient && recipient == to.RecipientId);

    private async Task<Func<int, int, long>> Known(IReadOnlyList<ReceivedTable> tables, Guid recipient, CancellationToken cancellationToken)
    {
        var asked = tables.Select((table, place) => (Table: table, Place: place, Name: table.Figure.Split('/')[0]))
            .Where(one => OwnDoing.ContainsKey(one.Name)).ToList();
        var counted = asked.Count == 0 ? []
            : await Ask([.. asked.Select(one => QuestionOf(one.Table, (OwnDoing[one.Name], $"{recipient}")))], cancellationToken);
        var cells = asked.Select((one, i) => (one.Place, Cells: ReceivedTable.CellsOf(one.Table.Axes, counted.Where(row => row.Asked == i)
            .Select(row => ((IReadOnlyList<string>)[.. row.Values.Select(value => value ?? DimensionWords.NotKnown)], row.N)))))
            .ToDictionary(one => one.Place, one => one.Cells);
        return (table, cell) => cells.TryGetValue(table, out var of) ? of[cell].N : 0;
    }

    private async Task<List<Counted>> Ask(IReadOnlyList<Question> questions, CancellationToken cancellationToken)
    {
        var asked = JsonSerializer.Serialize(questions, JsonSerializerOptions.Web);
        return await db.Database.SqlQuery<Counted>($"""
            select (q.no - 1)::integer as "Asked", c.cell as "Values", c.n as "N"
            from jsonb_array_elements({asked}::jsonb) with ordinality q(asked, no)
            cross join lateral figures.count(q.asked ->> 'figure', (q.asked ->> 'from')::date, (q.asked ->> 'until')::date,
                array(select jsonb_array_elements_text(q.asked -> 'by')), q.asked -> 'filter') c
            """).ToListAsync(cancellationToken);
    }

    // Stored and passed on: one spelling of each value.
    private static PublicationTableAsked AsCellsSay(PublicationTableAsked table) => table with
    {
        Filters = [.. table.Filters.Select(filter => filter with { Value = FigureValues.AsCellsSay(filter.Dimension, filter.Value) })],
        By = [.. table.By.Select(axis => axis with
        {
            Groups = axis.Groups is not { } groups ? null : [.. groups.Select(group => group with
            {
                Values = [.. group.Values.Select(value => FigureValues.AsCellsSay(axis.Dimension, value))],
            })],
        })],
    };

    private static Question QuestionOf(PublicationTableAsked table, Guid? worker) => new(table.Figure, table.On ?? table.From!.Value, table.Until,
        [.. table.By.Select(axis => FigureQuestion.NameOf(axis.Dimension))], FiltersOf(table, worker));

    private static Dictionary<string, string?> FiltersOf(PublicationTableAsked table, Guid? worker)
    {
        var filters = table.Filters.ToDictionary(filter => FigureQuestion.NameOf(filter.Dimension), filter => Told(filter.Value));
        if (worker is { } staff)
        {
            filters[Worker] = $"{staff}";
        }
        return filters;
    }

    private static Question QuestionOf(ReceivedTable table, (string Dimension, string Value)? also = null)
    {
        var filter = table.Filters.ToDictionary(one => one.Key, one => Told(one.Value));
        if (also is { } more)
        {
            filter[more.Dimension] = more.Value;
        }
        return new(table.Figure.Split('/')[0], table.From, table.Until, [.. table.Axes.Select(axis => axis.Dimension)], filter);
    }

    private static string? Told(string value) => value == DimensionWords.NotKnown ? null : value;

    // Where it may be told that nobody has a value, the attacker is taken to know which ones occur.
    private static TableAxis AxisOf(PublicationAxisAsked axis, bool zerosSensitive, IEnumerable<string> occurring)
    {
        var (name, values) = (FigureQuestion.NameOf(axis.Dimension), occurring.Distinct().Order(StringComparer.Ordinal));
        return axis.Groups is not { Count: > 0 } groups ? new TableAxis(name, [.. values.Select(value => new AxisGroup(value, [value]))], true)
            : new TableAxis(name, [.. groups.Select(group => new AxisGroup(group.Label, group.Values)), new AxisGroup(PublicationValue.Other,
                zerosSensitive ? null : [.. values.Where(value => !groups.Any(group => group.Values.Contains(value)))], IsRest: true)], !zerosSensitive);
    }

    private static string NameOf(PublicationTableAsked table, int place)
    {
        var by = table.By.Count == 0 ? "" : " by " + string.Join(", ", table.By.Select(axis => FigureQuestion.NameOf(axis.Dimension)));
        var of = table.Filters.Count == 0 ? "" : " of " + string.Join(", ", table.Filters.Select(one => $"{FigureQuestion.NameOf(one.Dimension)}={one.Value}"));
        return $"Table {place + 1}, {table.Figure}{by}{of}, {(table.On ?? table.From!.Value):O}{(table.Until is { } until ? $"/{until:O}" : "")}";
    }

    private static IEnumerable<ValueAsked> ValuesOf(PublicationTableAsked table, string at) =>
        table.Filters.Select((filter, place) => new ValueAsked(filter.Dimension, filter.Value, $"{at}/filters/{place}/value"))
            .Concat(table.By.SelectMany((axis, a) => (axis.Groups ?? []).SelectMany((group, g) => group.Values.Select((value, v) =>
                new ValueAsked(axis.Dimension, value, $"{at}/by/{a}/groups/{g}/values/{v}")))));

    // What only the figures know: which there are, when they count and by what. Every fault is told at once.
    private void Check(IReadOnlyList<PublicationTableAsked> asked)
    {
        var faults = new List<ProblemError>();
        for (var i = 0; i < asked.Count; i++)
        {
            var (table, at) = (asked[i], $"/tables/{i}");
            if (Published.SingleOrDefault(one => one.Name == table.Figure) is not { } figure)
            {
                faults.Add(ProblemError.Outside($"{at}/figure", HttpProblems.UnknownValue, [.. Published.Select(one => one.Name)]));
                continue;
            }
            var isDay = figure.Time == FigureTime.KeyDate;
            foreach (var (name, value, needed) in new[] { ("on", table.On, isDay), ("from", table.From, !isDay), ("until", table.Until, !isDay) })
            {
                if (needed && value is null)
                {
                    faults.Add(new ProblemError($"{at}/{name}", HttpProblems.MissingMember.Code, HttpProblems.MissingMember.Text()));
                }
                else if (!needed && value is not null)
                {
                    faults.Add(ProblemError.Outside($"{at}/{name}", HttpProblems.UnknownMember, isDay ? ["on"] : ["from", "until"]));
                }
            }
            if (table is { From: { } from, Until: { } until } && until <= from)
            {
                faults.Add(new ProblemError($"{at}/until", FigureProblems.NoPeriod.Code, FigureProblems.NoPeriod.Text()));
            }
            if ((isDay ? table.On?.AddDays(1) : table.Until) > call.Today)
            {
                faults.Add(new ProblemError(isDay ? $"{at}/on" : $"{at}/until", PublicationProblems.NotOver.Code, PublicationProblems.NotOver.Text()));
            }
            var allowed = figure.Dimensions.Select(FigureQuestion.NameOf).ToArray();
            faults.AddRange(table.By.Select((axis, place) => (axis.Dimension, At: $"{at}/by/{place}/dimension"))
                .Concat(table.Filters.Select((filter, place) => (filter.Dimension, At: $"{at}/filters/{place}/dimension")))
                .Where(one => !figure.Dimensions.Contains(one.Dimension)).Select(one => ProblemError.Outside(one.At, HttpProblems.UnknownValue, allowed)));
        }
        if (faults.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
        }
    }
}
