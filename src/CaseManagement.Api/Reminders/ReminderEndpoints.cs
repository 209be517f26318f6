using CaseManagement.Api.Http;

namespace CaseManagement.Api.Reminders;

/// <summary>Reminders and notices.</summary>
public static class ReminderEndpoints
{
    /// <summary>Maps /reminders and /notices.</summary>
    public static void MapReminders(this IEndpointRouteBuilder api)
    {
        var reminders = api.MapGroup("/reminders").WithTags("Reminders");
        reminders.MapPost("/", (CreateReminder body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, "/api/v1/reminders"))
            .Handles<CreateReminder>("Make a reminder", "On a case, person or household that you see. Due today or later; for yourself unless another colleague is named.");
        reminders.MapGet("/", (Guid? assigneeId, Guid? teamId, Guid? caseId, Spoken<ReminderStatus>? status, DateOnly? dueUntil, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListReminders(assigneeId, teamId, caseId, status?.Value, dueUntil, cursor, limit), ct), http))
            .Handles<ListReminders>("List reminders", "Soonest first: your own and those you stand in for, your teams', and those of cases you see. Overdue is derived from the date.");
        reminders.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetReminder(id), ct), http))
            .Handles<GetReminder>("Get a reminder", "With its snoozes and what you may do now.");
        reminders.MapPatch("/{id:guid}", (Guid id, ChangeReminder body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeReminder>("Change a reminder", "Title, note or assignee; what is left out stays.");
        reminders.MapPost("/{id:guid}/snooze", (Guid id, SnoozeReminder body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<SnoozeReminder>("Snooze a reminder", "Moves it to a later day and keeps the old date.");
        reminders.MapPost("/{id:guid}/done", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new CompleteReminder { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CompleteReminder>("Mark a reminder as done", "open → done.");
        reminders.MapPost("/{id:guid}/not-executable", (Guid id, MarkReminderNotExecutable body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<MarkReminderNotExecutable>("Mark a reminder as not executable", "open → not_executable, with a code of the list `reminder-not-executable-reason`.");
        reminders.MapPost("/{id:guid}/cancel", (Guid id, CancelReminder body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CancelReminder>("Cancel a reminder", "open → cancelled, with a reason. Deadlines that the product has set end with their cause and cannot be cancelled (409 `reminder-of-system`).");

        var notices = api.MapGroup("/notices").WithTags("Notices");
        notices.MapGet("/", (bool? unread, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListNotices(unread, cursor, limit), ct), http))
            .Handles<ListNotices>("List own notices", "Newest first: due reminders, late handovers, break-glass. Thin: a kind and an id.");
        notices.MapPost("/{id:guid}/read", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new ReadNotice(id), ct), http))
            .Handles<ReadNotice>("Mark a notice as read", "A second time changes nothing.");
    }
}
