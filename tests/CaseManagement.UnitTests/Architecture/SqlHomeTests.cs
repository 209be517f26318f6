using System.Text.RegularExpressions;
using CaseManagement.Api.Persistence;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>Migrations make tables, constraints, indexes and data; what has a body or a rule stands beside its slice and is replaced when edited.</summary>
public sealed partial class SqlHomeTests
{
    [Fact]
    public void No_migration_makes_a_routine_a_view_a_trigger_or_a_policy() =>
        Assert.Empty(SqlFiles.OfThisBuild.Migrations.Where(file => Bodies().IsMatch(file.Text)).Select(file => file.Name));

    [Fact]
    public void Each_file_beside_a_slice_is_part_of_the_build()
    {
        var source = Path.Combine(FindRoot(AppContext.BaseDirectory), "src", "CaseManagement.Api");
        var files = Directory.EnumerateFiles(source, "*.sql", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(source, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal));
        Assert.Equal(files.Order(StringComparer.Ordinal), SqlFiles.OfThisBuild.Routines.Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_routine_has_one_home()
    {
        var twice = SqlFiles.OfThisBuild.Routines.SelectMany(file => file.Defines).GroupBy(made => made).Where(made => made.Count() > 1).Select(made => made.Key);
        Assert.Empty(twice);
    }

    private static string FindRoot(string from) =>
        File.Exists(Path.Combine(from, "CaseManagement.sln")) ? from : FindRoot(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("Not inside the repository."));

    [GeneratedRegex(@"^\s*create\s+(or\s+replace\s+)?(constraint\s+)?(function|procedure|view|materialized view|trigger|policy)\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Bodies();
}
