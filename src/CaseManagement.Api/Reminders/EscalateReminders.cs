using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// Tells of what was ignored for as long as its policy allows: the deputy while who has to act is away, then the supervisor. Each once for a due day, one
/// open escalation for a subject. Ends those whose reminder was seen to or put off. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("escalate-reminders", "17,47 * * * *")]
public sealed record EscalateReminders : IRecurringCommand;

internal sealed class EscalateRemindersHandler(CaseDb db) : IHandler<EscalateReminders, int>
{
    public Task<int> Handle(EscalateReminders request, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"select app.escalate_reminders() as \"Value\"").SingleAsync(cancellationToken);
}

/// <summary>Who is told of what was ignored.</summary>
public enum EscalationLevel
{
    /// <summary>Who stands in for who has to act.</summary>
    Deputy,
    /// <summary>A supervisor of the team.</summary>
    Supervisor,
}

/// <summary>That somebody was told of an ignored reminder. Written by the database alone.</summary>
public sealed class ReminderEscalation
{
    private ReminderEscalation() { }

    /// <summary>The escalation.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The reminder.</summary>
    public Guid ReminderId { get; private set; }
    /// <summary>What it is about.</summary>
    public Guid SubjectId { get; private set; }
    /// <summary>As what somebody was told.</summary>
    public EscalationLevel Level { get; private set; }
    /// <summary>Who was told.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>The day on which it was due.</summary>
    public DateOnly DueOn { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>When it was over: seen to, put off, or told to the supervisor.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
}
