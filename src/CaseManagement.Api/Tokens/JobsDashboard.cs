using Hangfire;
using Hangfire.Dashboard;

namespace CaseManagement.Api.Tokens;

/// <summary>
/// Hangfire's dashboard, to look at and for nothing else: what runs is said by the product's rows (`/jobs` of the API), so there is nothing to press here.
/// For the operator's administrator who has signed in at the account's page with a second factor; for everybody else it is not there.
/// </summary>
public static class JobsDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/engine";

    // It brings scripts and styles of its own origin, and sets styles from them.
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    /// <summary>Whether somebody may look at it.</summary>
    public static bool IsFor(Caller caller, Login login) => caller.IsOperator && caller.May(Permission.OperateJobs)
        && login.Methods.Any(method => method is Login.SecondFactor or Login.Passkey);

    /// <summary>Maps it, where Hangfire is the engine.</summary>
    public static void MapJobsDashboard(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<JobStorage>() is null)
        {
            return;
        }
        app.MapHangfireDashboard(Path, new DashboardOptions
        {
            // Asked below, where nobody learns that there is something.
            Authorization = [], AsyncAuthorization = [], IsReadOnlyFunc = _ => true, AppPath = AccountPage.Path, DisplayStorageConnectionString = false,
            DashboardTitle = "Case management",
        }).AllowAnonymous().Add(builder =>
        {
            var shown = builder.RequestDelegate!;
            builder.RequestDelegate = async http =>
            {
                if (await http.RequestServices.GetRequiredService<AccountPage>().Who(http, http.RequestAborted) is not var (caller, login)
                    || !IsFor(caller, login))
                {
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
                }
                var headers = http.Response.Headers;
                (headers.ContentSecurityPolicy, headers.XFrameOptions, headers["Referrer-Policy"]) = (Policy, "DENY", "no-referrer");
                (headers.CacheControl, headers.XContentTypeOptions) = ("no-store", "nosniff");
                await shown(http);
            };
        });
    }
}
