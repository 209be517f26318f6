using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CaseManagement.Api.Http;

/// <summary>
/// Says what is wrong with a body that could not be read: every fault at once, each with its place and rule. It holds
/// the JSON against the serialiser's own contract of the type, so that it neither guesses nor reads exception texts.
/// </summary>
internal static class BodyFaults
{
    /// <summary>Reads a body, or refuses it with its faults; null where it says null.</summary>
    public static object? Read(ReadOnlyMemory<byte> body, Type type, JsonSerializerOptions json)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type, json);
        }
        catch (MemberFaultException refusal) when (refusal.Rule == HttpProblems.DateOutOfRange && Missing(body, type, json) is { Count: > 0 } missing)
        {
            // A day that was not sent is none in the year 1.
            throw new RefusedException(HttpProblems.Malformed) { Errors = missing };
        }
        catch (JsonException refusal) when (refusal is not MemberFaultException)
        {
            throw new RefusedException(HttpProblems.Malformed) { Errors = Find(body, type, json, refusal) };
        }
    }

    private static IReadOnlyList<ProblemError> Missing(ReadOnlyMemory<byte> body, Type type, JsonSerializerOptions json) =>
        [.. Find(body, type, json, new JsonException()).Where(fault => fault.Code == HttpProblems.MissingMember.Code)];

    /// <summary>The faults of a body.</summary>
    /// <param name="body">As it was sent.</param>
    /// <param name="type">What it should have been.</param>
    /// <param name="json">The serialiser's options.</param>
    /// <param name="refusal">Why the serialiser refused it: its place is told where nothing else is found.</param>
    private static IReadOnlyList<ProblemError> Find(ReadOnlyMemory<byte> body, Type type, JsonSerializerOptions json, JsonException refusal)
    {
        var faults = new List<ProblemError>();
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = json.MaxDepth });
            Look(document.RootElement, json.GetTypeInfo(type), "", false);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException) // The second: half a surrogate pair.
        {
            return [new ProblemError("", HttpProblems.MalformedJson.Code, HttpProblems.MalformedJson.Text())];
        }
        return faults.Count > 0 ? faults : [ValueText.Fault(Pointer.Of(refusal.Path?.TrimStart('$', '.') ?? ""), typeof(object))];

        void Look(JsonElement element, JsonTypeInfo info, string at, bool mayBeNull)
        {
            if (element.ValueKind == JsonValueKind.Null)
            {
                if (!mayBeNull && Nullable.GetUnderlyingType(info.Type) is null && info.Type != typeof(JsonElement))
                {
                    Add(at, HttpProblems.MissingMember);
                }
            }
            else if (info.Kind == JsonTypeInfoKind.Object && element.ValueKind == JsonValueKind.Object)
            {
                Members(element, info, at);
            }
            else if (info.Kind == JsonTypeInfoKind.Enumerable && element.ValueKind == JsonValueKind.Array)
            {
                var place = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Look(item, json.GetTypeInfo(info.ElementType!), $"{at}/{place++}", false);
                }
            }
            else if (info.Kind == JsonTypeInfoKind.Dictionary && element.ValueKind == JsonValueKind.Object)
            {
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var entry in element.EnumerateObject())
                {
                    var place = $"{at}/{Pointer.Escape(entry.Name)}";
                    if (!seen.Add(entry.Name))
                    {
                        Add(place, HttpProblems.Repeated);
                    }
                    Look(entry.Value, json.GetTypeInfo(info.ElementType!), place, true);
                }
            }
            else if (info.Kind != JsonTypeInfoKind.None || !Reads(element, info))
            {
                var underlying = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
                // A number where a day is wanted is not a malformed day: days are texts.
                var isNoText = element.ValueKind != JsonValueKind.String && (underlying == typeof(DateOnly) || underlying == typeof(DateTimeOffset));
                faults.Add(ValueText.Fault(at, isNoText ? typeof(string) : underlying));
            }
        }

        void Members(JsonElement element, JsonTypeInfo info, string at)
        {
            var known = info.Properties.Where(IsSpoken).ToDictionary(property => property.Name, StringComparer.Ordinal);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
            {
                var place = $"{at}/{Pointer.Escape(member.Name)}";
                if (!known.TryGetValue(member.Name, out var property))
                {
                    faults.Add(ProblemError.Outside(place, HttpProblems.UnknownMember, [.. known.Keys]));
                }
                else if (!seen.Add(member.Name))
                {
                    Add(place, HttpProblems.Repeated);
                }
                else
                {
                    Look(member.Value, json.GetTypeInfo(property.PropertyType), place, property.AssociatedParameter?.IsNullable ?? property.IsSetNullable);
                }
            }
            foreach (var name in known.Values.Where(IsRequired).Select(property => property.Name).Except(seen))
            {
                Add($"{at}/{name}", HttpProblems.MissingMember);
            }
        }

        void Add(string at, ProblemType rule) => faults.Add(new ProblemError(at, rule.Code, rule.Text()));

        bool Reads(JsonElement element, JsonTypeInfo info)
        {
            try
            {
                element.Deserialize(info);
                return true;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }

    private static bool IsSpoken(JsonPropertyInfo property) => (property.Set is not null || property.AssociatedParameter is not null)
        && property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), true)
            is not [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Always }];

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };
}
