using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseManagement.Api.OpenApi;

/// <summary>
/// What stands in the documents' examples. All persons are made up; codes are those of the reference data as shipped.
/// A null is left out of a body, and null in an answer: what is still open, or what excludes its neighbour.
/// </summary>
public static class OpenApiExampleValues
{
    // One property of one schema, where the name alone does not tell.
    private static readonly Dictionary<string, object?> ByOwner = new()
    {
        ["ChangeResidenceStatus.legalBasis"] = "§ 25 Abs. 3 AufenthG",
        ["CorrectResidenceStatus.legalBasis"] = "§ 25 Abs. 3 AufenthG",
        ["EndPeriod.until"] = "2026-03-31",
        ["ResidenceStatusEntry.legalBasis"] = "§ 25 Abs. 3 AufenthG",
    };

    // A property of this name, wherever it stands.
    private static readonly Dictionary<string, object?> ByName = new()
    {
        ["languages"] = "prs",
        ["careOf"] = null,
        ["street"] = "Musterstraße 1",
        ["postalCode"] = "73207",
        ["town"] = "Plochingen",
        ["ags"] = "08116056",
        ["room"] = "2.14",
        ["occupation"] = "Tailor",
        ["hoursPerWeek"] = 19.5,
        ["legalBasis"] = null,
        ["household"] = "H001",
        ["reason"] = "Typing error in the first entry",
        ["source"] = "Letter of the office of 2 March 2026",
        ["protect"] = false,
        ["expiresOn"] = "2028-03-01",
        ["until"] = null,
    };

    /// <summary>The value for a property, null when nothing is laid down for it.</summary>
    /// <param name="owner">The schema that has the property.</param>
    /// <param name="property">The property's name.</param>
    public static ExampleValue? Find(string owner, string property)
    {
        if (MemberExamples.Find(owner, property) is { } laidDown)
        {
            return laidDown;
        }
        var key = $"{owner}.{property}";
        if (ByOwner.TryGetValue(key, out var value))
        {
            return Node(value);
        }
        return ByName.TryGetValue(property, out value) ? Node(value) : null;
    }

    /// <summary>A UUIDv7 that is the same for the same name, so that one example can be read against another.</summary>
    public static string Id(string name)
    {
        var digits = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return $"0199c1a0-5e00-7{digits[..3]}-8{digits[3..6]}-{digits[6..18]}";
    }

    private static ExampleValue Node(object? value) => new(JsonSerializer.SerializeToNode(value));
}

/// <summary>A value laid down; null is one, too.</summary>
/// <param name="Value">The value.</param>
public sealed record ExampleValue(JsonNode? Value);
