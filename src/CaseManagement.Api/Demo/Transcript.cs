using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseManagement.Api.SignIn;

namespace CaseManagement.Api.Demo;

/// <summary>An answer was not the expected one: the demo ends here, loudly.</summary>
public sealed class UnexpectedAnswerException(string message) : Exception(message);

/// <summary>What a call of the demo was answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON body, a page as its text; null where there is none.</param>
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
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private const int Longest = 320;
    private readonly HttpClient http = new() { BaseAddress = address };
    private int chapter;

    /// <summary>When to stop in the middle.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>A heading.</summary>
    public void Chapter(string title) => output.WriteLine($"\n## {++chapter} {title}\n");

    /// <summary>A remark between calls.</summary>
    public void Say(string text) => output.WriteLine($"   {text}");

    /// <summary>
    /// Sends a call without writing about it; the request is made anew for each attempt. Who is told that this was too often
    /// waits as long as the answer says.
    /// </summary>
    internal async Task<DemoAnswer> Send(Func<HttpRequestMessage> make)
    {
        for (; ; )
        {
            using var request = make();
            using var response = await http.SendAsync(request, Stop);
            if (response is { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter.Delta: { } wait })
            {
                Say($"(So many calls in a minute are too many: the API asks to wait {wait.TotalSeconds:0} seconds.)");
                await Task.Delay(wait, Stop);
                continue;
            }
            var text = await response.Content.ReadAsStringAsync(Stop);
            var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
            return new DemoAnswer((int)response.StatusCode, text.Length == 0 ? null : isJson ? JsonNode.Parse(text) : JsonValue.Create(text),
                response.Headers.ETag?.ToString(), response.Headers.Location?.ToString());
        }
    }

    internal void Write(string who, string method, string path, string? sent, DemoAnswer answer)
    {
        output.WriteLine($"{who}");
        output.WriteLine($"   {method} {path}{(sent is null ? "" : "  " + Short(sent))}");
        output.WriteLine($"   → {answer.Status}" + answer.Body switch
        {
            null => "",
            JsonValue page => $" ({page.GetValue<string>().Length:N0} characters of HTML)",
            var body => " " + Short(body.ToJsonString(Readable)),
        });
    }

    internal static string Json(object body) => JsonSerializer.Serialize(body, Readable);

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static string Short(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}

/// <summary>Somebody in the story. Signs in when a call needs it: at first, and when the token has ended because time moved on.</summary>
/// <param name="transcript">What is played.</param>
/// <param name="who">As the reader knows the person.</param>
/// <param name="userName">The name to sign in with.</param>
/// <param name="password">Not written anywhere, and neither are tokens.</param>
/// <param name="before">From earlier, where there is something.</param>
/// <param name="keep">Gets each new token.</param>
/// <param name="secret">Of the second factor, where the person has one.</param>
internal sealed class Actor(
    Transcript transcript, string who, string userName, string password, SignIns.Kept? before = null, Action<SignIns.Kept>? keep = null, string? secret = null)
{
    private string? token = before?.Token;
    private string password = password;
    private string? secret = secret;
    private long shown = before?.Shown ?? 0;

    /// <summary>Changes the initial password, as everybody has to who was given one; ends the session.</summary>
    public async Task ChoosePassword(string chosen)
    {
        await Call(HttpMethod.Put, "/api/v1/sessions/current/password", new { currentPassword = password, newPassword = chosen }, null, 204, quiet: true);
        (password, token) = (chosen, null);
    }

    /// <summary>Sets one-time passwords up, as administrators and officers have to who have none.</summary>
    public async Task SetUpSecondFactor()
    {
        var proposed = await Get("/api/v1/sessions/current/second-factor", quiet: true);
        secret = proposed["secret"]!.GetValue<string>();
        await Put("/api/v1/sessions/current/second-factor",
            new { proposal = proposed["proposal"]!.GetValue<string>(), oneTimePassword = await NextCode(secret, age: 0) }, quiet: true);
    }

    /// <summary>Reads; the answer must have the expected status.</summary>
    public Task<DemoAnswer> Get(string path, int expected = 200, bool quiet = false) => Call(HttpMethod.Get, path, null, null, expected, quiet);

    /// <summary>The ETag of what is there now.</summary>
    public async Task<string?> Tag(string path) => (await Get(path, quiet: true)).Tag;

    /// <summary>Posts; see <see cref="Get"/>.</summary>
    public Task<DemoAnswer> Post(string path, object? body = null, string? tag = null, int expected = 201, bool quiet = false) =>
        Call(HttpMethod.Post, path, body, tag, expected, quiet);

    /// <summary>Puts; see <see cref="Get"/>.</summary>
    public Task<DemoAnswer> Put(string path, object body, string? tag = null, int expected = 200, bool quiet = false) =>
        Call(HttpMethod.Put, path, body, tag, expected, quiet);

    /// <summary>Uploads a file as text/csv.</summary>
    public Task<DemoAnswer> Upload(string path, byte[] file, int expected = 201) => Send(HttpMethod.Post, path, null,
        () => new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } },
        $"(text/csv, {file.Length:N0} bytes)", expected, quiet: false);

    private Task<DemoAnswer> Call(HttpMethod method, string path, object? body, string? tag, int expected, bool quiet)
    {
        var sent = body is null ? null : Transcript.Json(body);
        return Send(method, path, tag, () => sent is null ? null : new StringContent(sent, Encoding.UTF8, "application/json"), sent, expected, quiet);
    }

    private async Task<DemoAnswer> Send(HttpMethod method, string path, string? tag, Func<HttpContent?> content, string? sent, int expected, bool quiet)
    {
        var answer = token is null ? null : await transcript.Send(Request);
        if (answer is null or { Status: 401 })
        {
            await SignIn();
            answer = await transcript.Send(Request);
        }
        if (!quiet || answer.Status != expected)
        {
            transcript.Write(who, method.Method, path, sent, answer);
        }
        return answer.Status == expected ? answer : throw new UnexpectedAnswerException($"{method} {path}: expected {expected}, got {answer.Status}.");

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(method, path) { Content = content() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", tag);
            }
            return request;
        }
    }

    private async Task SignIn()
    {
        for (var attempt = 0; ; attempt++)
        {
            var oneTimePassword = secret is null ? null : await NextCode(secret, age: 1);
            var answer = await transcript.Send(() => new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions")
            {
                Content = new StringContent(Transcript.Json(new { userName, password, oneTimePassword }), Encoding.UTF8, "application/json"),
            });
            if (answer.Status == 200)
            {
                token = answer["accessToken"]!.GetValue<string>();
                keep?.Invoke(new SignIns.Kept(token, shown));
                return;
            }
            if (secret is null || attempt == 3 || answer.Body?["code"]?.GetValue<string>() != "second-factor-required")
            {
                throw new UnexpectedAnswerException($"{who} could not sign in: {answer.Status} {answer.Body?["code"]}");
            }
        }
    }

    // Each is good once, and the API takes one of half a minute ago and the next one, too: who signs in often begins with that and waits as little as can be.
    // It may run out on the way: who tries once takes the present one, which is good for half a minute more.
    private async Task<string> NextCode(string secret, int age)
    {
        const int Seconds = 30;
        shown = Math.Max(shown + 1, MachineTime.Now.ToUnixTimeSeconds() / Seconds - age);
        while (MachineTime.Now.ToUnixTimeSeconds() / Seconds + 1 < shown)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), transcript.Stop);
        }
        return SecondFactors.CodeAt(secret, DateTimeOffset.FromUnixTimeSeconds(shown * Seconds));
    }
}
