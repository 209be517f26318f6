using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>Sets a new password; every session of the account ends, this one included.</summary>
[Requires(Permission.UseProduct), InPieces]
[Operation("Change the own password", """
    Ends every session of the account, this one included. The new password has at least 12
    characters and is not one that is guessed soon. Wrong current passwords count as wrong sign-ins do (429 `too-many-attempts`).
    """,
    Audience = Audience.Everybody)]
public sealed record ChangePassword : ICommand<bool>
{
    /// <summary>The password until now.</summary>
    [Example(SignIn.SamplePassword)]
    public required string CurrentPassword { get; init; }

    /// <summary>The new one: at least 12 characters (BSI ORP.4: length before composition), another than before.</summary>
    [Example("another and still longer phrase")]
    public required string NewPassword { get; init; }
}

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(command => command.CurrentPassword).NotEmpty().MaximumLength(200);
        RuleFor(command => command.NewPassword).NewPassword().NotEqual(command => command.CurrentPassword);
    }
}

internal sealed class ChangePasswordHandler(CaseDb db, CallContext call, IPasswordHasher<Account> hasher, SignInAttempts attempts)
    : IHandler<ChangePassword, bool>
{
    private static readonly ProblemType Wrong = new("current-password-wrong", 400,
        "The current password is not right.", "Das bisherige Passwort stimmt nicht.");

    public async Task<bool> Handle(ChangePassword request, CancellationToken cancellationToken)
    {
        var account = await db.Set<Account>().SingleAsync(a => a.StaffId == call.Caller.RequiredStaffId, cancellationToken);
        using var attempt = await attempts.Begin(account.UserName, call.Address, cancellationToken);
        if (attempt.Wait is { } wait)
        {
            throw RefusedException.NotBefore(SessionEndpoints.TooEarly, wait);
        }
        var proof = PasswordProof.Of(request.CurrentPassword, await db.SaltOf(account.UserName, cancellationToken));
        var hash = hasher.HashPassword(account, request.NewPassword);
        if (!await db.Database.SqlQuery<bool>($"""select access.change_password({proof}, {hash}, {call.Now}) as "Value" """).SingleAsync(cancellationToken))
        {
            await attempt.Failed(cancellationToken);
            throw RefusedException.Invalid("/currentPassword", Wrong);
        }
        await attempt.Succeeded(cancellationToken);
        return true;
    }
}
