using System.Runtime.InteropServices;
using CaseManagement.Api.Audit;
using CaseManagement.Api.Demo;
using CaseManagement.Api.Operation;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.Api;

/// <summary>What the program does when it is not serving HTTP: <c>CaseManagement.Api COMMAND</c>.</summary>
public static class Commands
{
    /// <summary>Runs the named command, or serves HTTP.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="build">Builds the application, where the command needs it.</param>
    /// <param name="errors">Where it is told what is wrong; null: standard error.</param>
    /// <returns>The exit code: 0 done, 1 found something wrong, 2 not understood.</returns>
    public static async Task<int> Run(string[] args, Func<WebApplication> build, TextWriter? errors = null)
    {
        if (args.FirstOrDefault(argument => !argument.StartsWith('-')) is not { } command)
        {
            await build().RunAsync();
            return 0;
        }
        try
        {
            return await Run(args, command, build);
        }
        catch (Exception refused) when (Told(refused) is { } why)
        {
            await (errors ?? Console.Error).WriteLineAsync($"{command}: {why.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    // Whoever types a command wants to know what is wrong, not where in the program it was noticed. Null: a fault of the program itself.
    private static string? Told(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case NpgsqlException or MigrationRefusedException or NotConfiguredException:
                    return cause.Message;
                case RefusedException or FluentValidation.ValidationException:
                    var refused = Http.RefusalHandler.Translate(cause);
                    return string.Join(" ", [refused.Type.Text([.. refused.Values]), .. refused.Errors.Select(error => $"{error.Pointer}: {error.Message}")]);
            }
        }
        return null;
    }

    private static async Task<int> Run(string[] args, string command, Func<WebApplication> build)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        CheckConnection(configuration, "Owner");
        CheckConnection(configuration, "App");
        switch (command)
        {
            case "migrate":
                await MigrateCommand.Run(Owner(configuration), configuration.GetConnectionString("App"), Console.Out, CancellationToken.None,
                    systemKey: configuration["System:Key"]);
                return 0;
            case "verify-audit":
                using (var heads = new AuditHeads(configuration))
                {
                    return await VerifyAuditCommand.Run(Owner(configuration), Console.Out, heads);
                }
            case "prune-audit":
                return await PruneAuditCommand.Run(Owner(configuration), configuration["Audit:RetentionMonths"], Console.Out);
            case "seed-demo":
                await SeedDemo(args.Contains("--reset-passwords"), build);
                return 0;
            case "found" when args.Where(argument => !argument.StartsWith('-')).ToArray() is [_, var name, var kind, var userName, .. var ags]:
                return await Found(build, name, kind, userName, ags.FirstOrDefault());
            case "found":
                await Console.Error.WriteLineAsync("found NAME district|municipality USER_NAME [AGS]: "
                    + "the first organisation and its first administrator, with a password to be changed");
                return 2;
            case "confirm-grant":
                return await ConfirmGrant(build, args.Where(argument => !argument.StartsWith('-')).ElementAtOrDefault(1));
            case "reset-administrator":
                return await ResetAdministrator(build, args);
            case "demo" when args.Where(argument => !argument.StartsWith('-')).ToArray() is [_, var address, var list, var signIns]:
                return await Demo(address, list, signIns);
            case "demo":
                await Console.Error.WriteLineAsync("demo ADDRESS ALLOCATION_LIST SIGN_INS");
                return 2;
            default:
                await Console.Error.WriteLineAsync($"There is no command '{command}'. Commands: "
                    + "migrate, found, confirm-grant, reset-administrator, seed-demo, demo, verify-audit, prune-audit.");
                return 2;
        }
    }

    // A new installation has nobody who could sign in: the first organisation operates it and adds the others.
    private static async Task<int> Found(Func<WebApplication> build, string name, string kind, string userName, string? ags)
    {
        LogToStandardError();
        await using var app = build();
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(null);
        if (await scope.ServiceProvider.GetRequiredService<CaseDb>().Set<Organisation>().AnyAsync())
        {
            await Console.Error.WriteLineAsync("There is an organisation already; its administrator adds the others.");
            return 1;
        }
        var password = System.Security.Cryptography.RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);
        await scope.ServiceProvider.GetRequiredService<ISender>().Send(new CreateOrganisation
        {
            Name = name, Kind = kind == "district" ? OrganisationKind.District : OrganisationKind.Municipality, Ags = ags,
            FirstAdministrator = new FirstStaff("Administration", "Erste", userName, password),
        }, CancellationToken.None);
        await Console.Out.WriteLineAsync($"{userName} {password}");
        return 0;
    }

    // Where an organisation has no supervisor yet who could. Without an id: what waits.
    private static async Task<int> ConfirmGrant(Func<WebApplication> build, string? id)
    {
        LogToStandardError();
        await using var app = build();
        return await Tokens.ConfirmGrantCommand.Run(app.Services, id, Console.Out, Console.Error);
    }

    // Where nobody is left who could give an administrator another password.
    private static async Task<int> ResetAdministrator(Func<WebApplication> build, string[] args)
    {
        LogToStandardError();
        await using var app = build();
        return await ResetAdministratorCommand.Run(app.Services, args[(Array.IndexOf(args, "reset-administrator") + 1)..],
            ResetAdministratorCommand.FromConsole, ResetAdministratorCommand.OfConsole(), Console.Out, Console.Error);
    }

    // Whoever interrupts the demo gets the API back with its clock right.
    private static async Task<int> Demo(string address, string list, string signIns)
    {
        using var stop = new CancellationTokenSource();
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        var registered = signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        })).ToList();
        try
        {
            return await DemoStory.Run(address, list, signIns, Console.Out, stop.Token);
        }
        finally
        {
            registered.ForEach(registration => registration.Dispose());
        }
    }

    // Standard output is the list of sign-ins, for the caller to keep.
    private static void LogToStandardError() => Environment.SetEnvironmentVariable("Logging__Console__LogToStandardErrorThreshold", "Trace");

    private static async Task SeedDemo(bool resetPasswords, Func<WebApplication> build)
    {
        LogToStandardError();
        await using var app = build();
        if (await DemoMunicipality.Seed(app.Services, resetPasswords, Console.Out) == 0)
        {
            await Console.Error.WriteLineAsync("The demo municipality is there already; no password was changed (--reset-passwords gives new ones).");
        }
    }

    private static void CheckConnection(IConfiguration configuration, string name)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(name));
        }
        catch (ArgumentException malformed)
        {
            throw new NotConfiguredException($"ConnectionStrings__{name}: {malformed.Message}");
        }
    }

    private static string Owner(IConfiguration configuration) =>
        configuration.GetConnectionString("Owner") is { Length: > 0 } owner ? owner
            : throw new NotConfiguredException("Set ConnectionStrings__Owner to the owner's connection string.");

    private sealed class NotConfiguredException(string message) : Exception(message);
}
