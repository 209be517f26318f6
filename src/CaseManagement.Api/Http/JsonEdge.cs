using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CaseManagement.Api.Http;

/// <summary>A member of a body that breaks a rule of the edge; the serialiser adds where it stands.</summary>
/// <param name="rule">The rule.</param>
/// <param name="within">The rest of the JSON pointer, from the place that the serialiser tells.</param>
internal sealed class MemberFaultException(ProblemType rule, string within = "") : JsonException(rule.Code)
{
    public ProblemType Rule { get; } = rule;
    public string Within { get; } = within;
}

/// <summary>
/// The one edge of every JSON body: instants have an offset and become UTC, days and instants lie in years that can be meant, text is
/// composed and has no U+0000, elements of lists are not null, and what the route or a header says is no member.
/// </summary>
public static class JsonEdge
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Adds the edge to a serialiser.</summary>
    public static void Add(JsonSerializerOptions json)
    {
        json.Converters.Add(new InstantConverter());
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Look);
    }

    // After an object is read, because a converter of strings would take their schema out of the documents.
    private static void Look(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }
        if (type.Type.IsDefined(typeof(SpokenInSnakeCaseAttribute), false))
        {
            foreach (var member in type.Properties.Where(member => member.AttributeProvider?.IsDefined(typeof(JsonPropertyNameAttribute), false) != true))
            {
                member.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
            }
        }
        // A member that is ignored would be taken and dropped without a word. A constructor's parameter has to stay.
        foreach (var ignored in type.Properties.Where(member => member is { Get: null, Set: null, AssociatedParameter: null }).ToList())
        {
            type.Properties.Remove(ignored);
        }
        var members = type.Properties.Where(member => member is { Get: not null, AttributeProvider: PropertyInfo { CanWrite: true } })
            .Select(Rule).OfType<Action<object>>().ToList();
        if (members.Count > 0)
        {
            type.OnDeserialized = read => members.ForEach(rule => rule(read));
        }
    }

    private static Action<object>? Rule(JsonPropertyInfo member)
    {
        var (property, name) = ((PropertyInfo)member.AttributeProvider!, member.Name);
        if (member.PropertyType == typeof(string))
        {
            return read =>
            {
                if (property.GetValue(read) is string text && Clean(text, $"/{name}") is var clean && !ReferenceEquals(clean, text))
                {
                    property.SetValue(read, clean);
                }
            };
        }
        if (Nullable.GetUnderlyingType(member.PropertyType) == typeof(DateOnly) || member.PropertyType == typeof(DateOnly))
        {
            return read =>
            {
                if (property.GetValue(read) is DateOnly { Year: < Moments.FirstYear or > Moments.LastYear })
                {
                    throw new MemberFaultException(HttpProblems.DateOutOfRange, $"/{name}");
                }
            };
        }
        if (member.PropertyType.IsAssignableTo(typeof(IEnumerable<KeyValuePair<string, JsonElement>>)))
        {
            return read =>
            {
                foreach (var (key, value) in (IEnumerable<KeyValuePair<string, JsonElement>>?)property.GetValue(read) ?? [])
                {
                    Check(key, $"/{name}");
                    Check(value, $"/{name}/{Pointer.Escape(key)}");
                }
            };
        }
        if (member.PropertyType.IsAssignableTo(typeof(IEnumerable)) && ElementsAreNotNull(property))
        {
            return read => CheckList(read, property, name);
        }
        return null;
    }

    private static void CheckList(object read, PropertyInfo property, string name)
    {
        if (property.GetValue(read) is not IEnumerable list)
        {
            return;
        }
        var place = 0;
        var texts = new List<string>();
        var changed = false;
        foreach (var element in list)
        {
            var at = $"/{name}/{place++}";
            if (element is null)
            {
                throw new MemberFaultException(HttpProblems.MissingMember, at);
            }
            if (element is string text)
            {
                texts.Add(Clean(text, at));
                changed |= !ReferenceEquals(texts[^1], text);
            }
        }
        if (changed && property.PropertyType.IsAssignableFrom(typeof(string[])))
        {
            property.SetValue(read, texts.ToArray());
        }
    }

    // Free JSON, such as answers to a form: kept as it is, if PostgreSQL can.
    private static void Check(JsonElement value, string at)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Check(Text(value, at), at);
                break;
            case JsonValueKind.Array:
                foreach (var (place, element) in value.EnumerateArray().Index())
                {
                    Check(element, $"{at}/{place}");
                }
                break;
            case JsonValueKind.Object:
                foreach (var inner in value.EnumerateObject())
                {
                    Check(inner.Name, at);
                    Check(inner.Value, $"{at}/{Pointer.Escape(inner.Name)}");
                }
                break;
        }
    }

    // Half of a surrogate pair is no text, which is told only when it is read.
    private static string Text(JsonElement value, string at)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new MemberFaultException(HttpProblems.MalformedJson, at);
        }
    }

    private static void Check(string text, string at)
    {
        if (PlainText.HasNul(text))
        {
            throw new MemberFaultException(HttpProblems.NulInText, at);
        }
    }

    private static string Clean(string text, string at) =>
        PlainText.HasNul(text) ? throw new MemberFaultException(HttpProblems.NulInText, at) : PlainText.Of(text);

    // The serialiser holds nullability of members, not that of the elements of a list.
    private static bool ElementsAreNotNull(PropertyInfo property)
    {
        NullabilityInfo info;
        lock (Nullability)
        {
            info = Nullability.Create(property);
        }
        var element = info.ElementType ?? (info.GenericTypeArguments is [var one] ? one : null);
        return element is { Type.IsValueType: false, ReadState: not NullabilityState.Nullable };
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType != JsonTokenType.String ? throw new JsonException()
            : Moments.Instant(reader.GetString()!, out var rule) ?? throw new MemberFaultException(rule!);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

/// <summary>A type whose members another standard names: in snake_case.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SpokenInSnakeCaseAttribute : Attribute;
