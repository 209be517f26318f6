using Microsoft.AspNetCore.Http.Features;

namespace CaseManagement.Api.Http;

/// <summary>
/// Paths that are a secret: nothing that is written down may hold them. What the framework tells of a request before anything here has seen it is
/// switched off; behind routing, traces, scopes of the log, the trail and refusals know the path that is shown instead.
/// </summary>
public static class SecretPaths
{
    /// <summary>Under which the addresses of calendars lie.</summary>
    public const string Calendars = "/api/v1/calendars";

    /// <summary>Whether a request is for one.</summary>
    public static bool HasSecretPath(this HttpContext http) => http.Request.Path.StartsWithSegments(Calendars, StringComparison.OrdinalIgnoreCase);

    /// <summary>What tells paths as they came, whatever the configuration says; its scope, which holds one, too.</summary>
    public static void KeepSecretPaths(this ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Routing.Matching", LogLevel.Warning);
    }

    /// <summary>Runs right behind routing.</summary>
    public static void UseSecretPaths(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.HasSecretPath())
        {
            const string Shown = Calendars + "/…";
            http.Request.Path = Shown;
            http.Features.Get<IHttpRequestFeature>()?.RawTarget = Shown;
            http.Features.Get<IHttpActivityFeature>()?.Activity.SetTag("url.path", Shown);
        }
        return next(http);
    });
}
