using System.Reflection;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CaseManagement.ApiTests.Access;

/// <summary>The walls of DESIGN § 4, tried from inside: through the application's own database role.</summary>
public sealed class WallTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Without_an_access_context_the_application_role_sees_no_rows()
    {
        await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        await using var source = NpgsqlDataSource.Create(api.App);
        Assert.Equal(0L, await source.CreateCommand("select count(*) from app.staff").ExecuteScalarAsync());
        Assert.NotEqual(0L, await api.Sql<long>("select count(*) from app.staff"));
    }

    [Fact]
    public async Task The_application_role_owns_nothing_and_bypasses_nothing()
    {
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('{PostgresServer.AppRole}', 'casemanagement_app')
            """));
        Assert.False(await api.Sql<bool>($"select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = '{PostgresServer.AppRole}'"));
    }

    [Fact]
    public async Task Two_organisations_interleaved_on_a_pool_of_one_connection_see_only_their_own_rows()
    {
        var one = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var other = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var single = new NpgsqlConnectionStringBuilder(api.App) { MaxPoolSize = 1, MinPoolSize = 1 };
        await using var source = new NpgsqlDataSourceBuilder(single.ConnectionString).Build();
        var options = new DbContextOptionsBuilder<CaseDb>().UseNpgsql(source).AddInterceptors(new AccessContextInterceptor()).Options;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
        {
            var me = n % 2 == 0 ? one : other;
            await using var db = new CaseDb(options) { Call = new CallContext(api.Clock) { Caller = Caller.System(me.OrganisationId), Action = "test" } };
            if (n % 3 == 0)
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                Assert.Equal([me.StaffId], await db.Set<CaseManagement.Api.Organisations.Staff>().Select(s => s.Id).ToListAsync());
                await transaction.RollbackAsync();
            }
            Assert.Equal([me.StaffId], await db.Set<CaseManagement.Api.Organisations.Staff>().Select(s => s.Id).ToListAsync());
        }));
        // And who comes next on that connection without a context sees nothing.
        Assert.Equal(0L, await source.CreateCommand("select count(*) from app.staff").ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_row_cannot_be_written_into_another_organisation()
    {
        var one = await api.Given.Organisation();
        var other = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => api.InOrganisation(one, async db =>
        {
            db.Add(new Notice(other.OrganisationId, other.StaffId, NoticeKind.ReminderDue, "reminder", Guid.NewGuid(), "x", api.Given.Now));
            return await db.SaveChangesAsync();
        }));
        Assert.Equal("42501", Assert.IsType<PostgresException>(refused.InnerException).SqlState);
    }

    [Fact]
    public void Every_request_type_declares_who_may_send_it()
    {
        var undeclared = typeof(CaseDb).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.GetInterfaces()
                .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() is var g && (g == typeof(ICommand<>) || g == typeof(IQuery<>))))
            .Where(type => new[] { typeof(RequiresAttribute), typeof(OpenToAnyoneAttribute), typeof(ForSystemAttribute) }
                .Count(attribute => type.IsDefined(attribute)) != 1)
            .Select(type => type.Name);
        Assert.Empty(undeclared);
    }

    [Fact]
    public void Every_endpoint_names_its_request_or_is_listed_here_with_its_reason()
    {
        string[] withoutRequest =
        [
            "/health/live", "/health/ready",       // for the operator's probes: no data
            "/metrics",                            // always 404: they are read at a port of their own (MetricsTests)
            "/openapi/{documentName}.json",        // the documents themselves
            "/connect/authorize", "/connect/token", "/connect/end-session", "/sign-in", // OAuth's own protocol: TokenServerTests, SignInPageTests
            "/sign-in/provider/{id:guid}/return", "/sign-in/provider/{id:guid}/logout", // the same: IdentityProviderTests
            "/sign-in/enrolment", "/account", "/sign-in/passkey.js", // pages for people: EnrolmentTests, PasskeyTests
            "/partner/", "/partner/{id:guid}", // a page that sends the partner API's requests: PartnerPageTests
        ];
        var unnamed = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HandledRequest>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Except(withoutRequest);
        Assert.Empty(unnamed);
    }

    [Theory]
    [InlineData("/swagger/index.html", 200)]
    [InlineData("/openapi/caseworker.json", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/metrics", 404)]
    [InlineData("/version", 200)]
    [InlineData("/api/v1/no-such-path", 401)]
    public async Task Documents_and_probes_are_public_and_nothing_else(string path, int status) => await api.Anonymous().GetAsync(path).Expect(status);

    [Fact]
    public void Every_request_has_an_endpoint_or_is_the_systems()
    {
        var reached = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<HandledRequest>()?.Type);
        Assert.Empty(typeof(CaseDb).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(RequiresAttribute), false) || type.IsDefined(typeof(OpenToAnyoneAttribute), false)).Except(reached));
    }

    [Fact]
    public void No_endpoint_sends_a_request_of_the_system()
    {
        Assert.DoesNotContain(api.Services.GetRequiredService<EndpointDataSource>().Endpoints,
            endpoint => endpoint.Metadata.GetMetadata<HandledRequest>()?.Type.IsDefined(typeof(ForSystemAttribute)) == true);
    }

    [Fact]
    public async Task Refused_access_is_on_record()
    {
        var officer = await api.Given.Staff(await api.Given.Organisation(), Role.DataProtectionOfficer);
        await (await api.As(officer)).GetAsync("/api/v1/reminders").ExpectProblem(403, "not-permitted");
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where kind = 'refusal' and action = 'ListReminders' and reason = 'not-permitted' and staff_id = '{officer.StaffId}'
            """));
    }
}
