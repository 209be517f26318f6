using Microsoft.AspNetCore.Http.Features;

namespace CaseManagement.Api.Http;

/// <summary>
/// The edge of what no <see cref="RequestShape"/> reads: queries and forms of the pages and of the token server. U+0000 is 400, because no statement can hold
/// it, and a form is no longer than any other body (413).
/// </summary>
internal static class PageForms
{
    /// <summary>Ahead of authentication, where the token server reads already.</summary>
    public static void UsePageForms(this IApplicationBuilder app) => app.UseWhen(IsPage, pages => pages.Use(async (http, next) =>
    {
        Check(http.Request.Query);
        if (http.Request.HasFormContentType && http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
        {
            if (http.Request.ContentLength > Limits.BodyBytes)
            {
                throw await UploadedFile.TooLarge(http.Request, Limits.BodyBytes);
            }
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = Limits.BodyBytes;
            }
            Check(await Form(http.Request));
        }
        await next(http);
    }));

    // Some of the token server's own addresses are no endpoints.
    private static bool IsPage(HttpContext http) => http.GetEndpoint() is { } endpoint ? endpoint.Metadata.GetMetadata<RequestShape>() is null
        : http.Request.Path.StartsWithSegments("/connect");

    // The framework refuses U+0000 that is escaped as a damaged form, as it does what cannot be read.
    private static async Task<IFormCollection> Form(HttpRequest request)
    {
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException damaged)
        {
            throw damaged.InnerException is InvalidOperationException ? RefusedException.Invalid("", HttpProblems.NulInText)
                : new RefusedException(HttpProblems.Malformed);
        }
        catch (IOException cut) when (cut is not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw new RefusedException(HttpProblems.Malformed); // Its last boundary is missing.
        }
    }

    private static void Check(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values)
    {
        foreach (var (name, texts) in values)
        {
            if (PlainText.HasNul(name) || PlainText.HasNul(texts.ToString()))
            {
                // Told only where it can be nothing else than a name.
                throw RefusedException.Invalid(name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? name : "", HttpProblems.NulInText);
            }
        }
    }
}
