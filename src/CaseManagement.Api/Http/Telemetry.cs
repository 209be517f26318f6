using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CaseManagement.Api.Http;

/// <summary>
/// Traces and metrics over OTLP where OTEL_EXPORTER_OTLP_ENDPOINT is set. Statements are recorded without their
/// parameters, paths as route templates: no personal data leaves this way.
/// </summary>
public static class Telemetry
{
    /// <summary>Starts the providers with the host and flushes them at its end.</summary>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        services.AddHostedService<Providers>();
    }

    /// <summary>
    /// What the process measures of itself: requests by their templates, connections, statements, memory. What PostgreSQL's driver calls a pool is its
    /// connection string where it has no name, so that label is left out, and with it what is counted for each pool alone.
    /// </summary>
    public static MeterProviderBuilder AddProcessMeters(this MeterProviderBuilder metrics) => metrics
        .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime")
        .AddView(instrument => instrument.Meter.Name != "Npgsql" ? null
            : instrument.IsObservable ? MetricStreamConfiguration.Drop : new MetricStreamConfiguration { TagKeys = ["error.type"] });

    /// <summary>As what the product tells of itself. Without a number for each start: its labels hold no ids.</summary>
    public static void Name(ResourceBuilder resource) => resource.AddService("case-management", autoGenerateServiceInstanceId: false);

    private sealed class Providers : IHostedService, IDisposable
    {
        private readonly TracerProvider traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Name)
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql").AddOtlpExporter().Build();
        private readonly MeterProvider metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Name).AddProcessMeters().AddOtlpExporter().Build();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(2000);
            metrics.ForceFlush(2000);
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }
    }
}
