using CaseManagement.Api.Http;

namespace CaseManagement.Api.SignIn;

/// <summary>Signing in and out.</summary>
public static class SessionEndpoints
{
    internal static readonly ProblemType Refused = new("sign-in-refused", 401,
        "User name or password is not right.", "Benutzername oder Passwort stimmt nicht.");
    private static readonly ProblemType SecondFactor = new("second-factor-required", 401,
        "Send the one-time password of your second factor as well; each is good once.",
        "Bitte auch den Code des zweiten Faktors senden; jeder gilt einmal.");
    private static readonly ProblemType PasskeyOnly = new("passkey-required", 401,
        "Your second factor is a passkey, which works at the sign-in page. For scripts set one-time passwords up, at /account.",
        "Ihr zweiter Faktor ist ein Passkey, der nur auf der Anmeldeseite gilt. Für Skripte bitte Einmalcodes einrichten, unter /account.");
    private static readonly ProblemType SwitchedOff = new("script-sign-in-off", 401,
        "Your organisation lets no scripts sign in with a password. Sign in at the sign-in page.",
        "Ihre Organisation lässt keine Anmeldung durch Skripte zu. Bitte auf der Anmeldeseite anmelden.");
    internal static readonly ProblemType Provider = new("provider-required", 401,
        "Your organisation takes no passwords here. Sign in at the sign-in page with your organisation's account.",
        "Ihre Organisation lässt hier keine Passwörter zu. Bitte auf der Anmeldeseite mit dem Konto Ihrer Organisation anmelden.");
    internal static readonly ProblemType TooEarly = new("too-many-attempts", 429,
        "Too many wrong passwords from here. Try again after the time in Retry-After.",
        "Zu viele falsche Passwörter von hier. Bitte nach der Zeit in Retry-After erneut versuchen.");
    private static readonly ProblemType RefreshRefused = new("refresh-refused", 401,
        "This refresh token is not good any more. Sign in again.", "Dieses Refresh-Token gilt nicht mehr. Bitte erneut anmelden.");

    /// <summary>Maps /sessions.</summary>
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.On<SignIn, SignedIn>("POST", "/", TokensOr(Refused)).AnswersTokens();
        sessions.On<RefreshSession, SignedIn>("POST", "/refresh", TokensOr(RefreshRefused)).AnswersTokens();
        sessions.Remove<SignOut>("/current");
        sessions.Get<ProposeSecondFactor>("/current/second-factor").ProducesProblem(StatusCodes.Status409Conflict);
        sessions.Put<SetUpSecondFactor>("/current/second-factor");
        sessions.Put<ChangePassword>("/current/password"); // Not by POST: of the answers kept for repeated keys none may know a password.
    }

    private static RouteHandlerBuilder AnswersTokens(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<SessionTokens>().ProducesProblem(StatusCodes.Status401Unauthorized).RequireRateLimiting(Limits.SignIn);

    // Made here and not by the command: what that answers is saved.
    private static Func<SignedIn, HttpContext, IResult> TokensOr(ProblemType refused) => (answer, http) => answer.Caller is { } caller
        ? Answer.Shown(http.RequestServices.GetRequiredService<SessionTokenIssuer>().Issue(caller, answer.RefreshNo), http)
        : throw (answer.Wait is { } wait ? RefusedException.NotBefore(TooEarly, wait)
            : new RefusedException(answer switch
            {
                { NeedsSecondFactor: true } => SecondFactor,
                { NeedsPasskey: true } => PasskeyOnly,
                { IsSwitchedOff: true } => SwitchedOff,
                { NeedsProvider: true } => Provider,
                _ => refused,
            }));
}
