using CaseManagement.Api.Http;
using CaseManagement.Api.OpenApi;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace CaseManagement.Api.Operation;

/// <summary>
/// What Prometheus reads, on a port of its own (Metrics:Port) and as an application of its own, so that neither answers what belongs to the other.
/// Labels hold route templates, statuses and names of recurring commands: nothing about persons, and no ids.
/// </summary>
public static class Metrics
{
    /// <summary>Where it is read.</summary>
    public const string Path = "/metrics";

    /// <summary>Listens with the host, where a port is named.</summary>
    /// <exception cref="InvalidOperationException">The settings name no port, or no address.</exception>
    public static void AddMetricsPort(this IServiceCollection services, IConfiguration configuration)
    {
        if (MetricsSettings.From(configuration) is { } settings && !DocumentBuild.IsRunning)
        {
            services.AddSingleton(settings);
            services.AddSingleton<ProductGauges>();
            services.AddHostedService<MetricsPort>();
        }
    }
}

internal sealed class MetricsPort : IHostedService, IAsyncDisposable
{
    private readonly MeterProvider meters;
    private readonly WebApplication app;

    public MetricsPort(MetricsSettings settings, ProductGauges gauges, ILoggerFactory logs)
    {
        meters = Sdk.CreateMeterProviderBuilder().ConfigureResource(Telemetry.Name).AddProcessMeters().AddMeter(ProductGauges.MeterName)
            .AddPrometheusExporter().Build();
        // Empty: what the environment says of addresses, frontends and hosts is the other application's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Address, settings.Port);
        });
        app = builder.Build();
        app.Use((http, next) =>
        {
            // Reading them is no work of the product's.
            if (http.Features.Get<IHttpMetricsTagsFeature>() is { } measured)
            {
                measured.MetricsDisabled = true;
            }
            return http.Request.Path == Metrics.Path && HttpMethods.IsGet(http.Request.Method) ? Fresh(gauges, http, next) : NotFound(http);
        });
        app.UseOpenTelemetryPrometheusScrapingEndpoint(meters, null, Metrics.Path, null, null);
    }

    public Task StartAsync(CancellationToken cancellationToken) => app.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        meters.Dispose();
    }

    private static async Task Fresh(ProductGauges gauges, HttpContext http, RequestDelegate next)
    {
        await gauges.Refresh(http.RequestAborted);
        await next(http);
    }

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
