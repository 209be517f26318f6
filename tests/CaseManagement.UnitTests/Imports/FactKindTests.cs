using System.Globalization;
using System.Text;
using CaseManagement.Api.Imports;
using CaseManagement.Api.Rules;
using CaseManagement.UnitTests.Architecture;

namespace CaseManagement.UnitTests.Imports;

/// <summary>What the definitions of fact lists promise by themselves.</summary>
public sealed class FactKindTests
{
    [Fact]
    public void Each_kind_has_one_definition() => Assert.Equal(Enum.GetValues<FactListKind>(), FactKind.All.Keys.Order());

    [Fact]
    public void No_header_means_two_columns_and_each_name_of_a_column_means_it()
    {
        foreach (var kind in FactKind.All.Values)
        {
            Assert.Distinct(kind.Columns.Select(column => column.Key));
            foreach (var column in kind.Columns)
            {
                Assert.All(column.Headers, header => Assert.Same(column, kind.ByHeader.OfHeader(header)));
            }
        }
    }

    [Fact]
    public void The_readme_has_the_columns_of_every_kind_with_an_example() =>
        Assert.Contains(Tables(), File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);

    private static readonly string[] Shown =
        ["waitingOn", "begunOn", "language", "skill", "level", "until", "leaveReason", "accommodation", "employer", "provider"];

    /// <summary>The tables of README.md, out of the definitions.</summary>
    private static string Tables()
    {
        var text = new StringBuilder();
        Table("whom a row is about, in each kind", FactPerson.Columns);
        foreach (var kind in FactKind.All.Values.OrderBy(kind => kind.Kind))
        {
            var own = kind.Columns.Skip(FactPerson.Columns.Count).ToList();
            Table($"`kind={SnakeCase.Of(kind.Kind.ToString())}` – {kind.Name.De}", own);
            text.Append("```csv\n").AppendJoin(';', kind.Columns.Where(IsShown).Select(column => column.German)).Append('\n')
                .AppendJoin(';', kind.Columns.Where(IsShown).Select(column => column.Example)).Append("\n```\n\n");
            bool IsShown(FactColumn column) => own.Contains(column) ? column.Required || Shown.Contains(column.Key)
                : column.Key is "familyName" or "givenName" or "birthDate";
        }
        return text.ToString();

        void Table(string title, IEnumerable<FactColumn> columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"**{title}**\n\n| Column | German, English header | Cells | Meaning |\n|---|---|---|---|\n");
            foreach (var column in columns)
            {
                var cells = column.CodeList is { } list ? $"code of `{list}`" : column.Type switch
                {
                    FactCell.Day => "day",
                    FactCell.DayOrLess => "day, month or year",
                    FactCell.Number => "number",
                    FactCell.YesNo => "ja, nein",
                    FactCell.Id => "id",
                    _ => "text",
                };
                text.Append(CultureInfo.InvariantCulture,
                    $"| `{column.Key}`{(column.Required ? " *" : "")} | {column.German}, {column.English} | {cells} | {column.Meaning.En} |\n");
            }
            text.Append('\n');
        }
    }
}
