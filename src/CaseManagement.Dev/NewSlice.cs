using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaseManagement.Dev;

/// <summary>The starting files of a slice, from the templates in Slice/: a thing that belongs to a case, with one state machine.</summary>
/// <param name="Room">Its room, a plural such as Agreements.</param>
/// <param name="One">One of it: Agreement.</param>
public sealed partial record NewSlice(string Room, string One)
{
    private const string Product = "src/CaseManagement.Api", Unit = "tests/CaseManagement.UnitTests", Api = "tests/CaseManagement.ApiTests";

    private string Words => string.Join(' ', Parts(One));
    private string Table => string.Join('_', Parts(One));
    private string Code => string.Join('-', Parts(One));
    private string Path => string.Join('-', Parts(Room));
    private string Title => char.ToUpperInvariant(Path[0]) + Path[1..].Replace('-', ' ');

    /// <summary>By its room's name, and that of one of it where dropping the s does not give it.</summary>
    /// <exception cref="StopException">It is no such name.</exception>
    public static NewSlice Of(string room, string one = "")
    {
        one = one.Length > 0 ? one : room.EndsWith("ies", StringComparison.Ordinal) ? room[..^3] + "y" : room.TrimEnd('s');
        return Name().IsMatch(room) && Name().IsMatch(one) && one != room ? new NewSlice(room, one)
            : throw new StopException("make slice NAME=Agreements, a plural in PascalCase; with ONE=Agreement where dropping the s does not give it.");
    }

    /// <summary>What is new, by its place in the repository.</summary>
    /// <param name="migration">The number of the migration.</param>
    public IReadOnlyDictionary<string, string> New(int migration) => new Dictionary<string, string>
    {
        [$"{Product}/{Room}/{One}.cs"] = Fill("Entity.cs"),
        [$"{Product}/{Room}/{One}Map.cs"] = Fill("Map.cs"),
        [$"{Product}/{Room}/{One}Problems.cs"] = Fill("Problems.cs"),
        [$"{Product}/{Room}/{One}Access.cs"] = Fill("Access.cs"),
        [$"{Product}/{Room}/{One}Endpoints.cs"] = Fill("Endpoints.cs"),
        [$"{Product}/{Room}/Start{One}.cs"] = Fill("Start.cs"),
        [$"{Product}/{Room}/End{One}.cs"] = Fill("End.cs"),
        [$"{Product}/{Room}/Get{One}.cs"] = Fill("Get.cs"),
        [$"{Product}/{Room}/{Room}InTimeline.cs"] = Fill("Timeline.cs"),
        [$"{Product}/{Room}/Wall.sql"] = Fill("Wall.sql"),
        [string.Create(CultureInfo.InvariantCulture, $"migrations/{migration:0000}_{Path.Replace('-', '_')}.sql")] = Fill("Migration.sql"),
        [$"{Unit}/{Room}/{One}Tests.cs"] = Fill("UnitTests.cs"),
        [$"{Api}/{Room}/{One}Tests.cs"] = Fill("ApiTests.cs"),
        [$"{Api}/Fixture/Given.{Room}.cs"] = Fill("Given.cs"),
    };

    /// <summary>What of the house changes with it: its endpoints, its floor, its row in the tests that are made of all endpoints.</summary>
    public IReadOnlyDictionary<string, string> Changed(string root)
    {
        string Read(string file) => File.ReadAllText(System.IO.Path.Combine(root, file));

        return new Dictionary<string, string>
        {
            [$"{Product}/ApiHost.cs"] = Before(Before(Read($"{Product}/ApiHost.cs"),
                    line => line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("using System", StringComparison.Ordinal)
                        && string.CompareOrdinal(line, $"using CaseManagement.Api.{Room};") > 0, $"using CaseManagement.Api.{Room};"),
                line => line.Trim() == "api.MapContacts();", $"        api.Map{Room}();"),
            ["src/README.md"] = Before(Read("src/README.md"), line => line.StartsWith("Reminders  ", StringComparison.Ordinal), $"{Room,-33}  "),
            [$"{Api}/Fixture/Given.Everything.cs"] = Before(Read($"{Api}/Fixture/Given.Everything.cs"),
                line => line.TrimStart().StartsWith("[\"contacts\"] =", StringComparison.Ordinal), $"            [\"{Path}\"] = (await {One}(of)).ToString(),"),
        };
    }

    /// <summary>Writes all of it into the clone, and says what is left to do.</summary>
    public void Write(string root)
    {
        if (Directory.Exists(System.IO.Path.Combine(root, Product, Room)))
        {
            throw new StopException($"There is a room {Room} already.");
        }
        var last = Directory.EnumerateFiles(System.IO.Path.Combine(root, "migrations"), "*.sql")
            .Max(file => int.Parse(System.IO.Path.GetFileName(file)[..4], CultureInfo.InvariantCulture));
        foreach (var (file, text) in New(last + 1).Concat(Changed(root)))
        {
            var place = System.IO.Path.Combine(root, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(place)!);
            File.WriteAllText(place, text);
            Console.WriteLine(file);
        }
        Console.WriteLine($"Next: say in src/README.md what {Room} is for; make openapi; make test FILTER={Room}; a line in src/CHANGELOG.md.");
    }

    private string Fill(string template)
    {
        using var reader = new StreamReader(typeof(NewSlice).Assembly.GetManifestResourceStream($"slice/{template}.txt")!);
        return Place().Replace(reader.ReadToEnd(), match => match.Groups[1].Value switch
        {
            nameof(Room) => Room,
            nameof(One) => One,
            "words" => Words,
            "table" => Table,
            "code" => Code,
            "path" => Path,
            nameof(Title) => Title,
            var unknown => throw new InvalidOperationException($"{template} has a place ${unknown}$ that nothing fills."),
        });
    }

    private static string[] Parts(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name).Split('-');

    private static string Before(string text, Predicate<string> first, string added)
    {
        var lines = text.Split('\n').ToList();
        var at = lines.FindIndex(first);
        lines.Insert(at >= 0 ? at : throw new InvalidOperationException($"Nobody knows any more where '{added.Trim()}' belongs."), added);
        return string.Join('\n', lines);
    }

    [GeneratedRegex("^([A-Z][a-z]+)+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\$(\w+)\$")]
    private static partial Regex Place();
}
