using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace CaseManagement.Api.Http;

/// <summary>Where a member of a request comes from.</summary>
public enum MemberSource
{
    /// <summary>The path.</summary>
    Route,
    /// <summary>The query string.</summary>
    Query,
    /// <summary>If-Match: the version that the caller has read.</summary>
    IfMatch,
    /// <summary>Another header.</summary>
    Header,
    /// <summary>The body, which is a file and no JSON.</summary>
    File,
}

/// <summary>A member of a request that is no part of the body.</summary>
/// <param name="Name">As the caller writes it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Property">The member; of a record inside the request (such as <see cref="Paging"/>) its member.</param>
/// <param name="IsRequired">Whether it has to be there.</param>
/// <param name="Default">What it is where it is left out.</param>
public sealed record RequestMember(string Name, MemberSource Source, PropertyInfo Property, bool IsRequired, object? Default);

/// <summary>
/// How a request is put together from route, query, headers and body: read off its type once, when the endpoint is
/// mapped. The rules: what the route names is the route's; <c>Version</c> (uint) is If-Match; what has [FromHeader] is
/// that header's, what has [FromQuery] the query's; the rest is the body's where the method has one and the query's where not, or where the body is a file
/// (<see cref="UploadedFile"/>). In a request with a JSON body the members that are not the body's are marked [JsonIgnore].
/// A mapping that breaks a rule fails at the start.
/// </summary>
public sealed class RequestShape
{
    private readonly NullabilityInfoContext nullability = new(); // Not for several threads, and hosts start side by side in the tests.

    private readonly List<RequestMember> members = [];
    private readonly Lazy<Func<object?[], object>>? make; // Compiled at the first call: most processes never see most operations.
    private readonly Lazy<Action<object, object?[]>>? set;
    private readonly string[] parameters;

    private RequestShape(Type request, RoutePattern route, bool mayHaveBody)
    {
        (Request, Route) = (request, route);
        var own = Properties(request).ToList();
        File = own.Select(property => property.Find<FileOfAttribute>()).FirstOrDefault(file => file is not null);
        HasBody = mayHaveBody && File is null && own.Any(property => !IsIgnored(property) && Place(property) is null);
        if (HasBody)
        {
            var of = Expression.Parameter(typeof(object));
            var values = Expression.Parameter(typeof(object?[]));
            var settings = new List<Expression>();
            foreach (var property in own)
            {
                if (Place(property) is not { } place)
                {
                    continue;
                }
                if (!IsIgnored(property))
                {
                    throw Wrong($"{property.Name} comes from the {place} and is marked [JsonIgnore] therefore");
                }
                settings.Add(Expression.Assign(Expression.Property(Expression.Convert(of, request), property), Take(values, Add(property, place, null))));
            }
            set = new(Expression.Lambda<Action<object, object?[]>>(Expression.Block(typeof(void), settings), of, values).Compile);
        }
        else
        {
            var values = Expression.Parameter(typeof(object?[]));
            make = new(Expression.Lambda<Func<object?[], object>>(Expression.Convert(New(request, values), typeof(object)), values).Compile);
        }
        var ofRoute = members.Where(member => member.Source == MemberSource.Route).ToList();
        if (route.Parameters.FirstOrDefault(parameter => !ofRoute.Exists(member => Same(member.Name, parameter.Name))) is { } open)
        {
            throw Wrong($"no member takes {{{open.Name}}} of {route.RawText}");
        }
        parameters = [.. members.Where(member => member.Source == MemberSource.Query).Select(member => member.Name)];
    }

    /// <summary>The request's type.</summary>
    public Type Request { get; }

    /// <summary>The endpoint's route.</summary>
    public RoutePattern Route { get; }

    /// <summary>Whether there is a JSON body.</summary>
    public bool HasBody { get; }

    /// <summary>What file the body is; null where it is none.</summary>
    public FileOfAttribute? File { get; }

    /// <summary>Every member that is not the body's.</summary>
    public IReadOnlyList<RequestMember> Members => members;

    /// <summary>Whether a change has to say which version it means.</summary>
    public bool NeedsIfMatch => members.Exists(member => member.Source == MemberSource.IfMatch);

    private static readonly ConcurrentDictionary<(Type, string?, bool), RequestShape> Known = new(); // The framework asks each endpoint twice.

    /// <summary>Reads the shape off a request type.</summary>
    public static RequestShape Of(Type request, RoutePattern route, bool mayHaveBody) =>
        Known.GetOrAdd((request, route.RawText, mayHaveBody), static (key, at) => new RequestShape(key.Item1, at, key.Item3), route);

    /// <summary>What an endpoint has to tell of itself: this shape, and what the documents and the limits make of it.</summary>
    /// <param name="metadata">Where to.</param>
    /// <param name="services">With the configuration, which may say how large a file is.</param>
    public void Describe(IList<object> metadata, IServiceProvider services)
    {
        metadata.Add(this);
        if (NeedsIfMatch)
        {
            metadata.Add(new NeedsIfMatch());
        }
        if (HasBody)
        {
            metadata.Add(new AcceptsMetadata(["application/json"], Request));
        }
        if (File is not null)
        {
            metadata.Add(new RequestSizeLimitAttribute(UploadedFile.HeardBytes(File.Limit(services))));
        }
    }

    /// <summary>Puts the request together.</summary>
    /// <exception cref="RefusedException">400 with every fault of the parameters, or of the body; 428 without If-Match.</exception>
    public async ValueTask<object> Read(HttpContext http)
    {
        var faults = new List<ProblemError>();
        var values = new object?[members.Count];
        foreach (var (name, sent) in http.Request.Query)
        {
            if (!parameters.Contains(name))
            {
                // The name is the caller's own text: it is told only where it can be nothing else than a name.
                faults.Add(ProblemError.Outside(
                    name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : "", HttpProblems.UnknownParameter, parameters));
            }
            else if (sent.Count > 1)
            {
                faults.Add(new ProblemError(name, HttpProblems.Repeated.Code, HttpProblems.Repeated.Text()));
            }
        }
        for (var i = 0; i < values.Length; i++)
        {
            var member = members[i];
            var text = member.Source switch
            {
                MemberSource.Route => Convert.ToString(http.Request.RouteValues[member.Name], CultureInfo.InvariantCulture),
                MemberSource.Query => http.Request.Query.TryGetValue(member.Name, out var sent) ? sent.Count == 1 ? sent[0] ?? "" : null : null,
                MemberSource.Header => http.Request.Headers.TryGetValue(member.Name, out var header) ? header.ToString() : null,
                _ => null,
            };
            if (text is not null)
            {
                values[i] = ValueText.Read(member.Name, text, member.Property.PropertyType, out var fault);
                if (fault is not null)
                {
                    faults.Add(fault);
                }
            }
            else
            {
                values[i] = member.Default;
                if (member.IsRequired && member.Source is not (MemberSource.IfMatch or MemberSource.File)
                    && !faults.Exists(fault => fault.Pointer == member.Name))
                {
                    faults.Add(new ProblemError(member.Name, HttpProblems.MissingMember.Code, HttpProblems.MissingMember.Text()));
                }
            }
        }
        if (faults.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
        }
        if (members.FindIndex(member => member.Source == MemberSource.IfMatch) is >= 0 and var version)
        {
            values[version] = IfMatch.Read(http.Request).Version;
        }
        if (members.FindIndex(member => member.Source == MemberSource.File) is >= 0 and var file)
        {
            values[file] = await UploadedFile.Read(http.Request, File!);
        }
        if (!HasBody && File is null)
        {
            await RefuseBody(http);
        }
        return Put(HasBody ? await ReadBody(http) : null, values);
    }

    /// <summary>The request with the values of its members, in their order; with a body, what was read from that.</summary>
    internal object Put(object? body, object?[] values)
    {
        if (body is null)
        {
            return make!.Value(values);
        }
        set!.Value(body, values);
        return body;
    }

    // What is sent to an operation that takes nothing would be dropped without a word. An empty object says nothing.
    private static async Task RefuseBody(HttpContext http)
    {
        if (http.Request.ContentLength is 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return;
        }
        using var body = await Heard(http);
        var text = Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length).TrimStart('\uFEFF');
        if (string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))) is not ("" or "{}" or "null"))
        {
            throw new RefusedException(HttpProblems.Malformed) { Errors = [new("", HttpProblems.NoBody.Code, HttpProblems.NoBody.Text())] };
        }
    }

    private async Task<object> ReadBody(HttpContext http)
    {
        if (http.Request is { ContentType: null, ContentLength: null or 0 })
        {
            throw Missing();
        }
        // JSON between systems is UTF-8 (RFC 8259 § 8.1).
        if (!http.Request.HasJsonContentType() || (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var media) && media.Charset.HasValue
            && !HeaderUtilities.RemoveQuotes(media.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new RefusedException(HttpProblems.UnsupportedMedia);
        }
        var json = SpokenEnums.Reading(http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        using var body = await Heard(http);
        var text = body.GetBuffer().AsMemory(0, (int)body.Length);
        try
        {
            return BodyFaults.Read(text, Request, json) ?? throw Missing();
        }
        catch (Exception refusal) when (refusal is MemberFaultException or RefusedException && Request.IsAssignableTo(typeof(IReadOneByOne)))
        {
            return OneByOne.Read(text, Request, json) ?? throw Missing();
        }

        static RefusedException Missing() => new(HttpProblems.Malformed)
        {
            Errors = [new ProblemError("", HttpProblems.MissingMember.Code, HttpProblems.MissingMember.Text())],
        };
    }

    // No more of it is kept than may come, announced or not.
    private static async Task<MemoryStream> Heard(HttpContext http)
    {
        if (http.Request.ContentLength > Limits.BodyBytes)
        {
            throw await UploadedFile.TooLarge(http.Request, Limits.BodyBytes);
        }
        var body = new MemoryStream((int)(http.Request.ContentLength ?? 1024));
        var piece = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (int read; (read = await http.Request.Body.ReadAsync(piece, http.RequestAborted)) > 0; body.Write(piece, 0, read))
            {
                if (body.Length + read > Limits.BodyBytes)
                {
                    throw await UploadedFile.TooLarge(http.Request, Limits.BodyBytes);
                }
            }
            return body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>How errors[] name a place of this request: a parameter by its bare name, a member of the body by its pointer.</summary>
    public string Spell(string pointer)
    {
        var last = pointer.LastIndexOf('/');
        // Without a body every pointer is one into a parameter, that of a record inside (/selection/include) included.
        return last == 0 || (last > 0 && !HasBody) ? members.Find(member => member.Name == pointer[(last + 1)..])?.Name ?? pointer : pointer;
    }

    // Constructor parameters and members that can be set; a record inside (Paging) is put together from its own members.
    private Expression New(Type type, ParameterExpression values)
    {
        var constructor = type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First();
        var taken = constructor.GetParameters();
        var properties = Properties(type).ToList();
        var arguments = taken.Select(parameter => Value(
            properties.Find(property => property.Name == parameter.Name) ?? throw Wrong($"{parameter.Name} is no member"), parameter)).ToList();
        return Expression.MemberInit(Expression.New(constructor, arguments), properties
            .Where(property => !Array.Exists(taken, parameter => parameter.Name == property.Name))
            .Where(property => !IsIgnored(property) || Place(property) is not null)
            .Select(property => Expression.Bind(property, Value(property, null))));

        Expression Value(PropertyInfo property, ParameterInfo? parameter) => IsRecordInside(property.PropertyType) && Place(property) is null
            ? New(property.PropertyType, values) : Take(values, Add(property, Place(property) ?? MemberSource.Query, parameter));
    }

    private int Add(PropertyInfo property, MemberSource source, ParameterInfo? parameter)
    {
        var header = property.Find<FromHeaderAttribute>()?.Name;
        var name = source switch
        {
            MemberSource.IfMatch => "If-Match",
            MemberSource.Query when property.Find<FromQueryAttribute>()?.Name is { } spoken => spoken,
            MemberSource.Header => header ?? property.Name,
            _ => JsonNamingPolicy.CamelCase.ConvertName(property.Name),
        };
        var hasDefault = parameter is { HasDefaultValue: true };
        var mayBeNull = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : nullability.Create(property).WriteState == NullabilityState.Nullable;
        var isRequired = source is MemberSource.Route or MemberSource.IfMatch
            || (!hasDefault && !mayBeNull && (parameter is not null || property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute))));
        members.Add(new RequestMember(name, source, property, isRequired, hasDefault ? parameter!.DefaultValue : null));
        return members.Count - 1;
    }

    // A missing value of a value type is its default, as everywhere in C#.
    private UnaryExpression Take(ParameterExpression values, int at)
    {
        var type = members[at].Property.PropertyType;
        var value = Expression.ArrayIndex(values, Expression.Constant(at));
        return Expression.Convert(type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? Expression.Coalesce(value, Expression.Convert(Expression.Default(type), typeof(object))) : value, type);
    }

    private MemberSource? Place(PropertyInfo property) =>
        Route.Parameters.Any(parameter => Same(parameter.Name, property.Name)) ? MemberSource.Route
        : property.Name == "Version" && property.PropertyType == typeof(uint) ? MemberSource.IfMatch
        : property.Find<FromHeaderAttribute>() is not null ? MemberSource.Header
        : property.Find<FromQueryAttribute>() is not null ? MemberSource.Query
        : property.PropertyType == typeof(UploadedFile) ? MemberSource.File : null;

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true });
    private static bool IsIgnored(PropertyInfo property) => property.IsDefined(typeof(JsonIgnoreAttribute));
    private static bool IsRecordInside(Type type) => type is { IsClass: true } && type != typeof(string) && ValueText.ElementOf(type) is null;
    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    private InvalidOperationException Wrong(string what) => new($"{Request.Name} cannot be bound: {what}.");
}
