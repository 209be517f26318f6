using System.Text.RegularExpressions;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Rules;

namespace CaseManagement.UnitTests.Privacy;

/// <summary>The list of compartments has one home; what has to repeat it says the same.</summary>
public sealed partial class CompartmentTests
{
    [Fact]
    public void Every_check_constraint_on_a_compartment_lists_the_compartments()
    {
        var lists = (from file in SqlFiles.OfThisBuild.Migrations
                     from found in Lists().Matches(file.Text)
                     select (file.Name, Names: Names().Matches(found.Groups[1].Value).Select(name => name.Groups[1].Value).Order(StringComparer.Ordinal)))
            .ToList();
        Assert.NotEmpty(lists);
        Assert.All(lists, list => Assert.Equal(Compartments.All.Order(StringComparer.Ordinal), list.Names));
    }

    [Fact]
    public void Every_column_of_a_compartment_has_its_check_constraint() =>
        Assert.Empty(
            from file in SqlFiles.OfThisBuild.Migrations
            from column in Columns().Matches(file.Text)
            where !Lists().IsMatch(column.Value)
            select $"{file.Name}: {column.Value.Trim()}");

    [Fact]
    public void The_refusal_of_an_unknown_compartment_names_them_all() =>
        Assert.All(Compartments.All, name => Assert.Contains(name, ReferenceDataProblems.Compartment.English, StringComparison.Ordinal));

    [GeneratedRegex(@"compartment'?\s+in\s*\(([^)]*)\)")]
    private static partial Regex Lists();

    [GeneratedRegex(@"'([^']*)'")]
    private static partial Regex Names();

    [GeneratedRegex(@"^ +compartment +text.*$", RegexOptions.Multiline)]
    private static partial Regex Columns();
}
