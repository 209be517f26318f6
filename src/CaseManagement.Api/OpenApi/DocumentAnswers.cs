using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CaseManagement.Api.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CaseManagement.Api.OpenApi;

/// <summary>
/// Which members an answer has: each, null where there is no value, unless it is left out then. The framework asks what has to be sent, so that whoever
/// reads had to reckon with members that are missing and never are.
/// </summary>
internal static class DocumentAnswers
{
    // The framework's own word: a member whose schema stands elsewhere is "that or null". It asks whether it may be set to null.
    private const string MayBeNull = "x-is-nullable-property";
    private const string Always = "always-there";

    /// <summary>Notes what each type always has, and which of its members that can only be read may be null.</summary>
    public static Task Look(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { IsGetNullable: true } member
            && (member is { Set: null, PropertyType.IsValueType: true } || member.PropertyType.IsSubclassOf(typeof(NamedKind))))
        {
            (schema.Metadata ??= new Dictionary<string, object>())[MayBeNull] = true;
        }
        var type = context.JsonTypeInfo;
        // A problem document says what it has (DescribeProblem); by HSDS a member without a value is left out.
        if (type.Kind == JsonTypeInfoKind.Object && type.Type != typeof(ProblemDetails) && !type.Type.IsDefined(typeof(SpokenInSnakeCaseAttribute), false))
        {
            var shown = type.Properties.Where(member => member.Get is not null).ToLookup(IsLeftOut, member => member.Name);
            schema.Required?.ExceptWith(shown[true]); // In an answer it may be missing, constructor's parameter or not.
            (schema.Metadata ??= new Dictionary<string, object>())[Always] =
                type.Type.IsDefined(typeof(FrozenAttribute), false) ? new HashSet<string>() : shown[false].ToHashSet();
        }
        return Task.CompletedTask;
    }

    /// <summary>Runs once all schemas are in the document's components: what is sent in no body is an answer's alone.</summary>
    public static Task Add(OpenApiDocument document)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        var others = new HashSet<string>();
        foreach (var content in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? [])
            .SelectMany(operation => operation.RequestBody?.Content?.Values ?? []))
        {
            Reach(content.Schema);
        }
        foreach (var (name, schema) in schemas.Where(schema => AlwaysOf(schema.Value) is { Count: 0 }))
        {
            Reach(new OpenApiSchemaReference(name, document));
        }
        foreach (var (name, schema) in schemas)
        {
            if (!others.Contains(name) && schema is OpenApiSchema answer && AlwaysOf(schema) is { Count: > 0 } always)
            {
                answer.Properties ??= new Dictionary<string, IOpenApiSchema>();
                answer.Required = answer.Properties.Keys.Where(always.Contains).ToHashSet();
                // A closed set that stands at its member is "that or null", too.
                foreach (var (member, set) in answer.Properties.Where(member => IsSetOrNull(member.Value)).ToList())
                {
                    answer.Properties[member] = new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, set] };
                }
            }
        }
        return Task.CompletedTask;

        void Reach(IOpenApiSchema? schema)
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            {
                if (!others.Add(id) || !schemas.TryGetValue(id, out schema))
                {
                    return;
                }
            }
            foreach (var inner in (schema?.Properties?.Values ?? []).Concat(schema?.OneOf ?? []).Concat(schema?.AnyOf ?? []).Append(schema?.Items)
                .Append(schema?.AdditionalProperties).OfType<IOpenApiSchema>())
            {
                Reach(inner);
            }
        }
    }

    private static HashSet<string>? AlwaysOf(IOpenApiSchema schema) =>
        (schema as OpenApiSchema)?.Metadata?.TryGetValue(Always, out var names) == true ? (HashSet<string>)names : null;

    private static bool IsSetOrNull(IOpenApiSchema schema) =>
        schema is OpenApiSchema { Type: JsonSchemaType.String, Enum: not null, Metadata: { } noted } && noted.ContainsKey(MayBeNull);

    private static bool IsLeftOut(JsonPropertyInfo member) => (member.AttributeProvider as PropertyInfo)?.Find<JsonIgnoreAttribute>()?.Condition
        is JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault;
}

/// <summary>A document that is shown as it was once written, word for word: an old one lacks members that came later, and so do its parts.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FrozenAttribute : Attribute;
