using System.Text.RegularExpressions;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>Which slice may use which: read from the using directives and qualified names of the sources.</summary>
public sealed partial class SliceTests
{
    // The rooms that every slice stands on.
    private static readonly string[] Foundation = ["SignIn", "Jobs", "Audit", "OpenApi", "Http", "Pipeline", "Persistence", "Access", "Rules"];

    // What a slice may use besides the foundation. A new line here is a decision, not a formality.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["ReferenceData"] = [],
        ["Organisations"] = ["Reminders", "ReferenceData"],
        ["Clients"] = ["ReferenceData", "Organisations", "Cases"],
        ["Cases"] = ["ReferenceData", "Organisations", "Clients"],
        ["Desk"] = ["ReferenceData", "Organisations", "Clients", "Cases", "Contacts", "Reminders"],
        ["Contacts"] = ["ReferenceData", "Organisations", "Clients", "Cases"],
        ["Reminders"] = ["ReferenceData", "Organisations", "Clients", "Cases"],
        ["Assessments"] = ["ReferenceData", "Organisations", "Clients", "Cases"],
        ["Imports"] = ["ReferenceData", "Organisations", "Clients", "Cases", "Reminders"],
        ["Handovers"] = ["ReferenceData", "Organisations", "Clients", "Cases", "Contacts", "Assessments", "Reminders"],
        ["Privacy"] = ["ReferenceData", "Organisations", "Clients", "Cases", "Reminders"],
    };

    [Fact]
    public void Slices_use_only_what_they_may()
    {
        var wrong =
            from file in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            let slice = Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar)[0]
            where MayUse.ContainsKey(slice)
            from used in Names().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Distinct()
            where used != slice && !Foundation.Contains(used) && MayUse.ContainsKey(used) && !MayUse[slice].Contains(used)
            select $"{Path.GetRelativePath(Source, file)} uses {used}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_is_a_known_room()
    {
        var unknown = Directory.EnumerateDirectories(Source).Select(Path.GetFileName).Except([.. Foundation, .. MayUse.Keys, "bin", "obj", "Properties", "Demo"]);
        Assert.Empty(unknown);
    }

    [Fact]
    public void The_top_level_holds_what_the_style_names()
    {
        string[] known = ["src", "tests", "migrations", "openapi", "CaseManagement.sln", "docker-compose.yml", "Makefile", "README.md", "Directory.Build.props", "Directory.Packages.props"];
        var unknown = Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName).Where(name => !name!.StartsWith('.')).Except(known);
        Assert.Empty(unknown);
    }

    private static readonly string Root = FindRoot(AppContext.BaseDirectory);
    private static string Source => Path.Combine(Root, "src", "CaseManagement.Api");

    private static string FindRoot(string from) =>
        File.Exists(Path.Combine(from, "CaseManagement.sln")) ? from : FindRoot(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("Not inside the repository."));

    [GeneratedRegex(@"using CaseManagement\.Api\.(Desk|ReferenceData|Organisations|Clients|Cases|Contacts|Reminders|Assessments|Imports|Handovers|Privacy);")]
    private static partial Regex Names();
}
