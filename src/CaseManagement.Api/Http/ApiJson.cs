using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaseManagement.Api.Http;

/// <summary>How JSON is spoken: camelCase, statuses in snake_case, unknown members refused.</summary>
public static class ApiJson
{
    /// <summary>
    /// For what is on file already, such as a document that the database has built: without the edge, because it has to be
    /// readable whatever a later rule says to it.
    /// </summary>
    public static readonly JsonSerializerOptions Stored = Make();

    /// <summary>How bodies are read and answers written: as JSON is spoken here, under the rules of the edge.</summary>
    public static void Configure(JsonSerializerOptions json)
    {
        Speak(json);
        json.PropertyNameCaseInsensitive = false; // A member has one spelling, too.
        JsonEdge.Add(json);
    }

    private static void Speak(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        json.Converters.Add(new NamedKindConverter());
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.NumberHandling = JsonNumberHandling.Strict;
    }

    private static JsonSerializerOptions Make()
    {
        var json = new JsonSerializerOptions();
        Speak(json);
        return json;
    }
}
