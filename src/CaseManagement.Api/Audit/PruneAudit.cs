using System.Globalization;
using Npgsql;

namespace CaseManagement.Api.Audit;

/// <summary>
/// The command "prune-audit": takes away the entries of whole months that are older than <c>Audit:RetentionMonths</c>; what the blocks
/// of these months were hashed to stays, with its signatures. By the owner's connection: the API's login can take nothing away.
/// </summary>
public static class PruneAuditCommand
{
    /// <summary>No setting is as short as a slip of the hand: proceedings about an access may take that long to begin.</summary>
    private const int Least = 12;

    /// <summary>Prunes and says which months went.</summary>
    /// <returns>0 done; 2 where the setting is missing or too short, and nothing has gone.</returns>
    public static async Task<int> Run(string owner, string? retentionMonths, TextWriter output)
    {
        if (!int.TryParse(retentionMonths, NumberStyles.None, CultureInfo.InvariantCulture, out var months) || months < Least)
        {
            await output.WriteLineAsync($"Audit:RetentionMonths says for how many months entries are kept: a number, at least {Least}.");
            return 2;
        }
        await using var source = NpgsqlDataSource.Create(owner);
        await using var command = source.CreateCommand("select * from audit.prune((clock_timestamp() - make_interval(months => $1))::date)");
        command.Parameters.Add(new() { Value = months });
        await using var gone = await command.ExecuteReaderAsync();
        while (await gone.ReadAsync())
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{gone.GetFieldValue<DateOnly>(0):yyyy-MM} is gone; its heads stay."));
        }
        await output.WriteLineAsync("Done.");
        return 0;
    }
}
