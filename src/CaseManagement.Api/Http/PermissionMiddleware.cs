using CaseManagement.Api.Audit;

namespace CaseManagement.Api.Http;

/// <summary>
/// Refuses before the body is read: who lacks the permission learns nothing about the request's shape. The pipeline
/// checks again, for requests that do not come through an endpoint.
/// </summary>
public sealed class PermissionMiddleware(RequestDelegate next)
{
    /// <summary>Runs after the call context is filled.</summary>
    public async Task InvokeAsync(HttpContext http, CallContext call, Refusals refusals)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<HandledRequest>() is { IsOpen: false } handled && call.Caller.IsSignedIn
            && Objection(handled, call.Caller) is { } objection)
        {
            var refused = RefusedException.Forbidden(objection);
            call.Action = handled.Type.Name;
            await refusals.Record(call, refused);
            throw refused;
        }
        await next(http);
    }

    private static ProblemType? Objection(HandledRequest handled, Caller caller) =>
        handled.Permission is not { } permission ? AccessProblems.NoPermissionDeclared
        : !caller.May(permission) ? AccessProblems.NotPermitted
        : handled.IsByOperator && !caller.IsOperator ? AccessProblems.NotOperator
        : null;
}
