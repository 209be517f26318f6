using Microsoft.AspNetCore.Http.Features;

namespace CaseManagement.Api.Http;

/// <summary>
/// The edge of what no <see cref="RequestShape"/> reads: queries and forms of the pages and of the token server. U+0000 is 400, because no statement can hold
/// it, and a form is no longer than any other body (413).
/// </summary>
internal static class PageForms
{
    /// <summary>Ahead of authentication, where the token server reads already.</summary>
    public static void UsePageForms(this IApplicationBuilder app) => app.UseWhen(http => http.GetEndpoint()?.Metadata.GetMetadata<RequestShape>() is null,
        pages => pages.Use(async (http, next) =>
        {
            Check(http.Request.Query);
            if (http.Request.HasFormContentType)
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
    }

    private static void Check(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values)
    {
        foreach (var (name, texts) in values)
        {
            if (PlainText.HasNul(name) || PlainText.HasNul(texts.ToString()))
            {
                throw RefusedException.Invalid(PlainText.HasNul(name) ? "" : name, HttpProblems.NulInText);
            }
        }
    }
}
