using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>How a reminder ends.</summary>
public abstract record CloseReminder : ICommand<Saved>
{
    /// <summary>The reminder.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>It has been done.</summary>
[Requires(Permission.UseReminders)]
[Operation("Mark a reminder as done", "open → done. Of one that repeats the next is made at once; of a step of a chain, those of the steps that follow.")]
public sealed record CompleteReminder : CloseReminder;

/// <summary>It could not be done, for a coded reason.</summary>
[Requires(Permission.UseReminders)]
[Operation("Mark a reminder as not executable", "open → not_executable, with a coded reason.")]
public sealed record MarkReminderNotExecutable : CloseReminder, IGivesReason
{
    /// <summary>Why.</summary>
    [CodeOf(CodeLists.ReminderNotExecutableReason)]
    public required string ReasonCode { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

/// <summary>It is no longer wanted. Deadlines of the product cannot be cancelled.</summary>
[Requires(Permission.UseReminders)]
[Operation("Cancel a reminder", """
    open → cancelled, with a reason. Deadlines that the product has set end with their cause and cannot be cancelled (409 `reminder-of-system`);
    a step of a chain is skipped there (409 `reminder-of-chain`).
    """)]
public sealed record CancelReminder : CloseReminder, INeedsReason
{
    /// <summary>Why.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
}

internal sealed class CloseReminderHandler(CaseDb db, CallContext call) :
    IHandler<CompleteReminder, Saved>, IHandler<MarkReminderNotExecutable, Saved>, IHandler<CancelReminder, Saved>
{
    public Task<Saved> Handle(CompleteReminder request, CancellationToken cancellationToken) => Close(request, "done", null, cancellationToken);

    public Task<Saved> Handle(MarkReminderNotExecutable request, CancellationToken cancellationToken) =>
        Close(request, "not-executable", request.ReasonCode, cancellationToken);

    public Task<Saved> Handle(CancelReminder request, CancellationToken cancellationToken) =>
        Close(request, "cancel", request.Reason, cancellationToken);

    private async Task<Saved> Close(CloseReminder request, string action, string? reason, CancellationToken cancellationToken)
    {
        var reminder = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        if (reminder.ObjectionTo(action) is { } objection && Reminder.Moves.Allows(reminder.Status, action))
        {
            throw new RefusedException(objection);
        }
        reminder.Close(action, reason, call.Caller.StaffId, call.Now);
        await db.FollowChain(call, reminder, cancellationToken);
        if (reminder.SeriesId is { } series)
        {
            var latest = await db.Set<Reminder>().Where(one => one.SeriesId == series && one.Status != ReminderStatus.Cancelled)
                .MaxAsync(one => one.OccursOn, cancellationToken);
            if (reminder.NextDay(latest ?? reminder.OccursOn!.Value, call.Today) is { } next)
            {
                db.Add(Reminder.After(reminder, next, call.Now));
                await db.SaveChangesAsync(cancellationToken);
            }
        }
        return new Saved(reminder.Id, reminder.Version);
    }
}
