using System.Globalization;
using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>What to measure; each of it a word NAME=VALUE of the command line.</summary>
/// <param name="Size">Persons of the town, as it was said: 20k, 200k, 1m.</param>
/// <param name="Rounds">How often each pair of limit and product is measured, in turns; medians are told.</param>
/// <param name="Seconds">How long each measurement of a round lasts, after a second to warm up.</param>
/// <param name="Only">Names of operations; none for all.</param>
internal sealed record Options(string Size, int Rounds, int Seconds, IReadOnlyList<string> Only)
{
    public int Clients { get; } = Size[^1..] switch
    {
        "k" => 1_000 * Number(Size[..^1]),
        "m" => 1_000_000 * Number(Size[..^1]),
        _ => Number(Size),
    };

    public static Options Of(string[] args)
    {
        var said = args.Select(arg => arg.Split('=', 2)).Where(pair => pair is [_, not ""]).ToDictionary(pair => pair[0], pair => pair[1].ToLowerInvariant());
        return new Options(said.GetValueOrDefault("SIZE", "20k"), Number(said.GetValueOrDefault("ROUNDS", "3")),
            Number(said.GetValueOrDefault("SECONDS", "5")), said.GetValueOrDefault("ONLY", "").Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number : throw new StopException($"'{text}' is no number. SIZE=20k, 200k or 1m, ROUNDS=3, SECONDS=5, ONLY=case,case-list");
}
