using System.Text.RegularExpressions;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>
/// The house: which room stands above which, as src/README.md draws it. A room uses only what lies below it, in code and in SQL;
/// rooms on one floor do not use each other.
/// </summary>
public sealed partial class FloorTests
{
    // The picture in src/README.md, top floor first. Its roof (ApiHost, Commands, Program) is the room without a name.
    private static readonly string[][] Floors =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "src", "README.md"))
            .SkipWhile(line => line != "## Floors").SkipWhile(line => line != "```text").Skip(1).TakeWhile(line => line != "```")
            .Select(line => line.Split("  ")[0]).Select(rooms => rooms.StartsWith('(') ? [""] : rooms.Split(", ")),
    ];

    // Tables without an entity, by the room that works with them.
    private static readonly Dictionary<string, string> Unmapped = new()
    {
        ["access.idempotent_answer"] = "Pipeline",
        ["access.data_protection_key"] = "Persistence",
        ["access.migration"] = "Persistence",
        ["audit.entry"] = "Audit",
        ["audit.block"] = "Audit",
        ["audit.unsealed"] = "Audit",
        ["jobs.recurring_command"] = "Jobs",
        ["jobs.wake_up"] = "Jobs",
        ["app.code_list"] = "ReferenceData",
    };

    private static readonly Lazy<Dictionary<string, string>> RoomsOfTables = new(() =>
    {
        using var db = new CaseDb(new DbContextOptionsBuilder<CaseDb>().UseNpgsql("Host=nowhere").Options);
        return db.Model.GetEntityTypes().Where(entity => entity.GetTableName() is not null)
            .Select(entity => KeyValuePair.Create($"{entity.GetSchema()}.{entity.GetTableName()}", CompiledProduct.RoomOf(entity.ClrType.Namespace)!))
            .Concat(Unmapped).DistinctBy(pair => pair.Key).ToDictionary();
    });

    [Fact]
    public void A_room_uses_only_what_lies_below_it() => AssertNone(CompiledProduct.Uses
        .Where(use => FloorOf(use.Room) >= FloorOf(use.UsedRoom))
        .Select(use => $"{use.Room}/{use.By} uses {use.UsedRoom}/{use.Of}"));

    [Fact]
    public void Statements_reach_only_tables_of_their_own_room_and_below() => AssertNone(
        from literal in CompiledProduct.Literals
        from table in Tables(literal.Text)
        let room = RoomsOfTables.Value[table]
        where room != literal.Room && FloorOf(literal.Room) >= FloorOf(room)
        select $"{literal.Room}/{literal.In} reads or writes {table} of {room}");

    [Fact]
    public void Every_folder_is_a_room_on_a_floor()
    {
        var folders = Directory.EnumerateDirectories(Repository.Source).Select(Path.GetFileName).Except(["bin", "obj", "Properties"]);
        Assert.Equal(folders.Order(StringComparer.Ordinal), Floors.SelectMany(floor => floor).Where(room => room.Length > 0).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Tables(string sql) => Qualified().Matches(sql).Select(match => $"{match.Groups[1].Value}.{match.Groups[2].Value}")
        .Where(RoomsOfTables.Value.ContainsKey).Distinct();

    private static int FloorOf(string room) => Array.FindIndex(Floors, floor => floor.Contains(room));

    // Every one of them, where Assert.Empty would show five.
    private static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    [GeneratedRegex("""\b(app|access|audit|jobs)\."?(\w+)""")]
    private static partial Regex Qualified();
}
