namespace CaseManagement.Api.Tokens;

/// <summary>Refusals of API clients.</summary>
public static class ApiClientProblems
{
    /// <summary>400: a network is written as address and length.</summary>
    public static readonly ProblemType NetworkForm = new("network-form", 400,
        "Write a network such as 203.0.113.0/24 or 2001:db8::/48.",
        "Bitte ein Netz wie 203.0.113.0/24 oder 2001:db8::/48 angeben.");
    /// <summary>400: where a code may be sent.</summary>
    public static readonly ProblemType AddressForm = new("address-form", 400,
        "An address begins with https:// and has no fragment; http:// is for this machine alone (127.0.0.1, [::1], localhost).",
        "Eine Adresse beginnt mit https:// und hat kein Fragment; http:// gilt nur für den eigenen Rechner (127.0.0.1, [::1], localhost).");
    /// <summary>400: only public keys.</summary>
    public static readonly ProblemType KeysForm = new("keys-form", 400,
        "Send a JSON Web Key Set of one to five public signing keys (EC or RSA).",
        "Bitte ein JSON Web Key Set mit ein bis fünf öffentlichen Signaturschlüsseln (EC oder RSA) senden.");
    /// <summary>400: what belongs to the other kind.</summary>
    public static readonly ProblemType OtherKind = new("other-kind", 400,
        "A machine has scopes, networks and keys; a frontend has addresses. Leave out what belongs to the other.",
        "Eine Maschine hat Bereiche, Netze und Schlüssel, eine Oberfläche hat Adressen. Bitte weglassen, was zum anderen gehört.");
    /// <summary>400: in the past.</summary>
    public static readonly ProblemType ExpiresInPast = new("expires-in-past", 400, "That is over already.", "Das ist schon vorbei.");
    /// <summary>409: taken out of use.</summary>
    public static readonly ProblemType Revoked = new("api-client-revoked", 409,
        "This client was taken out of use for good. Register another.",
        "Dieser Client ist endgültig außer Betrieb. Bitte einen neuen anlegen.");
    /// <summary>409: a second pair of eyes is not asked for.</summary>
    public static readonly ProblemType NothingToConfirm = new("api-client-not-awaiting", 409,
        "This client awaits no confirmation.", "Dieser Client wartet auf keine Bestätigung.");
    /// <summary>409: no secret to be had.</summary>
    public static readonly ProblemType NoSecret = new("no-secret", 409,
        "A frontend, or a machine with keys of its own, has no secret.",
        "Eine Oberfläche oder eine Maschine mit eigenen Schlüsseln hat kein Geheimnis.");
    /// <summary>409: there would be nowhere to sign in.</summary>
    public static readonly ProblemType NoPage = new("no-sign-in-page", 409,
        "This installation has no sign-in page yet: its operator sets TokenServer:Issuer.",
        "Diese Installation hat noch keine Anmeldeseite: Der Betreiber setzt TokenServer:Issuer.");
}
