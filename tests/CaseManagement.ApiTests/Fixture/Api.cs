using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>The running product over a database of its own; one per test class (IClassFixture&lt;Api&gt;).</summary>
public sealed class Api : IAsyncLifetime
{
    private WebApplicationFactory<Program> factory = null!;

    // Held open: a connection for each question would start a PostgreSQL process for each.
    private readonly Lazy<Task<NpgsqlDataSource>> superuser;

    /// <summary>Under which address the token server speaks.</summary>
    public const string Issuer = "https://sign-in.example.org/";

    public Api() => superuser = new(async () => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await PostgresServer.Superuser(Owner))
    {
        Pooling = Elsewhere is null, MaxPoolSize = 5, // A server that a test crashes takes held connections with it.
    }.ConnectionString));

    public string Owner { get; private set; } = "";
    public string App { get; private set; } = "";
    public Given Given { get; private set; } = null!;
    public ProductClock Clock => Services.GetRequiredService<ProductClock>();
    public IServiceProvider Services => factory.Services;

    /// <summary>Listens on a port of its own, for callers that bring their own client.</summary>
    public bool OnSocket { get; init; }

    /// <summary>That port, where it has to be known before.</summary>
    public int Port { get; init; }

    /// <summary>Another instance over whose database this one runs; it is not dropped with this one.</summary>
    public Api? Beside { get; init; }

    /// <summary>A database elsewhere over which it runs; it is left as it is.</summary>
    public (string Owner, string App)? Elsewhere { get; init; }

    /// <summary>Where every answer in JSON is written, one line each; null: nowhere.</summary>
    public TextWriter? Recorder { get; init; }

    /// <summary>How many connections it may hold.</summary>
    public int PoolSize { get; init; } = 20;

    /// <summary>How many seconds a caller waits for one of them.</summary>
    public int PoolWait { get; init; } = 15;

    /// <summary>What wakes commands, where a test brings its own.</summary>
    public IJobEngine? Engine { get; init; }

    /// <summary>Where it listens then.</summary>
    public Uri Address => factory.ClientOptions.BaseAddress;

    /// <summary>Settings that a derived set-up may add before the host starts.</summary>
    public Dictionary<string, string> Settings { get; } = new()
    {
        ["Jobs:Engine"] = "none", ["Demo:AdjustableClock"] = "true", ["Limits:RequestsPerMinute"] = "1000000", ["Limits:SignInsPerMinute"] = "1000000",
        // A statement that the database refuses is what many tests are about: it would be told with its whole stack.
        ["Logging:LogLevel:Default"] = "Warning", ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Critical",
        ["Demo:ClockAhead"] = TestDay.Ahead.ToString("c"),
        ["TokenServer:Issuer"] = Issuer,
        ["Events:StreamSeconds"] = "0", // Whoever asks every endpoint reads to the end.
        ["Webhooks:Loopback"] = "true", ["Webhooks:TimeoutSeconds"] = "60", // Receivers of tests are on this machine, which may be busy.
    };

    public async ValueTask InitializeAsync()
    {
        (Owner, App) = Elsewhere ?? (Beside is { } other ? (other.Owner, other.App) : await PostgresServer.NewDatabase());
        App = new NpgsqlConnectionStringBuilder(App) { MaxPoolSize = PoolSize, Timeout = PoolWait }.ConnectionString;
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:App", App).UseUrls($"http://127.0.0.1:{Port}"); // Whichever port is free: others listen at the same time.
            foreach (var (key, value) in Settings)
            {
                host.UseSetting(key, value);
            }
            if (Engine is { } engine)
            {
                host.ConfigureTestServices(services => services.AddSingleton(engine));
            }
            if (Recorder is { } recorder)
            {
                host.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new RecordedAnswers(recorder)));
            }
        });
        if (OnSocket)
        {
            factory.UseKestrel(Port);
            factory.StartServer();
        }
        _ = factory.Services;
        Given = new Given(this);
    }

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        if (superuser.IsValueCreated)
        {
            await (await superuser.Value).DisposeAsync();
        }
        if (Beside is null && Elsewhere is null)
        {
            await PostgresServer.Drop(Owner);
        }
    }

    /// <summary>A client that nobody has signed in with.</summary>
    public HttpClient Anonymous()
    {
        var client = factory.CreateClient(
            new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = factory.ClientOptions.BaseAddress });
        client.Timeout = TimeSpan.FromMinutes(5); // Where much else is done a first OpenAPI document takes longer than the usual 100 seconds.
        return client;
    }

    /// <summary>A browser at the token server's address: it keeps cookies and follows no redirect by itself.</summary>
    public HttpClient Browser() => factory.CreateClient(
        new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true, BaseAddress = new Uri(Issuer) });

    /// <summary>A client with a token, whoever gave it.</summary>
    public HttpClient With(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A machine with a token of one scope.</summary>
    public async Task<HttpClient> AsMachine(CaseManagement.Api.Tokens.ApiClient client, Scope scope)
    {
        await using var scoped = Services.CreateAsyncScope();
        return With(scoped.ServiceProvider.GetRequiredService<SessionTokenIssuer>().IssueAccess(new Caller
        {
            ApiClientId = client.Id, SessionId = client.Id, OrganisationId = client.OrganisationId, Scopes = [scope], Client = client.ClientId,
        }));
    }

    /// <summary>A client signed in as a member of staff, with the roles granted for the organisation.</summary>
    public async Task<HttpClient> As(Person person)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Token(person));
        return client;
    }

    /// <summary>A real session and its access token, without the cost of hashing a password.</summary>
    public async Task<string> Token(Person person)
    {
        var session = await SessionOf(person);
        await using var scope = Services.CreateAsyncScope();
        var caller = new Caller
        {
            StaffId = person.StaffId, OrganisationId = person.OrganisationId, SessionId = session, Roles = person.Roles,
            IsOperator = person.IsOperator ?? person.Roles.Contains(Role.Administrator),
        };
        return scope.ServiceProvider.GetRequiredService<SessionTokenIssuer>().Issue(caller, 0).AccessToken;
    }

    /// <summary>A real session.</summary>
    public async Task<Guid> SessionOf(Person person)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDb>();
        var call = scope.ServiceProvider.GetRequiredService<CallContext>();
        call.Caller = Caller.System(person.OrganisationId);
        var session = new Session(person.AccountId, person.StaffId, person.OrganisationId, call.Now);
        db.Add(session);
        await using var transaction = await db.Database.BeginTransactionAsync(); // As in the pipeline: EF counts rows by statement.
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return session.Id;
    }

    /// <summary>Work as the system for one organisation, past HTTP: for building what a test needs.</summary>
    public async Task<T> InOrganisation<T>(Guid? organisationId, Func<CaseDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallContext>();
        (call.Caller, call.Action) = (Caller.System(organisationId), "test");
        return await work(scope.ServiceProvider.GetRequiredService<CaseDb>());
    }

    /// <summary>Sends a command of the system, such as a recurring one, for an organisation.</summary>
    public async Task<T> SendAsSystem<T>(Guid? organisationId, MediatR.IRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(organisationId);
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, CancellationToken.None);
    }

    /// <summary>One value out of the database, past every wall (superuser): for assertions about what is really stored.</summary>
    public async Task<T> Sql<T>(string sql)
    {
        await using var command = (await superuser.Value).CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("No value."));
    }

    /// <summary>A statement past every wall.</summary>
    public async Task Execute(string sql)
    {
        await using var command = (await superuser.Value).CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A member of staff in a test, acting for an organisation with roles.</summary>
public sealed record Person(Guid StaffId, Guid AccountId, Guid OrganisationId, IReadOnlyCollection<Role> Roles, string UserName)
{
    /// <summary>Whether tokens are those of the operator's; administrators' are unless a test says otherwise.</summary>
    public bool? IsOperator { get; init; }

    public const string Password = "correct horse battery staple";
}

/// <summary>Requests and answers as a frontend sees them.</summary>
public static class HttpExtensions
{
    private static readonly JsonSerializerOptions Spoken =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    /// <summary>What there is to read at a path.</summary>
    public static Task<JsonNode> Read(this HttpClient client, Uri? path) => client.Read(path!.ToString());

    /// <summary>What there is to read at a path.</summary>
    public static async Task<JsonNode> Read(this HttpClient client, string path) => await (await client.GetAsync(path).Expect(200)).Json();

    /// <summary>A member by its path, such as <c>progress/stage</c> or <c>items/0/id</c>; null where it is not there.</summary>
    public static JsonNode? At(this JsonNode? answer, string path) => path.Split('/')
        .Aggregate(answer, (at, step) => int.TryParse(step, out var index) ? at?[index] : at?[step]);

    public static string? Text(this JsonNode? answer, string path) => answer.At(path)?.GetValue<string>();
    public static int? Number(this JsonNode? answer, string path) => answer.At(path)?.GetValue<int>();

    /// <summary>A member that has to be there.</summary>
    public static T Value<T>(this JsonNode? answer, string path) =>
        (answer.At(path) ?? throw new Xunit.Sdk.XunitException($"There is no {path} in {answer?.ToJsonString()}")).GetValue<T>();

    /// <summary>What stands at a path with a star for each element of a list: <c>items/*/id</c>.</summary>
    public static IEnumerable<T> Values<T>(this JsonNode? answer, string path)
    {
        var (list, member) = path.Split("/*") is [var before, var after] ? (before, after.TrimStart('/')) : throw new ArgumentException(path, nameof(path));
        return answer.At(list)!.AsArray().Select(item => member.Length == 0 ? item!.GetValue<T>() : item.Value<T>(member));
    }

    public static async Task<JsonNode> Json(this HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    /// <summary>Fails with the answer's body when the status is another one.</summary>
    public static async Task<HttpResponseMessage> Expect(this Task<HttpResponseMessage> sending, int status)
    {
        var response = await sending;
        Assert.True((int)response.StatusCode == status, $"Expected {status}, got {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return response;
    }

    /// <summary>The same, of two statuses of which either will do.</summary>
    public static async Task<HttpResponseMessage> Expect(this Task<HttpResponseMessage> sending, int status, int or) =>
        (int)(await sending).StatusCode == or ? await sending : await sending.Expect(status);

    /// <summary>A refusal with its stable code.</summary>
    public static async Task<JsonNode> ExpectProblem(this Task<HttpResponseMessage> sending, int status, string code)
    {
        var response = await sending.Expect(status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Json();
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        return problem;
    }

    public static Task<HttpResponseMessage> Post(
        this HttpClient client, string path, object? body = null, string? ifMatch = null, string? key = null) =>
        client.Send(HttpMethod.Post, path, body, ifMatch, key);

    public static Task<HttpResponseMessage> Put(this HttpClient client, string path, object body, string? ifMatch = null) =>
        client.Send(HttpMethod.Put, path, body, ifMatch);

    public static Task<HttpResponseMessage> Patch(this HttpClient client, string path, object body, string? ifMatch = null) =>
        client.Send(HttpMethod.Patch, path, body, ifMatch);

    public static async Task<HttpResponseMessage> Send(
        this HttpClient client, HttpMethod method, string path, object? body = null, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: Spoken);
        }
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        return await client.SendAsync(request);
    }

    public static string Tag(this HttpResponseMessage response) => response.Headers.ETag!.ToString();
    public static async Task<Guid> Id(this HttpResponseMessage response) => (await response.Json())["id"]!.GetValue<Guid>();
}
