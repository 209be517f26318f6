namespace CaseManagement.Api.Access;

/// <summary>Refusals that have to do with who is asking.</summary>
public static class AccessProblems
{
    /// <summary>No valid bearer token.</summary>
    public static readonly ProblemType NotSignedIn = new("not-signed-in", 401, "Sign in first.", "Bitte zuerst anmelden.");
    /// <summary>The session was ended: signed out, revoked, roles changed, password changed, or expired.</summary>
    public static readonly ProblemType SessionEnded = new("session-ended", 401,
        "The session has ended. Sign in again.", "Die Sitzung ist beendet. Bitte erneut anmelden.");
    /// <summary>The password is an initial one, which somebody else has chosen and knows.</summary>
    public static readonly ProblemType PasswordChangeRequired = new("password-change-required", 403,
        "Change your password first. It was chosen by somebody else.",
        "Bitte zuerst das Passwort ändern. Es wurde von jemand anderem gewählt.");
    /// <summary>A second factor is asked of the role, and the person has none.</summary>
    public static readonly ProblemType SecondFactorSetUpRequired = new("second-factor-setup-required", 403,
        "Your role asks for a second factor. Set it up first: with PUT /sessions/current/second-factor, or at the sign-in page.",
        "Ihre Rolle verlangt einen zweiten Faktor. Bitte ihn zuerst einrichten: mit PUT /sessions/current/second-factor oder auf der Anmeldeseite.");
    /// <summary>An API client calls from outside the networks that it was registered for.</summary>
    public static readonly ProblemType NetworkRefused = new("network-refused", 403,
        "This client may not call from here.", "Dieser Client darf von hier nicht aufrufen.");
    /// <summary>None of the caller's roles holds the permission.</summary>
    public static readonly ProblemType NotPermitted = new("not-permitted", 403, "Your role does not permit this.", "Ihre Rolle erlaubt das nicht.");
    /// <summary>Concerns every organisation of the installation.</summary>
    public static readonly ProblemType NotOperator = new("not-operator", 403,
        "Only the organisation that operates this installation may do this.",
        "Das darf nur die Organisation, die diese Installation betreibt.");
    /// <summary>A request type without a declared permission; a defect of the product, refused all the same.</summary>
    public static readonly ProblemType NoPermissionDeclared = new("no-permission-declared", 403,
        "Nobody has been given access to this.", "Dafür ist kein Zugriff vorgesehen.");
}
