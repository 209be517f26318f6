using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>What lists of facts there are, and their columns.</summary>
[Requires(Permission.ImportAllocations)]
[Operation("List the kinds of lists of facts", "Each with its columns: names that are understood in a header, what stands in the cells, an example.")]
public sealed record GetFactKinds : IQuery<FactKinds>;

/// <summary>The kinds.</summary>
/// <param name="Items">All of them.</param>
public sealed record FactKinds(IReadOnlyList<FactKindShown> Items);

/// <summary>A kind of lists.</summary>
/// <param name="Kind">As `kind` of an upload.</param>
/// <param name="Name">In the language of the request.</param>
/// <param name="Columns">In any order in the file; the first ones say whom a row is about.</param>
public sealed record FactKindShown(FactListKind Kind, [Example("Presence")] string Name, IReadOnlyList<FactColumnShown> Columns);

/// <summary>A column.</summary>
/// <param name="Key">Stable name, understood as a header, too.</param>
/// <param name="German">German header.</param>
/// <param name="English">English header.</param>
/// <param name="Synonyms">Other headers that are understood; case, blanks and spelling of umlauts do not matter.</param>
/// <param name="Required">The file must have it, and each row a value.</param>
/// <param name="Type">What stands in the cells.</param>
/// <param name="CodeList">Of codes: their list. Its names and words are understood as well.</param>
/// <param name="CodeListName">That list's name, in the language of the request.</param>
/// <param name="Meaning">In the language of the request.</param>
/// <param name="ExampleValue">A value.</param>
public sealed record FactColumnShown(
    [Example("from")] string Key,
    [Example("Ankunft")] string German,
    [Example("Arrival")] string English,
    [Example("Angekommen am")] IReadOnlyList<string> Synonyms,
    [Example(true)] bool Required,
    FactCell Type,
    [Example(null)] string? CodeList,
    [Example(null)] string? CodeListName,
    [Example("day of the arrival; month or year where no more is known")] string Meaning,
    [Example("12.02.2024")] string ExampleValue);

internal sealed class GetFactKindsHandler(CaseDb db) : IHandler<GetFactKinds, FactKinds>
{
    public async Task<FactKinds> Handle(GetFactKinds request, CancellationToken cancellationToken)
    {
        var kinds = FactKind.All.Values.OrderBy(kind => kind.Kind).ToList();
        var columns = new Queue<FactColumnShown>(await db.Shown(kinds.SelectMany(kind => kind.Columns), cancellationToken));
        return new FactKinds([.. kinds.Select(kind => new FactKindShown(
            kind.Kind, Language.Choose(kind.Name.De, kind.Name.En), [.. kind.Columns.Select(_ => columns.Dequeue())]))]);
    }
}

internal static class ShownColumns
{
    private sealed record Named(string Code, string De, string En);

    /// <summary>Columns as the API shows them, with their code lists' names.</summary>
    internal static async Task<IReadOnlyList<FactColumnShown>> Shown(this CaseDb db, IEnumerable<FactColumn> columns, CancellationToken cancellationToken)
    {
        var lists = await db.Database.SqlQuery<Named>($"""select code as "Code", name_de as "De", name_en as "En" from app.code_list""")
            .ToDictionaryAsync(list => list.Code, list => Language.Choose(list.De, list.En), cancellationToken);
        return [.. columns.Select(column => new FactColumnShown(column.Key, column.German, column.English, column.Synonyms, column.Required, column.Type,
            column.CodeList, column.CodeList is { } list ? lists[list] : null, Language.Choose(column.Meaning.De, column.Meaning.En), column.Example))];
    }
}
