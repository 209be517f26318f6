using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Operation;

/// <summary>
/// Gives an administrator another initial password, at the operator's console, where nobody is left who could: sessions end, the officers are told.
/// </summary>
/// <param name="StaffId">Whose.</param>
/// <param name="Password">To be changed at the next sign-in.</param>
/// <param name="RemovesSecondFactor">Whether one-time passwords and passkeys go, too.</param>
/// <param name="Reason">Who was at the console.</param>
[ForSystem]
public sealed record ResetAdministrator(Guid StaffId, string Password, bool RemovesSecondFactor, string Reason) : ICommand<bool>, IGivesReason;

internal sealed class ResetAdministratorValidator : AbstractValidator<ResetAdministrator>
{
    public ResetAdministratorValidator() => RuleFor(reset => reset.Password).NewPassword();
}

// Answers whether there was a second factor that went.
internal sealed class ResetAdministratorHandler(CaseDb db, CallContext call, IPasswordHasher<Account> hasher) : IHandler<ResetAdministrator, bool>
{
    public async Task<bool> Handle(ResetAdministrator request, CancellationToken cancellationToken)
    {
        var staff = await db.Set<Staff>().SingleAsync(staff => staff.Id == request.StaffId, cancellationToken);
        staff.Touch("reset-password", call.Now);
        await db.TellPasswordGiven(staff, call.Now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.GivePassword(staff.Id, hasher.HashPassword(null!, request.Password), call.Now, cancellationToken);
        var removed = request.RemovesSecondFactor
            && await db.Database.SqlQuery<bool>($"""select access.remove_second_factor({staff.Id}) as "Value" """).SingleAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            CALL audit.record_event('event', {call.Now}, {call.Caller.OrganisationId}, {(Guid?)null}, {(Guid?)null}, {call.RequestId}, {call.Action},
                {request.Reason}, {staff.Id})
            """, cancellationToken);
        return removed;
    }
}

/// <summary>The command "reset-administrator": when the last administrator of an organisation has lost the password.</summary>
public static class ResetAdministratorCommand
{
    private const string Usage = "reset-administrator USER_NAME [--second-factor]: a new initial password, read from the terminal or from standard input, "
        + "never an argument; --second-factor also takes one-time passwords and passkeys away.";

    /// <summary>Resets it.</summary>
    /// <param name="services">The product's.</param>
    /// <param name="args">What stands behind the command's name.</param>
    /// <param name="password">Reads the password; null where there is none.</param>
    /// <param name="console">Who is at the console, by the operating system.</param>
    /// <param name="output">Is told what was done.</param>
    /// <param name="errors">Is told why nothing was.</param>
    /// <returns>The exit code: 0 done, 1 refused, 2 not understood.</returns>
    public static async Task<int> Run(IServiceProvider services, IReadOnlyList<string> args, Func<string, string?> password, string console,
        TextWriter output, TextWriter errors)
    {
        var userName = args.Count is 1 || args is [_, "--second-factor"] ? args[0] : null;
        if (userName is null || userName.StartsWith('-'))
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        if (await Administrator(services, userName) is not { } found)
        {
            await errors.WriteLineAsync("reset-administrator: there is no open account of this name that administers an organisation. Nothing was changed.");
            return 1;
        }
        if (password($"New initial password for {userName}: ") is not { Length: > 0 } chosen)
        {
            await errors.WriteLineAsync("reset-administrator: no password was given, or not the same twice. Nothing was changed.");
            return 1;
        }
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(found.Organisation);
        try
        {
            var removed = await scope.ServiceProvider.GetRequiredService<Pipeline.ISender>().Send(
                new ResetAdministrator(found.Staff, chosen, args.Count == 2, $"console:{console}"), CancellationToken.None);
            await scope.ServiceProvider.GetRequiredService<SignInAttempts>().Forget(userName, CancellationToken.None);
            await output.WriteLineAsync($"{userName} has a new initial password, to be changed at the next sign-in; all sessions have ended."
                + (removed ? " One-time passwords and passkeys are gone." : args.Count == 2 ? " There was no second factor." : ""));
            return 0;
        }
        catch (ValidationException refused)
        {
            await errors.WriteLineAsync($"reset-administrator: {string.Join(" ", refused.Errors.Select(fault => fault.ErrorMessage))} Nothing was changed.");
            return 1;
        }
    }

    /// <summary>From the terminal, unseen and twice; else the first line of standard input.</summary>
    internal static string? FromConsole(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine();
        }
        var first = Unseen(prompt);
        return first == Unseen("Once more: ") ? first : null;
    }

    /// <summary>Who is at the console: the account of the operating system, and who became it by sudo.</summary>
    internal static string OfConsole() => Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } behind
        ? $"{Environment.UserName} (sudo: {behind})" : Environment.UserName;

    private static string Unseen(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else
            {
                typed.Append(key.KeyChar);
            }
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }

    private sealed record Found(Guid Staff, Guid Organisation);

    // For the employer where it is one of those that the account administers.
    private static async Task<Found?> Administrator(IServiceProvider services, string userName)
    {
        var grants = await In(services, null, db => db.Set<Account>().Named(userName)
            .Join(db.Set<RoleGrant>().Where(grant => grant.Role == Role.Administrator), account => account.StaffId, grant => grant.StaffId,
                (_, grant) => new { grant.StaffId, grant.OrganisationId })
            .OrderBy(grant => grant.OrganisationId).ToListAsync());
        Found? other = null;
        foreach (var grant in grants)
        {
            var employer = await In(services, grant.OrganisationId, db => db.Set<Staff>().Where(staff => staff.Id == grant.StaffId && staff.LeftAt == null)
                .Select(staff => (Guid?)staff.OrganisationId).SingleOrDefaultAsync());
            if (employer == grant.OrganisationId)
            {
                return new Found(grant.StaffId, grant.OrganisationId);
            }
            other ??= employer is null ? null : new Found(grant.StaffId, employer.Value);
        }
        return other;
    }

    private static async Task<T> In<T>(IServiceProvider services, Guid? organisation, Func<CaseDb, Task<T>> query)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(organisation);
        return await query(scope.ServiceProvider.GetRequiredService<CaseDb>());
    }
}
