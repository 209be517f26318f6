using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Representations;

/// <summary>The reminder of who was represented and comes of age: on the 18th birthday all of that is over by itself, and is to be asked anew.</summary>
public static class AgeReminders
{
    /// <summary>Somebody has come of age.</summary>
    public static readonly ReminderKind OfAge = new("of_age",
        "Volljährig geworden: Vertretung und Einwilligungen neu klären", "Has come of age: ask anew about representation and consents");
}
