using Microsoft.AspNetCore.Routing.Patterns;

namespace CaseManagement.Api.Http;

/// <summary>Marks an endpoint that changes something and can show it (Prefer: return=representation).</summary>
public sealed class ShowsChanged
{
    private Representation? found;
    private bool hasLooked;

    /// <summary>Whether the change makes a new resource.</summary>
    public bool Creates { get; init; }

    /// <summary>The collection in which a new resource is read, where that is not the path that was posted to.</summary>
    public string? At { get; init; }

    /// <summary>The reading that shows it; null where there is none. Looked for when all endpoints are there.</summary>
    public Representation? Find(IServiceProvider services, RoutePattern route)
    {
        if (!hasLooked)
        {
            (found, hasLooked) = (Representation.Of(services.GetRequiredService<EndpointDataSource>(), route, Creates, At), true);
        }
        return found;
    }
}

/// <summary>A change that shows what it made of the resource, as GET would.</summary>
/// <param name="content">The resource.</param>
/// <param name="location">Of a new one: where it is read.</param>
public sealed class ShownChanged(IVersioned content, string? location) : IResult
{
    /// <summary>The preference (RFC 7240 § 4.2).</summary>
    public const string Preference = "return=representation";

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        (headers.ETag, headers.CacheControl, headers["Preference-Applied"]) = (IfMatch.TagOf(content.Version), "no-store", Preference);
        return location is null
            ? TypedResults.Ok<object>(content).ExecuteAsync(httpContext) : TypedResults.Created<object>(location, content).ExecuteAsync(httpContext);
    }

    /// <summary>The changed resource where the caller prefers it and may read it, else null.</summary>
    internal static async Task<ShownChanged?> Of(HttpContext http, string? location)
    {
        var preferences = http.Request.Headers["Prefer"].SelectMany(header => (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries));
        if (!preferences.Contains(Preference, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }
        var endpoint = (RouteEndpoint)http.GetEndpoint()!;
        return endpoint.Metadata.GetRequiredMetadata<ShowsChanged>().Find(http.RequestServices, endpoint.RoutePattern) is { } representation
            && await representation.Read(http, location ?? representation.PathOf(http.Request.Path)) is { } content
            ? new ShownChanged(content, location) : null;
    }
}

/// <summary>304: what the caller keeps still holds.</summary>
public sealed class NotModified : IResult, Microsoft.AspNetCore.Http.Metadata.IEndpointMetadataProvider
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
}
