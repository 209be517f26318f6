using System.Text.RegularExpressions;
using CaseManagement.Api.Persistence;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>Where SQL lives: tables and data in migrations, routines beside the slices, each where it can be diffed.</summary>
public sealed partial class SqlHomeTests
{
    private static readonly SqlFile Wall = new("A/Wall.sql", "call access.protect('app.a');");
    private static readonly SqlFile View = new("B/View.sql", "create or replace view app.v as select 1;");
    private static readonly SqlFile Protect = new("Z/Protect.sql", "create or replace procedure access.protect(p regclass) language sql as $$ $$;");
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);
    private static readonly string Source = Path.Combine(Root, "src", "CaseManagement.Api");

    [Fact]
    public void No_migration_makes_or_calls_a_routine_or_makes_what_stands_on_one() =>
        Assert.Empty(
            from file in SqlFiles.OfThisBuild.Migrations
            from found in StandsOnRoutines().Matches(file.Text)
            select $"{file.Name}: {found.Value.Trim()}");

    [Fact]
    public void Every_sql_file_beside_a_slice_and_every_migration_is_embedded()
    {
        var beside = Directory.EnumerateFiles(Source, "*.sql", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Source, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal));
        Assert.Equal(beside.Order(StringComparer.Ordinal), SqlFiles.OfThisBuild.Routines.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Directory.EnumerateFiles(Path.Combine(Root, "migrations")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            SqlFiles.OfThisBuild.Migrations.Select(file => file.Name));
    }

    [Fact]
    public void A_routine_a_view_and_a_trigger_each_have_one_file() =>
        Assert.Empty(
            from made in SqlFiles.OfThisBuild.Routines.SelectMany(file => file.Defines)
            group made by made into same
            where same.Count() > 1
            select same.Key);

    [Fact]
    public void A_file_beside_a_slice_may_be_applied_again() =>
        // Policies are made on a table that access.close has emptied of them, constraint triggers after their own drop.
        Assert.Empty(
            from file in SqlFiles.OfThisBuild.Routines
            from made in Creates().Matches(file.Text)
            let what = made.Groups[1].Value
            let before = file.Text[..made.Index].TrimEnd().Split('\n')[^1]
            where what is not ("or replace" or "policy")
                && !(what == "constraint" && before.StartsWith("drop trigger if exists", StringComparison.Ordinal))
            select $"{file.Name}: {made.Value}");

    [Fact]
    public void A_file_with_routines_says_first_who_uses_them_or_what_they_are_for() =>
        Assert.Empty(
            from file in SqlFiles.OfThisBuild.Routines
            where file.Routines.Any() && !file.Text.StartsWith("-- ", StringComparison.Ordinal)
            select file.Name);

    [Fact]
    public void Functions_come_first_then_what_stands_on_them_each_by_name()
    {
        var keep = new SqlFile("C/Keep.sql", """
            create or replace function app.keep() returns trigger …;
            create or replace trigger a_keep before update
                on app."case" for each row execute function app.keep();
            """);

        Assert.Equal(["C/Keep.sql", "Z/Protect.sql", "A/Wall.sql", "B/View.sql"],
            new SqlFiles([], [Wall, View, Protect, keep]).Routines.Select(file => file.Name));
        Assert.Equal(["routine app.keep", "trigger a_keep on app.\"case\""], keep.Defines);
    }

    [Fact]
    public void A_wall_has_another_digest_when_the_procedure_that_it_calls_changes_and_nothing_else_has()
    {
        var before = new SqlFiles([], [Wall, View, Protect]);
        var after = new SqlFiles([], [Wall, View, Protect with { Text = Protect.Text + "\n" }]);

        Assert.NotEqual(before.Digest(Wall), after.Digest(Wall));
        Assert.Equal(before.Digest(View), after.Digest(View));
    }

    private static string FindRoot(string from) =>
        File.Exists(Path.Combine(from, "CaseManagement.sln")) ? from
            : FindRoot(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("Not inside the repository."));

    [GeneratedRegex(@"^\s*(create\s+(or\s+replace\s+)?(constraint\s+)?(function|procedure|(materialized\s+)?view|trigger|policy)\b|call\s).*$",
        RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex StandsOnRoutines();

    [GeneratedRegex(@"^create (or replace|\w+).*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Creates();
}
