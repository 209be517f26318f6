using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CaseManagement.Api.OpenApi;

/// <summary>
/// Gives every JSON body and every successful JSON answer of a document an example that can be copied. It is made from
/// the schema, so it cannot fall behind; <see cref="MemberExamples"/> says what a reader should find in it.
/// </summary>
public static class OpenApiExamples
{
    private const string Json = "application/json";

    /// <summary>Runs once all schemas are in the document's components.</summary>
    public static Task Add(OpenApiDocument document)
    {
        var maker = new Maker(document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>());
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
        {
            var answers = operation.Responses?.Where(response => response.Key.StartsWith('2')).Select(response => response.Value.Content) ?? [];
            foreach (var content in answers.Append(operation.RequestBody?.Content))
            {
                if (content?.TryGetValue(Json, out var json) == true && json.Schema is { } schema)
                {
                    json.Example ??= maker.Make(schema);
                }
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>Walks a schema; a schema that contains itself ends where it would begin again.</summary>
    private sealed class Maker(IDictionary<string, IOpenApiSchema> schemas)
    {
        private readonly HashSet<string> open = [];

        public JsonNode? Make(IOpenApiSchema schema) => Make(schema, new Place("", ""), "");

        // "named" is the named schema that this one is, or is a part of.
        private JsonNode? Make(IOpenApiSchema schema, Place place, string named)
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            {
                if (!schemas.TryGetValue(id, out var target) || !open.Add(id))
                {
                    return null;
                }
                var made = Make(target, place, id);
                open.Remove(id);
                return made;
            }
            if (MemberExamples.Find(place.Owner, place.Property) is { } laidDown)
            {
                switch (laidDown.Value)
                {
                    case null when schema.Type == JsonSchemaType.Array:
                        return new JsonArray();
                    case null when MayBeNull(schema):
                        return null;
                    case { } value when schema.OneOf is null && Fits(value, schema):
                        return value;
                }
            }
            if (schema.Enum?.FirstOrDefault(value => value?.GetValueKind() is JsonValueKind.String) is { } first)
            {
                return first.DeepClone();
            }
            if ((schema.OneOf ?? schema.AnyOf)?.FirstOrDefault(choice => choice.Type != JsonSchemaType.Null) is { } choice)
            {
                return Make(choice, place, named);
            }
            return (schema.Type & ~JsonSchemaType.Null) switch
            {
                JsonSchemaType.Object => Object(schema, named),
                JsonSchemaType.Array => Array(schema, place, named),
                JsonSchemaType.String => Text(schema, place),
                JsonSchemaType.Integer or JsonSchemaType.Number => 1,
                JsonSchemaType.Boolean => true,
                _ => null,
            };
        }

        private JsonObject Object(IOpenApiSchema schema, string named)
        {
            var made = new JsonObject();
            foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                var value = Make(property, new Place(named, name), named);
                // What is nothing and need not be there is left out: the shortest body that works is the best to copy.
                if (value is not null || schema.Required?.Contains(name) == true)
                {
                    made[name] = value;
                }
            }
            return made;
        }

        private JsonArray Array(IOpenApiSchema schema, Place place, string named) =>
            schema.Items is { } items && Make(items, place, named) is { } one ? [one] : [];

        private static JsonNode Text(IOpenApiSchema schema, Place place) => schema.Format switch
        {
            "uuid" => Id(place.Property),
            "date" => "2026-03-02",
            "date-time" => "2026-03-02T09:30:00Z",
            _ => "text",
        };

        private static bool MayBeNull(IOpenApiSchema schema) =>
            schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(choice => choice.Type == JsonSchemaType.Null) == true;

        // A name may stand for a text here and for a number there.
        private static bool Fits(JsonNode value, IOpenApiSchema schema)
        {
            if (schema.Enum is { Count: > 0 } values)
            {
                return values.Any(allowed => JsonNode.DeepEquals(allowed, value));
            }
            return schema.Type is not { } type || value.GetValueKind() switch
            {
                JsonValueKind.String => type.HasFlag(JsonSchemaType.String),
                JsonValueKind.Number => type.HasFlag(JsonSchemaType.Number) || type.HasFlag(JsonSchemaType.Integer),
                JsonValueKind.True or JsonValueKind.False => type.HasFlag(JsonSchemaType.Boolean),
                JsonValueKind.Object => type.HasFlag(JsonSchemaType.Object)
                    && (schema.Properties is not { Count: > 0 } members || value.AsObject().All(member => members.ContainsKey(member.Key))),
                JsonValueKind.Array => type.HasFlag(JsonSchemaType.Array),
                _ => false,
            };
        }
    }

    // A UUIDv7 that is the same for the same name, so that one example can be read against another.
    private static string Id(string name)
    {
        var digits = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return $"0199c1a0-5e00-7{digits[..3]}-8{digits[3..6]}-{digits[6..18]}";
    }

    /// <summary>What a value is the value of.</summary>
    /// <param name="Owner">The named schema that has the property.</param>
    /// <param name="Property">The property's name.</param>
    private sealed record Place(string Owner, string Property);
}
