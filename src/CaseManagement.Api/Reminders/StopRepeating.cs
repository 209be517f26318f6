using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Reminders;

/// <summary>A reminder does not come again: this one is the last.</summary>
[Requires(Permission.UseReminders)]
[Operation("Stop a reminder from repeating", """
    This one stays as it is and is the last of its series. Of an open one that repeats (409 `reminder-does-not-repeat`).
    """)]
public sealed record StopRepeatingReminder : ICommand<Saved>
{
    /// <summary>The reminder.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class StopRepeatingReminderHandler(CaseDb db, CallContext call) : IHandler<StopRepeatingReminder, Saved>
{
    public async Task<Saved> Handle(StopRepeatingReminder request, CancellationToken cancellationToken)
    {
        var reminder = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        reminder.StopRepeating(call.Now);
        return await db.Save(reminder, cancellationToken);
    }
}
