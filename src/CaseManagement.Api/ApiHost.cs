using CaseManagement.Api.Agreements;
using CaseManagement.Api.Assessments;
using CaseManagement.Api.Audit;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Consents;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Cooperation;
using CaseManagement.Api.Counselling;
using CaseManagement.Api.Demo;
using CaseManagement.Api.Desk;
using CaseManagement.Api.Erasure;
using CaseManagement.Api.Documents;
using CaseManagement.Api.Dwellings;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Handovers;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Letters;
using CaseManagement.Api.Measures;
using CaseManagement.Api.Mentors;
using CaseManagement.Api.Offers;
using CaseManagement.Api.OpenApi;
using CaseManagement.Api.OpenDirectory;
using CaseManagement.Api.Operation;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Outbox;
using CaseManagement.Api.Partners;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Print;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Referrals;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Representations;
using CaseManagement.Api.ServiceDirectory;
using CaseManagement.Api.TakingPart;
using CaseManagement.Api.SignIn;
using CaseManagement.Api.Statistics;
using CaseManagement.Api.Tokens;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace CaseManagement.Api;

/// <summary>Composition of the product. This project's Program and the tests start from here.</summary>
public static class ApiHost
{
    /// <summary>Builds the application, ready to run.</summary>
    /// <param name="args">Command line.</param>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        AddServices(builder);
        var app = builder.Build();
        Configure(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        // Quiet unless the operator's configuration says otherwise: statements and requests by the thousand help nobody.
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData =
            [
                new("Logging:LogLevel:Default", "Information"),
                new("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Warning"),
                new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
                new("Logging:LogLevel:Hangfire", "Warning"),
                new("Logging:LogLevel:OpenIddict", "Warning"), // It tells requests as they are: login_hint is a name.
            ],
        });
        builder.Logging.KeepSecretPaths();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = UploadedFile.HeardBytes(Limits.BodyBytes); // So that who sends a little too much hears so.
        });
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);

        // Time
        services.AddSingleton(_ => new ProductClock(
            configuration.GetValue<bool>("Demo:AdjustableClock") ? configuration.GetValue<TimeSpan>("Demo:ClockAhead") : TimeSpan.Zero));

        // Persistence
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(AppConnection.Of(configuration)) { Name = "app" }.Build());
        services.AddSingleton(_ => new AccessContextInterceptor(configuration["System:Key"]));
        services.AddSingleton<SignIn.SignInAttempts>();
        services.AddScoped<SecondFactors>();
        services.AddPooledDbContextFactory<CaseDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            // What fails is told by who translates it (RefusalHandler) or runs it (jobs), once; what a constraint refuses is no failure of the server.
            .ConfigureWarnings(warnings => warnings.Log((CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug)))
            .AddInterceptors(provider.GetRequiredService<AccessContextInterceptor>()));
        services.AddScoped(provider =>
        {
            var db = provider.GetRequiredService<IDbContextFactory<CaseDb>>().CreateDbContext();
            db.Call = provider.GetRequiredService<CallContext>();
            return db;
        });
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>((keys, source) => keys.XmlRepository = new DatabaseKeys(source));
        // By name, not by folder: instances on different machines are one product.
        DatabaseKeys.Encrypt(services.AddDataProtection().SetApplicationName("case-management"), configuration);

        // Access
        services.AddScoped(provider => new CallContext(provider.GetRequiredService<ProductClock>()));
        services.AddSingleton<Refusals>();
        services.AddSingleton<ChromiumPdf>();
        services.AddSingleton<Readings>();
        services.AddSingleton<AuditHeads>();
        services.AddSingleton<SessionTokenIssuer>();
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken(bearer =>
        {
            bearer.BearerTokenExpiration = TimeSpan.FromMinutes(10);
            bearer.RefreshTokenExpiration = Session.Longest;
        });
        services.AddOptions<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme).Configure<ProductClock>((bearer, time) => bearer.TimeProvider = time);
        services.AddTokenServer(configuration);
        services.AddPartnerPage(configuration);
        // Nothing is open by accident: an endpoint without AllowAnonymous needs a valid token, whatever it does.
        // Of the open directory everything is: what is not there is 404, and no reason to sign in.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(asked =>
            asked.User.Identity?.IsAuthenticated == true || (asked.Resource as HttpContext)?.IsOpenDirectory() == true).Build());

        // Requests
        services.AddRequests(typeof(ApiHost).Assembly);
        services.AddHandoverCompletion();
        services.AddScoped<ReferenceCodes>();
        services.AddScoped<ICodesInForce>(provider => provider.GetRequiredService<ReferenceCodes>());
        services.AddSingleton<AssessmentForms>();
        services.AddScoped<DuplicateSearch>();
        services.AddSingleton(HandoverTerms.From(configuration));
        services.AddSingleton(DocumentLimits.From(configuration));
        services.AddSingleton(WebhookSettings.From(configuration));
        services.AddSingleton<NoticeSignals>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton(MailSettings.From(configuration));
        services.AddSingleton<MailSender>();
        services.AddHostedService<AnnounceMail>();

        // HTTP
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context => CompleteProblem(context.HttpContext, context.ProblemDetails));
        services.AddExceptionHandler<RefusalHandler>();
        services.AddLocalization();
        services.AddCors();
        services.AddCompression();
        services.AddLimits(configuration);
        services.AddOpenApiDocuments();
        services.AddHealthChecks().AddCheck<DatabaseReady>("database", tags: ["ready"]);
        services.Configure<ForwardedHeadersOptions>(forwarded =>
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        services.AddTelemetry(configuration);
        services.AddMetricsPort(configuration);
        services.AddSystemd();

        // Jobs
        services.AddJobEngine(configuration);
    }

    private static void Configure(WebApplication app)
    {
        // Once: with ASPNETCORE_FORWARDEDHEADERS_ENABLED the framework does so ahead of this, and a second step back would believe what a client has written.
        if (!app.Configuration.GetValue<bool>("ForwardedHeaders_Enabled"))
        {
            app.UseForwardedHeaders();
        }
        app.UseRequestLocalization(["en", "de"]);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseHead();
        app.UseCompression();
        app.UseRouting();
        app.UseSecretPaths();
        // Before the walls: the page is public like the documents that it shows, and no endpoint that could say so.
        app.UseSwaggerUI(ui =>
        {
            foreach (var (name, _, title) in OpenApiDocuments.All)
            {
                ui.SwaggerEndpoint($"/openapi/{name}.json", title);
            }
        });
        app.UseOrigins(app.Configuration);
        app.UsePageForms();
        app.UseAuthentication();
        app.UseRateLimitHeaders();
        app.UseRateLimiter();
        app.UseMiddleware<CallContextMiddleware>();
        app.UseAuthorization();
        app.UseMiddleware<PermissionMiddleware>();

        app.MapHealth();
        app.MapOperation();
        app.MapOpenApi().AllowAnonymous();

        app.MapOpenDirectory();
        var api = app.MapGroup("/api/v1");
        app.MapTokenServer(app.Configuration);
        app.MapPartnerPage(app.Configuration);
        api.MapSessions();
        api.MapApiClients();
        api.MapIdentityProviders();
        api.MapCases();
        api.MapDesk();
        api.MapPersons();
        api.MapErasures();
        api.MapRepresentations();
        api.MapFacts();
        api.MapConsents();
        api.MapLetters();
        api.MapMeasures();
        api.MapCounselling();
        api.MapPrint();
        api.MapAgreements();
        api.MapDocuments();
        api.MapParticipations();
        api.MapDwellings();
        api.MapMentors();
        api.MapReferrals();
        api.MapCooperation();
        api.MapWebhooks();
        api.MapServiceDirectory();
        api.MapOffers();
        api.MapStatistics();
        api.MapContacts();
        api.MapReminders();
        api.MapImports();
        api.MapServiceLists();
        api.MapFactLists();
        api.MapReferenceData();
        api.MapAssessments();
        api.MapHandovers();
        api.MapJobs();
        if (app.Configuration.GetValue<bool>("Demo:AdjustableClock"))
        {
            api.MapClock();
        }
        api.MapOrganisations();
        api.MapStaff();
        api.MapClients();
        api.MapAudit();
        api.MapPrivacy();
    }

    // Statuses that the framework sets itself (404 for an unknown path, 401, 405, 415) get a stable code too.
    private static void CompleteProblem(HttpContext http, Microsoft.AspNetCore.Mvc.ProblemDetails problem)
    {
        if (!problem.Extensions.ContainsKey("code"))
        {
            var type = http.Response.StatusCode switch
            {
                401 => AccessProblems.NotSignedIn,
                403 => AccessProblems.NotPermitted,
                404 => HttpProblems.NotFound,
                405 => HttpProblems.MethodNotAllowed,
                413 => HttpProblems.TooLarge,
                415 => HttpProblems.UnsupportedMedia,
                _ => null,
            };
            var code = type?.Code ?? $"http-{http.Response.StatusCode}";
            (problem.Type, problem.Extensions["code"]) = ($"urn:problem:{code}", code);
            problem.Title = type?.Text() ?? problem.Title;
        }
        // In the language that was asked for: a cache that keeps a refusal keeps it for who reads the same.
        http.Response.Headers.ContentLanguage = Language.Choose("de", "en");
        http.Response.Headers.Append("Vary", "Accept-Language");
        problem.Instance = null; // Paths may hold ids; the request id is what correlates.
        problem.Extensions["requestId"] = http.TraceIdentifier;
        problem.Extensions.Remove("traceId");
    }
}
