using CaseManagement.Api.Http;

namespace CaseManagement.Api.Operation;

/// <summary>What whoever runs the product asks it.</summary>
public static class OperationEndpoints
{
    /// <summary>Maps /version, and says that /metrics is not here.</summary>
    public static void MapOperation(this IEndpointRouteBuilder root)
    {
        root.MapGroup("/version").WithTags("Operation").Get<GetVersion>("/");
        // Whoever has taken the ports for one another is told 404, not to sign in.
        root.Map(Metrics.Path, http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }).AllowAnonymous();
    }
}
