using System.Reflection;
using CaseManagement.Api.Http;
using MediatR;

namespace CaseManagement.Api.Access;

/// <summary>First in the pipeline: no declared permission, no access. Names the action for the trail.</summary>
public sealed class PermissionBehavior<TRequest, TResponse>(CallContext call) : IPipelineBehavior<TRequest, TResponse>
{
    // Read once per request type.
    private static readonly RequiresAttribute? Requires = typeof(TRequest).GetCustomAttribute<RequiresAttribute>();
    private static readonly bool IsOpen = typeof(TRequest).IsDefined(typeof(OpenToAnyoneAttribute));
    private static readonly bool IsByOperator = typeof(TRequest).IsDefined(typeof(ByOperatorAttribute));
    private static readonly bool IsForSystem = typeof(TRequest).IsDefined(typeof(ForSystemAttribute));

    /// <inheritdoc />
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (call.Action.Length == 0)
        {
            call.Action = typeof(TRequest).Name; // The outermost request names the action; nested ones belong to it.
        }
        call.Reason ??= (request as IGivesReason)?.Reason;

        if (IsOpen || (call.Caller.IsSystem && (IsForSystem || Requires is not null)))
        {
            return next();
        }
        if (Requires is null)
        {
            throw RefusedException.Forbidden(AccessProblems.NoPermissionDeclared);
        }
        if (call.Caller.StaffId is null)
        {
            throw new RefusedException(AccessProblems.NotSignedIn);
        }
        if (!RolePermissions.Allow(call.Caller.Roles, Requires.Permission))
        {
            throw RefusedException.Forbidden(AccessProblems.NotPermitted);
        }
        if (IsByOperator && !call.Caller.IsOperator)
        {
            throw RefusedException.Forbidden(AccessProblems.NotOperator);
        }
        return next();
    }
}

/// <summary>Refusals that have to do with who is asking.</summary>
public static class AccessProblems
{
    /// <summary>No valid bearer token.</summary>
    public static readonly ProblemType NotSignedIn = new("not-signed-in", 401, "Sign in first.", "Bitte zuerst anmelden.");
    /// <summary>The session was ended: signed out, revoked, roles changed, password changed, or expired.</summary>
    public static readonly ProblemType SessionEnded = new("session-ended", 401, "The session has ended. Sign in again.", "Die Sitzung ist beendet. Bitte erneut anmelden.");
    /// <summary>None of the caller's roles holds the permission.</summary>
    public static readonly ProblemType NotPermitted = new("not-permitted", 403, "Your role does not permit this.", "Ihre Rolle erlaubt das nicht.");
    /// <summary>Concerns every organisation of the installation.</summary>
    public static readonly ProblemType NotOperator = new("not-operator", 403, "Only the organisation that operates this installation may do this.", "Das darf nur die Organisation, die diese Installation betreibt.");
    /// <summary>A request type without a declared permission; a defect of the product, refused all the same.</summary>
    public static readonly ProblemType NoPermissionDeclared = new("no-permission-declared", 403, "Nobody has been given access to this.", "Dafür ist kein Zugriff vorgesehen.");
}
