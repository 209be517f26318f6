using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CaseManagement.Api.OpenApi;

/// <summary>
/// The refusals of a document, each described once with an example and referred to by every operation that can give it; and the headers that every
/// answer has.
/// </summary>
internal static class DocumentRefusals
{
    private const string Problem = "application/problem+json";

    private static readonly Dictionary<string, (string Name, string Words, ProblemType Example)> ByStatus = new()
    {
        ["400"] = ("Malformed", "The request does not follow the rules: `errors` says which and where.", HttpProblems.Invalid),
        ["401"] = ("NotSignedIn", "No token, or one that does not hold any more.", AccessProblems.NotSignedIn),
        ["403"] = ("NotPermitted", "The caller's roles do not allow it.", AccessProblems.NotPermitted),
        ["404"] = ("NotFound", "There is no such thing, or it is not the caller's to see; the two are not told apart.", HttpProblems.NotFound),
        ["409"] = ("Conflict", "The state of things does not allow it: `code` says why, of an illegal move `allowedActions` what is possible.",
            HttpProblems.Conflict),
        ["410"] = ("Gone", "What was asked about is not kept any more.", new ProblemType("cursor-forgotten", 410,
            "What this cursor points at is not kept any more. Read everything again.", "")),
        ["412"] = ("Stale", "Somebody has changed it since it was read.", HttpProblems.Stale),
        ["413"] = ("TooLarge", "The body is larger than this operation accepts.", HttpProblems.TooLarge),
        ["415"] = ("UnsupportedMediaType", "The media type is not one that this operation takes.", HttpProblems.UnsupportedMedia),
        ["416"] = ("RangeNotSatisfiable", "The file has no such part.", new ProblemType("http-416", 416, "Range Not Satisfiable", "")),
        ["422"] = ("KeyReused", "The Idempotency-Key was used for another request.", HttpProblems.KeyReused),
        ["428"] = ("IfMatchRequired", "A change needs the ETag that was read, as If-Match.", HttpProblems.IfMatchMissing),
        ["429"] = ("TooManyRequests", "The limit is used up; `Retry-After` says for how long.", HttpProblems.TooMany),
        ["500"] = ("InternalError", "A defect on our side; nothing was saved. Quote the `requestId`.", HttpProblems.Internal),
        ["503"] = ("Unavailable", "The database does not answer at the moment; nothing was saved.", HttpProblems.Unavailable),
    };

    private static readonly (string Name, string Words, string Example)[] Headers =
    [
        ("RateLimit", "What is left (draft-ietf-httpapi-ratelimit-headers): r requests in the t seconds that remain.", "\"caller\";r=599;t=60"),
        ("RateLimit-Policy", "The limit: q requests in w seconds.", "\"caller\";q=600;w=60"),
        ("Access-Control-Allow-Origin", "The frontend's origin, where the operator has allowed it (`Http__AllowedOrigins`); of the open directory `*`.",
            "https://app.example.org"),
    ];

    /// <summary>Runs after the operations have said which refusals they know.</summary>
    public static Task Add(OpenApiDocument document)
    {
        var components = document.Components!;
        components.Headers = Headers.ToDictionary(header => header.Name, header => (IOpenApiHeader)new OpenApiHeader
        {
            Description = header.Words, Example = header.Example, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
        });
        components.Responses = new Dictionary<string, IOpenApiResponse>();
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
        {
            var answers = operation.Responses ??= [];
            foreach (var status in answers.Keys.Where(key => key[0] is '4').Append("500").Append("503").ToList())
            {
                var (name, words, example) = ByStatus[status];
                components.Responses.TryAdd(name, Response(document, status, words, example));
                answers[status] = new OpenApiResponseReference(name, document);
            }
            foreach (var answer in answers.Values.OfType<OpenApiResponse>())
            {
                AddHeaders(answer, document);
            }
        }
        return Task.CompletedTask;
    }

    private static OpenApiResponse Response(OpenApiDocument document, string status, string words, ProblemType type)
    {
        var response = new OpenApiResponse
        {
            Description = words,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problem] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(nameof(Microsoft.AspNetCore.Mvc.ProblemDetails), document), Example = Example(type),
                },
            },
        };
        if (status is "429")
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "Seconds to wait.", Example = 30,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "0", Maximum = "86400" },
                },
            };
        }
        AddHeaders(response, document);
        return response;
    }

    private static JsonObject Example(ProblemType type)
    {
        var problem = new JsonObject
        {
            ["type"] = $"urn:problem:{type.Code}", ["title"] = type.English, ["status"] = type.Status, ["code"] = type.Code,
            ["requestId"] = "01a1fc759b8b77b49766d8d058d4fffd",
        };
        if (type == HttpProblems.Invalid)
        {
            problem["errors"] = new JsonArray(new JsonObject
            {
                ["pointer"] = "/dueOn", ["code"] = HttpProblems.MalformedDate.Code, ["message"] = HttpProblems.MalformedDate.English,
            });
        }
        return problem;
    }

    private static void AddHeaders(OpenApiResponse response, OpenApiDocument document)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        foreach (var (name, _, _) in Headers)
        {
            response.Headers[name] = new OpenApiHeaderReference(name, document);
        }
    }
}
