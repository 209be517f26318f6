using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Assessments;

/// <summary>The reminder of an assessment that is old.</summary>
public static class AssessmentReminders
{
    /// <summary>What the person needs was assessed long ago.</summary>
    public static readonly ReminderKind Old = new("assessment_old",
        "Bedarfserhebung erneuern", "Assess needs anew");
}
