using CaseManagement.Dev;

// What the Makefile calls. Ctrl-C reaches the programs that run below; we end after them, and tidy up.
using var ending = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = !ending.IsCancellationRequested;
    ending.Cancel();
};
try
{
    var product = new Product(ending.Token);
    switch (args)
    {
        case ["run"]:
            await product.Start();
            return 0;
        case ["stop"]:
            await product.Stop();
            return 0;
        case ["watch"]:
            return await product.Watch();
        case ["demo", .. var list]:
            return await product.Demo(list.FirstOrDefault() ?? Path.Combine(Repository.Root, "tests", "Scenarios", "plochingen", "zuweisungsliste.csv"));
        case ["verify-audit"]:
            return await product.VerifyAudit();
        case ["psql"]:
            return await product.Psql();
        case ["clean-data"]:
            await product.Clean();
            return 0;
        case ["slice", var room, .. var one]:
            NewSlice.Of(room, one.FirstOrDefault() ?? "").Write(Repository.Root);
            return 0;
        case ["test" or "check", var filter]:
            var suites = new Suites(filter.Length > 0 ? filter : null, coverage: Environment.GetEnvironmentVariable("CI") is not null);
            return args[0] == "test" ? await suites.Test() : await suites.Check();
        default:
            await Console.Error.WriteLineAsync("Commands: run, stop, watch, demo, verify-audit, psql, clean-data, slice NAME ONE, test FILTER, check FILTER; "
                + "'make help' tells more.");
            return 2;
    }
}
catch (OperationCanceledException)
{
    return 130;
}
catch (StopException told)
{
    await Console.Error.WriteLineAsync($"Error: {told.Message}");
    return 1;
}
