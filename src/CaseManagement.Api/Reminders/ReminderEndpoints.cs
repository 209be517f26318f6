using CaseManagement.Api.Http;
using CaseManagement.Api.Reminders.Chains;

namespace CaseManagement.Api.Reminders;

/// <summary>Reminders and notices.</summary>
public static class ReminderEndpoints
{
    /// <summary>Maps /reminders, /chain-templates, /chains, office hours of teams, /calendar-feed, /calendars, /notices and /events.</summary>
    public static void MapReminders(this IEndpointRouteBuilder api)
    {
        var reminders = api.MapGroup("/reminders").WithTags("Reminders");
        reminders.Create<CreateReminder>("/");
        reminders.List<ListReminders>("/");
        reminders.Post<SnoozeReminders>("/snooze");
        reminders.Post<AssignReminders>("/assign");
        reminders.Post<CompleteReminders>("/done");
        reminders.Post<CreateReminders>("/create");
        reminders.Get<GetReminder>("/{id}");
        reminders.Patch<ChangeReminder>("/{id}");
        reminders.Change<SnoozeReminder>("/{id}/snooze");
        reminders.Change<CompleteReminder>("/{id}/done");
        reminders.Change<MarkReminderNotExecutable>("/{id}/not-executable");
        reminders.Change<CancelReminder>("/{id}/cancel");
        reminders.Change<ReopenReminder>("/{id}/reopen");
        reminders.Change<StopRepeatingReminder>("/{id}/stop-repeating");
        reminders.Get<ExplainReminder>("/{id}/calculation");

        var policies = api.MapGroup("/reminder-policies").WithTags("Reminders");
        policies.Get<ListReminderPolicies>("/");
        policies.Get<GetReminderPolicy>("/{kind}");
        policies.Replace<ChangeReminderPolicy>("/{kind}");
        policies.Post<PreviewReminderPolicy>("/{kind}/preview");
        policies.Change<WithdrawReminderPolicy>("/{kind}/withdraw");

        var templates = api.MapGroup("/chain-templates").WithTags("Chains");
        templates.Get<ListChainTemplates>("/");
        templates.Get<GetChainTemplate>("/{key}");
        templates.Replace<ChangeChainTemplate>("/{key}");
        templates.Post<PreviewChainTemplate>("/{key}/preview");
        templates.Change<WithdrawChainTemplate>("/{key}/withdraw");
        var ofCase = api.MapGroup("/cases").WithTags("Chains");
        ofCase.Get<ListChains>("/{id}/chains");
        ofCase.Create<StartChain>("/{id}/chains", at: "/api/v1/chains");
        var chains = api.MapGroup("/chains").WithTags("Chains");
        chains.Get<GetChain>("/{id}");
        chains.Change<AddChainStep>("/{id}/add-step");
        chains.Change<SkipChainStep>("/{id}/steps/{stepId}/skip");
        chains.Change<CompleteChainStep>("/{id}/steps/{stepId}/done");
        chains.Change<MoveChainStep>("/{id}/steps/{stepId}/move");
        chains.Change<EndChain>("/{id}/end");

        var calendar = api.MapGroup("/working-calendar").WithTags("Reminders");
        calendar.Get<GetWorkingCalendar>("/");
        calendar.Put<SetWorkingCalendar>("/");
        var teams = api.MapGroup("/teams").WithTags("Teams");
        teams.Get<GetOfficeHours>("/{id}/office-hours");
        teams.Put<SetOfficeHours>("/{id}/office-hours");

        var feed = api.MapGroup("/calendar-feed").WithTags("Calendar");
        feed.Get<GetCalendarFeed>("/");
        feed.Put<MakeCalendarFeed>("/"); // Not by POST: of the answers kept for repeated keys none may know a secret.
        feed.Remove<WithdrawCalendarFeed>("/");
        feed.Put<AllowCalendarFeeds>("/allowed");
        api.MapGroup("/calendars").WithTags("Calendar").On<ReadCalendar, CalendarFile>("GET", "/{key}", ReadCalendar.Send)
            .Produces<string>(StatusCodes.Status200OK, "text/calendar")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        var digests = api.MapGroup("/digest-settings").WithTags("Digests");
        digests.Get<GetDigestSettings>("/");
        digests.Replace<ChangeDigestSettings>("/");

        var notices = api.MapGroup("/notices").WithTags("Notices");
        notices.List<ListNotices>("/");
        notices.Post<ReadNotice>("/{id}/read");
        api.MapGroup("/events").WithTags("Notices").On<FollowEvents, EventBatch>("GET", "/", FollowEvents.Send)
            .Produces<StreamedEvent>(StatusCodes.Status200OK, "text/event-stream");
    }
}
