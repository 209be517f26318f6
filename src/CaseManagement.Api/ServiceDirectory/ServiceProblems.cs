namespace CaseManagement.Api.ServiceDirectory;

internal static class ServiceProblems
{
    public static readonly ProblemType OneProvider = new("service-provider", 400,
        "Name who offers it: either providerId or providerName.", "Bitte angeben, wer es anbietet: entweder eine Organisation von hier oder einen Namen.");
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
    public static readonly ProblemType UrlForm = new("url-form", 400,
        "An address of the web: https:// or http://, without a user name.", "Eine Web-Adresse: https:// oder http://, ohne Benutzernamen.");
    public static readonly ProblemType AmountForm = new("amount-form", 400,
        "An amount in euros with two decimals at most.", "Ein Betrag in Euro mit höchstens zwei Nachkommastellen.");
    public static readonly ProblemType DayForm = new("day-form", 400,
        "MO, TU, WE, TH, FR, SA or SU; of monthly hours with 1 to 5 or -1 before it.",
        "MO, TU, WE, TH, FR, SA oder SU; bei monatlichen Zeiten mit 1 bis 5 oder -1 davor.");
    public static readonly ProblemType TimeForm = new("time-form", 400, "A time as HH:mm, such as 09:30.", "Eine Uhrzeit als HH:mm, etwa 09:30.");
    public static readonly ProblemType ClosesBeforeOpening = new("closes-before-opening", 400,
        "Give both times, the second later than the first; past midnight takes two entries.",
        "Bitte beide Uhrzeiten angeben, die zweite nach der ersten; über Mitternacht sind es zwei Einträge.");
    public static readonly ProblemType UnknownLocation = new("service-location-unknown", 400,
        "This service has no such place: leave the id of a new one out.", "Diesen Ort hat das Angebot nicht: bei einem neuen bitte die id weglassen.");
}
