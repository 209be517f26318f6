using System.Reflection;
using MediatR;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CaseManagement.Api.Http;

/// <summary>
/// What a change shows under <c>Prefer: return=representation</c> (RFC 7240): the changed resource as GET would give it.
/// The reading is found by its path: of POST /cases/{id}/close it is GET /cases/{id}, of POST /cases that of the new one.
/// </summary>
/// <param name="Query">The request behind the GET.</param>
/// <param name="Answer">What it answers.</param>
/// <param name="Shape">How it is put together.</param>
public sealed record Representation(Type Query, Type Answer, RequestShape Shape)
{
    /// <summary>The reading that belongs to a change; null where there is none.</summary>
    /// <param name="endpoints">Every endpoint of the product.</param>
    /// <param name="route">The change's route.</param>
    /// <param name="creates">Whether the change makes a new resource.</param>
    /// <param name="at">The new one's collection where that is not the route.</param>
    public static Representation? Of(EndpointDataSource endpoints, RoutePattern route, bool creates, string? at)
    {
        var path = at?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? Plain(route);
        path = creates ? [.. path, "{}"] : path;
        for (; path.Length > 0; path = path[..^1])
        {
            if (path[^1] == "{}" && endpoints.Endpoints.OfType<RouteEndpoint>().FirstOrDefault(IsItsGet) is { } get
                && get.Metadata.GetMetadata<HandledRequest>() is { Type: { } query }
                && AnswerOf(query) is { } answer && answer.IsAssignableTo(typeof(IVersioned)))
            {
                return new Representation(query, answer, get.Metadata.GetRequiredMetadata<RequestShape>());
            }
        }
        return null;

        bool IsItsGet(RouteEndpoint endpoint) => Plain(endpoint.RoutePattern).SequenceEqual(path)
            && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true;
    }

    /// <summary>
    /// Reads the resource in a scope of its own: with the same permission, on record as a reading of its own, after the
    /// change has been committed. Null where the caller may not read it (any more): the change stands, and shows less.
    /// </summary>
    /// <param name="http">The request of the change.</param>
    /// <param name="path">The resource's path.</param>
    public async Task<IVersioned?> Read(HttpContext http, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var query = Shape.Put(null, [.. Shape.Members.Select(member => member.Source == MemberSource.Route
            ? ValueText.Read(member.Name, parts[PlaceOf(Shape.Route, member.Name)], member.Property.PropertyType, out _) : member.Default)]);
        var call = http.RequestServices.GetRequiredService<CallContext>();
        if (Query.GetCustomAttribute<RequiresAttribute>() is { } needed && !call.Caller.May(needed.Permission))
        {
            return null;
        }
        await using var scope = http.RequestServices.CreateAsyncScope();
        var reading = scope.ServiceProvider.GetRequiredService<CallContext>();
        (reading.Caller, reading.RequestId, reading.Target) = (call.Caller, call.RequestId, $"GET {path}");
        try
        {
            return await (Task<IVersioned>)typeof(Representation).GetMethod(nameof(Send), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(Answer).Invoke(null, [scope.ServiceProvider.GetRequiredService<Pipeline.ISender>(), query, http.RequestAborted])!;
        }
        catch (RefusedException refused) when (Refusals.OfAccess(refused) is not null)
        {
            return null;
        }
    }

    /// <summary>What a request answers.</summary>
    internal static Type? AnswerOf(Type request) =>
        request.GetInterfaces().FirstOrDefault(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>))?
            .GetGenericArguments()[0];

    /// <summary>The path of the resource that a change is about: as many steps of it as the reading has.</summary>
    internal string PathOf(PathString changed) =>
        "/" + string.Join('/', changed.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(Shape.Route.PathSegments.Count));

    private static async Task<IVersioned> Send<TAnswer>(Pipeline.ISender sender, IRequest<TAnswer> query, CancellationToken cancellationToken) =>
        (IVersioned)(object)(await sender.Send(query, cancellationToken))!;

    private static string[] Plain(RoutePattern route) =>
        [.. route.PathSegments.Select(segment => segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : "{}")];

    private static int PlaceOf(RoutePattern route, string name) => route.PathSegments.ToList().FindIndex(segment =>
        segment.Parts is [RoutePatternParameterPart parameter] && string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase));
}
