using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseManagement.Api.Tokens;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>
/// Two instances of the product, and a provider beside them: the real npm oidc-provider and a bad one, in one process of node
/// (tests/contract/openid-provider.mjs). What the provider posts to <see cref="door"/> the second instance gets.
/// </summary>
public class OpenIdProvider : IAsyncLifetime
{
    private static readonly string Contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));

    private readonly HttpListener door = new();
    private Process? node;
    private HttpClient control = null!;

    public OpenIdProvider() => Api = new()
    {
        Settings = { ["IdentityProviders:InternalHosts"] = "127.0.0.1", ["IdentityProviders:Patience"] = "00:00:01" },
    };

    /// <summary>The product at an address that a browser reaches.</summary>
    protected OpenIdProvider(int port)
    {
        Home = new Uri($"http://localhost:{port}/");
        Api = new() { OnSocket = true, Port = port, Settings = { ["IdentityProviders:InternalHosts"] = "127.0.0.1", ["TokenServer:Issuer"] = $"{Home}" } };
    }

    public Api Api { get; }

    /// <summary>Where the product is.</summary>
    public Uri Home { get; } = new("https://sign-in.example.org/");
    public Api Second { get; private set; } = null!;
    public string Issuer => control.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Where there is no oidc-provider the tests are skipped.</summary>
    public static void Needed() => Assert.SkipUnless(
        Directory.Exists(Path.Combine(Contract, "node_modules", "oidc-provider")), "npm ci in tests/contract has not run yet.");

    public async ValueTask InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Contract, "node_modules", "oidc-provider")))
        {
            return;
        }
        await Api.InitializeAsync();
        Second = new Api { Beside = Api, Settings = { ["IdentityProviders:InternalHosts"] = "127.0.0.1" } };
        await Second.InitializeAsync();
        door.Prefixes.Add($"http://127.0.0.1:{Ports.Free()}/");
        door.Start();
        _ = PassOn();
        var ahead = (TestDay.Ahead + Api.Clock.Offset).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        node = Process.Start(new ProcessStartInfo("node", ["openid-provider.mjs", ahead])
        {
            WorkingDirectory = Contract, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        node.ErrorDataReceived += (_, said) => Faults += said.Data + "\n";
        node.BeginErrorReadLine();
        var port = await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(Faults);
        control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    private async Task PassOn()
    {
        using var second = Second.Anonymous();
        while (door.IsListening)
        {
            try
            {
                var asked = await door.GetContextAsync();
                using var content = new StreamContent(asked.Request.InputStream);
                content.Headers.Add("Content-Type", asked.Request.ContentType);
                asked.Response.StatusCode = (int)(await second.PostAsync(asked.Request.RawUrl, content)).StatusCode;
                asked.Response.Close();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public string Faults { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (node is null)
        {
            return;
        }
        door.Close();
        node.StandardInput.Close();
        if (!node.WaitForExit(2000))
        {
            node.Kill(entireProcessTree: true);
        }
        node.Dispose();
        control.Dispose();
        await Second.DisposeAsync();
        await Api.DisposeAsync();
    }

    /// <summary>Tells the provider something.</summary>
    public async Task<JsonNode> Tell(string what, object? said = null) =>
        await (await control.PostAsJsonAsync($"control/{what}", said ?? new { }).Expect(200)).Json();

    /// <summary>A person at the provider.</summary>
    public Task Person(string subject, object claims, params string[] amr) => Tell("person", new { sub = subject, claims, amr });

    /// <summary>A town with its administrator, supervisor, and provider, which staff can sign in with.</summary>
    public async Task<Town> Town(string? issuer = null, bool confirmed = true, Func<Town, object>? more = null)
    {
        var organisation = await Api.Given.Organisation();
        var domain = $"town-{Guid.NewGuid():N}.example";
        var town = new Town(this, organisation, domain, issuer ?? Issuer,
            await Api.Given.Staff(organisation, Role.Administrator), await Api.Given.Staff(organisation, Role.Supervisor),
            await Api.Given.Frontend(organisation));
        await town.Register(more?.Invoke(town));
        if (confirmed)
        {
            await town.Confirm();
        }
        if (issuer is null)
        {
            await Tell("client", new
            {
                client_id = town.ClientId, client_secret = "a secret of the town's", redirect_uris = new[] { town.ReturnsTo },
                grant_types = new[] { "authorization_code" },
                response_types = new[] { "code" }, token_endpoint_auth_method = "client_secret_post", backchannel_logout_session_required = true,
                backchannel_logout_uri = new Uri(new Uri(door.Prefixes.Single()), ProviderSignIn.LogoutPath(town.ProviderId)).ToString(),
                post_logout_redirect_uris = new[] { "https://sign-in.example.org/" },
            });
        }
        return town;
    }
}

/// <summary>A town whose staff sign in with its own provider.</summary>
public sealed class Town(OpenIdProvider provider, Guid organisation, string domain, string issuer, Person administrator, Person supervisor, ApiClient frontend)
{
    private static readonly Regex Onward = new("<a href=\"([^\"]+)\" id=\"onward\">");

    public Guid Organisation => organisation;
    public string Domain => domain;
    public Person Administrator => administrator;
    public Person Supervisor => supervisor;
    public ApiClient Frontend => frontend;
    public Guid ProviderId { get; private set; }
    public string ClientId => $"client-of-{domain}";
    public string ReturnsTo => $"{provider.Home}sign-in/provider/{ProviderId}/return";
    public string Path => $"/api/v1/identity-providers/{ProviderId}";

    public Dictionary<string, object?> Body(object? more = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = "Stadt Beispiel", ["issuer"] = issuer, ["clientId"] = ClientId, ["domains"] = new[] { domain },
        };
        foreach (var member in more?.GetType().GetProperties() ?? [])
        {
            body[member.Name] = member.GetValue(more);
        }
        return body;
    }

    public async Task Register(object? more)
    {
        var client = await provider.Api.As(administrator);
        var registered = await client.Post("/api/v1/identity-providers", Body(more)).Expect(201);
        ProviderId = await registered.Id();
        await client.Put($"{Path}/secret", new { secret = "a secret of the town's" }, registered.Tag()).Expect(200);
    }

    public async Task<string> Tag() => (await (await provider.Api.As(administrator)).GetAsync(Path).Expect(200)).Tag();

    public async Task Confirm() => await (await provider.Api.As(supervisor)).Post($"{Path}/confirm", null, await Tag()).Expect(200);

    public async Task Change(object more) => await (await provider.Api.As(administrator)).Put(Path, Body(more), await Tag()).Expect(200);

    /// <summary>A colleague whose name to sign in with is an address of the town's.</summary>
    public async Task<Person> Colleague(Role role = Role.Caseworker)
    {
        var person = await provider.Api.Given.Staff(organisation, role);
        var name = $"{Guid.NewGuid():N}@{domain}";
        await provider.Api.Execute($"update access.account set user_name = '{name}' where id = '{person.AccountId}'");
        return person with { UserName = name };
    }

    /// <summary>Says to the administrator's API who a colleague is at the provider.</summary>
    public async Task Link(Person person, string subject)
    {
        var client = await provider.Api.As(administrator);
        var path = $"/api/v1/staff/{person.StaffId}";
        await client.Post($"{path}/link-identity", new { subject, reason = "by the personnel number" }, (await client.GetAsync(path)).Tag()).Expect(200);
    }

    /// <summary>From the page to the provider's address.</summary>
    public async Task<Uri> ToProvider(SigningIn signing)
    {
        var page = await (await signing.Fill(await signing.Open(), ("with", "provider"), ("userName", $"anybody@{domain}")).Expect(200))
            .Content.ReadAsStringAsync();
        return new Uri(LinkOf(page));
    }

    /// <summary>Follows the provider's redirects as somebody, to the address with which it comes back.</summary>
    public static async Task<Uri> At(Uri onward, string subject)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies(onward, subject) });
        for (var at = onward; ;)
        {
            var answer = await browser.GetAsync(at).Expect(302, or: 303);
            at = new Uri(at, answer.Headers.Location!);
            if (at.Host == "sign-in.example.org")
            {
                return at;
            }
        }
    }

    /// <summary>All of it: what the page answers to the provider's word.</summary>
    public async Task<HttpResponseMessage> SignIn(SigningIn signing, string subject) =>
        await signing.Browser.GetAsync(await At(await ToProvider(signing), subject));

    /// <summary>Goes on from the page that says that somebody is signed in.</summary>
    public static async Task<HttpResponseMessage> GoOn(SigningIn signing, HttpResponseMessage page)
    {
        Assert.Equal(200, (int)page.StatusCode);
        return await signing.Browser.GetAsync(LinkOf(await page.Content.ReadAsStringAsync()));
    }

    /// <summary>From the first page to tokens.</summary>
    public async Task<JsonNode> Tokens(string subject, Api? at = null)
    {
        var signing = new SigningIn(at ?? provider.Api, frontend);
        var last = await GoOn(signing, await SignIn(signing, subject));
        return await (await signing.Exchange((await signing.Back(last))["code"]!).Expect(200)).Json();
    }

    public static CookieContainer Cookies(Uri at, string subject)
    {
        var cookies = new CookieContainer();
        cookies.Add(new Uri(at.GetLeftPart(UriPartial.Authority)), new Cookie("who", subject));
        return cookies;
    }

    private static string LinkOf(string page) => Onward.Match(page) is { Success: true } link ? WebUtility.HtmlDecode(link.Groups[1].Value)
        : throw new Xunit.Sdk.XunitException($"Nowhere to go on from this page: {page}");
}
