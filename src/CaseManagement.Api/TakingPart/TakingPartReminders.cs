using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.TakingPart;

/// <summary>Reminders of policies about what was begun.</summary>
public static class TakingPartReminders
{
    /// <summary>Something was begun a while ago.</summary>
    public static readonly ReminderKind ParticipationLasts = new("participation_lasts",
        "Kurs, Schule, Verein: hält es?", "Course, school, club: does it last?");

    /// <summary>A job was begun a while ago.</summary>
    public static readonly ReminderKind EmploymentLasts = new("employment_lasts",
        "Arbeit: hält sie?", "Job: does it last?");
}
