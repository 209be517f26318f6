using System.Collections.Concurrent;
using System.Net;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CaseManagement.ApiTests.Http;

/// <summary>What a refusal says of itself, and what an answer that is there already costs.</summary>
public sealed class RefusalTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData("de-DE", "de")]
    [InlineData("en", "en")]
    [InlineData("fr", "en")]
    public async Task It_says_its_language_and_that_it_depends_on_the_one_that_was_asked_for(string asked, string said)
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        client.DefaultRequestHeaders.Add("Accept-Language", asked);
        foreach (var path in (string[])[$"/api/v1/cases/{Guid.NewGuid()}", "/api/v1/cases?limit=x", "/api/v1/nothing"])
        {
            var refused = await client.GetAsync(path);
            Assert.True((int)refused.StatusCode is 400 or 404, path);
            Assert.Equal([said], refused.Content.Headers.ContentLanguage);
            Assert.Contains("Accept-Language", refused.Headers.Vary);
        }
        Assert.Equal([said], (await api.Anonymous().Asking(asked).GetAsync("/api/v1/cases")).Content.Headers.ContentLanguage); // 401, by the framework.
    }

    [Fact]
    public async Task Nothing_is_sent_to_who_has_it_already_or_wants_it_only_where_it_is_new()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/cases/{of.CaseId}";
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        foreach (var (known, status) in new[] { ("*", 304), (tag, 304), ($"\"1\", W/{tag}", 304), ("\"1\"", 200) })
        {
            var answer = await Get(path, known);
            Assert.Equal((known, status), (known, (int)answer.StatusCode));
            Assert.Equal(tag, answer.Tag());
        }
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/api/v1/cases/{Guid.NewGuid()}", "*")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Get("/api/v1/cases", "*")).StatusCode); // A list has no version.
        Assert.Equal(HttpStatusCode.NotModified, (await Get("/api/v1/reference-data", "*")).StatusCode);

        async Task<HttpResponseMessage> Get(string at, string known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            return await client.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_value_of_a_closed_set_has_one_name_in_bodies_as_in_parameters()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        foreach (var subject in (string[])["Case", "CASE", "case,client", "cAse", "1"])
        {
            var refused = await client.Post("/api/v1/reminders", Reminder(subject)).ExpectProblem(400, "malformed-request");
            Assert.Equal(("/subjectType", "unknown-value"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
            Assert.Contains("case", refused.Values<string>("errors/0/allowed/*"));
        }
        await client.GetAsync("/api/v1/cases?status=Open").ExpectProblem(400, "validation-failed");
        await client.Post("/api/v1/reminders", Reminder("case")).Expect(201);

        // Of those that there are, what is allowed here is told.
        var other = await client.Post("/api/v1/reminders", Reminder("letter")).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/subjectType", "unknown-value"), (other.Text("errors/0/pointer"), other.Text("errors/0/code")));
        Assert.Equal(["case", "client", "household"], other.Values<string>("errors/0/allowed/*"));
        Assert.Contains("case, client, household", other.Text("errors/0/message")!, StringComparison.Ordinal);

        object Reminder(string subject) =>
            new { subjectType = subject, subjectId = of.CaseId, title = "Nachfragen", dueOn = api.Given.Today.AddDays(3) };
    }

    [Fact]
    public async Task What_a_constraint_refuses_is_one_line_of_information_without_values_and_no_failure()
    {
        await using var loud = new Fixture.Api { Beside = api };
        loud.Settings["Logging:LogLevel:Default"] = "Information";
        loud.Settings["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning";
        await loud.InitializeAsync();
        var heard = new Heard();
        loud.Services.GetRequiredService<ILoggerFactory>().AddProvider(heard);
        var of = await api.Given.CaseWithLead();
        var client = await loud.As(of.Lead!);
        var job = new { of.CaseId, kind = "full-time", employer = "Geheimbetrieb", from = $"{api.Given.Today.AddDays(-9):yyyy-MM-dd}" };
        await client.Post("/api/v1/employments", job).Expect(201);
        await client.Post("/api/v1/employments", job).ExpectProblem(409, "employment-exists");

        Assert.DoesNotContain(heard.Lines, line => line.Level >= LogLevel.Error || line.Failure is not null);
        var told = Assert.Single(heard.Lines, line => line.Text.Contains("employment-exists", StringComparison.Ordinal));
        Assert.Equal((LogLevel.Information, null), (told.Level, told.Failure));
        Assert.DoesNotContain(heard.Lines, line => line.Text.Contains("Geheimbetrieb", StringComparison.Ordinal));
    }

    private sealed class Heard : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text, Exception? Failure)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((level, formatter(state, exception), exception));

        public void Dispose() { }
    }
}

internal static class AskingLanguage
{
    public static HttpClient Asking(this HttpClient client, string language)
    {
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        return client;
    }
}
