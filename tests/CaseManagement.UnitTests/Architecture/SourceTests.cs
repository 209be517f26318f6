using System.Text.RegularExpressions;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>What the sources themselves have to keep to.</summary>
public sealed partial class SourceTests
{
    // Files that the recipes make.
    private static readonly string[] MadeByRecipe = ["Given.Agreements.cs", "ReviewHandover.cs"];

    [Fact]
    public void Files_that_the_house_and_its_decisions_name_are_there()
    {
        var sources = Path.Combine(Repository.Root, "src");
        var there = new[] { sources, Path.Combine(Repository.Root, "tests") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)).Select(file => file.Replace('\\', '/')).ToList();
        var named =
            from page in Directory.EnumerateFiles(Path.Combine(sources, "decisions")).Append(Path.Combine(sources, "README.md"))
            from name in NamedFile().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value).Distinct()
            where !name.Contains("NNNN", StringComparison.Ordinal) && !MadeByRecipe.Contains(Path.GetFileName(name))
                && !there.Exists(file => file.EndsWith($"/{name}", StringComparison.Ordinal))
            select $"{Path.GetFileName(page)} names {name}";
        Assert.Empty(named);
    }

    [Fact]
    public void The_top_level_holds_what_the_style_names()
    {
        string[] known =
        [
            "src", "tests", "migrations", "openapi", "CaseManagement.sln", "docker-compose.yml", "Makefile", "README.md",
            "Directory.Build.props", "Directory.Packages.props",
        ];
        var unknown = Directory.EnumerateFileSystemEntries(Repository.Root).Select(Path.GetFileName).Where(name => !name!.StartsWith('.')).Except(known);
        Assert.Empty(unknown);
    }

    [GeneratedRegex(@"`([\w/.]+\.(?:cs|sql))`")]
    private static partial Regex NamedFile();
}
