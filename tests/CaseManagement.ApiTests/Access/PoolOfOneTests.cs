using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CaseManagement.ApiTests.Access;

/// <summary>Everybody shares one connection, which nobody resets in between: what one caller may see is never the next one's.</summary>
public sealed class PoolOfOneTests : IAsyncLifetime
{
    private readonly Fixture.Api api = new() { PoolSize = 1, PoolWait = 3 };

    public ValueTask InitializeAsync() => api.InitializeAsync();

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task After_answers_errors_and_cancelled_statements_the_next_caller_sees_his_own_and_nobody_sees_nothing()
    {
        var (mine, theirs) = (await api.Given.CaseWithLead(), await api.Given.CaseWithLead());
        for (var round = 0; round < 4; round++) // Statements are prepared from the second time on.
        {
            Assert.Equal([mine.CaseId], await Seen(mine.Lead!));
            await AssertNothingIsLeft();
            await Fail(mine.Lead!);
            await AssertNothingIsLeft();
            await Cancel(mine.Lead!);
            await AssertNothingIsLeft();
            Assert.Equal([theirs.CaseId], await Seen(theirs.Lead!));
            await (await api.As(mine.Lead!)).GetAsync($"/api/v1/cases/{theirs.CaseId}").ExpectProblem(404, "not-found");
            await (await api.As(theirs.Lead!)).GetAsync($"/api/v1/cases/{theirs.CaseId}").Expect(200);
            await (await api.As(mine.Lead!)).Post("/api/v1/reminders", new { subjectType = "case" }).Expect(400);
            await api.Anonymous().GetAsync($"/api/v1/cases/{mine.CaseId}").ExpectProblem(401, "not-signed-in");
            await AssertNothingIsLeft();
        }
        Assert.Equal(1, await api.Sql<long>("select count(distinct pid) from pg_stat_activity where datname = current_database() and usename = 'cm_test_app'"));
    }

    [Fact]
    public async Task Where_every_connection_is_taken_the_caller_is_asked_to_come_again()
    {
        var given = await api.Given.CaseWithLead();
        var client = await api.As(given.Lead!);
        await using (var scope = api.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<CaseDb>().Database.OpenConnectionAsync();
            foreach (var answer in (HttpResponseMessage[])
            [
                await client.GetAsync($"/api/v1/cases/{given.CaseId}"),
                await api.Anonymous().Post("/api/v1/sessions", new { given.Lead!.UserName, Person.Password }),
            ])
            {
                await Task.FromResult(answer).ExpectProblem(503, "unavailable");
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            }
        }
        await client.GetAsync($"/api/v1/cases/{given.CaseId}").Expect(200);
    }

    [Fact]
    public async Task Where_PostgreSQL_has_no_connection_left_or_ends_a_statement_the_caller_is_asked_to_come_again()
    {
        var given = await api.Given.CaseWithLead();
        var client = await api.As(given.Lead!);
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        var database = await api.Sql<string>("select quote_ident(current_database())");
        await source.CreateCommand($"alter database {database} connection limit 0").ExecuteNonQueryAsync(); // 53300, as past max_connections.
        api.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        try
        {
            await AskedAgain(client.GetAsync($"/api/v1/cases/{given.CaseId}"));
        }
        finally
        {
            await source.CreateCommand($"alter database {database} connection limit -1").ExecuteNonQueryAsync();
        }
        await using var blocker = await source.OpenConnectionAsync();
        foreach (var end in (string[])["pg_cancel_backend", "pg_terminate_backend"]) // 57014, as a timeout; 57P01, as a shutdown.
        {
            await using var hold = await blocker.BeginTransactionAsync();
            await new NpgsqlCommand("lock table app.case in access exclusive mode", blocker, hold).ExecuteNonQueryAsync();
            var asked = client.GetAsync($"/api/v1/cases/{given.CaseId}");
            await source.CreateCommand($"select {end}({await source.Waiting(asked)})").ExecuteNonQueryAsync();
            await AskedAgain(asked);
            await hold.RollbackAsync();
        }
        await client.GetAsync($"/api/v1/cases/{given.CaseId}").Expect(200);

        static async Task AskedAgain(Task<HttpResponseMessage> asked)
        {
            await asked.ExpectProblem(503, "unavailable");
            Assert.True((await asked).Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }
    }

    // In the middle of a transaction that has entered its context.
    private Task Fail(Person person) => Work(person, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Set<Case>().CountAsync();
        await Assert.ThrowsAnyAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync("select 1 / 0"));
        return true;
    });

    private Task Cancel(Person person) => Work(person, async db =>
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.Database.ExecuteSqlRawAsync("select pg_sleep(60)", soon.Token));
        return true;
    });

    private Task<List<Guid>> Seen(Person person) => Work(person, db => db.Set<Case>().Select(c => c.Id).ToListAsync());

    private async Task<T> Work<T>(Person person, Func<CaseDb, Task<T>> work)
    {
        var session = await api.SessionOf(person);
        await using var scope = api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller =
            new Caller { StaffId = person.StaffId, OrganisationId = person.OrganisationId, SessionId = session, Roles = person.Roles };
        return await work(scope.ServiceProvider.GetRequiredService<CaseDb>());
    }

    // As a statement would find it that forgets to enter a context.
    private async Task AssertNothingIsLeft()
    {
        await using var command = api
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                """
                select coalesce(access.organisation_id()::text, '') || coalesce(access.staff_id()::text, '') || access.my_team_ids()::text
                    || access.my_case_ids()::text || access.my_glass_ids()::text || access.deputised_ids()::text
                    || (select count(*) from app."case") || access.is_system()
                """);
        Assert.Equal("{}{}{}{}0false", await command.ExecuteScalarAsync());
    }
}
