using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// Makes and ends reminders as the policies in force say, one statement for each kind: each step of each cause once, one open for a subject and kind, never
/// in a closed case; what no longer applies ends with the reason. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("apply-reminder-policies", "7,37 * * * *")]
public sealed record ApplyReminderPolicies : IRecurringCommand;

internal sealed class ApplyReminderPoliciesHandler(CaseDb db) : IHandler<ApplyReminderPolicies, int>
{
    public Task<int> Handle(ApplyReminderPolicies request, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"select app.apply_reminder_policies() as \"Value\"").SingleAsync(cancellationToken);
}

internal static class PolicyEvents
{
    /// <summary>Ends and makes reminders of some kinds as the policies in force say: where their room looks after them more often.</summary>
    public static Task<int> FollowPolicies(this CaseDb db, CancellationToken cancellationToken, params ReminderKind[] kinds)
    {
        string[] names = [.. kinds.Select(kind => kind.Name)];
        return db.Database.SqlQuery<int>($"select app.follow_policies({names}) as \"Value\"").SingleAsync(cancellationToken);
    }

    /// <summary>Makes, with the event that begins a cause, the reminder that the policy in force asks for.</summary>
    public static Task<int> RemindOf(this CaseDb db, ReminderKind kind, Guid subject, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"select app.remind_of({kind.Name}, {subject}) as \"Value\"").SingleAsync(cancellationToken);

    /// <summary>Hands the open reminder of a subject to whom its cause names now; of kinds whose causes tell their team.</summary>
    public static Task<int> Readdress(this CaseDb db, ReminderKind kind, Guid subject, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"select app.readdress_reminder({kind.Name}, {subject}) as \"Value\"").SingleAsync(cancellationToken);
}
