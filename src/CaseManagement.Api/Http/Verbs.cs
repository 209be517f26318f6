using System.Reflection;
using System.Text.RegularExpressions;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.Http;

/// <summary>
/// Endpoints of one line: <c>handovers.Change&lt;AcceptHandover&gt;("/{id}/accept")</c>. The request's type says all else:
/// its members where they come from (<see cref="RequestShape"/>), [Operation] its words, [Requires] who may, IRequest what
/// it answers. A path names parameters; that a member is an id makes <c>:guid</c> of it.
/// </summary>
public static partial class Verbs
{
    /// <summary>Reads one thing: 200, with ETag where it has a version; 304 where the answer may be kept.</summary>
    public static RouteHandlerBuilder Get<TQuery>(this IEndpointRouteBuilder room, string path) =>
        Map<TQuery>(room, HttpMethods.Get, path, nameof(Calls<,>.Read));

    /// <summary>Reads a page of a list.</summary>
    public static RouteHandlerBuilder List<TQuery>(this IEndpointRouteBuilder room, string path) =>
        Map<TQuery>(room, HttpMethods.Get, path, nameof(Calls<,>.Read));

    /// <summary>Makes something new by POST: 201 with its id, Location and ETag.</summary>
    /// <param name="room">Where.</param>
    /// <param name="path">Where to post.</param>
    /// <param name="at">The collection in which it is read, where that is another path, such as "/api/v1/assessments".</param>
    public static RouteHandlerBuilder Create<TCommand>(this IEndpointRouteBuilder room, string path, string? at = null) =>
        Map<TCommand>(room, HttpMethods.Post, path, nameof(Calls<,>.Create)).WithMetadata(new ShowsChanged { Creates = true, At = at });

    /// <summary>An action on a version of something by POST: 200 with its id and new ETag.</summary>
    public static RouteHandlerBuilder Change<TCommand>(this IEndpointRouteBuilder room, string path) => Versioned<TCommand>(room, HttpMethods.Post, path);

    /// <summary>Writes something anew by PUT; what is left out is emptied.</summary>
    public static RouteHandlerBuilder Replace<TCommand>(this IEndpointRouteBuilder room, string path) => Versioned<TCommand>(room, HttpMethods.Put, path);

    /// <summary>Changes some members by PATCH; what is left out stays.</summary>
    public static RouteHandlerBuilder Patch<TCommand>(this IEndpointRouteBuilder room, string path) => Versioned<TCommand>(room, HttpMethods.Patch, path);

    /// <summary>Takes something away by DELETE: 204.</summary>
    public static RouteHandlerBuilder Remove<TCommand>(this IEndpointRouteBuilder room, string path) =>
        Map<TCommand>(room, HttpMethods.Delete, path, nameof(Calls<,>.None));

    /// <summary>An action without a version, or a question with a body, by POST: 200 with the answer, 204 where that is a bool.</summary>
    public static RouteHandlerBuilder Post<TRequest>(this IEndpointRouteBuilder room, string path) => Plain<TRequest>(room, HttpMethods.Post, path);

    /// <summary>The same by PUT: writes anew what has no version.</summary>
    public static RouteHandlerBuilder Put<TRequest>(this IEndpointRouteBuilder room, string path) => Plain<TRequest>(room, HttpMethods.Put, path);

    /// <summary>What answers in another way than the verbs above; say with Produces what it answers.</summary>
    public static RouteHandlerBuilder On<TRequest, TAnswer>(
        this IEndpointRouteBuilder room, string method, string path, Func<TAnswer, HttpContext, IResult> answer) where TRequest : IRequest<TAnswer> =>
        Endpoint<TRequest>(room, method, path, async (request, http) => answer(await Send((IRequest<TAnswer>)request, http), http));

    private static RouteHandlerBuilder Plain<TRequest>(IEndpointRouteBuilder room, string method, string path) =>
        Representation.AnswerOf(typeof(TRequest)) is var answer && answer == typeof(bool) ? Map<TRequest>(room, method, path, nameof(Calls<,>.None))
        : answer == typeof(Saved) ? Map<TRequest>(room, method, path, nameof(Calls<,>.Change)).WithMetadata(new ShowsChanged())
        : Map<TRequest>(room, method, path, nameof(Calls<,>.Read));

    private static RouteHandlerBuilder Versioned<TCommand>(IEndpointRouteBuilder room, string method, string path) =>
        typeof(TCommand).GetProperty(nameof(IVersioned.Version)) is null
        ? throw new InvalidOperationException($"{typeof(TCommand).Name} has no Version: it cannot be asked for If-Match.")
        : Map<TCommand>(room, method, path, nameof(Calls<,>.Change)).WithMetadata(new ShowsChanged());

    private static RouteHandlerBuilder Map<TRequest>(IEndpointRouteBuilder room, string method, string path, string call)
    {
        var answer = Representation.AnswerOf(typeof(TRequest)) ?? throw new InvalidOperationException($"{typeof(TRequest).Name} is no request.");
        var kept = answer.IsGenericType && answer.GetGenericTypeDefinition() == typeof(Kept<>) ? answer.GetGenericArguments()[0] : null;
        var calls = kept is null ? typeof(Calls<,>).MakeGenericType(typeof(TRequest), answer) : typeof(KeptCalls<,>).MakeGenericType(typeof(TRequest), kept);
        return (RouteHandlerBuilder)calls.GetMethod(call, BindingFlags.Static | BindingFlags.Public)!.Invoke(null, [room, method, path])!;
    }

    private static RouteHandlerBuilder Endpoint<TRequest, TResult>(
        IEndpointRouteBuilder room, string method, string path, Func<TRequest, HttpContext, Task<TResult>> call)
        where TResult : IResult, IEndpointMetadataProvider =>
        Endpoint<TRequest>(room, method, path, async (request, http) => await call(request, http), TResult.PopulateMetadata);

    // A plain delegate: what the framework makes of a typed one, by reflection and compiled for each endpoint, would be most of the start's work.
    private static RouteHandlerBuilder Endpoint<TRequest>(IEndpointRouteBuilder room, string method, string path,
        Func<TRequest, HttpContext, Task<IResult>> call, Action<MethodInfo, EndpointBuilder>? describe = null)
    {
        RequestDelegate run = async http =>
        {
            var request = (TRequest)await http.GetEndpoint()!.Metadata.GetRequiredMetadata<RequestShape>().Read(http);
            await (await call(request, http)).ExecuteAsync(http);
        };
        var endpoint = new RouteHandlerBuilder([room.MapMethods(Constrain(path, typeof(TRequest)), [method], run)]);
        endpoint.Add(builder =>
        {
            builder.Metadata.Add(run.Method); // Without it the endpoint is in no document.
            RequestShape.Of(typeof(TRequest), ((RouteEndpointBuilder)builder).RoutePattern, method is "POST" or "PUT" or "PATCH")
                .Describe(builder.Metadata, builder.ApplicationServices);
            describe?.Invoke(run.Method, builder);
        });
        return Describe<TRequest>(endpoint);
    }

    private static Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, HttpContext http) =>
        http.RequestServices.GetRequiredService<Pipeline.ISender>().Send(request, http.RequestAborted);

    // Operation id, words, permission and the errors that follow from them. An endpoint without this fails the architecture test.
    private static RouteHandlerBuilder Describe<TRequest>(RouteHandlerBuilder endpoint)
    {
        var words = typeof(TRequest).GetCustomAttribute<OperationAttribute>()
            ?? throw new InvalidOperationException($"{typeof(TRequest).Name} has no [Operation].");
        var request = new HandledRequest(typeof(TRequest), words.Audience);
        endpoint.WithMetadata(request).WithName(typeof(TRequest).Name).WithSummary(words.Summary).WithDescription(words.Description)
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
            var takes = builder.Metadata.OfType<RequestShape>().Any(shape => shape.HasBody || shape.File is not null);
            foreach (var status in (int[])[.. needsTag ? [412, 428] : Array.Empty<int>(), .. changes ? [409, 413, 422] : Array.Empty<int>(),
                .. takes ? [415] : Array.Empty<int>()])
            {
                builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
            }
        });
        return endpoint;
    }

    // "/{id}/accept" → "/{id:guid}/accept" where the request's Id is a Guid.
    internal static string Constrain(string path, Type request) => Parameter().Replace(path, match =>
        request.GetProperty(match.Groups[1].Value, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType is var type
        && type == typeof(Guid) ? $"{{{match.Groups[1]}:guid}}" : type == typeof(int) ? $"{{{match.Groups[1]}:int}}" : match.Value);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

    /// <summary>What the verbs do, once the request is put together.</summary>
    private static class Calls<TRequest, TAnswer> where TRequest : IRequest<TAnswer>
    {
        public static RouteHandlerBuilder Read(IEndpointRouteBuilder room, string method, string path) =>
            typeof(TAnswer).IsAssignableTo(typeof(IVersioned)) && HttpMethods.IsGet(method)
                ? Endpoint<TRequest, Results<Ok<TAnswer>, NotModified>>(room, method, path, async (request, http) =>
                {
                    var shown = Answer.Shown(await Send(request, http), http);
                    return EntityTags.Names(http.Request.Headers.IfNoneMatch, http.Response.Headers.ETag.ToString()) ? new NotModified() : shown;
                })
                : Endpoint<TRequest, Ok<TAnswer>>(room, method, path, async (request, http) => Answer.Shown(await Send(request, http), http));

        public static RouteHandlerBuilder None(IEndpointRouteBuilder room, string method, string path) =>
            Endpoint<TRequest, NoContent>(room, method, path, async (request, http) =>
            {
                await Send(request, http);
                return TypedResults.NoContent();
            });

        public static RouteHandlerBuilder Change(IEndpointRouteBuilder room, string method, string path) =>
            Endpoint<TRequest, Results<Ok<Changed>, ShownChanged>>(room, method, path, async (request, http) =>
            {
                var saved = Saved(await Send(request, http), http);
                return await ShownChanged.Of(http, null) is { } shown ? shown : TypedResults.Ok(saved);
            });

        public static RouteHandlerBuilder Create(IEndpointRouteBuilder room, string method, string path) =>
            Endpoint<TRequest, Results<Created<Changed>, ShownChanged>>(room, method, path, async (request, http) =>
            {
                var saved = Saved(await Send(request, http), http);
                var place = http.GetEndpoint()!.Metadata.GetRequiredMetadata<ShowsChanged>().At ?? http.Request.Path.Value!.TrimEnd('/');
                var location = $"{place}/{saved.Id}";
                return await ShownChanged.Of(http, location) is { } shown ? shown : TypedResults.Created(location, saved);
            });

        private static Changed Saved(TAnswer answer, HttpContext http)
        {
            var saved = answer as Saved ?? throw new InvalidOperationException($"{typeof(TRequest).Name} does not answer Saved.");
            http.Response.Headers.ETag = IfMatch.TagOf(saved.Version);
            return new Changed(saved.Id);
        }
    }

    private static class KeptCalls<TRequest, TContent> where TRequest : IRequest<Kept<TContent>> where TContent : class
    {
        public static RouteHandlerBuilder Read(IEndpointRouteBuilder room, string method, string path) =>
            Endpoint<TRequest, Results<Ok<TContent>, NotModified>>(room, method, path, async (request, http) =>
            {
                var kept = await Send(request, http);
                http.Response.Headers.ETag = kept.Tag;
                // To be kept by the caller alone (it needs a sign-in) and asked about each time.
                http.Response.Headers.CacheControl = "private, no-cache";
                http.Response.Headers.Vary = "Accept-Language, Authorization";
                http.Response.Headers.ContentLanguage = Language.Choose("de", "en");
                return kept.Content is null || EntityTags.Names(http.Request.Headers.IfNoneMatch, kept.Tag)
                    ? new NotModified() : TypedResults.Ok(kept.Content);
            });
    }
}
