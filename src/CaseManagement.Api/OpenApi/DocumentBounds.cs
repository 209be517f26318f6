using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using CaseManagement.Api.Http;
using FluentValidation;
using FluentValidation.Validators;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CaseManagement.Api.OpenApi;

/// <summary>
/// How long a text, how many the items of a list, how large a number may be: what the validators of a request say, else what nothing exceeds.
/// Generated clients and gateways read it; who sends more is refused by the same validators.
/// </summary>
internal static class DocumentBounds
{
    /// <summary>No text is longer than the largest body, in characters.</summary>
    private const int LongestText = (int)Limits.BodyBytes;

    /// <summary>No list that is not paged has more items: the longest are those of languages and of a file's rows.</summary>
    private const int LongestList = 100_000;

    private static readonly ConcurrentDictionary<Type, ILookup<string, (bool OfItems, IPropertyValidator Rule)>> Rules = new();

    /// <summary>What the validator of the type that has a member says of it, whatever the rest of the request.</summary>
    public static Task FromRules(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { AttributeProvider: PropertyInfo property } member)
        {
            foreach (var (ofItems, rule) in RulesOf(member.DeclaringType, context.ApplicationServices)[property.Name])
            {
                if ((ofItems ? schema.Items : schema) is OpenApiSchema ruled)
                {
                    Say(ruled, rule);
                }
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>The rules of a parameter, which its request's validator has too.</summary>
    public static void FromRules(OpenApiSchema schema, PropertyInfo member, IServiceProvider services)
    {
        foreach (var (_, rule) in RulesOf(member.ReflectedType!, services)[member.Name].Where(said => !said.OfItems))
        {
            Say(schema, rule);
        }
    }

    /// <summary>Runs once all schemas are there: what no rule bounds is bounded by what holds everywhere.</summary>
    public static Task Add(OpenApiDocument document)
    {
        var seen = new HashSet<IOpenApiSchema>(ReferenceEqualityComparer.Instance);
        foreach (var (name, schema) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            Bound(schema, seen);
            if (name.StartsWith("PageOf", StringComparison.Ordinal) && schema.Properties?["items"] is OpenApiSchema items)
            {
                items.MaxItems = Cursor.Most;
            }
        }
        foreach (var header in document.Components?.Headers?.Values ?? [])
        {
            Bound(header.Schema, seen);
        }
        var shared = document.Components?.Responses?.Values.ToList() ?? [];
        var operations = document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []);
        foreach (var operation in operations)
        {
            foreach (var parameter in operation.Parameters ?? [])
            {
                Bound(parameter.Schema, seen);
            }
            var answers = (operation.Responses ?? []).Values.Concat(shared).OfType<OpenApiResponse>().ToList();
            foreach (var header in answers.SelectMany(answer => answer.Headers?.Values ?? []).OfType<OpenApiHeader>())
            {
                Bound(header.Schema, seen);
            }
            foreach (var content in answers.SelectMany(answer => answer.Content?.Values ?? []).Concat(operation.RequestBody?.Content?.Values ?? []))
            {
                Bound(content.Schema, seen);
            }
        }
        return Task.CompletedTask;
    }

    private static ILookup<string, (bool OfItems, IPropertyValidator Rule)> RulesOf(Type type, IServiceProvider services) => Rules.GetOrAdd(type, asked =>
    {
        if (asked.ContainsGenericParameters)
        {
            return Array.Empty<(string, bool, IPropertyValidator)>().ToLookup(rule => rule.Item1, rule => (rule.Item2, rule.Item3));
        }
        using var scope = services.CreateScope();
        return (
            from validator in scope.ServiceProvider.GetServices(typeof(IValidator<>).MakeGenericType(asked)).OfType<IValidator>()
            from rule in validator.CreateDescriptor().Rules
            where rule is { HasCondition: false, PropertyName: not null }
            from component in rule.Components
            where component is { HasCondition: false, Validator: not null }
            let ofItems = rule.GetType().Name.StartsWith("CollectionPropertyRule", StringComparison.Ordinal)
            select (rule.PropertyName, ofItems, component.Validator)).ToLookup(rule => rule.PropertyName, rule => (rule.ofItems, rule.Validator));
    });

    private static void Say(OpenApiSchema schema, IPropertyValidator rule)
    {
        switch (rule)
        {
            case ILengthValidator length when Is(schema, JsonSchemaType.String):
                (schema.MaxLength, schema.MinLength) = (length.Max > 0 ? length.Max : schema.MaxLength, length.Min > 0 ? length.Min : schema.MinLength);
                break;
            case INotEmptyValidator when Is(schema, JsonSchemaType.String) && schema.Format is null:
                schema.MinLength ??= 1;
                break;
            case INotEmptyValidator when Is(schema, JsonSchemaType.Array):
                schema.MinItems ??= 1;
                break;
            case IBoundsItems items when Is(schema, JsonSchemaType.Array):
                schema.MaxItems = items.Most;
                break;
            case IBetweenValidator { Name: "InclusiveBetweenValidator" } between when Number(between.From) is { } from && Number(between.To) is { } to:
                (schema.Minimum, schema.Maximum) = (from, to);
                break;
            case IComparisonValidator { MemberToCompare: null } compared when Number(compared.ValueToCompare) is { } value:
                switch (compared.Comparison)
                {
                    case Comparison.GreaterThan:
                        schema.ExclusiveMinimum = value;
                        break;
                    case Comparison.GreaterThanOrEqual:
                        schema.Minimum = value;
                        break;
                    case Comparison.LessThan:
                        schema.ExclusiveMaximum = value;
                        break;
                    case Comparison.LessThanOrEqual:
                        schema.Maximum = value;
                        break;
                }
                break;
        }
    }

    private static string? Number(object? value) =>
        value is int or long or decimal or double ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    private static void Bound(IOpenApiSchema? said, HashSet<IOpenApiSchema> seen)
    {
        if (said is not OpenApiSchema schema || !seen.Add(schema))
        {
            return;
        }
        if (Is(schema, JsonSchemaType.String) && schema.Enum is null && schema.Const is null && schema.Format != "binary")
        {
            schema.MaxLength ??= schema.Format switch
            {
                "uuid" => 36,
                "date" => 10,
                "time" => 20,
                "date-time" => 40,
                "uri" or "uri-reference" => 2048,
                _ => LongestText,
            };
        }
        if (schema.Format == "binary")
        {
            schema.MaxLength ??= int.MaxValue;
        }
        if (Is(schema, JsonSchemaType.Array))
        {
            schema.MaxItems ??= LongestList;
        }
        if (Is(schema, JsonSchemaType.Integer))
        {
            schema.Format ??= "int32";
            var (least, most) = schema.Format == "int64" ? (-9_007_199_254_740_991, 9_007_199_254_740_991) : (int.MinValue, (long)int.MaxValue);
            schema.Minimum ??= schema.ExclusiveMinimum is null ? least.ToString(CultureInfo.InvariantCulture) : null;
            schema.Maximum ??= schema.ExclusiveMaximum is null ? most.ToString(CultureInfo.InvariantCulture) : null;
        }
        if (Is(schema, JsonSchemaType.Object) && schema is { Properties: null or { Count: 0 }, AdditionalProperties: null, AdditionalPropertiesAllowed: true })
        {
            schema.AdditionalProperties = new OpenApiSchema(); // Any member: without it generators read "no member".
        }
        foreach (var part in (schema.Properties?.Values ?? []).Concat(schema.OneOf ?? []).Concat(schema.AnyOf ?? []).Concat(schema.AllOf ?? [])
            .Append(schema.Items!).Append(schema.AdditionalProperties!))
        {
            Bound(part, seen);
        }
    }

    private static bool Is(IOpenApiSchema schema, JsonSchemaType type) => schema.Type?.HasFlag(type) == true;
}
