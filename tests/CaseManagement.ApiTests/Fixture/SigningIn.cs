using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using CaseManagement.Api.Tokens;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>What sessions do that await a second factor.</summary>
internal static class HeldSessions
{
    /// <summary>Sets one up with a real generator, as a script would.</summary>
    /// <returns>The secret.</returns>
    public static async Task<string> SetUpSecondFactor(this HttpClient http)
    {
        var proposed = await http.Read("/api/v1/sessions/current/second-factor");
        var secret = proposed.Text("secret")!;
        var oneTimePassword = CaseManagement.Api.SignIn.SecondFactors.CodeAt(secret, MachineTime.Now);
        var answer = new { proposal = proposed.Text("proposal"), oneTimePassword };
        var codes = await (await http.Put("/api/v1/sessions/current/second-factor", answer).Expect(200)).Json();
        Assert.Equal(10, codes["codes"]!.AsArray().Count);
        return secret;
    }
}

/// <summary>A person with a browser who signs in at a frontend: authorization code with PKCE, step by step.</summary>
public sealed class SigningIn(Api api, ApiClient frontend, string callback = Given.Callback)
{
    private readonly string verifier = Encode(RandomNumberGenerator.GetBytes(32));

    public HttpClient Browser { get; } = api.Browser();

    /// <summary>What the frontend asks for; a test may change it.</summary>
    public Dictionary<string, string?> Asked => asked ??= new()
    {
        ["client_id"] = frontend.ClientId, ["response_type"] = "code", ["redirect_uri"] = callback, ["scope"] = "openid offline_access",
        ["state"] = "a-state", ["nonce"] = "a-nonce", ["code_challenge_method"] = "S256",
        ["code_challenge"] = Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
    };

    private Dictionary<string, string?>? asked;

    /// <summary>The frontend's request.</summary>
    public Task<HttpResponseMessage> Ask() => Browser.GetAsync(
        "/connect/authorize?" + string.Join('&', Asked.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}")));

    /// <summary>The page at which the request ends.</summary>
    public async Task<string> Open()
    {
        var sent = await Ask().Expect(302);
        return await (await Browser.GetAsync(sent.Headers.Location).Expect(200)).Content.ReadAsStringAsync();
    }

    /// <summary>Fills the form of a page in and sends it.</summary>
    public Task<HttpResponseMessage> Fill(string page, params (string Name, string Value)[] fields) => Send(Browser, "/sign-in", page, fields);

    /// <summary>The same, of another of the product's pages.</summary>
    public static Task<HttpResponseMessage> Send(HttpClient browser, string path, string page, params (string Name, string Value)[] fields)
    {
        var form = Hidden.Matches(page).DistinctBy(m => m.Groups[1].Value).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }
        return browser.PostAsync(path, new FormUrlEncodedContent(form));
    }

    /// <summary>The sign-in page on the way to one of the product's own, such as the account's.</summary>
    public static async Task<string> OpenOwn(HttpClient browser, string path = "/account")
    {
        var sent = await browser.GetAsync(path).Expect(302);
        return await (await browser.GetAsync(sent.Headers.Location).Expect(200)).Content.ReadAsStringAsync();
    }

    /// <summary>User name and password.</summary>
    public async Task<HttpResponseMessage> Password(string userName, string password = Person.Password) =>
        await Fill(await Open(), ("userName", userName), ("password", password));

    /// <summary>From the last step to the answer that the frontend gets.</summary>
    public async Task<System.Collections.Specialized.NameValueCollection> Back(HttpResponseMessage last)
    {
        Assert.Equal(302, (int)last.StatusCode);
        var answered = await Browser.GetAsync(last.Headers.Location).Expect(302);
        Assert.StartsWith(callback, answered.Headers.Location!.ToString(), StringComparison.Ordinal);
        return HttpUtility.ParseQueryString(answered.Headers.Location.Query);
    }

    /// <summary>The code for a person with one organisation and no second factor.</summary>
    public async Task<string> Code(Person person) => (await Back(await Password(person.UserName)))["code"]!;

    /// <summary>Exchanges a code.</summary>
    public Task<HttpResponseMessage> Exchange(string code, HttpClient? at = null) => Ask(at ?? Browser, new()
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = callback, ["client_id"] = frontend.ClientId!,
        ["code_verifier"] = verifier,
    });

    /// <summary>Exchanges a refresh token.</summary>
    public Task<HttpResponseMessage> Refresh(string token, HttpClient? at = null) => Ask(at ?? Browser, new()
    {
        ["grant_type"] = "refresh_token", ["refresh_token"] = token, ["client_id"] = frontend.ClientId!,
    });

    /// <summary>From the first page to tokens.</summary>
    public async Task<JsonNode> Tokens(Person person) => await (await Exchange(await Code(person)).Expect(200)).Json();

    private static Task<HttpResponseMessage> Ask(HttpClient at, Dictionary<string, string> form) =>
        at.PostAsync("/connect/token", new FormUrlEncodedContent(form));

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static readonly Regex Hidden = new("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
}
