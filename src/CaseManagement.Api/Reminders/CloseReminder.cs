using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>How a reminder ends.</summary>
public abstract record CloseReminder : ICommand<Saved>
{
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>It has been done.</summary>
[Requires(Permission.UseReminders)]
public sealed record CompleteReminder : CloseReminder;

/// <summary>It could not be done, for a coded reason.</summary>
[Requires(Permission.UseReminders)]
public sealed record MarkReminderNotExecutable : CloseReminder, IGivesReason
{
    /// <summary>Code of the list reminder-not-executable-reason.</summary>
    [Example("client-not-reached")]
    public required string ReasonCode { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

/// <summary>It is no longer wanted. Deadlines of the product cannot be cancelled.</summary>
[Requires(Permission.UseReminders)]
public sealed record CancelReminder : CloseReminder, IGivesReason
{
    /// <summary>Why.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
}

internal sealed class MarkReminderNotExecutableValidator : AbstractValidator<MarkReminderNotExecutable>
{
    public MarkReminderNotExecutableValidator() => RuleFor(command => command.ReasonCode).NotEmpty();
}

internal sealed class CancelReminderValidator : AbstractValidator<CancelReminder>
{
    public CancelReminderValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class CloseReminderHandler(CaseDb db, CallContext call, ReferenceCodes codes) :
    IHandler<CompleteReminder, Saved>, IHandler<MarkReminderNotExecutable, Saved>, IHandler<CancelReminder, Saved>
{
    public Task<Saved> Handle(CompleteReminder request, CancellationToken cancellationToken) => Close(request, "done", null, cancellationToken);

    public async Task<Saved> Handle(MarkReminderNotExecutable request, CancellationToken cancellationToken)
    {
        await codes.Check(cancellationToken, new CodeUse("/reasonCode", "reminder-not-executable-reason", request.ReasonCode));
        return await Close(request, "notExecutable", request.ReasonCode, cancellationToken);
    }

    public Task<Saved> Handle(CancelReminder request, CancellationToken cancellationToken) => Close(request, "cancel", request.Reason, cancellationToken);

    private async Task<Saved> Close(CloseReminder request, string action, string? reason, CancellationToken cancellationToken)
    {
        var reminder = await db.Set<Reminder>().VisibleTo(db, call.Caller).Where(r => r.OrganisationId == call.Caller.OrganisationId).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, reminder.Version);
        if (action == "cancel" && reminder is { Kind: not ReminderKind.Personal, Status: ReminderStatus.Open })
        {
            throw new RefusedException(ReminderProblems.MadeBySystem);
        }
        reminder.Close(action, reason, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(reminder.Id, reminder.Version);
    }
}
