using Microsoft.AspNetCore.ResponseCompression;

namespace CaseManagement.Api.Http;

/// <summary>
/// Compresses what is the same for everybody: reference data, the documents and their page, the open directory. Nothing else: the length of a compressed
/// answer tells whether what somebody has written repeats a secret beside it (BREACH), and files of persons hold both.
/// </summary>
public static class Compression
{
    /// <summary>Brotli and gzip, over https as well.</summary>
    public static void AddCompression(this IServiceCollection services) => services.AddResponseCompression(compression =>
    {
        compression.EnableForHttps = true;
        compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/x-ndjson"];
    });

    /// <summary>Where it is done.</summary>
    public static void UseCompression(this IApplicationBuilder app) => app.UseWhen(http => HoldsNoSecret(http.Request.Path), open =>
    {
        open.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                // Other bytes than the strong tag stands for (RFC 9110 § 8.8.3.3).
                if (http.Response.Headers.ContentEncoding.Count > 0 && http.Response.Headers.ETag is [{ } tag] && tag.StartsWith('"'))
                {
                    http.Response.Headers.ETag = $"W/{tag}";
                }
                return Task.CompletedTask;
            });
            return next(http);
        });
        open.UseResponseCompression();
    });

    private static bool HoldsNoSecret(PathString path) =>
        // Lists alone: a single code is changed by its strong tag.
        (path.StartsWithSegments("/api/v1/reference-data", StringComparison.Ordinal, out var rest) && rest.Value!.Count(sign => sign == '/') <= 1)
        || path.StartsWithSegments("/openapi", StringComparison.Ordinal) || path.StartsWithSegments("/swagger", StringComparison.Ordinal)
        || path.StartsWithSegments("/hsds", StringComparison.Ordinal);
}
