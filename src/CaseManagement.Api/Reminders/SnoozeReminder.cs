using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Reminders;

/// <summary>Moves a reminder to a later day; the old date is kept.</summary>
[Requires(Permission.UseReminders)]
[Operation("Snooze a reminder", "Moves it to a later day and keeps the old date.")]
public sealed record SnoozeReminder : ICommand<Saved>, IGivesReason
{
    /// <summary>The new due date, later than the present one.</summary>
    [Example("2099-03-23")]
    public required DateOnly Until { get; init; }

    /// <summary>Why.</summary>
    [Example(Sample.Reason)]
    public string? Reason { get; init; }

    /// <summary>The reminder.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SnoozeReminderValidator : AbstractValidator<SnoozeReminder>
{
    public SnoozeReminderValidator(CallContext call)
    {
        RuleFor(command => command.Until).IsDayToCome(call);
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class SnoozeReminderHandler(CaseDb db, CallContext call) : IHandler<SnoozeReminder, Saved>
{
    public async Task<Saved> Handle(SnoozeReminder request, CancellationToken cancellationToken)
    {
        var reminder = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        reminder.Snooze(request.Until, request.Reason, call.Caller.StaffId, call.Now);
        return await db.Save(reminder, cancellationToken);
    }
}
