using System.Text.RegularExpressions;
using CaseManagement.Api.Documents;
using CaseManagement.Api.Handovers;
using CaseManagement.Api.Operation;
using CaseManagement.UnitTests.Architecture;
using Microsoft.Extensions.Configuration;

namespace CaseManagement.UnitTests.Operation;

/// <summary>The table "Configuration" of README.md names every setting that the program reads, and no other; so do the examples beside the program.</summary>
public sealed partial class SettingsTests
{
    // Read by what the product stands on, or by `make run`.
    private static readonly string[] OfOthers =
        ["ConnectionStrings__App", "ConnectionStrings__Owner", "ASPNETCORE_URLS", "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "CASEMANAGEMENT_PORT"];

    private static readonly HashSet<string> Table = [.. InTable()];

    [Fact]
    public void Every_setting_that_is_read_stands_in_the_table_and_every_other_is_gone() =>
        Assert.Equal(Read().Order(StringComparer.Ordinal), Table.Except(OfOthers).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("casemanagement.env.example")]
    [InlineData("migrate.env.example")]
    public void Examples_name_settings_of_the_table(string file)
    {
        var named = File.ReadLines(Path.Combine(Deployment, file)).Select(line => Assigned().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Table));
        Assert.Equal(file.StartsWith("migrate", StringComparison.Ordinal), named.Contains("ConnectionStrings__Owner"));
    }

    [Fact]
    public void Metrics_are_off_unless_a_port_is_named_and_on_loopback_unless_an_address_is()
    {
        Assert.Null(Metrics(("Metrics:Address", "0.0.0.0")));
        Assert.Equal("127.0.0.1", $"{Metrics(("Metrics:Port", "9464"))!.Address}");
        Assert.Equal("::", $"{Metrics(("Metrics:Port", "9464"), ("Metrics:Address", "::"))!.Address}");
        foreach (var port in (string[])["0", "65536", "-1", "9464 ", "none"])
        {
            Assert.Throws<InvalidOperationException>(() => Metrics(("Metrics:Port", port)));
        }
        Assert.Throws<InvalidOperationException>(() => Metrics(("Metrics:Port", "9464"), ("Metrics:Address", "localhost")));
    }

    private static string Deployment => Path.Combine(Repository.Source, "Operation", "Deployment");

    private static MetricsSettings? Metrics(params (string Name, string Value)[] settings) => MetricsSettings.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());

    // Named where they are read, or as members of what a section is bound to.
    private static IEnumerable<string> Read() =>
        Directory.EnumerateFiles(Repository.Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value.Replace(":", "__", StringComparison.Ordinal)))
            .Concat(Members<HandoverTerms>("Handovers")).Concat(Members<DocumentLimits>("Documents"))
            .Except(["ForwardedHeaders_Enabled"]).Distinct();

    private static IEnumerable<string> Members<T>(string section) =>
        typeof(T).GetProperties().Where(property => property.CanWrite).Select(property => $"{section}__{property.Name}");

    private static IEnumerable<string> InTable()
    {
        foreach (var row in File.ReadLines(Path.Combine(Repository.Root, "README.md")).SkipWhile(line => line != "## Configuration")
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|')))
        {
            var group = "";
            foreach (Match name in Named().Matches(row.Split('|')[1]))
            {
                var setting = name.Groups[1].Value;
                // `Handovers__AcceptanceDays`, `…EscalationDays`
                yield return setting.StartsWith('…') ? group + setting[1..] : setting;
                group = setting.Contains("__", StringComparison.Ordinal) ? setting[..(setting.IndexOf("__", StringComparison.Ordinal) + 2)] : group;
            }
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Named();

    [GeneratedRegex("^(?:# )?([A-Z][A-Za-z_]+)=")]
    private static partial Regex Assigned();

    [GeneratedRegex("(?:onfiguration(?:\\[|\\.GetValue(?:<[^>]+>)?\\(\\s*)|Setting = )\"([^\"]+)\"")]
    private static partial Regex Literal();
}
