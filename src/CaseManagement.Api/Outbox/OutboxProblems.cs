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
}
