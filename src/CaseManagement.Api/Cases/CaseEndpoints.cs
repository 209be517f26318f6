using CaseManagement.Api.Http;

namespace CaseManagement.Api.Cases;

/// <summary>Cases.</summary>
public static class CaseEndpoints
{
    private const string Path = "/api/v1/cases";

    /// <summary>Maps /cases.</summary>
    public static void MapCases(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.MapPost("/", (OpenCase body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, Path))
            .Handles<OpenCase>("Open a case", "In the care of one of your teams, with or without a lead worker. One open case per client: 409 `case-already-open` with `caseId` where you may see the first one.");
        cases.MapGet("/{id:guid}/responsibilities", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetCaseResponsibilities(id), ct), http))
            .Handles<GetCaseResponsibilities>("Get the responsibility history", "Oldest first, half-open intervals [fromAt, untilAt). While a case is open the intervals have no gap and no overlap; between closing and reopening nobody is responsible.");
        cases.MapPost("/{id:guid}/assign", (Guid id, AssignCase body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<AssignCase>("Assign a lead worker", "A member of the responsible team (409 `case-lead-not-in-team`), or nobody. For cases of your own teams.");
        cases.MapPost("/{id:guid}/take", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new TakeCase { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<TakeCase>("Take an unassigned case", "You become the lead worker of a case of your own team that nobody leads (else 409 `case-already-assigned`).");
        cases.MapPost("/{id:guid}/reassign", (Guid id, ReassignCase body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ReassignCase>("Reassign to another team or lead worker", "Inside the organisation, with a reason. Another organisation receives a handover.");
        cases.MapPost("/{id:guid}/change-phase", (Guid id, ChangeCasePhase body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeCasePhase>("Change the phase", "A code of the list `accommodation-phase`. One that belongs to a restricted compartment (a protective shelter) is refused: it would show in every list.");
        cases.MapPost("/{id:guid}/close", (Guid id, CloseCase body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CloseCase>("Close a case", "open → closed, with a code of the list `case-closing-reason`.");
        cases.MapPost("/{id:guid}/reopen", (Guid id, ReopenCase body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ReopenCase>("Reopen a case", "closed → open, with a code of the list `case-reopening-reason`, in the team that had it last. Refused while the client has another open case (409 `case-already-open`).");
        cases.MapPost("/{id:guid}/participants", (Guid id, AddCaseParticipant body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<AddCaseParticipant>("Add a participant", "A colleague who sees the case and works on it without leading it.");
        cases.MapPost("/{id:guid}/participants/{staffId:guid}/end", (Guid id, Guid staffId, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(new EndCaseParticipation { Id = id, StaffId = staffId, Version = ifMatch.Version }, ct), http))
            .Handles<EndCaseParticipation>("End a participation", "By the responsible team, or by the participant.");
    }
}
