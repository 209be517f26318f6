using System.Security.Cryptography;
using CaseManagement.Api.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CaseManagement.Api.Tokens;

/// <summary>What the product's own pages have in common: what a browser may do with them, forms that nobody else has made, protected cookies.</summary>
public sealed class Pages(IAntiforgery antiforgery, IConfiguration configuration)
{
    /// <summary>The only script there is: it asks the browser for a passkey.</summary>
    public const string Script = SignInPage.Path + "/passkey.js";

    private static readonly byte[] ScriptText = Embedded("passkey.js");

    private bool IsSecure => TokenServer.Issuer(configuration)!.Scheme == Uri.UriSchemeHttps;

    /// <summary>Nothing but the own style and script, in no frame, kept by nobody.</summary>
    /// <param name="http">The request.</param>
    /// <param name="formsTo">Where else a form may lead in the end: of a page for a frontend, there.</param>
    /// <param name="styleHash">Of a page with a style of its own, and without any script.</param>
    public void Guard(HttpContext http, string? formsTo = null, string? styleHash = null)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src '{styleHash ?? SignInView.StyleHash}'; "
            + (styleHash is null ? $"script-src {TokenServer.Issuer(configuration)!.GetLeftPart(UriPartial.Authority)}{Script}; " : "")
            + $"form-action 'self' {formsTo}; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentLanguage = Language.Choose("de", "en");
    }

    /// <summary>The script.</summary>
    public static IResult GiveScript(HttpContext http)
    {
        (http.Response.Headers.CacheControl, http.Response.Headers.XContentTypeOptions) = ("no-cache", "nosniff");
        return TypedResults.Bytes(ScriptText, "text/javascript; charset=utf-8");
    }

    /// <summary>A form of one of these pages; empty where somebody else has made it.</summary>
    public async Task<IFormCollection> Form(HttpContext http, CancellationToken cancellationToken) =>
        http.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(http)
            ? await http.Request.ReadFormAsync(cancellationToken) : FormCollection.Empty;

    /// <summary>A page of the account's.</summary>
    public IResult Show(HttpContext http, AccountModel model, int status = 200)
    {
        var form = antiforgery.GetAndStoreTokens(http);
        Guard(http);
        model = model with { FormToken = form.RequestToken!, FormTokenName = form.FormFieldName, IsProblem = status >= 400 };
        return new RazorComponentResult<AccountView>(new { Model = model }) { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>Against forged forms: the name of a hidden field, and what stands in it.</summary>
    public (string Name, string Token) FormToken(HttpContext http) =>
        antiforgery.GetAndStoreTokens(http) is var form ? (form.FormFieldName, form.RequestToken!) : default;

    /// <summary>How a cookie is called and kept.</summary>
    public (string Name, CookieOptions Options) Cookie(string name) => ((IsSecure ? "__Host-" : "") + name,
        new() { Secure = IsSecure, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });

    /// <summary>What was protected here; null where it was not, or is too old.</summary>
    public static T? Read<T>(ITimeLimitedDataProtector protector, string? text) where T : class
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : System.Text.Json.JsonSerializer.Deserialize<T>(protector.Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] Embedded(string name)
    {
        using var stream = typeof(Pages).Assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
