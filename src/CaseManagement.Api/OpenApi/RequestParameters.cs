using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CaseManagement.Api.OpenApi;

/// <summary>The parameters of an operation, out of the same shape that binds them; their words are those of the request's members.</summary>
public static class RequestParameters
{
    /// <summary>Adds them, and what a change shows on request.</summary>
    public static async Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RequestShape>().FirstOrDefault() is not { } shape)
        {
            return;
        }
        if (shape.File is { } file)
        {
            operation.RequestBody = UploadedFile.Describe(file);
        }
        operation.Parameters ??= [];
        foreach (var member in shape.Members.Where(member => member.Source is not (MemberSource.IfMatch or MemberSource.File)))
        {
            var parameter = new OpenApiParameter
            {
                Name = member.Name, Required = member.IsRequired, Description = Words(member), Schema = await Schema(member, context, cancellationToken),
                In = member.Source switch
                {
                    MemberSource.Route => ParameterLocation.Path,
                    MemberSource.Query => ParameterLocation.Query,
                    _ => ParameterLocation.Header,
                },
                Example = member.Property.Find<ExampleAttribute>()?.Value is { } example ? Example(member, example) : null,
            };
            if (ValueText.ElementOf(member.Property.PropertyType) is not null || member.Property.Find<ClosedSetAttribute>()?.Several == true)
            {
                parameter.Explode = false; // One text with commas.
            }
            operation.Parameters.Add(parameter);
        }
        if (metadata.OfType<ShowsChanged>().FirstOrDefault()?.Find(context.ApplicationServices, shape.Route) is { } shown)
        {
            foreach (var content in operation.Responses!.Where(response => response.Key is "200" or "201")
                .SelectMany(response => response.Value.Content?.Values ?? []))
            {
                content.Schema = new OpenApiSchema { AnyOf = [content.Schema!, new OpenApiSchemaReference(shown.Answer.Name, context.Document)] };
            }
        }
    }

    private static JsonNode? Example(RequestMember member, object value) => member.Property.Find<ClosedSetAttribute>()?.Several == true
        ? new JsonArray([.. $"{value}".Split(',').Select(one => (JsonNode)JsonValue.Create(one))]) : JsonSerializer.SerializeToNode(value);

    private static async Task<IOpenApiSchema> Schema(RequestMember member, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (member.Property.Find<ClosedSetAttribute>() is { } set)
        {
            var one = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. set.Values.Select(value => (JsonNode)JsonValue.Create(value))] };
            return set.Several ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one;
        }
        var type = Nullable.GetUnderlyingType(member.Property.PropertyType) ?? member.Property.PropertyType;
        var element = ValueText.ElementOf(type);
        // A closed set stands at the parameter itself: there it is never null, and a name or -name is no schema of its own.
        var schema = (element ?? type).IsEnum
            ? new OpenApiSchema
            {
                Type = JsonSchemaType.String, Enum = [.. ValueText.NamesOf(element ?? type).Keys.Select(name => (JsonNode)JsonValue.Create(name))],
            }
            : await context.GetOrCreateSchemaAsync(element ?? type, null, cancellationToken);
        if (member.Default is { } value and not false)
        {
            schema.Default = type.IsEnum ? ValueText.NamesOf(type).First(name => name.Value.Equals(value)).Key : JsonSerializer.SerializeToNode(value);
        }
        if (member.Property.Find<CodeOfAttribute>() is { } code)
        {
            schema.AddExtension("x-code-list", new JsonNodeExtension(JsonValue.Create(code.List)));
        }
        if (element is null && schema is OpenApiSchema own)
        {
            DocumentBounds.FromRules(own, member.Property, context.ApplicationServices);
        }
        return element is null ? schema : new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema };
    }

    private static string Words(RequestMember member) =>
        member.Property.Find<CodeOfAttribute>() is { } code ? $"{MemberWords.Of(member.Property)} Code of the list {code.List}."
        : MemberWords.Of(member.Property) ?? (member.Source == MemberSource.Route ? "Which one."
            : member.Property.PropertyType is var type && (Nullable.GetUnderlyingType(type) ?? type) == typeof(Include) ? "`ended`: those that have ended, too."
            : "In which order; with `-` in front, the other way round.");
}
