using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Dwellings;

/// <summary>The reminder of a lease that ends.</summary>
public static class LeaseReminders
{
    /// <summary>The household has to have another dwelling by then.</summary>
    public static readonly ReminderKind Ends = new("lease_ends",
        "Ein Mietverhältnis endet", "A lease ends");
}
