using Microsoft.AspNetCore.Http.Features;

namespace CaseManagement.Api.Http;

/// <summary>Marks an endpoint whose path holds a secret, which nothing that is written down may hold.</summary>
/// <param name="Shown">The path as it is told instead.</param>
public sealed record SecretInPath(string Shown);

/// <summary>Takes secrets out of paths once routing has read them: traces, the trail, refusals and log lines after it know the path that is shown.</summary>
public static class SecretPaths
{
    /// <summary>Runs right behind routing.</summary>
    public static void UseSecretPaths(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<SecretInPath>() is { } secret)
        {
            http.Request.Path = secret.Shown;
            if (http.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
            {
                activity.SetTag("url.path", secret.Shown);
            }
            if (http.Features.Get<IHttpRequestFeature>() is { } request)
            {
                request.RawTarget = secret.Shown;
            }
        }
        return next(http);
    });
}
