namespace CaseManagement.Api.Tokens;

/// <summary>Refusals of identity providers, and the words of the sign-in page about them.</summary>
public static class IdentityProviderProblems
{
    /// <summary>400: an issuer is an address.</summary>
    public static readonly ProblemType IssuerForm = new("issuer-form", 400,
        "An issuer is an address that begins with https:// and has no query and no fragment.",
        "Ein Issuer ist eine Adresse, die mit https:// beginnt, ohne Query und Fragment.");
    /// <summary>400: a domain.</summary>
    public static readonly ProblemType DomainForm = new("domain-form", 400,
        "Write a domain such as stadt.example.", "Bitte eine Domain wie stadt.example angeben.");
    /// <summary>400: groups are for roles that work on cases.</summary>
    public static readonly ProblemType GroupRole = new("group-role", 400,
        "Groups withhold roles that work on cases; administrators and data-protection officers are not up to the provider.",
        "Gruppen entziehen Rollen der Fallarbeit; über Administration und Datenschutz entscheidet nicht der Anbieter.");
    /// <summary>400: groups need their claim, and the other way round.</summary>
    public static readonly ProblemType GroupsClaim = new("groups-claim", 400,
        "Say groupsClaim and roleGroups together, or neither.",
        "Bitte den Claim der Gruppen und die Gruppen der Rollen zusammen angeben oder beide weglassen.");
    /// <summary>400: without one nobody gets in while the provider is down.</summary>
    public static readonly ProblemType EmergencyNeeded = new("emergency-account-needed", 400,
        "Name a colleague whom your organisation employs, whose password stays good: without one nobody gets in while the provider is down.",
        "Bitte eine bei Ihrer Organisation beschäftigte Person nennen, deren Passwort gültig bleibt: sonst kommt bei einem Ausfall niemand hinein.");
    /// <summary>409: the only password that is good.</summary>
    public static readonly ProblemType EmergencyAccount = new("emergency-account", 409,
        "This is the emergency account: without it nobody gets in while the provider is down. Name another one at the provider first.",
        "Das ist das Notfallkonto: ohne es kommt bei einem Ausfall des Anbieters niemand hinein. Bitte zuerst beim Anbieter ein anderes nennen.");
    /// <summary>409: one per organisation.</summary>
    public static readonly ProblemType One = new("identity-provider-exists", 409,
        "Your organisation has a provider already. Change it, or take it out of use.",
        "Ihre Organisation hat schon einen Anbieter. Bitte ändern oder außer Betrieb nehmen.")
    { Constraint = "identity_provider_one" };
    /// <summary>409: a domain leads to one provider.</summary>
    public static readonly ProblemType DomainTaken = new("domain-taken", 409,
        "One of these domains leads to another organisation's provider.", "Eine dieser Domains führt zum Anbieter einer anderen Organisation.");
    /// <summary>409: who is linked already.</summary>
    public static readonly ProblemType SubjectTaken = new("identity-linked", 409,
        "This subject is linked to another colleague.", "Dieses Subjekt ist mit einer anderen Person verbunden.")
    { Constraint = "identity_link_subject" };
    /// <summary>409: one identity per person.</summary>
    public static readonly ProblemType StaffLinked = new("staff-linked", 409,
        "This colleague is linked already. Unlink first.", "Diese Person ist schon verbunden. Bitte zuerst trennen.")
    { Constraint = "identity_link_staff" };
    /// <summary>409: nothing to link with.</summary>
    public static readonly ProblemType None = new("no-identity-provider", 409,
        "Your organisation has no provider.", "Ihre Organisation hat keinen Anbieter.");
    /// <summary>409: oneself.</summary>
    public static readonly ProblemType OwnLink = new("own-identity", 409,
        "Another administrator links you.", "Sie selbst verbindet eine andere Administration.");

    internal static readonly ProblemType NoProviderFor = new("provider-unknown", 400,
        "Type your address at work, such as name@stadt.example. No sign-in with an organisation's account is set up for this one.",
        "Bitte die dienstliche Adresse eingeben, etwa name@stadt.example. Für diese ist keine Anmeldung mit dem Konto einer Organisation eingerichtet.");
    internal static readonly ProblemType Unavailable = new("provider-unavailable", 503,
        "Your organisation's sign-in service does not answer as it should. Please try again later, or tell those who run it.",
        "Der Anmeldedienst Ihrer Organisation antwortet nicht, wie er soll. Bitte später erneut versuchen oder dort Bescheid geben.");
    internal static readonly ProblemType NotVouched = new("provider-refused", 401,
        "The sign-in with your organisation's account has failed or was cancelled. Please begin again.",
        "Die Anmeldung mit dem Konto Ihrer Organisation ist fehlgeschlagen oder wurde abgebrochen. Bitte erneut beginnen.");
    internal static readonly ProblemType NotLinked = new("provider-not-linked", 403,
        "Your organisation's account is linked to no account here. Please ask your organisation's administrator for this application.",
        "Ihr Konto bei Ihrer Organisation ist hier mit keinem Zugang verbunden. Bitte an die Administration dieser Anwendung in Ihrer Organisation wenden.");
    internal static readonly ProblemType NoRole = new("provider-no-role", 403,
        "Your organisation gives you no role here at the moment. Please ask your organisation's administrator for this application.",
        "Ihre Organisation gibt Ihnen hier zurzeit keine Rolle. Bitte an die Administration dieser Anwendung in Ihrer Organisation wenden.");
}
