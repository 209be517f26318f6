namespace CaseManagement.Api.Pipeline;

/// <summary>What stands in more than one example: the same made-up family, town and colleagues everywhere.</summary>
public static class Sample
{
#pragma warning disable CS1591 // The names say it.
    public const string FamilyName = "Haddad";
    public const string GivenName = "Amal";
    public const string BirthDay = "1991-04-17";
    public const string Phone = "+49 7153 000000";
    public const string Email = "amal.haddad@example.org";
    public const string Source = "Letter of the office of 2 March 2026";
    public const string HouseholdReference = "H001";
    public const string Team = "Integrationsmanagement";
    public const string SendingTeam = "Unterbringung";
    public const string Town = "Stadt Plochingen";
    public const string District = "Landratsamt Musterkreis";
    public const string Colleague = "Jonas Beispiel";
    public const string Accommodation = "Unterkunft Musterstraße";
    public const string Instant = "2026-03-02T09:30:00Z";
    public const string LaterInstant = "2026-03-09T14:05:00Z";
    public const string Day = "2026-03-02";
    public const string LaterDay = "2026-03-16";
    public const string DueDay = "2099-03-16";
    public const string Reason = "Typing error in the first entry";
    public const string Note = "Childcare is needed in the mornings.";
    public const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    public const string Cursor = "eyJLZXkiOnsi…";
#pragma warning restore CS1591
}
