using System.Reflection;
using MediatR;

namespace CaseManagement.Api.Pipeline;

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
        if (!call.Caller.IsSignedIn)
        {
            throw new RefusedException(AccessProblems.NotSignedIn);
        }
        if (!call.Caller.May(Requires.Permission))
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
