using System.Security.Claims;

namespace CaseManagement.Api.Http;

/// <summary>Fills the call context from the request: the caller out of the bearer token, the Idempotency-Key, the request id.</summary>
public sealed class CallContextMiddleware(RequestDelegate next, ILogger<CallContextMiddleware> logger)
{
    /// <summary>Runs after authentication.</summary>
    public async Task InvokeAsync(HttpContext http, CallContext call)
    {
        // Made here, not taken from the caller's traceparent: the trail counts readings by it.
        http.TraceIdentifier = call.RequestId;
        http.Response.Headers["Request-Id"] = call.RequestId;
        // What is open to anyone asks nobody who he is: a token that holds no more would keep its bearer from signing in again.
        call.Caller = http.GetEndpoint()?.Metadata.GetMetadata<HandledRequest>() is { IsOpen: true } ? Caller.Anonymous : CallerClaims.Read(http.User);
        call.Address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        call.Target = $"{http.Request.Method} {http.Request.Path}";
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.TryGetValue("Idempotency-Key", out var keys))
        {
            var key = keys.ToString();
            if (key.Length is 0 or > 255 || key.Any(c => c is < '!' or > '~'))
            {
                throw new RefusedException(HttpProblems.KeyMalformed);
            }
            call.IdempotencyKey = key;
        }
        // Instead of the server's own scope, which holds paths as they came (SecretPaths).
        using var scope = logger.BeginScope("RequestId:{RequestId} RequestPath:{RequestPath}", call.RequestId, http.Request.Path.Value);
        await next(http);
    }
}

/// <summary>The caller as claims of the bearer token.</summary>
public static class CallerClaims
{
    private const string Staff = "staff", Session = "session", Organisation = "organisation", RoleName = "role", Operator = "operator",
        ScopeName = "scope", Client = "client";

    /// <summary>The identity that the token protects.</summary>
    public static ClaimsPrincipal Write(Caller caller, string scheme, int? refreshNo = null) => new(new ClaimsIdentity(
    [
        .. caller.StaffId is { } staff ? [new Claim(Staff, staff.ToString())] : Array.Empty<Claim>(),
        new(Session, caller.SessionId!.Value.ToString()),
        new(Organisation, caller.RequiredOrganisationId.ToString()),
        .. caller.Roles.Select(role => new Claim(RoleName, role.ToString())),
        .. caller.Scopes.Select(scope => new Claim(ScopeName, scope.ToString())),
        .. caller.IsOperator ? [new Claim(Operator, "true")] : Array.Empty<Claim>(),
        .. caller.Client is { } client ? [new Claim(Client, client)] : Array.Empty<Claim>(),
        .. refreshNo is { } no ? [new Claim("refresh", no.ToString(System.Globalization.CultureInfo.InvariantCulture))] : Array.Empty<Claim>(),
    ], scheme));

    /// <summary>The caller; anonymous where there is no token. Without a member of staff the session is an API client itself.</summary>
    public static Caller Read(ClaimsPrincipal? user)
    {
        if (user?.Identity?.IsAuthenticated != true)
        {
            return Caller.Anonymous;
        }
        var session = Guid.Parse(user.FindFirstValue(Session)!);
        var staff = user.FindFirstValue(Staff) is { } id ? Guid.Parse(id) : (Guid?)null;
        return new Caller
        {
            StaffId = staff,
            SessionId = session,
            ApiClientId = staff is null ? session : null,
            OrganisationId = Guid.Parse(user.FindFirstValue(Organisation)!),
            IsOperator = user.HasClaim(Operator, "true"),
            Roles = [.. user.FindAll(RoleName).Select(claim => Enum.Parse<Role>(claim.Value))],
            Scopes = [.. user.FindAll(ScopeName).Select(claim => Enum.Parse<Scope>(claim.Value))],
            Client = user.FindFirstValue(Client),
        };
    }

    /// <summary>The number of the refresh token, which is good for one use.</summary>
    public static int RefreshNo(ClaimsPrincipal user) => int.Parse(user.FindFirstValue("refresh") ?? "-1", System.Globalization.CultureInfo.InvariantCulture);
}
