using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.SignIn;

/// <summary>Gives the caller the second factor that was proposed, once a one-time password has shown that it has arrived.</summary>
[Requires(Permission.UseProduct)]
[Operation("Set a second factor up", """
    With what GET has proposed and a one-time password of it. From then on the session may do all that its roles may, and each later sign-in asks for a
    one-time password. A wrong one is 400, a proposal that is too old or another person's is 400, too: ask for another one. The recovery codes are
    shown this once. 409 `second-factor-kept-elsewhere` where there is one already.
    """, Audience = Audience.Everybody)]
public sealed record SetUpSecondFactor : ICommand<RecoveryCodes>
{
    internal const string Sample = "CfDJ8Proposal";

    /// <summary>As GET has answered it.</summary>
    [Example(Sample)]
    public required string Proposal { get; init; }

    /// <summary>The six digits that the secret makes now.</summary>
    [Example("123456")]
    public required string OneTimePassword { get; init; }
}

/// <summary>Of a second factor that is set up.</summary>
/// <param name="Codes">Each good once, instead of a one-time password.</param>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

internal sealed class SetUpSecondFactorValidator : AbstractValidator<SetUpSecondFactor>
{
    public SetUpSecondFactorValidator()
    {
        RuleFor(command => command.Proposal).NotEmpty().MaximumLength(2000);
        RuleFor(command => command.OneTimePassword).NotEmpty().MaximumLength(40);
    }
}

internal sealed class SetUpSecondFactorHandler(CaseDb db, CallContext call, SecondFactors factors) : IHandler<SetUpSecondFactor, RecoveryCodes>
{
    private static readonly ProblemType Old = new("second-factor-proposal", 400,
        "Not a proposal of the last ten minutes for you. Ask for another one.",
        "Kein Vorschlag der letzten zehn Minuten für Sie. Bitte einen neuen anfordern.");
    private static readonly ProblemType Wrong = new("one-time-password-wrong", 400,
        "The one-time password is not right.", "Der Code stimmt nicht.");

    public async Task<RecoveryCodes> Handle(SetUpSecondFactor request, CancellationToken cancellationToken)
    {
        await db.UserNameOfHeld(call, cancellationToken);
        var secret = factors.Proposed(request.Proposal, call.Caller.RequiredStaffId) ?? throw RefusedException.Invalid("/proposal", Old);
        if (await factors.Enrol(secret, request.OneTimePassword, cancellationToken) is not { } codes)
        {
            throw await factors.Has(call.Caller.RequiredStaffId, cancellationToken) ? new RefusedException(HeldSessions.Elsewhere)
                : RefusedException.Invalid("/oneTimePassword", Wrong);
        }
        await db.RecordSignIn(call, "second-factor-enrolled", cancellationToken);
        return new(codes);
    }
}
