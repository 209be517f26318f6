using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>Rows of one list that are a household, or may be.</summary>
/// <param name="Indexes">Places in the list, in its order.</param>
/// <param name="IsUnclear">The rule does not tell how many households they are: a person decides.</param>
public sealed record ListHousehold(IReadOnlyList<int> Indexes, bool IsUnclear);

/// <summary>
/// Which rows of one list are a household. The same file number is one; a row without one belongs to its label. Different file numbers under one
/// label are one household where accommodation and allocation date agree and at most one row is the applicant, else they wait; so do two applicants
/// whom only the label joins. Label and file number compare without case and blanks, and a file
/// number whichever separators stand between its numbers. The order of the rows does not matter.
/// </summary>
public static class HouseholdRule
{
    private const string Applicant = "applicant";

    /// <summary>The households in the order of their first rows.</summary>
    /// <param name="rows">What the rows say; null for those that put nobody on file (refused, repeated).</param>
    public static IReadOnlyList<ListHousehold> Of(IReadOnlyList<AllocationFacts?> rows)
    {
        var joined = new Joined();
        var places = new List<(int Index, string Part)>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is { } facts)
            {
                // A row with neither stands alone, under a name that no label folds to.
                var (file, label) = (FileKey(facts), LabelKey(facts.Household) is { } written ? "l:" + written : null);
                var part = file ?? label ?? $"row {i}";
                joined.Join(part, label ?? part);
                places.Add((i, part));
            }
        }
        return [.. places.GroupBy(place => joined.Root(place.Part))
            .Select(household => new ListHousehold(
                [.. household.Select(place => place.Index)], IsUnclear([.. household.Select(place => rows[place.Index]!)])))];
    }

    private static bool IsUnclear(List<AllocationFacts> rows)
    {
        var applicants = rows.Where(row => row.Role == Applicant).ToList();
        // Two applicants of one file number are one household by that; those without one are told apart.
        return rows.Select(FileKey).OfType<string>().Distinct().Count() > 1
            ? applicants.Count > 1 || rows.Select(row => (row.Accommodation, row.AllocationDate)).Distinct().Count() > 1
            : applicants.Count > 1 && applicants.Exists(row => FileKey(row) is null);
    }

    /// <summary>The search key of a row's file number; null where there is none.</summary>
    public static string? FileKey(AllocationFacts facts) =>
        facts.FileNumber is { } number && number.Any(char.IsAsciiDigit) ? ClientKeys.OfReference(number) : null;

    /// <summary>A household's label without case and blanks; null where it holds no letter and no digit, stands for none, or was destroyed.</summary>
    public static string? LabelKey(string? label) =>
        label is null || !label.Any(char.IsLetterOrDigit) || AbsentValue.IsNone(label) || AbsentValue.IsDestroyed(label) ? null
            : string.Concat(label.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    /// <summary>Names that stand for one thing.</summary>
    private sealed class Joined
    {
        private readonly Dictionary<string, string> parents = new(StringComparer.Ordinal);

        internal string Root(string name)
        {
            while (parents.GetValueOrDefault(name, name) is var parent && parent != name)
            {
                name = parent;
            }
            return name;
        }

        internal void Join(string one, string other)
        {
            var (first, second) = (Root(one), Root(other));
            if (first != second)
            {
                parents[second] = first;
            }
        }
    }
}
