namespace CaseManagement.Api.Outbox;

/// <summary>Refusals of webhooks.</summary>
internal static class OutboxProblems
{
    public static readonly ProblemType UrlForm = new("webhook-url", 400,
        "An address begins with https:// and has neither user name nor fragment.",
        "Eine Adresse beginnt mit https:// und hat weder Benutzernamen noch Fragment.");
    public static readonly ProblemType UnknownEvent = new("webhook-event-unknown", 400,
        "There is no such type of event. Possible: {0}.", "Eine solche Ereignisart gibt es nicht. Möglich: {0}.");
    public static readonly ProblemType Disabled = new("webhook-disabled", 409,
        "The webhook is disabled. Enable it first.", "Der Webhook ist außer Betrieb. Bitte zuerst wieder einschalten.");
    public static readonly ProblemType NoSecret = new("webhook-no-secret", 409,
        "The webhook has no secret yet: nothing can be signed.", "Der Webhook hat noch kein Geheimnis: nichts kann signiert werden.");
    public static readonly ProblemType NotPrivate = new("network-not-private", 400,
        "Only a network that lies within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 or fc00::/7 can be admitted.",
        "Zugelassen werden kann nur ein Netz innerhalb von 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 oder fc00::/7.");
    public static readonly ProblemType Admitted = new("network-admitted", 409, "This network is admitted already.", "Dieses Netz ist schon zugelassen.")
    { Constraint = "admitted_network_once" };
    public static readonly ProblemType MailAddressTaken = new("mail-address-exists", 409,
        "Your organisation has this address already.", "Ihre Organisation hat diese Adresse schon.")
    { Constraint = "mail_address_once" };
    public static readonly ProblemType MailAddressForm = new("mail-address", 400,
        "An address looks like office@example.org, without a name before it, in plain letters.",
        "Eine Adresse sieht aus wie stelle@example.org, ohne Namen davor, ohne Umlaute.");
    public static readonly ProblemType TooManyMailAddresses = new("mail-address-limit", 409,
        "Your organisation has {0} addresses already. Take one away first.",
        "Ihre Organisation hat schon {0} Adressen. Bitte zuerst eine entfernen.");
    public static readonly ProblemType MailCodeWrong = new("mail-code-wrong", 409,
        "This is not the code that was sent last to this address, or it is older than seven days.",
        "Das ist nicht der Code, der zuletzt an diese Adresse ging, oder er ist älter als sieben Tage.");
    public static readonly ProblemType MailCodeRecent = new("mail-code-recent", 409,
        "A code was sent within the last ten minutes, or is still on its way.",
        "In den letzten zehn Minuten ging schon ein Code hinaus, oder er ist noch unterwegs.");
    public static readonly ProblemType MailRefused = new("mail-address-refused", 409,
        "The address has refused mail since. Have another code sent there first.",
        "Die Adresse hat seither Mail abgewiesen. Bitte zuerst einen neuen Code dorthin senden.");
    public static readonly ProblemType NoMailAddress = new("no-mail-address", 409,
        "There is no e-mail address on your record. Ask your administrator to add it.",
        "Zu Ihnen ist keine Mail-Adresse hinterlegt. Bitte bei der Administration eintragen lassen.");
    public static readonly ProblemType MailConfirmed = new("mail-address-confirmed", 409,
        "The address is confirmed already.", "Die Adresse ist schon bestätigt.");
}
