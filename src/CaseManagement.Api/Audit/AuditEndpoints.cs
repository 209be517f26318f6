using CaseManagement.Api.Http;

namespace CaseManagement.Api.Audit;

/// <summary>The data-protection officer's reading of the trail.</summary>
public static class AuditEndpoints
{
    /// <summary>Maps /audit.</summary>
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.List<ListAuditEntries>("/entries");
        audit.Get<ListAccessToPerson>("/persons/{clientId}");
        audit.Post<VerifyAudit>("/verifications");
    }
}
