using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CaseManagement.Api.OpenApi;

/// <summary>One OpenAPI 3.1 document per audience, generated at build into openapi/.</summary>
public static class OpenApiDocuments
{
    /// <summary>Name, audience and title of each document.</summary>
    public static readonly IReadOnlyList<(string Name, Audience Audience, string Title)> All =
    [
        ("caseworker", Audience.Caseworker, "Case management: caseworker API"),
        ("partner", Audience.Partner, "Case management: partner API"),
        ("statistics", Audience.Statistics, "Case management: statistics API"),
        ("hsds", Audience.Open, "Case management: open directory of services (HSDS 3.1)"),
    ];

    /// <summary>Registers the documents.</summary>
    public static void AddOpenApiDocuments(this IServiceCollection services)
    {
        foreach (var (name, audience, title) in All)
        {
            services.AddOpenApi(name, options =>
            {
                options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<HandledRequest>()
                    .Any(request => request.Audience.HasFlag(audience));
                options.AddDocumentTransformer((document, _, _) => Describe(document, title, audience));
                options.AddDocumentTransformer((document, _, _) => PagesInline(document));
                options.AddDocumentTransformer((document, _, _) => DocumentAnswers.Add(document));
                options.AddDocumentTransformer((document, _, _) => DocumentWords.Add(document));
                options.AddDocumentTransformer((document, _, _) => OpenApiExamples.Add(document));
                options.AddDocumentTransformer((document, _, _) => DocumentRefusals.Add(document));
                options.AddDocumentTransformer((document, _, _) => DocumentBounds.Add(document));
                options.AddOperationTransformer(RequestParameters.Describe);
                options.AddOperationTransformer(Describe);
                options.AddOperationTransformer(DescribeHeaders);
                options.AddSchemaTransformer(DescribeProblem);
                options.AddSchemaTransformer(DescribeInstant);
                options.AddSchemaTransformer(DescribeKind);
                options.AddSchemaTransformer(EnumIsText);
                options.AddSchemaTransformer(DocumentBounds.FromRules);
                options.AddSchemaTransformer(DescribeCode);
                options.AddSchemaTransformer(LeftOut);
                options.AddSchemaTransformer(DocumentAnswers.Look);
            });
        }
    }

    private static Task Describe(OpenApiDocument document, string title, Audience audience)
    {
        document.Info = new OpenApiInfo
        {
            Title = title,
            Version = "1.0.0",
            Description = "REST backend for case management by integration managers. Errors are problem details (RFC 9457) with a stable `code`, "
                + "in German or English by Accept-Language.",
            Contact = new OpenApiContact { Name = "Case management", Url = new Uri("https://example.org/case-management") },
            License = new OpenApiLicense { Name = "EUPL-1.2", Url = new Uri("https://eupl.eu/1.2/en/") },
        };
        // Relative: "Try it out" speaks to the instance that shows the document, and no other.
        document.Servers =
        [
            new OpenApiServer
            {
                Url = "/", Description = "The instance that gave this document, in production or for a test",
                Extensions = new Dictionary<string, IOpenApiExtension> { ["x-internal"] = new JsonNodeExtension(JsonValue.Create(audience != Audience.Open)) },
            },
        ];
        document.Components ??= new OpenApiComponents();
        if (audience == Audience.Open)
        {
            return Task.CompletedTask;
        }
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The access token of POST /api/v1/sessions.",
            },
        };
        return Task.CompletedTask;
    }

    // The framework's schema knows none of the members that this API adds, and forbids them.
    private static Task DescribeProblem(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
        {
            schema.Description = "Why a request was refused (RFC 9457). Never contains personal data.";
            schema.AdditionalPropertiesAllowed = true;
            schema.Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("`urn:problem:` and the code."),
                ["title"] = Text("In words, German or English by Accept-Language."),
                ["status"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer, Format = "int32", Minimum = "400", Maximum = "599", Description = "The HTTP status.",
                },
                ["code"] = Text("Stable code to act upon."),
                ["state"] = Text("Of an illegal move: the state in which the thing is."),
                ["allowedActions"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = "Of an illegal move: the moves that this state allows.",
                },
                ["requestId"] = Text("To quote when asking for help; the server's log has it too."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "Single faults, where there are any.",
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["pointer"] = Text("Where: a JSON pointer (RFC 6901) into the body, empty for the whole body; of a parameter its bare name."),
                            ["code"] = Text("The stable code of the rule."),
                            ["message"] = Text("The rule in words."),
                            ["allowed"] = new OpenApiSchema
                            {
                                Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String },
                                Description = "What may stand there instead, where that is a closed set.",
                            },
                        },
                        Required = new HashSet<string> { "pointer", "code", "message" },
                    },
                },
            };
            schema.Required = new HashSet<string> { "type", "title", "status", "code" };
        }
        return Task.CompletedTask;

        static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
    }

    // The framework knows nothing of a type that has a converter of ours (Http/JsonEdge.cs).
    private static Task DescribeInstant(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if ((Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type) == typeof(DateTimeOffset))
        {
            // A parameter is left out, never null; a member of a body, which the framework calls a parameter too, may be.
            var isNullable = context is { ParameterDescription: null } or { JsonPropertyInfo: not null } && context.JsonTypeInfo.Type != typeof(DateTimeOffset);
            (schema.Type, schema.Format) = (isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, "date-time");
        }
        return Task.CompletedTask;
    }

    private static Task DescribeKind(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type.IsSubclassOf(typeof(NamedKind)))
        {
            schema.Type = JsonSchemaType.String;
            var names = (IReadOnlyList<string>)typeof(NamedKinds).GetMethod(nameof(NamedKinds.Of))!
                .MakeGenericMethod(context.JsonTypeInfo.Type).Invoke(null, null)!;
            schema.Enum = [.. names.Select(name => (JsonNode)JsonValue.Create(name))];
        }
        return Task.CompletedTask;
    }

    // An enum is a text, which the framework does not say; one that is met first where it may be left out had null among its values, and whoever names
    // it says "or null" beside it already.
    private static Task EnumIsText(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if ((Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type).IsEnum && schema.Enum is { } values)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. values.Where(value => value?.GetValueKind() == System.Text.Json.JsonValueKind.String)];
        }
        return Task.CompletedTask;
    }

    // What [CodeOf] promises: the list, for people and for programs.
    private static Task DescribeCode(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if ((context.JsonPropertyInfo?.AttributeProvider as System.Reflection.PropertyInfo)?.Find<CodeOfAttribute>() is { } code)
        {
            schema.AddExtension("x-code-list", new JsonNodeExtension(JsonValue.Create(code.List)));
            var words = schema.Type?.HasFlag(JsonSchemaType.Array) == true ? "Codes" : "Code";
            schema.Description = $"{schema.Description} {words} of the list {code.List}.".Trim();
        }
        return Task.CompletedTask;
    }

    // Validators of HSDS fail lists whose page stands in the components.
    private static Task PagesInline(OpenApiDocument document)
    {
        foreach (var (name, page) in (document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
            .Where(schema => schema.Key.StartsWith("HsdsPageOf", StringComparison.Ordinal)).ToList())
        {
            foreach (var content in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? [])
                .SelectMany(operation => operation.Responses?.Values.AsEnumerable() ?? []).SelectMany(response => response.Content?.Values ?? [])
                .Where(content => content.Schema is OpenApiSchemaReference { Reference.Id: var id } && id == name))
            {
                content.Schema = page;
            }
            document.Components!.Schemas!.Remove(name);
        }
        return Task.CompletedTask;
    }

    // By HSDS a member without a value is left out, never null.
    private static Task LeftOut(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.DeclaringType.IsDefined(typeof(SpokenInSnakeCaseAttribute), false) == true && schema.Type is { } type)
        {
            schema.Type = type & ~JsonSchemaType.Null;
        }
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Security = []; // Said, too: nobody needs to be signed in.
        if (metadata.OfType<HandledRequest>().FirstOrDefault() is { } request && !request.IsOpen)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
            if (request.Permission is { } permission)
            {
                var roles = string.Join(", ", RolePermissions.RolesWith(permission).Select(role => SnakeCase.Of(role.ToString())));
                operation.Description = $"{operation.Description}\n\nNeeds the permission `{permission}` ({roles}).".Trim();
                operation.AddExtension("x-permission", new JsonNodeExtension(JsonValue.Create(permission.ToString())));
            }
        }
        operation.Parameters ??= [];
        if (metadata.OfType<NeedsIfMatch>().Any())
        {
            AddHeader("If-Match", "The ETag of the version that you read.", "\"4711\"").Required = true;
        }
        if (metadata.OfType<ShowsChanged>().FirstOrDefault()?.Find(context.ApplicationServices, metadata.OfType<RequestShape>().Single().Route) is not null)
        {
            AddHeader("Prefer", $"`{ShownChanged.Preference}` (RFC 7240): the answer is the changed resource as GET gives it, with its ETag and "
                + "`Preference-Applied`, where you may read it.", ShownChanged.Preference);
        }
        // Who is not asked who he is has nothing to find an answer again by.
        if (context.Description.HttpMethod == HttpMethods.Post
            && metadata.OfType<HandledRequest>().FirstOrDefault() is not ({ Audience: Audience.Open } or { IsOpen: true }))
        {
            AddHeader("Idempotency-Key", "1 to 255 visible characters. The same key and body get the first call's answer; another body is refused "
                + "with 422. Kept for 24 hours.", null, 255);
        }
        return Task.CompletedTask;

        OpenApiParameter AddHeader(string name, string description, string? example, int? maxLength = null)
        {
            var header = new OpenApiParameter
            {
                Name = name, In = ParameterLocation.Header, Description = description, Example = example,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = maxLength ?? 200 },
            };
            operation.Parameters.Add(header);
            return header;
        }
    }

    private static Task DescribeHeaders(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var types = context.Description.SupportedResponseTypes.ToLookup(type => type.StatusCode.ToString(CultureInfo.InvariantCulture), type => type.Type);
        var answers304 = operation.Responses?.ContainsKey("304") == true;
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (answer is not OpenApiResponse response)
            {
                continue;
            }
            var hasVersion = status[0] == '2' && types[status].Any(type => type == typeof(Changed) || typeof(IVersioned).IsAssignableFrom(type));
            if (hasVersion || status == "304" || (status == "200" && answers304))
            {
                Add(response, "ETag", "The version, a strong tag: send it as If-Match to change what you read, as If-None-Match where 304 is answered.",
                    "\"4711\"");
            }
            if (status is "201" or "202")
            {
                Add(response, "Location", "Where to read it.", null, "uri-reference");
            }
        }
        return Task.CompletedTask;

        static void Add(OpenApiResponse response, string name, string description, string? example, string? format = null)
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[name] = new OpenApiHeader
            {
                Description = description, Example = example,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format, MaxLength = format is null ? 200 : null },
            };
        }
    }
}
