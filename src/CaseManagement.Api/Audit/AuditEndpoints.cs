using CaseManagement.Api.Http;

namespace CaseManagement.Api.Audit;

/// <summary>The data-protection officer's reading of the trail.</summary>
public static class AuditEndpoints
{
    /// <summary>Maps /audit.</summary>
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("/entries", (string? kind, string? action, Guid? staffId, Guid? rowId, Guid? clientId, DateTimeOffset? from, DateTimeOffset? until, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListAuditEntries(kind, action, staffId, rowId, clientId, from?.ToUniversalTime(), until?.ToUniversalTime(), cursor, limit), ct), http))
            .Handles<ListAuditEntries>("Read the audit trail", "The own organisation's entries, newest first. Who, when, what and which fields; never the content of a field, and no names.");
        audit.MapGet("/persons/{clientId:guid}", (Guid clientId, DateTimeOffset? from, DateTimeOffset? until, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListAccessToPerson(clientId, from?.ToUniversalTime(), until?.ToUniversalTime()), ct), http))
            .Handles<ListAccessToPerson>("See who has read or changed a person's data", "By colleague and action. Asking is on record, too.");
        audit.MapPost("/verifications", (VerifyAudit body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(body, ct), http))
            .Handles<VerifyAudit>("Verify the audit trail", "Recomputes every hash. Findings name each entry that was changed, removed or inserted and each broken block. Keep `head` somewhere else and send it as `anchor` next time: then a trail that was cut off at its end is found, too.");
    }
}
