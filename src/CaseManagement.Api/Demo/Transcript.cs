using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseManagement.Api.Demo;

/// <summary>An answer was not the expected one: the demo ends here, loudly.</summary>
public sealed class UnexpectedAnswerException(string message) : Exception(message);

/// <summary>What a call of the demo was answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON body; null where there is none.</param>
/// <param name="Tag">The ETag.</param>
/// <param name="Location">The Location.</param>
public sealed record DemoAnswer(int Status, JsonNode? Body, string? Tag, string? Location)
{
    /// <summary>The id of what was created or changed.</summary>
    public Guid Id => Body!["id"]!.GetValue<Guid>();

    /// <summary>A member of the body.</summary>
    public JsonNode? this[string member] => Body?[member];

    /// <summary>The items of a list.</summary>
    public JsonArray Items => Body!["items"]!.AsArray();
}

/// <summary>Plays calls over HTTP and writes who called what and what came back, so that a newcomer can read along.</summary>
public sealed class Transcript(Uri address, TextWriter output) : IDisposable
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const int Longest = 320;
    private readonly HttpClient http = new() { BaseAddress = address };
    private int chapter;

    /// <summary>A heading.</summary>
    public void Chapter(string title) => output.WriteLine($"\n## {++chapter} {title}\n");

    /// <summary>A remark between calls.</summary>
    public void Say(string text) => output.WriteLine($"   {text}");

    /// <summary>Somebody signs in; calls by the actor carry the token. Passwords and tokens are not written.</summary>
    public async Task<Actor> SignIn(string who, string userName, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions") { Content = Json(new { userName, password }) };
        var answer = await Send(request);
        if (answer.Status != 200)
        {
            throw new UnexpectedAnswerException($"{who} could not sign in: {answer.Status} {answer.Body?["code"]}");
        }
        return new Actor(this, who, userName, password, answer["accessToken"]!.GetValue<string>(), answer["staffId"]!.GetValue<Guid>(), answer["organisationId"]!.GetValue<Guid>());
    }

    /// <summary>Sends a call without writing about it.</summary>
    internal async Task<DemoAnswer> Send(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new DemoAnswer((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, response.Headers.ETag?.ToString(), response.Headers.Location?.ToString());
    }

    internal void Write(string who, string method, string path, string? sent, DemoAnswer answer)
    {
        output.WriteLine($"{who}");
        output.WriteLine($"   {method} {path}{(sent is null ? "" : "  " + Short(sent))}");
        output.WriteLine($"   → {answer.Status}{(answer.Body is null ? "" : " " + Short(answer.Body.ToJsonString(Readable)))}");
    }

    internal static StringContent Json(object body) => new(JsonSerializer.Serialize(body, Readable), Encoding.UTF8, "application/json");

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static string Short(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}

/// <summary>Somebody in the story, signed in.</summary>
public sealed class Actor(Transcript transcript, string who, string userName, string password, string token, Guid staffId, Guid organisationId)
{
    private string token = token;

    /// <summary>The member of staff.</summary>
    public Guid StaffId => staffId;

    /// <summary>Acting for which organisation.</summary>
    public Guid OrganisationId => organisationId;

    /// <summary>Signs in anew, for when time has moved on.</summary>
    public async Task SignInAgain() => token = (await transcript.SignIn(who, userName, password)).token;

    /// <summary>Reads; the answer must have the expected status.</summary>
    public Task<DemoAnswer> Get(string path, int expected = 200, bool quiet = false) => Call(HttpMethod.Get, path, null, null, expected, quiet);

    /// <summary>Posts; see <see cref="Get"/>.</summary>
    public Task<DemoAnswer> Post(string path, object? body = null, string? tag = null, int expected = 201, bool quiet = false) => Call(HttpMethod.Post, path, body, tag, expected, quiet);

    /// <summary>Puts; see <see cref="Get"/>.</summary>
    public Task<DemoAnswer> Put(string path, object body, string? tag = null, int expected = 200, bool quiet = false) => Call(HttpMethod.Put, path, body, tag, expected, quiet);

    /// <summary>Uploads a file as text/csv.</summary>
    public async Task<DemoAnswer> Upload(string path, byte[] file, int expected = 201)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } } };
        return await Send(request, $"(text/csv, {file.Length:N0} bytes)", expected, quiet: false);
    }

    private async Task<DemoAnswer> Call(HttpMethod method, string path, object? body, string? tag, int expected, bool quiet)
    {
        using var request = new HttpRequestMessage(method, path);
        string? sent = null;
        if (body is not null)
        {
            request.Content = Transcript.Json(body);
            sent = await request.Content.ReadAsStringAsync();
        }
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }
        return await Send(request, sent, expected, quiet);
    }

    private async Task<DemoAnswer> Send(HttpRequestMessage request, string? sent, int expected, bool quiet)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var path = request.RequestUri!.OriginalString; // Sending makes it absolute.
        var answer = await transcript.Send(request);
        if (!quiet || answer.Status != expected)
        {
            transcript.Write(who, request.Method.Method, path, sent, answer);
        }
        return answer.Status == expected ? answer
            : throw new UnexpectedAnswerException($"{request.Method} {path}: expected {expected}, got {answer.Status}.");
    }
}
