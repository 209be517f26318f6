namespace CaseManagement.UnitTests.Architecture;

/// <summary>What the sources themselves have to keep to.</summary>
public sealed class SourceTests
{
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
}
