using FluentValidation;
using MediatR;

namespace CaseManagement.Api.Pipeline;

/// <summary>Shape before anything else: every fault of a request is told at once, each with its place and rule.</summary>
public sealed class ValidationBehavior<TRequest, TResponse>(RequestRules rules) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    /// <inheritdoc />
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var faults = rules.Faults(request);
        return faults.Count == 0 ? next() : throw new ValidationException(faults);
    }
}
