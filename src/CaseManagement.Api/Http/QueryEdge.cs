using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CaseManagement.Api.Http;

/// <summary>
/// The edge of what stands outside the body: unknown or repeated query parameters, values outside of a closed set, instants without an
/// offset, U+0000 and unknown charsets are refused with the name of the parameter and what is allowed, before anything else is read. Text is
/// composed as that of bodies is: it is compared with what they brought.
/// </summary>
public sealed class QueryEdge(RequestDelegate next)
{
    private static readonly ConcurrentDictionary<Endpoint, IReadOnlyDictionary<string, Type>> Known = new();

    /// <summary>Runs after the permission is checked: who may not call learns nothing of the request's shape.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<HandledRequest>() is not null)
        {
            // An endpoint of one line reads its query itself (RequestShape), as strictly.
            var known = endpoint.Metadata.GetMetadata<RequestShape>() is null ? Known.GetOrAdd(endpoint, ParametersOf) : null;
            if (Faults(http, known).ToList() is { Count: > 0 } faults)
            {
                throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
            }
            if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var media) && media.Charset.HasValue && !IsKnown(media))
            {
                throw new RefusedException(HttpProblems.UnsupportedMedia);
            }
            if (http.Request.Query.Any(parameter => !Ascii.IsValid(parameter.Value.ToString())))
            {
                http.Request.Query = new QueryCollection(http.Request.Query.ToDictionary(parameter => parameter.Key,
                    parameter => new StringValues([.. parameter.Value.Select(value => PlainText.Of(value ?? ""))])));
            }
        }
        return next(http);
    }

    private static IEnumerable<ProblemError> Faults(HttpContext http, IReadOnlyDictionary<string, Type>? known)
    {
        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (value is string text && PlainText.HasNul(text))
            {
                yield return Error(name, HttpProblems.NulInText);
            }
        }
        foreach (var (name, values) in known is null ? [] : http.Request.Query.AsEnumerable())
        {
            if (!known!.TryGetValue(name, out var type))
            {
                // The name is the caller's own text: it is told only where it can be nothing else than a name.
                yield return Error(name.All(char.IsAsciiLetterOrDigit) ? name : "", HttpProblems.UnknownParameter,
                    known.Count == 0 ? "–" : string.Join(", ", known.Keys));
                continue;
            }
            if (values.Count > 1 && !type.IsArray)
            {
                yield return Error(name, HttpProblems.Repeated);
            }
            foreach (var value in values)
            {
                if (Fault(value ?? "", type, name) is { } fault)
                {
                    yield return fault;
                }
            }
        }
    }

    private static ProblemError? Fault(string value, Type type, string name)
    {
        ProblemType? rule = null;
        if (PlainText.HasNul(value))
        {
            return Error(name, HttpProblems.NulInText);
        }
        if (type == typeof(DateTimeOffset))
        {
            Moments.Instant(value, out rule);
        }
        else if (type == typeof(DateOnly))
        {
            Moments.Day(value, out rule);
        }
        else if (ClosedSet(type) is { } allowed && !allowed.Contains(value))
        {
            return Error(name, HttpProblems.UnknownValue, string.Join(", ", allowed));
        }
        else if ((type == typeof(bool) && !bool.TryParse(value, out _)) || (type == typeof(Guid) && !Guid.TryParse(value, out _))
            || (type == typeof(int) && !int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            return ValueText.Fault(name, type);
        }
        return rule is null ? null : Error(name, rule);
    }

    private static ProblemError Error(string name, ProblemType rule, params object[] values) => new(name, rule.Code, rule.Text(values));

    // What a handler's own parameters take out of the query string: plain values that the route does not name.
    private static Dictionary<string, Type> ParametersOf(Endpoint endpoint)
    {
        var route = (endpoint as RouteEndpoint)?.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        return (endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
            .Where(parameter => !route.Contains(parameter.Name!) && !parameter.GetCustomAttributes()
                .Any(attribute => attribute is IFromHeaderMetadata or IFromBodyMetadata or IFromServiceMetadata))
            .Select(parameter => (parameter.Name, Type: Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType))
            .Where(parameter => IsPlain(parameter.Type))
            .ToDictionary(parameter => parameter.Name!, parameter => parameter.Type, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsPlain(Type type) => type == typeof(string) || type.IsPrimitive || type.IsEnum || type == typeof(Guid) || type == typeof(DateOnly)
        || type == typeof(DateTimeOffset) || IsSpoken(type) || (type.IsArray && IsPlain(type.GetElementType()!));

    private static bool IsSpoken(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Spoken<>);

    private static List<string>? ClosedSet(Type type) =>
        IsSpoken(type) ? [.. Enum.GetNames(type.GetGenericArguments()[0]).Select(SnakeCase.Of)] : null;

    private static bool IsKnown(MediaTypeHeaderValue media)
    {
        try
        {
            return media.Encoding is not null;
        }
        catch (ArgumentException)
        {
            return false; // No encoding of that name.
        }
    }
}
