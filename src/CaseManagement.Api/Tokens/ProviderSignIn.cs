using System.Security.Claims;
using System.Text.Encodings.Web;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>
/// Staff sign in with their organisation's provider: authorization code with PKCE, by the framework's handler, whose options are made of the
/// organisation's row for each request, so that no provider needs a scheme and all instances know it at once. Its address to come back to is the
/// provider's own, so that no provider can answer for another.
/// </summary>
public sealed partial class ProviderSignIn(
    CaseDb db, CallContext call, ProviderMetadata metadata, ProviderSecrets secrets, IDataProtectionProvider protection, IConfiguration configuration,
    ProductClock time, ILogger<ProviderSignIn> log)
{
    /// <summary>A second factor was asked for (RFC 8176).</summary>
    public const string Mfa = "mfa";

    private const string Flow = "flow";

    // What tells how somebody has shown who he is; whatever else a provider writes there is not passed on, nor "otp" and "pop": this product's
    // own words for its own second factors.
    private static readonly string[] Methods =
        ["face", "fpt", "geo", "hwk", "iris", "kba", "mca", Mfa, "pin", "pwd", "retina", "sc", "sms", "swk", "tel", "user", "vbm", "wia"];

    /// <summary>Where a provider sends people back to.</summary>
    public static string ReturnPath(Guid id) => $"{SignInPage.Path}/provider/{id}/return";

    /// <summary>Where a provider says that somebody has signed out.</summary>
    public static string LogoutPath(Guid id) => $"{SignInPage.Path}/provider/{id}/logout";

    /// <summary>A provider that takes people in; null where there is none.</summary>
    public Task<IdentityProvider?> Find(Guid id, CancellationToken cancellationToken) =>
        Usable.SingleOrDefaultAsync(provider => provider.Id == id, cancellationToken);

    /// <summary>The provider to which the domain of an address leads: the same for whoever it is, so nobody learns who works there.</summary>
    public Task<IdentityProvider?> ByAddress(string address, CancellationToken cancellationToken)
    {
        var domain = DomainOf(address.Trim());
        return Usable.OrderBy(provider => provider.Id).FirstOrDefaultAsync(provider => provider.Domains.Contains(domain), cancellationToken);
    }

    /// <summary>The address at the provider to go on to; cookies tie the answer to this browser.</summary>
    /// <exception cref="ProviderUnavailableException">It does not answer.</exception>
    public async Task<string> Begin(HttpContext http, IdentityProvider provider, string flow, CancellationToken cancellationToken)
    {
        var options = await Options(provider, cancellationToken);
        await metadata.Of(provider, cancellationToken);
        var handler = await Handler(http, provider, options);
        await handler.ChallengeAsync(new AuthenticationProperties(new Dictionary<string, string?> { [Flow] = flow }));
        var onward = http.Response.Headers.Location.ToString();
        http.Response.Headers.Remove("Location"); // Shown, not followed: the page's policy lets its form lead nowhere else.
        http.Response.StatusCode = StatusCodes.Status200OK;
        return onward;
    }

    /// <summary>Takes the provider's answer.</summary>
    public async Task<Answer> Return(HttpContext http, Guid id, CancellationToken cancellationToken)
    {
        if (await Find(id, cancellationToken) is not { } provider)
        {
            return new Answer(null, IdentityProviderProblems.NotVouched);
        }
        var options = await Options(provider, cancellationToken);
        Answer? answer = null;
        options.Events.OnTicketReceived = async received =>
        {
            answer = await Admit(provider, received.Principal!, cancellationToken) with { Flow = FlowOf(received.Properties) };
            received.HandleResponse();
        };
        options.Events.OnAccessDenied = denied =>
        {
            answer = new Answer(FlowOf(denied.Properties), IdentityProviderProblems.NotVouched);
            denied.HandleResponse();
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = failed =>
        {
            var isDown = Causes(failed.Failure).Any(cause => cause is ProviderUnavailableException or HttpRequestException or TaskCanceledException);
            Failed(log, id, string.Join(" < ", Causes(failed.Failure).Select(cause => cause.GetType().Name)));
            answer = new Answer(FlowOf(failed.Properties),
                isDown ? IdentityProviderProblems.Unavailable : IdentityProviderProblems.NotVouched);
            failed.HandleResponse();
            return Task.CompletedTask;
        };
        try
        {
            await (await Handler(http, provider, options)).HandleRequestAsync();
        }
        catch (ProviderUnavailableException)
        {
            answer ??= new Answer(null, IdentityProviderProblems.Unavailable);
        }
        if (answer is { Why: { } why, StaffId: null })
        {
            await Record(provider.OrganisationId, null, null, why.Code, cancellationToken);
        }
        return answer ?? new Answer(null, IdentityProviderProblems.NotVouched);
    }

    private IQueryable<IdentityProvider> Usable =>
        db.Set<IdentityProvider>().AsNoTracking().Where(provider => provider.ConfirmedAt != null && provider.RetiredAt == null);

    // The provider's word was checked: whom does it name, and may he come in? From here on the product acts, not the caller, who is nobody yet.
    private async Task<Answer> Admit(IdentityProvider provider, ClaimsPrincipal word, CancellationToken cancellationToken)
    {
        var subject = word.FindFirstValue("sub");
        if (subject is null or { Length: 0 or > 255 })
        {
            return new Answer(null, IdentityProviderProblems.NotVouched);
        }
        (call.Caller, call.Action) = (Caller.System(provider.OrganisationId), nameof(ProviderSignIn));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var answer = await Open(provider, subject, word, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        call.Caller = Caller.Anonymous;
        return answer;
    }

    private async Task<Answer> Open(IdentityProvider provider, string subject, ClaimsPrincipal word, CancellationToken cancellationToken)
    {
        var staffId = await Linked(provider, subject, cancellationToken) ?? await LinkByAddress(provider, subject, word, cancellationToken);
        var account = await db.Set<Account>().AsNoTracking()
            .SingleOrDefaultAsync(a => a.StaffId == staffId && a.DisabledAt == null, cancellationToken);
        if (account is null)
        {
            return await Refuse(provider, staffId, IdentityProviderProblems.NotLinked, cancellationToken);
        }
        var grants = await db.Set<RoleGrant>().Where(grant => grant.StaffId == account.StaffId).OrderBy(grant => grant.Id).ToListAsync(cancellationToken);
        var withheld = provider.GroupsClaim is { } claim
            ? provider.Withheld([.. word.FindAll(claim).Select(group => group.Value)]).ToHashSet() : [];
        var held = grants.Where(grant => grant.OrganisationId != provider.OrganisationId || !withheld.Contains(grant.Role)).ToList();
        if (held.Count == 0)
        {
            return await Refuse(provider, account.StaffId, IdentityProviderProblems.NoRole, cancellationToken);
        }
        var home = held.Any(grant => grant.OrganisationId == provider.OrganisationId) ? provider.OrganisationId : held[0].OrganisationId;
        var session = new Session(account.Id, account.StaffId, home, call.Now);
        db.Add(session);
        var sid = word.FindFirstValue("sid");
        db.Add(new ProviderSession(session.Id, provider.Id, provider.OrganisationId, subject, sid is { Length: > 0 and <= 255 } ? sid : null, withheld));
        await db.SaveChangesAsync(cancellationToken);
        await Record(home, account.StaffId, session.Id, "signed-in-by-provider", cancellationToken);
        var isOperator = await Contributions.The<IDirectory>().Operators(db).ContainsAsync(home, cancellationToken);
        var methods = word.FindAll("amr").Select(method => method.Value).Where(Methods.Contains)
            // A second factor that was shown there counts here where the administrator has said so.
            .Where(method => method != Mfa || provider.TrustsSecondFactor).Distinct().ToArray();
        return new Answer(null, null)
        {
            StaffId = account.StaffId,
            Methods = methods,
            Caller = new Caller
            {
                StaffId = account.StaffId, OrganisationId = home, SessionId = session.Id, IsOperator = isOperator,
                Roles = [.. held.Where(grant => grant.OrganisationId == home).Select(grant => grant.Role)],
            },
        };
    }

    private async Task<Answer> Refuse(IdentityProvider provider, Guid? staffId, ProblemType why, CancellationToken cancellationToken)
    {
        await Record(provider.OrganisationId, staffId, null, why.Code, cancellationToken);
        return new Answer(null, why) { StaffId = staffId ?? Guid.Empty };
    }

    private Task<Guid?> Linked(IdentityProvider provider, string subject, CancellationToken cancellationToken) => db.Set<IdentityLink>()
        .Where(link => link.IdentityProviderId == provider.Id && link.Issuer == provider.Issuer && link.Subject == subject
            && link.EndedAt == null)
        .Select(link => (Guid?)link.StaffId).SingleOrDefaultAsync(cancellationToken);

    // Once: who is linked already stays who he is. By the name to sign in with, which nobody changes; never by the address that an administrator writes
    // into the directory.
    private async Task<Guid?> LinkByAddress(IdentityProvider provider, string subject, ClaimsPrincipal word, CancellationToken cancellationToken)
    {
        if (word.FindAll("email").Select(claim => claim.Value).Distinct().ToList() is not [{ Length: <= 254 } address]
            || !word.HasClaim(claim => claim.Type == "email_verified")
            || word.HasClaim(claim => claim.Type == "email_verified" && !claim.Value.Equals("true", StringComparison.OrdinalIgnoreCase)) // JSON's or a text.
            || !provider.Domains.Contains(DomainOf(address)))
        {
            return null;
        }
        var staffId = await db.Set<Account>().Named(address)
            .Where(account => db.Set<Organisations.Staff>().Any(staff => staff.Id == account.StaffId && staff.LeftAt == null
                && staff.OrganisationId == provider.OrganisationId))
            .Select(account => (Guid?)account.StaffId).SingleOrDefaultAsync(cancellationToken);
        if (staffId is not { } staff)
        {
            return null;
        }
        var isNew = await db.Database.ExecuteSqlAsync($"""
            insert into access.identity_link (id, organisation_id, identity_provider_id, staff_id, issuer, subject, linked_at)
            values ({Guid.CreateVersion7(call.Now)}, {provider.OrganisationId}, {provider.Id}, {staff}, {provider.Issuer}, {subject}, {call.Now})
            on conflict do nothing
            """, cancellationToken) == 1;
        if (isNew)
        {
            await db.Database.ExecuteSqlAsync($"CALL access.forget_initial_password({staff})", cancellationToken);
        }
        return await Linked(provider, subject, cancellationToken); // Of two at once, or of somebody linked otherwise: what holds.
    }

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();

    private Task<int> Record(Guid organisation, Guid? staff, Guid? session, string what, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            CALL audit.record_event('sign_in', {call.Now}, {organisation}, {staff}, {session}, {call.RequestId}, {nameof(ProviderSignIn)}, {what}, null)
            """, cancellationToken);

    private async Task<OpenIdConnectOptions> Options(IdentityProvider provider, CancellationToken cancellationToken)
    {
        var issuer = TokenServer.Issuer(configuration)!;
        var secure = issuer.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        var options = new OpenIdConnectOptions
        {
            ClientId = provider.PublicId, ClientSecret = provider.HasSecret ? await secrets.Of(provider.Id, cancellationToken) : null,
            CallbackPath = ReturnPath(provider.Id), ResponseType = OpenIdConnectResponseType.Code, ResponseMode = OpenIdConnectResponseMode.Query,
            UsePkce = true, GetClaimsFromUserInfoEndpoint = true, SaveTokens = false, MapInboundClaims = false, DisableTelemetry = true,
            PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable, RequireHttpsMetadata = false, // ProviderMetadata sees to it.
            ConfigurationManager = new Metadata(metadata, provider), Backchannel = metadata.Http, TokenHandler = metadata.Checker(provider),
            TokenValidationParameters = metadata.Rules(provider), DataProtectionProvider = protection, TimeProvider = time,
            RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10), SignInScheme = "none: the events answer",
        };
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            // The way back is a plain link, so Lax is enough; form_post is not used.
            (cookie.SameSite, cookie.SecurePolicy, cookie.HttpOnly) = (SameSiteMode.Lax, secure, true);
        }
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("email");
        options.ClaimActions.Clear();
        foreach (var claim in (string[])["email", "email_verified", .. provider.GroupsClaim is { } groups ? [groups] : Array.Empty<string>()])
        {
            options.ClaimActions.MapJsonKey(claim, claim);
        }
        options.Events.OnRedirectToIdentityProvider = redirect =>
        {
            redirect.ProtocolMessage.RedirectUri = new Uri(issuer, ReturnPath(provider.Id)).ToString(); // Not by the request's host.
            return Task.CompletedTask;
        };
        new OpenIdConnectPostConfigureOptions(protection).PostConfigure(provider.Id.ToString(), options);
        return options;
    }

    // Without a log of its own: it would tell of tokens.
    private static async Task<OpenIdConnectHandler> Handler(HttpContext http, IdentityProvider provider, OpenIdConnectOptions options)
    {
        var handler = new OpenIdConnectHandler(new Fixed(options), NullLoggerFactory.Instance, HtmlEncoder.Default, UrlEncoder.Default);
        await handler.InitializeAsync(new AuthenticationScheme(provider.Id.ToString(), null, typeof(OpenIdConnectHandler)), http);
        return handler;
    }

    private static string? FlowOf(AuthenticationProperties? state) => state?.GetString(Flow);

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in with identity provider {Provider} has failed: {Failure}.")]
    private static partial void Failed(ILogger logger, Guid provider, string failure);

    private sealed class Fixed(OpenIdConnectOptions options) : IOptionsMonitor<OpenIdConnectOptions>
    {
        public OpenIdConnectOptions CurrentValue => options;
        public OpenIdConnectOptions Get(string? name) => options;
        public IDisposable? OnChange(Action<OpenIdConnectOptions, string?> listener) => null;
    }

    private sealed class Metadata(ProviderMetadata metadata, IdentityProvider provider) : IConfigurationManager<OpenIdConnectConfiguration>
    {
        public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => metadata.Of(provider, cancel);
        public void RequestRefresh() { } // The checker of tokens has done so.
    }

    /// <summary>What came of a provider's answer.</summary>
    /// <param name="Flow">For which sign-in; null where that is not known.</param>
    /// <param name="Why">Why nobody comes in; null where somebody does.</param>
    public sealed record Answer(string? Flow, ProblemType? Why)
    {
        /// <summary>Who comes in.</summary>
        public Caller? Caller { get; init; }
        /// <summary>Whom it was about.</summary>
        public Guid? StaffId { get; init; }
        /// <summary>What was shown at the provider.</summary>
        public string[] Methods { get; init; } = [];
    }
}
