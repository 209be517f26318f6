using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace CaseManagement.Api.Http;

/// <summary>Rate limits per caller, told in RateLimit headers (draft-ietf-httpapi-ratelimit-headers), and size limits.</summary>
public static class Limits
{
    /// <summary>The policy of signing in: a town hall behind one address signs in at eight o'clock.</summary>
    public const string SignIn = "sign-in";

    /// <summary>The largest body of an ordinary request; uploads say otherwise themselves.</summary>
    public const long BodyBytes = 1024 * 1024;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Reads Limits:RequestsPerMinute (600) and Limits:SignInsPerMinute (300).</summary>
    public static void AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var requests = configuration.GetValue("Limits:RequestsPerMinute", 600);
        var signIns = configuration.GetValue("Limits:SignInsPerMinute", 300);
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                    ? RateLimitPartition.GetNoLimiter("health")
                    : RateLimitPartition.GetFixedWindowLimiter(CallerKey(http), _ => Fixed(requests)));
            limiter.AddPolicy(SignIn, http => RateLimitPartition.GetFixedWindowLimiter("sign-in " + Address(http), _ => Fixed(signIns)));
            limiter.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window;
                // Only when the answer starts: on the way there the refusal empties the headers.
                var response = rejected.HttpContext.Response;
                response.OnStarting(() =>
                {
                    response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                    return Task.CompletedTask;
                });
                throw new RefusedException(HttpProblems.TooMany);
            };
        });
    }

    /// <summary>Adds RateLimit and RateLimit-Policy to every answer.</summary>
    public static void UseRateLimitHeaders(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<RateLimiterOptions>>().Value;
        var requests = app.ApplicationServices.GetRequiredService<IConfiguration>().GetValue("Limits:RequestsPerMinute", 600);
        app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                if (options.GlobalLimiter?.GetStatistics(http) is { } left)
                {
                    http.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"caller\";q={requests};w=60");
                    http.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"caller\";r={left.CurrentAvailablePermits};t=60");
                }
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    /// <summary>Who counts as one caller behind an address: of IPv6 the network of 64 bits, within which everybody has as many addresses as he likes.</summary>
    public static string Subscriber(string address) => !IPAddress.TryParse(address, out var parsed) ? address
        : parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4().ToString()
        : parsed.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, 8)) : parsed.ToString();

    private static FixedWindowRateLimiterOptions Fixed(int permits) => new() { PermitLimit = permits, Window = Window, QueueLimit = 0 };
    private static string CallerKey(HttpContext http) => CallerClaims.Read(http.User) switch
    {
        { StaffId: { } staff } => staff.ToString(),
        { ApiClientId: { } client } => client.ToString(),
        _ when http.IsOpenDirectory() => "open directory " + Address(http),
        // A town hall's calendar programs ask from one address, all at the full hour: they take nothing from those who sign in there.
        _ when http.HasSecretPath() => "calendar " + Address(http),
        _ => Address(http),
    };
    private static string Address(HttpContext http) => Subscriber(http.Connection.RemoteIpAddress?.ToString() ?? "?");
}
