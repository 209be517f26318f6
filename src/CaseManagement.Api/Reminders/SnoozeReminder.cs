using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Moves a reminder to a later day; the old date is kept.</summary>
[Requires(Permission.UseReminders)]
public sealed record SnoozeReminder : ICommand<Saved>, IGivesReason
{
    /// <summary>The new due date, later than the present one.</summary>
    [Example("2027-03-22")]
    public required DateOnly Until { get; init; }

    /// <summary>Why.</summary>
    [Example(Sample.Reason)]
    public string? Reason { get; init; }

    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SnoozeReminderValidator : AbstractValidator<SnoozeReminder>
{
    public SnoozeReminderValidator(CallContext call)
    {
        RuleFor(command => command.Until).Must(until => until >= call.Today).WithErrorCode(ReminderProblems.DueInPast.Code).WithMessage(_ => ReminderProblems.DueInPast.Text());
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class SnoozeReminderHandler(CaseDb db, CallContext call) : IHandler<SnoozeReminder, Saved>
{
    public async Task<Saved> Handle(SnoozeReminder request, CancellationToken cancellationToken)
    {
        var reminder = await db.Set<Reminder>().VisibleTo(db, call.Caller).Where(r => r.OrganisationId == call.Caller.OrganisationId).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, reminder.Version);
        reminder.Snooze(request.Until, request.Reason, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(reminder.Id, reminder.Version);
    }
}
