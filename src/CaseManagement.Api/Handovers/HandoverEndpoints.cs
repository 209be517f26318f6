using CaseManagement.Api.Http;

namespace CaseManagement.Api.Handovers;

/// <summary>Handing a household over, from both sides.</summary>
public static class HandoverEndpoints
{
    private const string Path = "/api/v1/handovers";

    /// <summary>Maps /handovers.</summary>
    public static void MapHandovers(this IEndpointRouteBuilder api)
    {
        var handovers = api.MapGroup("/handovers").WithTags("Handovers");
        handovers.MapPost("/", (PrepareHandover body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, Path))
            .Handles<PrepareHandover>("Prepare a handover", "Starts a draft for a household that one of your teams is responsible for; all its present members go along. One open handover per household: the second is refused with 409 `handover-already-open` and the first one's `handoverId`. A return of an accepted handover is a new one with `returnsHandoverId` and a code of the list `handover-return-reason`.");
        handovers.MapGet("/", (Spoken<Direction> direction, Spoken<HandoverStatus>? status, bool? overdue, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListHandovers(direction.Value, status?.Value, overdue, cursor, limit), ct), http))
            .Handles<ListHandovers>("List handovers", "`direction` is sent or received, seen from your teams; newest first. `status` is one of draft, submitted, clarification_requested, accepted, declined, withdrawn, expired, completed. Received ones appear from submission on. `overdue` is derived: the answer is late, or the first contacts are.");
        handovers.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetHandover(id), ct), http))
            .Handles<GetHandover>("Get a handover", "Where it stands, how it went, questions and answers, and what you can do now (`allowedActions`). `draft` is what the sender is writing and shows to him alone; the receiver reads packages.");
        handovers.MapPut("/{id:guid}", (Guid id, WriteHandover body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<WriteHandover>("Write the content of a handover", "The whole content as it is to be: documents (codes of the list `document-kind`, there or missing and why), open items, restricted items that go along one by one. While it is a draft or clarification is requested.");
        handovers.MapDelete("/{id:guid}", async (Guid id, IfMatch ifMatch, ISender sender, CancellationToken ct) =>
            {
                await sender.Send(new DiscardHandover(id, ifMatch.Version), ct);
                return TypedResults.NoContent();
            })
            .Handles<DiscardHandover>("Discard a draft", "Only a draft that was never submitted; the audit trail keeps it. What was submitted is withdrawn instead.");
        handovers.MapGet("/{id:guid}/completeness", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new CheckCompleteness(id), ct), http))
            .Handles<CheckCompleteness>("See what is missing", "Item by item, each with its place (`/persons/{clientId}/needs/{needId}`): open case, completed assessment, a proposed service or a stated gap for each urgent need, documents, open items, answers. A submission is refused with the same list.");
        handovers.MapGet("/{id:guid}/includable", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListIncludable(id), ct), http))
            .Handles<ListIncludable>("List restricted items that could go along", "Needs, records and entries of restricted compartments that you may open. None goes along unless it is named in `includedItems`.");
        handovers.MapPost("/{id:guid}/submit", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new SubmitHandover(id, ifMatch.Version), ct), http))
            .Handles<SubmitHandover>("Submit a handover", "draft or clarification_requested → submitted. Freezes the next version of the package and starts the receiver's term of 5 working days. 409 `handover-incomplete` lists what is missing.");
        handovers.MapGet("/{id:guid}/package", (Guid id, int? version, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetPackage(id, version), ct), http))
            .Handles<GetPackage>("See a package", "What was disclosed at a submission, verified against its SHA-256. Restricted items stand in it by hash; their content shows only to who may open the compartment. For the receiver until the handover is declined, withdrawn or expired.");
        handovers.MapGet("/{id:guid}/packages/{version:int}/content", async (Guid id, int version, ISender sender, HttpContext http, CancellationToken ct) =>
            {
                var package = await sender.Send(new GetPackageContent(id, version), ct);
                http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(package.Sha256)}:";
                http.Response.Headers.CacheControl = "no-store";
                return TypedResults.Text(package.Content, "application/json", System.Text.Encoding.UTF8);
            })
            .Handles<GetPackageContent>("Get the exact text of a package", "The bytes that were hashed, to keep or to verify elsewhere; the hash is in the header Repr-Digest (RFC 9530).")
            .Produces<PackageDocument>();
        handovers.MapPost("/{id:guid}/review-items", (Guid id, ReviewItems body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ReviewItems>("Accept or query items", "Item by item while the handover is submitted; an item without a question is accepted. The sender sees the questions when clarification is requested.");
        handovers.MapPost("/{id:guid}/request-clarification", (Guid id, RequestClarification body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<RequestClarification>("Request clarification", "submitted → clarification_requested. At least one item is queried, in this call or before (409 `handover-nothing-queried`).");
        handovers.MapPost("/{id:guid}/answer-queries", (Guid id, AnswerQueries body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<AnswerQueries>("Answer questions", "Item by item while clarification is requested; each question has an answer before the next submission.");
        handovers.MapPost("/{id:guid}/accept", (Guid id, AcceptHandover body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<AcceptHandover>("Accept a handover", "submitted → accepted. Persons, cases, assessments, contacts without private notes and open reminders move in one transaction; your team is responsible from this instant, and a first contact with every person is due within 10 working days. 409 `handover-outdated` when the household has changed since the submission, `handover-queries-open` while items are queried. The sender reads on for 14 days.");
        handovers.MapPost("/{id:guid}/decline", (Guid id, DeclineHandover body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<DeclineHandover>("Decline a handover", "submitted → declined, with a code of the list `handover-decline-reason`. The sender stays responsible.");
        handovers.MapPost("/{id:guid}/withdraw", (Guid id, WithdrawHandover body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<WithdrawHandover>("Withdraw a handover", "submitted or clarification_requested → withdrawn, with a code of the list `handover-withdrawal-reason`. The sender stays responsible.");
        handovers.MapPost("/{id:guid}/complete", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new CompleteHandover(id, ifMatch.Version), ct), http))
            .Handles<CompleteHandover>("Complete a handover", "accepted → completed when every person has had a first contact (409 `handover-first-contact-missing` lists who has not). Happens by itself when the last first contact is recorded.");
    }
}
