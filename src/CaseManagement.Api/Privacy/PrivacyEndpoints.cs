using CaseManagement.Api.Http;

namespace CaseManagement.Api.Privacy;

/// <summary>Compartments: restricted records, named persons, break-glass.</summary>
public static class PrivacyEndpoints
{
    /// <summary>Maps what stands below /clients/{id}, and /restricted-records, /named-persons, /break-glass.</summary>
    public static void MapPrivacy(this IEndpointRouteBuilder api)
    {
        var clients = api.MapGroup("/clients").WithTags("Privacy");
        clients.MapGet("/{id:guid}/compartments", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListCompartments(id), ct), http))
            .Handles<ListCompartments>("See which compartments are open to me", "Health, protection, sexual orientation: open to the lead worker, to named persons, and for four hours after break-glass. Tells nothing of what they hold.");
        clients.MapGet("/{id:guid}/restricted-records", (Guid id, Spoken<Compartment>? compartment, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListRestrictedRecords(id, compartment?.Value, cursor, limit), ct), http))
            .Handles<ListRestrictedRecords>("List restricted records", "Those that you may open, newest first. What is closed to you is neither shown nor counted.");
        clients.MapPost("/{id:guid}/restricted-records", (Guid id, WriteRestrictedRecord body, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Created(sender.Send(body with { ClientId = id }, ct), http, "/api/v1/restricted-records"))
            .Handles<WriteRestrictedRecord>("Write a restricted record", "Into a compartment that you may open (403 `compartment-closed` otherwise).");
        clients.MapPost("/{id:guid}/named-persons", (Guid id, NamePerson body, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Created(sender.Send(body with { ClientId = id }, ct), http, "/api/v1/named-persons"))
            .Handles<NamePerson>("Admit a colleague to a compartment", "By the lead worker of the open case (403 `not-lead-worker` otherwise). A deputy does not inherit compartments and has to be named.");
        clients.MapPost("/{id:guid}/break-glass", async (Guid id, BreakGlass body, ISender sender, CancellationToken ct) =>
            {
                var broken = await sender.Send(body with { ClientId = id }, ct);
                return TypedResults.Created($"/api/v1/break-glass/{broken.Id}", broken);
            })
            .Handles<BreakGlass>("Break the glass", "Opens the compartments, and the case, of a person of the own organisation for four hours. The supervisor of the responsible team and the data-protection officer are told at once, with the reason.");

        var records = api.MapGroup("/restricted-records").WithTags("Privacy");
        records.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetRestrictedRecord(id), ct), http))
            .Handles<GetRestrictedRecord>("Get a restricted record", "404 for everybody to whom its compartment is closed.");
        records.MapPut("/{id:guid}", (Guid id, CorrectRestrictedRecord body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectRestrictedRecord>("Correct a restricted record", "Art. 16 GDPR; what it said before stays in the trail.");

        var named = api.MapGroup("/named-persons").WithTags("Privacy");
        named.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetNamedPerson(id), ct), http))
            .Handles<GetNamedPerson>("Get an admission", "With its ETag and what you may do to it.");
        named.MapPost("/{id:guid}/end", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new EndNamedPerson(id, ifMatch.Version), ct), http))
            .Handles<EndNamedPerson>("Take an admission back", "By the lead worker; ends at once.");

        var openings = api.MapGroup("/break-glass").WithTags("Privacy");
        openings.MapGet("/", (string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListBreakGlass(cursor, limit), ct), http))
            .Handles<ListBreakGlass>("List every break-glass", "Of the own organisation, newest first, for the data-protection officer.");
        openings.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetBreakGlass(id), ct), http))
            .Handles<GetBreakGlass>("Get a break-glass", "For who has broken the glass and for whom was told: the supervisor and the data-protection officer find its id in their notices.");
    }
}
