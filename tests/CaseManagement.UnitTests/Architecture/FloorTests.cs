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
        ["access.sign_in_attempt"] = "SignIn",
        ["access.context_secret"] = "Access",
        ["access.credential"] = "SignIn",
        ["access.second_factor"] = "SignIn",
        ["access.recovery_code"] = "SignIn",
        ["access.enrolment_link"] = "SignIn",
        ["access.api_client_secret"] = "Tokens",
        ["access.used_assertion"] = "Tokens",
        ["access.identity_provider_secret"] = "Tokens",
        ["access.signing_key"] = "Tokens",
        ["access.migration"] = "Persistence",
        ["access.routine"] = "Persistence",
        ["audit.block"] = "Audit",
        ["audit.inbox"] = "Audit",
        ["audit.sealed"] = "Audit",
        ["audit.sealed_values"] = "Audit",
        ["audit.lane"] = "Audit",
        ["audit.lane_sealed"] = "Audit",
        ["audit.head"] = "Audit",
        ["ledger.subject"] = "Ledger",
        ["ledger.entry"] = "Ledger",
        ["ledger.source"] = "Ledger",
        ["ledger.catching_up"] = "Ledger",
        ["ledger.setting"] = "Statistics",
        ["ledger.stale"] = "Statistics",
        ["ledger.unit"] = "Statistics",
        ["ledger.unit_allocation"] = "Statistics",
        ["ledger.unit_change_to_sgb2"] = "Statistics",
        ["ledger.unit_need"] = "Statistics",
        ["ledger.unit_open_case"] = "Statistics",
        ["ledger.unit_place"] = "Statistics",
        ["ledger.meaning"] = "Ledger",
        ["jobs.recurring_command"] = "Jobs",
        ["jobs.wake_up"] = "Jobs",
        ["app.code_list"] = "ReferenceData",
        ["app.document_chunk"] = "Documents",
        ["app.holiday"] = "Reminders",
        ["app.calendar_setting"] = "Reminders",
        ["app.calendar_feed"] = "Reminders",
        ["access.calendar_key"] = "Reminders",
        ["app.notice_place"] = "Reminders",
        ["app.notice_stream"] = "Reminders",
        ["app.outbox_feed"] = "Outbox",
        ["app.digest"] = "Outbox",
        ["access.webhook_secret"] = "Outbox",
    };

    // What SQL of a lower room takes from an upper one all the same: the upper one owns the rows and keeps the promise.
    // A new line here is a decision; one that nothing needs any more is red.
    private static readonly Dictionary<string, string> Contracts = new()
    {
        ["Access/Enter.sql takes access.session of SignIn"] = "a context is entered for a session, in the round trip that is made anyway",
        ["Access/Enter.sql takes access.account of SignIn"] = "a disabled account ends its sessions at once",
        ["Access/Enter.sql takes access.deputised_by of Organisations"] = "for whom the caller stands in: one of the sets that sight is made of",
        ["Access/Enter.sql takes access.teams_of of Organisations"] = "his teams: another",
        ["Access/Enter.sql takes access.parts_of of Cases"] = "where he takes part: another",
        ["Access/Enter.sql takes access.glass_of of Privacy"] = "whose glass he has broken: another",
        ["SignIn/Credentials.sql takes app.staff of Organisations"] = "an administrator of the employer, and no other, gives a new password",
        ["Access/Protect.sql takes access.may_open of Privacy"] = "who may open a compartment, asked by its policy on every table that has one",
        ["Consents/ConsentAsTold.sql takes access.may_open of Privacy"] = "that a consent covers restricted data is told to who may open them",
        ["Consents/PackageOfConsents.sql takes access.may_open of Privacy"] = "and goes into a package item by item",
        ["Access/Protect.sql takes app.goes_with_client of Clients"] = "what belongs to a person holds the person, so that none of it stays behind",
        ["Access/Protect.sql takes audit.record_change of Audit"] = "access.trail hangs it on every table",
        ["Audit/RecordChange.sql takes app.case of Cases"] = "a row of a case is about the case's client",
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
    public void Files_of_SQL_reach_only_what_lies_below_or_a_contract_that_is_named_here()
    {
        var rooms = RoomsOfTables.Value.Concat(
                from file in SqlFiles.OfThisBuild.Routines
                from made in file.Defines
                where !made.StartsWith("trigger ", StringComparison.Ordinal)
                select KeyValuePair.Create(made.Split(' ')[1], RoomOf(file)))
            .DistinctBy(pair => pair.Key).ToDictionary();
        Assert.Equal(Contracts.Keys.Order(StringComparer.Ordinal),
            (from file in SqlFiles.OfThisBuild.Routines
             from name in Names(Comment().Replace(file.Text, ""))
             where rooms.TryGetValue(name, out var owner) && owner != RoomOf(file) && FloorOf(RoomOf(file)) >= FloorOf(owner)
             select $"{file.Name} takes {name} of {rooms[name]}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_table_belongs_to_a_room()
    {
        var tables = SqlFiles.OfThisBuild.Migrations.SelectMany(file => Created().Matches(file.Text)).Select(Name).ToList();
        Assert.Empty(tables.Except(RoomsOfTables.Value.Keys));
        Assert.Empty(Unmapped.Keys.Except(tables).Except(["access.migration", "access.routine"])); // Those two migrate makes for itself.
    }

    [Fact]
    public void Every_folder_is_a_room_on_a_floor()
    {
        var folders = Directory.EnumerateDirectories(Repository.Source).Select(Path.GetFileName).Except(["bin", "obj", "Properties"]);
        Assert.Equal(folders.Order(StringComparer.Ordinal), Floors.SelectMany(floor => floor).Where(room => room.Length > 0).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Tables(string sql) => Names(sql).Where(RoomsOfTables.Value.ContainsKey);

    private static IEnumerable<string> Names(string sql) => Qualified().Matches(sql).Select(Name).Distinct();

    private static string Name(Match match) => $"{match.Groups[1].Value}.{match.Groups[2].Value}";

    private static string RoomOf(SqlFile file) => file.Name.Split('/')[0];

    private static int FloorOf(string room) => Array.FindIndex(Floors, floor => floor.Contains(room));

    // Every one of them, where Assert.Empty would show five.
    private static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    [GeneratedRegex("""\b(app|access|audit|jobs|ledger)\."?(\w+)""")]
    private static partial Regex Qualified();

    [GeneratedRegex("""create table (?:if not exists )?(app|access|audit|jobs|ledger)\."?(\w+)""")]
    private static partial Regex Created();

    [GeneratedRegex("--.*")]
    private static partial Regex Comment();
}
