using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>Writes down what the product answers, outermost: {method, path, query, status, media, body} (tests/contract/answers.mjs reads it).</summary>
internal sealed class RecordedAnswers(TextWriter recorder) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, rest) =>
        {
            var sent = http.Response.Body;
            using var copy = new MemoryStream();
            http.Response.Body = copy;
            try
            {
                await rest(http);
            }
            finally
            {
                http.Response.Body = sent;
            }
            var bytes = copy.ToArray();
            if (bytes.Length > 0)
            {
                await sent.WriteAsync(bytes); // Not even nothing may be written to a 204.
            }
            var media = http.Response.ContentType?.Split(';')[0];
            if (bytes.Length == 0 || media is "application/json" or "application/problem+json")
            {
                var line = JsonSerializer.Serialize(new
                {
                    method = http.Request.Method.ToLowerInvariant(), path = http.Request.Path.Value, query = http.Request.QueryString.Value,
                    status = http.Response.StatusCode, media,
                    body = bytes.Length == 0 ? (JsonElement?)null : JsonElement.Parse(bytes),
                }, Lines);
                lock (recorder)
                {
                    recorder.WriteLine(line);
                }
            }
        });
        next(app);
    };

    private static readonly JsonSerializerOptions Lines = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
