namespace CaseManagement.Api.Reminders;

/// <summary>Reminders of policies about a person's dated facts.</summary>
public static class PolicyReminders
{
    /// <summary>A title or its proof ends.</summary>
    public static readonly ReminderKind ResidenceTitleExpires = new("residence_title_expires",
        "Ein Aufenthaltstitel läuft ab", "A residence title expires");

    /// <summary>A benefit is to be applied for anew.</summary>
    public static readonly ReminderKind BenefitApprovalEnds = new("benefit_approval_ends",
        "Ein Bewilligungszeitraum endet: Weiterbewilligung beantragen", "An approval period ends: apply for its continuation");

    /// <summary>Nursery, kindergarten, school, own claims, training, majority.</summary>
    public static readonly ReminderKind Birthday = new("birthday",
        "Ein Alter ist erreicht, mit dem sich etwas öffnet", "An age is reached that opens something");
}
