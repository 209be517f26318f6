using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Referrals;

/// <summary>The reminder of how a referral ended.</summary>
public static class OutcomeReminders
{
    /// <summary>The loop is not closed yet.</summary>
    public static readonly ReminderKind Unacknowledged = new("referral_outcome",
        "Vermittlung: Ausgang zur Kenntnis nehmen", "Referral: acknowledge how it ended");
}
