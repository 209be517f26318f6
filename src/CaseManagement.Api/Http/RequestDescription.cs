using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.Http;

/// <summary>The request type behind an endpoint: its permission and documents come from it.</summary>
public sealed record HandledRequest(Type Type, Audience Audience)
{
    /// <summary>The permission; null for what is open to anyone.</summary>
    public Permission? Permission => Type.GetCustomAttribute<RequiresAttribute>()?.Permission;

    /// <summary>For the operator of the installation only.</summary>
    public bool IsByOperator => Type.IsDefined(typeof(ByOperatorAttribute));

    /// <summary>Open to anyone.</summary>
    public bool IsOpen => Type.IsDefined(typeof(OpenToAnyoneAttribute));
}

/// <summary>What every endpoint declares.</summary>
public static class RequestDescriptionExtensions
{
    /// <summary>
    /// Ties an endpoint to the request that it sends: operation id, summary, permission and the errors that follow
    /// from it. An endpoint without this fails the architecture test.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="summary">One line in English, imperative.</param>
    /// <param name="description">What a caller has to know: rules, errors, sources. Markdown.</param>
    /// <param name="audience">Whose document it stands in.</param>
    public static RouteHandlerBuilder Handles<TRequest>(
        this RouteHandlerBuilder endpoint, string summary, string description, Audience audience = Audience.Caseworker)
    {
        var request = new HandledRequest(typeof(TRequest), audience);
        endpoint.WithMetadata(request).WithName(typeof(TRequest).Name).WithSummary(summary).WithDescription(description)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
        if (request.IsOpen)
        {
            endpoint.AllowAnonymous();
        }
        else
        {
            endpoint.ProducesProblem(StatusCodes.Status401Unauthorized)
                .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        }
        endpoint.Finally(builder =>
        {
            var needsTag = builder.Metadata.OfType<NeedsIfMatch>().Any();
            var changes = builder.Metadata.OfType<HttpMethodMetadata>().Any(methods => methods.HttpMethods.Any(method => method != HttpMethods.Get));
            foreach (var status in (int[])[.. needsTag ? [412, 428] : Array.Empty<int>(), .. changes ? [409, 413, 422] : Array.Empty<int>()])
            {
                builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
            }
        });
        return endpoint;
    }
}
