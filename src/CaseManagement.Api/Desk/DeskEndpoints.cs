using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Desk;

/// <summary>What reads across the slices: the case list, a case, its timeline.</summary>
public static class DeskEndpoints
{
    /// <summary>Maps what is read under /cases.</summary>
    public static void MapDesk(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.MapGet("/", (Guid? teamId, Guid? leadStaffId, bool? unassigned, string? phase, Spoken<CaseStatus>? status, DateOnly? dueUntil, Spoken<CaseOrder>? order, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListCases(teamId, leadStaffId, unassigned, phase, status?.Value, dueUntil, order?.Value, cursor, limit), ct), http))
            .Handles<ListCases>("List cases", "Cases of your teams, those that you lead or stand in for, and those in which you take part; open ones unless another `status` is asked for. `order` is `opened` (newest first) or `due` (soonest reminder first). `isOverdue` is derived from the date.");
        cases.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetCase(id), ct), http))
            .Handles<GetCase>("Get a case", "With who works on it, first and last contact, the next due date and what you may do now.");
        cases.MapGet("/{id:guid}/timeline", (Guid id, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetCaseTimeline(id, cursor, limit), ct), http))
            .Handles<GetCaseTimeline>("Get the timeline", "What has happened, newest first: opened, closed, reopened, responsibility, phase, contacts, assessments, handovers, reminders. Restricted compartments appear to those only who may open them.");
    }
}
