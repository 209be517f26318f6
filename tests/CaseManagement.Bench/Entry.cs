using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>What `make bench` calls.</summary>
internal static class Entry
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            return await new Run(Options.Of(args)).Measure();
        }
        catch (StopException told)
        {
            await Console.Error.WriteLineAsync($"Error: {told.Message}");
            return 1;
        }
    }
}
