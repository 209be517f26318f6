using System.Globalization;
using System.Net.NetworkInformation;
using System.Text.RegularExpressions;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Operation;

/// <summary>What Prometheus reads of a process, on a port that serves nothing else.</summary>
[TakesLong]
public sealed partial class MetricsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task The_text_follows_the_format_and_tells_of_routes_and_jobs_and_of_no_person()
    {
        var of = await api.Given.CaseWithLead();
        var token = await api.Token(of.Lead!);
        var (port, process) = await Start("hangfire");
        await using var _ = process;
        var client = process.As(token);
        await client.GetAsync($"/api/v1/clients/{of.ClientId}").Expect(200);
        await client.GetAsync($"/api/v1/clients/{Guid.NewGuid()}").Expect(404);
        await client.GetAsync($"/nowhere/{of.ClientId}?name=Bondarenko").Expect(404);
        await client.Post("/api/v1/sessions", new { userName = of.Lead!.UserName, password = "wrong" }).Expect(401);
        await client.Post("/api/v1/clients/search", new { q = "Bondarenko" }).Expect(200);

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var answer = await http.GetAsync("/metrics").Expect(200);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("0.0.4", answer.Content.Headers.ContentType.ToString(), StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
        Assert.Contains("http_route=\"/api/v1/clients/{id:guid}\"", text, StringComparison.Ordinal);
        Assert.Contains("casemanagement_database_up", text, StringComparison.Ordinal);
        Assert.Contains("casemanagement_engine_enqueued", text, StringComparison.Ordinal);
        Assert.Contains("db_client_operation_duration_seconds_count", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total", text, StringComparison.Ordinal);

        Assert.DoesNotMatch(Id(), text);
        var login = new Npgsql.NpgsqlConnectionStringBuilder(api.App);
        foreach (var secret in (string[])[of.Lead.UserName, "Bondarenko", "nowhere", login.Password!, login.Username!, login.Database!, "Host=", token[..20]])
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
        Assert.All(Route().Matches(text), match => Assert.DoesNotMatch(Value(), match.Groups[1].Value));
    }

    [Fact]
    public async Task Neither_port_answers_what_belongs_to_the_other_and_metrics_are_on_loopback_alone()
    {
        var (port, process) = await Start("none");
        await using var _ = process;
        using var open = new HttpClient { BaseAddress = process.Address };
        await open.GetAsync("/metrics").ExpectProblem(404, "not-found");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        foreach (var path in (string[])
            ["/", "/health/live", "/health/ready", "/version", "/openapi/caseworker.json", "/swagger/index.html", "/api/v1/me", "/metrics/"])
        {
            Assert.Empty(await (await http.GetAsync(path).Expect(404)).Content.ReadAsStringAsync());
        }
        await http.PostAsync("/metrics", null).Expect(404);
        Assert.Equal(["127.0.0.1"],
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(at => at.Port == port).Select(at => $"{at.Address}"));
    }

    [Fact]
    public async Task Gauges_tell_what_waits_in_all_organisations_together()
    {
        var (one, another) = (await api.Given.CaseWithLead(), await api.Given.CaseWithLead());
        var before = await Gauges();
        await api.Given.Reminder(one, dueInDays: -1);
        await api.Given.Reminder(another, dueInDays: 0);
        await api.Given.Reminder(another, dueInDays: 1);
        var webhook = await api.Given.Webhook(one.OrganisationId, "https://receiver.example.org/");
        await api.Execute($"update app.webhook_state set failing_since = '{api.Given.Now:O}' where webhook_id = '{webhook}'");
        await api.Execute("insert into jobs.recurring_command (name, cron, failures, outcome, succeeded_at) "
            + "values ('a-job', '* * * * *', 3, 'failed', '2027-06-16T08:00:00Z')");

        var after = await Gauges();

        Assert.Equal(2, after["casemanagement_reminders_due_unnoticed"] - before["casemanagement_reminders_due_unnoticed"]);
        Assert.Equal(1, after["casemanagement_webhooks_failing"] - before["casemanagement_webhooks_failing"]);
        Assert.Equal(3, after["casemanagement_job_failures{job=\"a-job\"}"]);
        Assert.Equal(1813132800, after["casemanagement_job_last_success_timestamp_seconds{job=\"a-job\"}"]);
        Assert.True(after["casemanagement_trail_unsealed"] > 0 && after["casemanagement_trail_lag_seconds"] >= 0);
        Assert.Equal(1, after["casemanagement_database_up"]);

        await api.SendAsSystem(one.OrganisationId, new CaseManagement.Api.Reminders.NoticeDueReminders());
        await api.SendAsSystem(null, new CaseManagement.Api.Audit.SealAudit());
        var told = await Gauges();
        Assert.Equal(1, told["casemanagement_reminders_due_unnoticed"] - before["casemanagement_reminders_due_unnoticed"]);
        Assert.Equal(0, told["casemanagement_trail_unsealed"]);
    }

    [Fact]
    public async Task Only_the_system_counts()
    {
        var of = await api.Given.CaseWithLead();
        await using var source = Npgsql.NpgsqlDataSource.Create(api.App);
        await using var command = source.CreateCommand("select count(*) from app.gauges()");
        Assert.Equal("42501", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteScalarAsync())).SqlState);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var staff = new Npgsql.NpgsqlCommand(
            $"call access.enter('{await api.SessionOf(of.Lead!)}', '{api.Given.Now:O}', null, 'x', null)", connection, transaction);
        await staff.ExecuteNonQueryAsync();
        await using var counted = new Npgsql.NpgsqlCommand("select count(*) from app.gauges()", connection, transaction);
        Assert.Equal("42501", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => counted.ExecuteScalarAsync())).SqlState);
    }

    // Each time a process that has read nothing yet.
    private async Task<Dictionary<string, double>> Gauges()
    {
        var (port, process) = await Start("none");
        await using var _ = process;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var text = await (await http.GetAsync("/metrics").Expect(200)).Content.ReadAsStringAsync();
        return text.Split('\n').Where(line => line.StartsWith("casemanagement_", StringComparison.Ordinal)).Select(line => Sample().Match(line)).ToDictionary(
            match => match.Groups[1].Value + (match.Groups[2].Success ? $"{{{match.Groups[2].Value}}}" : ""),
            match => double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture));
    }

    private async Task<(int Port, ApiProcess Process)> Start(string engine)
    {
        var port = Ports.Free();
        return (port, await ApiProcess.Start(api, engine, new Dictionary<string, string> { ["Metrics:Port"] = port.ToString(CultureInfo.InvariantCulture) }));
    }

    // https://prometheus.io/docs/instrumenting/exposition_formats/
    [GeneratedRegex("""
        ^(\#\ (HELP|UNIT|EOF).*|\#\ TYPE\ [a-z_]\w*\ (counter|gauge|histogram|untyped)
        |[a-z_]\w*(\{([a-z_]\w*="([^"\\\n]|\\.)*",?)*\})?\ (-?[0-9.]+(e[+-]?[0-9]+)?|NaN|[+-]Inf)(\ [0-9]+)?)\r?$
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Line();

    [GeneratedRegex("""^(\w+)\{otel_scope_name="CaseManagement"(?:,otel_scope_version="")?(?:,(job="[^"]+"))?\} (\S+)""")]
    private static partial Regex Sample();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", RegexOptions.IgnoreCase)]
    private static partial Regex Id();

    [GeneratedRegex("http_route=\"([^\"]*)\"")]
    private static partial Regex Route();

    // A template names its parameters; a value would be a number or an id.
    [GeneratedRegex("/[0-9a-f]*[0-9][0-9a-f-]{3,}")]
    private static partial Regex Value();
}
