using FluentValidation;

namespace CaseManagement.Api.SignIn;

/// <summary>What a new password has to be (BSI ORP.4, NIST SP 800-63B): long, and nothing that is tried first.</summary>
public static class Passwords
{
    /// <summary>At least so many characters.</summary>
    public const int Shortest = 12;

    // zxcvbn's estimate in bits: some 10^7 guesses, more than the delay after wrong passwords leaves to anybody.
    private const double LeastEntropy = 24;

    private static readonly ProblemType Guessable = new("password-guessable", 400,
        "This password would be guessed soon. Several words without a common sense are better.",
        "Dieses Passwort wäre bald erraten. Besser sind mehrere Wörter ohne gemeinsamen Sinn.");

    /// <summary>Length before composition, and not guessable.</summary>
    public static IRuleBuilderOptions<T, string> NewPassword<T>(this IRuleBuilder<T, string> rule) => rule.MinimumLength(Shortest).MaximumLength(200)
        .Must(password => password is null || password.Length < Shortest || !IsGuessable(password))
        .WithErrorCode(Guessable.Code).WithMessage(_ => Guessable.Text());

    // The beginning decides: what is safe there is safe as a whole, and the estimate of long texts takes long.
    private static bool IsGuessable(string password) =>
        string.IsNullOrWhiteSpace(password) || Zxcvbn.Zxcvbn.MatchPassword(password.Length <= 64 ? password : password[..64]).Entropy < LeastEntropy;
}
