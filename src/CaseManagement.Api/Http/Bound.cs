using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.Http;

/// <summary>
/// A request put together from route, query, headers and body (<see cref="RequestShape"/>): the one parameter that an
/// endpoint binds. Brings what the documents have to know about it.
/// </summary>
/// <param name="Request">The request.</param>
public sealed record Bound<TRequest>(TRequest Request) : IBindableFromHttpContext<Bound<TRequest>>, IEndpointParameterMetadataProvider
{
#pragma warning disable CA1000 // Where the framework looks for them.
    /// <summary>Reads the request.</summary>
    public static async ValueTask<Bound<TRequest>?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new((TRequest)await context.GetEndpoint()!.Metadata.GetRequiredMetadata<RequestShape>().Read(context));

    /// <inheritdoc />
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        var mayHaveBody = builder.Metadata.OfType<HttpMethodMetadata>().Last().HttpMethods.All(method => method is "POST" or "PUT" or "PATCH");
        var shape = RequestShape.Of(typeof(TRequest), ((RouteEndpointBuilder)builder).RoutePattern, mayHaveBody);
        builder.Metadata.Add(shape);
        if (shape.NeedsIfMatch)
        {
            builder.Metadata.Add(new NeedsIfMatch());
        }
        if (shape.HasBody)
        {
            builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(TRequest)));
        }
        if (shape.File is { } file)
        {
            builder.Metadata.Add(new RequestSizeLimitAttribute(UploadedFile.BodyBytes(file)));
        }
    }
#pragma warning restore CA1000
}
