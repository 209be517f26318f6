namespace CaseManagement.Api.ServiceDirectory;

internal static class ServiceProblems
{
    public static readonly ProblemType OneProvider = new("service-provider", 400,
        "Name who offers it: either providerId or providerName.", "Bitte angeben, wer es anbietet: entweder providerId oder providerName.");
    public static readonly ProblemType UnknownProvider = new("service-provider-unknown", 400,
        "There is no such organisation that works.", "Eine solche bestehende Organisation gibt es nicht.");
    public static readonly ProblemType UnknownOwner = new("service-owner-unknown", 400,
        "The owner has to be a colleague of your organisation.", "Zuständig kann nur eine Fachkraft der eigenen Organisation sein.");
    public static readonly ProblemType Exists = new("service-exists", 409,
        "Your organisation keeps a service of this provider by this name already.",
        "Ihre Organisation führt ein Angebot dieses Namens von diesem Anbieter schon.")
    { Constraint = "service_once" };
    public static readonly ProblemType NotKept = new("service-not-kept", 409,
        "Another organisation keeps this entry.", "Diesen Eintrag pflegt eine andere Organisation.");
}
