namespace CaseManagement.Api.Http;

/// <summary>Frontends that live at an address of their own, and call from the browser (CORS).</summary>
public static class Origins
{
    // What a script of another origin may read besides the body.
    private static readonly string[] Shown = ["ETag", "Location", "Retry-After", "Request-Id", "RateLimit", "RateLimit-Policy", "Preference-Applied"];

    /// <summary>Allows the origins of Http:AllowedOrigins, such as "https://app.example.org", between commas; none where nothing is said.</summary>
    public static void UseOrigins(this IApplicationBuilder app, IConfiguration configuration)
    {
        var origins = (configuration["Http:AllowedOrigins"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(origins, o => !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != o) is { } bad)
        {
            throw new InvalidOperationException($"Http:AllowedOrigins has '{bad}', which is no origin such as https://app.example.org.");
        }
        // The open directory is everybody's, and so is its document.
        app.UseWhen(http => http.IsOpenDirectory(), open => open.UseCors(policy =>
            policy.AllowAnyOrigin().WithMethods("GET", "HEAD", "POST").AllowAnyHeader().WithExposedHeaders(Shown).SetPreflightMaxAge(TimeSpan.FromHours(1))));
        if (origins.Length > 0)
        {
            // Tokens are sent by scripts; no cookie is of any use here, so none is allowed.
            app.UseWhen(http => !http.IsOpenDirectory(), closed => closed.UseCors(policy =>
                policy.WithOrigins(origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Shown)
                .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        }
    }

    /// <summary>Whether a request is for what is everybody's.</summary>
    public static bool IsOpenDirectory(this HttpContext http) =>
        http.Request.Path.StartsWithSegments("/hsds", StringComparison.Ordinal) || http.Request.Path == "/openapi/hsds.json";
}
