using System.Runtime.CompilerServices;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Dev;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CaseManagement.ApiTests.Dev;

/// <summary>What `make slice` writes fits the product of today: it compiles, its SQL is taken, and its places in the house are found.</summary>
public sealed class NewSliceTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", ".."));

    // Two words, since only those show where names are spelt differently.
    private static readonly NewSlice Slice = NewSlice.Of("WishLists");

    private static readonly IReadOnlyDictionary<string, string> New = Slice.New(9999);

    // What the projects import by themselves.
    private static readonly string Imports = string.Concat(new[]
    {
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Net.Http.Json", "System.Threading",
        "System.Threading.Tasks", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.DependencyInjection", "CaseManagement.Api.Rules", "CaseManagement.Api.Access", "CaseManagement.Api.Pipeline", "Xunit",
    }.Select(space => $"global using {space};\n"));

    [Fact]
    public void It_compiles_with_its_tests()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) != "CaseManagement.ApiTests.dll").Select(file => MetadataReference.CreateFromFile(file)).ToList();

        // Under names to which the product shows its internals.
        var product = Compile("CaseManagement.UnitTests", platform, New.Where(file => file.Key.StartsWith("src/", StringComparison.Ordinal)));
        var fixture = Directory.EnumerateFiles(Path.Combine(Root, "tests", "CaseManagement.ApiTests", "Fixture"), "*.cs")
            .Select(file => KeyValuePair.Create(Path.GetRelativePath(Root, file), File.ReadAllText(file)));
        Compile("CaseManagement.ApiTests", [.. platform, product],
            fixture.Where(file => !Slice.Changed(Root).ContainsKey(file.Key)).Concat(Slice.Changed(Root).Concat(New)
                .Where(file => file.Key.StartsWith("tests/", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Its_SQL_is_taken_and_its_table_stands_behind_the_wall()
    {
        var sql = New.Where(file => file.Key.EndsWith(".sql", StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal);
        Assert.Equal(["migrations/9999_wish_lists.sql", "src/CaseManagement.Api/WishLists/Wall.sql"], sql.Select(file => file.Key));
        await api.Execute(string.Concat(sql.Select(file => file.Value)));
        Assert.True(await api.Sql<bool>("select relforcerowsecurity from pg_class where oid = 'app.wish_list'::regclass"));
    }

    [Fact]
    public void It_finds_its_places_in_the_house()
    {
        var changed = Slice.Changed(Root);
        Assert.Contains("\n        api.MapWishLists();\n", changed["src/CaseManagement.Api/ApiHost.cs"], StringComparison.Ordinal);
        Assert.Contains("\nWishLists  ", changed["src/README.md"], StringComparison.Ordinal);
        Assert.Contains("[\"wish-lists\"] = (await WishList(of))", changed["tests/CaseManagement.ApiTests/Fixture/Given.Everything.cs"],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Agreements", "", "Agreement")]
    [InlineData("Duties", "", "Duty")]
    [InlineData("Addresses", "Address", "Address")]
    [InlineData("agreements", "", null)]
    [InlineData("Staff", "", null)]
    [InlineData("../Agreements", "", null)]
    public void Its_name_is_a_plural(string room, string one, string? expected)
    {
        if (expected is null)
        {
            Assert.Throws<StopException>(() => NewSlice.Of(room, one));
            return;
        }
        Assert.Equal(expected, NewSlice.Of(room, one).One);
    }

    private static MetadataReference Compile(string name, IEnumerable<MetadataReference> references, IEnumerable<KeyValuePair<string, string>> files)
    {
        var trees = files.Append(KeyValuePair.Create("Imports.cs", Imports)).Where(file => file.Key.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(file.Value, path: file.Key));
        var compilation = CSharpCompilation.Create(name, trees, references,
            // CS1701: packages were built on an earlier framework; the build of a project leaves it out as well.
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: [KeyValuePair.Create("CS1701", ReportDiagnostic.Suppress)]));
        using var made = new MemoryStream();
        var faults = compilation.Emit(made).Diagnostics.Where(found => found.Severity >= DiagnosticSeverity.Warning).Select(found => found.ToString()).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        return MetadataReference.CreateFromImage(made.ToArray());
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
