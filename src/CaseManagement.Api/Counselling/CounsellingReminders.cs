using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Counselling;

/// <summary>The reminder of the end of counselling under a programme.</summary>
public static class CounsellingReminders
{
    /// <summary>It ends, or is prolonged.</summary>
    public static readonly ReminderKind Ends = new("counselling_ends",
        "Der Beratungszeitraum endet", "The counselling period ends");
}
