using System.Diagnostics;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>What a command of the program does, as a process of its own over the database of an <see cref="Api"/>.</summary>
public sealed record ConsoleProcess(int Code, string Output, string Errors)
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="api">Whose database.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="args">Its command line.</param>
    public static async Task<ConsoleProcess> Run(Api api, string input, params string[] args)
    {
        var start = ProductProgram.With(args);
        start.RedirectStandardInput = true;
        start.Environment["ConnectionStrings__App"] = api.App;
        start.Environment["Jobs__Engine"] = "none";
        start.Environment["Demo__ClockAhead"] = (TestDay.Ahead + api.Clock.Offset).ToString("c");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new ConsoleProcess(process.ExitCode, await output, await errors);
    }
}
