using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>A reminder was marked as done by mistake.</summary>
[Requires(Permission.UseReminders)]
[Operation("Reopen a reminder", """
    done → open, on the day (in Germany) on which it was marked as done: later it is what happened (409 `reminder-done-earlier`). One of a closed
    case stays ended (409 `reminder-of-closed-case`). Of one that repeats its successor is taken back; of a step of a chain,
    what follows waits again.
    """)]
public sealed record ReopenReminder : ICommand<Saved>
{
    /// <summary>The reminder.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ReopenReminderHandler(CaseDb db, CallContext call) : IHandler<ReopenReminder, Saved>
{
    public async Task<Saved> Handle(ReopenReminder request, CancellationToken cancellationToken)
    {
        var reminder = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        if (reminder.Status == ReminderStatus.Done
            && await db.Set<Reminder>().OfWhatHasGone(db).AnyAsync(gone => gone.Id == reminder.Id, cancellationToken))
        {
            throw RefusedException.Forbidden(CaseProblems.HandedOver, reminder.Id);
        }
        if (reminder.SeriesId is { } series && reminder.Status == ReminderStatus.Done)
        {
            // Its successor was made because it had ended, and comes again when it ends anew. Saved first: one is open at a time.
            var next = await db.Set<Reminder>().SingleOrDefaultAsync(one => one.SeriesId == series && one.Status == ReminderStatus.Open, cancellationToken);
            next?.Close("cancel", null, call.Caller.StaffId, call.Now);
            await db.SaveChangesAsync(cancellationToken);
        }
        reminder.Reopen(call.Today, call.Now);
        await db.FollowCase(call, reminder, cancellationToken);
        await db.FollowChain(call, reminder, cancellationToken); // A closed case takes none: reminder_of_open_case.
        return new Saved(reminder.Id, reminder.Version);
    }
}
