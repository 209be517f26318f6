namespace CaseManagement.Api.Http;

/// <summary>A status or kind in a query string, as JSON speaks it: snake_case. (The framework would want the C# name.)</summary>
/// <param name="Value">The value.</param>
public readonly record struct Spoken<T>(T Value) where T : struct, Enum
{
    private static readonly Dictionary<string, T> Names = Enum.GetValues<T>().ToDictionary(value => SnakeCase.Of(value.ToString()));

#pragma warning disable CA1000 // Where the framework looks for it.
    /// <summary>Reads "partner_agency"; anything else is a malformed request.</summary>
    public static bool TryParse(string? text, out Spoken<T> spoken)
    {
        var known = Names.TryGetValue(text ?? "", out var value);
        spoken = new(value);
        return known;
    }
#pragma warning restore CA1000
}
