using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CaseManagement.Api.OpenApi;

/// <summary>
/// What stands behind a text or any JSON and only the code knows: codes of refusals, names of actions, answers to
/// a form; what each tag is for.
/// </summary>
internal static class DocumentWords
{
    private const string Codes = "ProblemCode", Actions = "ActionName", Answer = "FormAnswer";

    private const BindingFlags Fields = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the framework itself refuses, where no slice has a word for it (ApiHost.CompleteProblem).
    private static readonly string[] OfTheFramework = ["http-400", "http-406", "http-408", "http-416"];

    // Actions whose path does not end with them: PUT, PATCH and DELETE of the resource itself.
    private static readonly string[] OfMethods = ["change", "discard", "remove", "update", "write"];

    private static readonly Lazy<Type[]> Types = new(() =>
        [.. typeof(DocumentWords).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters && type.IsClass)]);

    private static readonly Lazy<IReadOnlyList<ITransitions>> Machines = new(() =>
    [
        .. Types.Value.SelectMany(type => type.GetFields(Fields)).Where(field => field.FieldType.IsAssignableTo(typeof(ITransitions)))
            .Select(field => (ITransitions)field.GetValue(null)!),
    ]);

    /// <summary>Every code that a refusal can have, in a stable order.</summary>
    public static readonly Lazy<IReadOnlyList<string>> ProblemCodes = new(() =>
    [
        .. Types.Value.SelectMany(type => type.GetFields(Fields)).Where(field => field.FieldType == typeof(ProblemType))
            .Select(field => ((ProblemType)field.GetValue(null)!).Code)
            .Concat(Machines.Value.Select(machine => machine.Illegal.Code)).Concat(OfTheFramework).Distinct().Order(StringComparer.Ordinal),
    ]);

    /// <summary>Runs once all schemas are in the document's components.</summary>
    public static Task Add(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (schemas.TryGetValue(nameof(Microsoft.AspNetCore.Mvc.ProblemDetails), out var problem))
        {
            schemas[Codes] = Set(ProblemCodes.Value, "The stable code of a refusal. A later version may have more.");
            problem.Properties!["code"] = new OpenApiSchemaReference(Codes, document);
        }
        if (schemas.TryGetValue(nameof(AllowedAction), out var allowed))
        {
            schemas[Actions] = Set(ActionsOf(document), "The name of an action, as the path spells it. A later version may have more.");
            allowed.Properties!["action"] = new OpenApiSchemaReference(Actions, document);
            allowed.Properties["code"] = OrNull(new OpenApiSchemaReference(Codes, document), allowed.Properties["code"].Description);
        }
        foreach (var (type, property) in Members())
        {
            if (!schemas.TryGetValue(type.Name, out var owner) || owner.Properties is not { } properties
                || JsonNamingPolicy.CamelCase.ConvertName(property.Name) is var name && !properties.ContainsKey(name))
            {
                continue;
            }
            var words = properties[JsonNamingPolicy.CamelCase.ConvertName(property.Name)].Description ?? MemberWords.Of(property);
            if (property.Find<ClosedSetAttribute>() is { } set)
            {
                properties[name] = Set(set.Values, words);
                continue;
            }
            if (property.Find<HoldsAttribute>()!.What != FreeJson.Object && !schemas.ContainsKey(Answer))
            {
                schemas[Answer] = AnswerToForm();
            }
            var nullable = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
            properties[name] = property.Find<HoldsAttribute>()!.What switch
            {
                FreeJson.Answer => OrNull(new OpenApiSchemaReference(Answer, document), words),
                FreeJson.Answers => new OpenApiSchema
                {
                    Type = JsonSchemaType.Object, Description = words,
                    AdditionalProperties = property.PropertyType == typeof(JsonElement)
                        ? new OpenApiSchemaReference(Answer, document) : OrNull(new OpenApiSchemaReference(Answer, document), null),
                },
                _ => new OpenApiSchema
                {
                    Type = nullable ? JsonSchemaType.Object | JsonSchemaType.Null : JsonSchemaType.Object, Description = words,
                    AdditionalProperties = new OpenApiSchema(),
                },
            };
        }
        if (!Uses(document, nameof(JsonElement)))
        {
            schemas.Remove(nameof(JsonElement));
        }
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = Tags.GetValueOrDefault(tag.Name!);
        }
        return Task.CompletedTask;
    }

    /// <summary>The actions that answers of a document can name: those of every state machine, and those that its paths end with.</summary>
    private static IEnumerable<string> ActionsOf(OpenApiDocument document) =>
        Machines.Value.SelectMany(machine => machine.Actions).Concat(OfMethods)
            .Concat(document.Paths.Where(path => path.Value.Operations?.Keys.Any(method => method != HttpMethod.Get) == true)
                .Select(path => path.Key[(path.Key.LastIndexOf('}') + 1)..].TrimStart('/'))
                .Where(rest => rest.Length > 0 && !rest.StartsWith("api/", StringComparison.Ordinal))
                .SelectMany(rest => new[] { rest, rest.Split('/')[^1] }))
            .Distinct().Order(StringComparer.Ordinal);

    // Only members of records name it: no operation takes or gives any JSON by itself.
    private static bool Uses(OpenApiDocument document, string name)
    {
        var seen = new HashSet<IOpenApiSchema>(ReferenceEqualityComparer.Instance);
        return document.Components!.Schemas!.Values.Any(Within);

        bool Within(IOpenApiSchema? schema) => schema is OpenApiSchemaReference { Reference.Id: var id } ? id == name
            : schema is not null && seen.Add(schema) && ((schema.Properties?.Values ?? []).Concat(schema.OneOf ?? []).Concat(schema.AnyOf ?? []).Any(Within)
                || Within(schema.Items) || Within(schema.AdditionalProperties));
    }

    private static IEnumerable<(Type Type, PropertyInfo Property)> Members() =>
        from type in Types.Value
        where type.IsPublic
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where property.Find<HoldsAttribute>() is not null || property.Find<ClosedSetAttribute>() is not null
        select (type, property);

    private static OpenApiSchema Set(IEnumerable<string> values, string? words) => new()
    {
        Type = JsonSchemaType.String, Description = words, Enum = [.. values.Select(value => (JsonNode)JsonValue.Create(value))],
    };

    private static OpenApiSchema OrNull(IOpenApiSchema schema, string? words) => new()
    {
        Description = words, OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema],
    };

    private static OpenApiSchema AnswerToForm() => new()
    {
        Description = "An answer: text, date (yyyy-MM-dd) or one code; a number; yes or no; several codes. The question's kind says which.",
        AnyOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String },
            new OpenApiSchema { Type = JsonSchemaType.Number },
            new OpenApiSchema { Type = JsonSchemaType.Boolean },
            new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        ],
    };

    private static readonly Dictionary<string, string> Tags = new()
    {
        ["Sessions"] = "Signing in with a user name and a password, and what is signed in.",
        ["API clients"] = "Frontends and machines that ask the token server.",
        ["Staff"] = "Colleagues, their accounts, roles and the teams that they belong to.",
        ["Organisations"] = "Districts, towns, operators, agencies: who is controller of what.",
        ["Identity providers"] = "A town's own OpenID provider, at which its staff sign in.",
        ["Cases"] = "Counselling episodes: who is responsible, what has happened, how they end.",
        ["Absences"] = "Who is away when, and who stands in.",
        ["My day"] = "What waits for the caller.",
        ["Calendar"] = "One's own reminders and appointments for a calendar program, by an address that is a secret.",
        ["Digests"] = "How much waits, told once a day by mail to who asks for it; when, and when no mail goes.",
        ["Clients"] = "Persons: their data, dated histories, search, duplicates.",
        ["Households"] = "Persons who live and are counselled together.",
        ["Erasure"] = "What is held of a person goes: proposed, decided, confirmed.",
        ["Representations"] = "Who acts for a person: parents, guardians, carers.",
        ["Facts"] = "What happened to a person: allocations, presence, changes of benefits.",
        ["Consents"] = "What a person has agreed to, in which words.",
        ["Letters"] = "Decisions and letters of offices, and the last days of their remedies.",
        ["Measures"] = "The counselling grid: who does what for whom until when.",
        ["Counselling clock"] = "Under which programme a case is, and how long that lasts.",
        ["Funded posts"] = "Which share of whose time a programme pays.",
        ["Printed pages"] = "Pages for A4, in German and the language of who gets them.",
        ["Agreements"] = "Integration agreements: goals, steps, versions, acknowledgements.",
        ["Documents"] = "A person's papers: what there is, until when it is valid, what is missing.",
        ["Participations"] = "Kindergarten, school, courses, clubs: from the waiting list to the end.",
        ["Employments"] = "Jobs, several at once.",
        ["Language levels"] = "How well a language is known, on which day, by which evidence.",
        ["Dwellings"] = "Flats, landlords, leases, and who lives where.",
        ["Mentors"] = "Volunteers, and for whom they are there.",
        ["Referrals"] = "Requests to partners to serve a person, and how they end.",
        ["Cooperation agreements"] = "What two organisations have agreed on processing data together.",
        ["Webhooks"] = "Where events are told, ids only.",
        ["Services"] = "What organisations offer, by the words of HSDS.",
        ["Offers"] = "Which service fits a need; where there was none.",
        ["Statistics"] = "Figures, each by a definition that says what it counts.",
        ["Contacts"] = "Talks, visits, calls, and failed attempts.",
        ["Appointments"] = "Contacts ahead.",
        ["Work on cases"] = "Letters, forms and calls without the person.",
        ["Confidential notes"] = "Notes under § 203 StGB: for their author and whom she names.",
        ["Chains"] = "Follow-ups one after the other, once something has happened; their templates.",
        ["Reminders"] = "Dated follow-ups.",
        ["Notices"] = "What a colleague is told, ids only.",
        ["Imports"] = "A district's allocation list: checked first, then applied.",
        ["Service lists"] = "The directory of services as a list: loaded, each row with its verdict, and exported.",
        ["Fact lists"] = "Facts about persons on file, one a row: checked first, then applied.",
        ["Reference data"] = "Dated codes with their labels, German and English.",
        ["Assessments"] = "Needs by a versioned form.",
        ["Handovers"] = "Responsibility for a household moves to another team.",
        ["Jobs"] = "Recurring commands, and how their last run ended.",
        ["Operation"] = "Which build answers, for whoever runs it.",
        ["Teams"] = "Who works together, for which quarters.",
        ["Accommodations"] = "Shared accommodations and who looks after them.",
        ["Quarters"] = "A town's quarters.",
        ["Audit"] = "Who has read and changed what; whether the trail is whole.",
        ["Privacy"] = "Restricted records, named persons, broken glass.",
        ["Received referrals"] = "What was sent to the caller's organisation, and its answers.",
        ["Mail"] = "Where an organisation is told by mail that there is news.",
        ["Open directory"] = "Services for everybody, by HSDS 3.1.",
        ["Clock"] = "The product's clock, which demos and tests move.",
    };
}
