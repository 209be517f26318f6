using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Contacts;

/// <summary>Reminders of policies about contacts.</summary>
public static class ContactReminders
{
    /// <summary>Nobody has reached the person for long.</summary>
    public static readonly ReminderKind NoContact = new("no_contact",
        "Lange kein Kontakt", "No contact for long");

    /// <summary>Nobody has visited the person for long.</summary>
    public static readonly ReminderKind NoHomeVisit = new("no_home_visit",
        "Lange kein Hausbesuch", "No home visit for long");
}
