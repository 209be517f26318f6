using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.ApiTests.Access;

/// <summary>What whoever holds the API's database login, and nothing else, can do with the access context: each statement that must fail fails.</summary>
public sealed class SealedContextTests(SealedContextTests.WithKey fixture) : IClassFixture<SealedContextTests.WithKey>
{
    private const string Key = "a key of the tests";

    /// <summary>An installation whose database asks the system for its key.</summary>
    public sealed class WithKey : IAsyncLifetime
    {
        public Fixture.Api Api { get; } = new();

        public async ValueTask InitializeAsync()
        {
            Api.Settings["System:Key"] = Key;
            await Api.InitializeAsync();
            await MigrateCommand.Run(Api.Owner, null, TextWriter.Null, CancellationToken.None, systemKey: Key);
        }

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    private readonly Fixture.Api api = fixture.Api;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_context_that_was_set_by_hand_is_none()
    {
        var staff = await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor);
        var client = await api.Given.Client(staff.OrganisationId);
        string[] settings =
        [
            $"organisation_id={staff.OrganisationId}", $"staff_id={staff.StaffId}", "actor=system", $"transfer_target={staff.OrganisationId}",
            $"glass_ids={{{client}}}", $"home={staff.OrganisationId}", "seal=\\x00",
        ];
        await using var login = await Login();
        await using var transaction = await login.BeginTransactionAsync(Ct);
        foreach (var setting in settings)
        {
            await Run(login, $"select set_config('app.{setting.Split('=')[0]}', '{setting.Split('=')[1]}', true)");
        }
        Assert.Equal(0L, await Ask(login, "select (select count(*) from app.client) + (select count(*) from app.staff) + (select count(*) from app.notice)"));
        Assert.Equal(0L, await Ask(login, "select (select count(*) from audit.entry) + (select count(*) from app.first_contact)"));
        Assert.Equal(true, await Ask(login, "select access.organisation_id() is null and not access.is_system() and access.transfer_target() is null"));
    }

    [Fact]
    public async Task A_real_context_cannot_be_changed_or_taken_elsewhere()
    {
        var (mine, other) = (await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker), await api.Given.Organisation());
        await api.Given.Client(other);
        var session = await api.SessionOf(mine);
        await using var login = await Login();
        string seal;
        await using (var transaction = await login.BeginTransactionAsync(Ct))
        {
            await Enter(login, session);
            Assert.Equal(mine.OrganisationId, await Ask(login, "select access.organisation_id()"));
            seal = (string)(await Ask(login, "select current_setting('app.seal')"))!;
            foreach (var (setting, value) in new[] { ("actor", "system"), ("organisation_id", $"{other}"), ("glass_ids", "{}x"), ("home", $"{other}") })
            {
                await Run(login, "savepoint before");
                await Run(login, $"select set_config('app.{setting}', '{value}', true)");
                Assert.Equal(true, await Ask(login, "select access.organisation_id() is null and not access.is_system()"));
                Assert.Equal(0L, await Ask(login, "select count(*) from app.staff"));
                await Run(login, "rollback to before");
            }
            Assert.Equal(mine.OrganisationId, await Ask(login, "select access.organisation_id()"));
        }
        await using (var transaction = await login.BeginTransactionAsync(Ct))
        {
            await Run(login, $"select set_config('app.organisation_id', '{mine.OrganisationId}', true), set_config('app.seal', '{seal}', true)");
            Assert.Equal(true, await Ask(login, "select access.organisation_id() is null"));
        }
    }

    [Theory]
    [InlineData("call access.enter_system('{0}', access.now(), 'x', 'x', null)", "28000")]
    [InlineData("call access.enter_system('{0}', access.now(), 'x', 'x', null, 'guessed')", "28000")]
    [InlineData("call access.enter('{0}', access.now(), 'x', 'x', null)", "28000")]
    [InlineData("call access.act_as('{0}', 'system')", "42501")]
    [InlineData("call access.begin_context('{0}', null, 'system', null, access.now(), 'x', 'x', null)", "42501")]
    [InlineData("call access.learn()", "42501")]
    [InlineData("call access.enter_founded('{0}')", "42501")]
    [InlineData("call access.enter_founded(gen_random_uuid())", "42501")]
    [InlineData("select access.seal_of_context()", "42501")]
    [InlineData("select secret from access.context_secret", "42501")]
    [InlineData("update access.context_secret set system_key = null", "42501")]
    [InlineData("create function app.mine() returns int language sql as 'select 1'", "42501")]
    [InlineData("alter table app.client disable row level security", "42501")]
    [InlineData("drop policy readable on app.client", "42501")]
    [InlineData("set role casemanagement_owner", "22023|42501")]
    [InlineData("create temporary table pg_roles as select session_user::name as rolname, true as rolsuper, 0::oid as oid", "42501")]
    [InlineData("create type pg_temp.uuid as enum ('{0}')", "42501")]
    [InlineData("create function public.mine() returns int language sql as 'select 1'", "42501")]
    public async Task No_statement_enters_an_organisation_without_a_session_or_the_systems_key(string sql, string states)
    {
        var organisation = await api.Given.Organisation();
        await using var login = await Login();
        await using var transaction = await login.BeginTransactionAsync(Ct);
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            Run(login, string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, organisation)));
        Assert.Contains(refused.SqlState, states, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_its_key_the_system_works_and_a_founded_organisation_is_left_again()
    {
        var operators = await api.Given.Organisation();
        await api.Execute($"update app.organisation set is_operator = true where id = '{operators}'");
        var administrator = await api.As(await api.Given.Staff(operators, Role.Administrator));
        var first = new { familyName = "Weber", givenName = "Lina", userName = "lina@sealed.example", initialPassword = "a long enough password" };
        var created = await administrator.Post("/api/v1/organisations",
            new { name = "Neue Stadt", kind = "operator", firstAdministrator = first }).Expect(201);
        var id = await created.Id();
        Assert.Equal(id, await api.Sql<Guid>("select organisation_id from app.staff where family_name = 'Weber'"));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from audit.entry where organisation_id = '{id}' and table_name = 'app.staff'"));
        Assert.Equal(1, await api.InOrganisation(id, db => db.Set<CaseManagement.Api.Organisations.Staff>().CountAsync()));
    }

    // A database that was copied or restored has lost its rights until migrate runs: the routines hold by themselves.
    [Fact]
    public async Task Nor_do_types_and_tables_of_the_logins_own_that_are_called_as_those_of_the_catalogue()
    {
        var (mine, other) = (await api.Given.Staff(await api.Given.Organisation(), Role.Partner), await api.Given.Organisation());
        await api.Given.Client(other);
        var session = await api.SessionOf(mine);
        var database = await api.Sql<string>("select current_database()::text");
        await api.Execute($"grant temporary on database {database} to {PostgresServer.AppRole}");
        try
        {
            await using var login = await Login();
            await Run(login, $"create type pg_temp.uuid as enum ('{mine.OrganisationId}')");
            await Run(login, "create function pg_temp.another(pg_temp.uuid) returns pg_catalog.uuid language sql immutable as "
                + $"$$ select pg_catalog.uuid '{other}' $$");
            await Run(login, "create cast (pg_temp.uuid as pg_catalog.uuid) with function pg_temp.another as assignment");
            await Run(login, "create temporary table pg_roles as select session_user::name as rolname, true as rolsuper, 0::oid as oid");
            await using var transaction = await login.BeginTransactionAsync(Ct);
            await Enter(login, session);
            Assert.Equal(mine.OrganisationId, await Ask(login, "select access.organisation_id()"));
            Assert.Equal(0L, await Ask(login, "select count(*) from app.client"));
            Assert.Equal(true, await Ask(login, "select access.is_of_login()"));
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => Run(login, "insert into access.role_grant "
                + $"values (gen_random_uuid(), '{mine.StaffId}', '{mine.OrganisationId}', 'administrator')"))).SqlState);
        }
        finally
        {
            await api.Execute($"revoke temporary on database {database} from {PostgresServer.AppRole}");
        }
    }

    // {0} an administrator, whose context it is; {1} whom she has made; {2} her organisation; {3} her team; {4} a colleague of another; {5} that one
    [Theory]
    [InlineData("select hash from access.credential")]
    [InlineData("update access.credential set hash = 'x'")]
    [InlineData("update app.organisation set is_operator = true where id = '{2}'")]
    [InlineData("insert into app.organisation (id, name, kind, is_operator, created_at) values (gen_random_uuid(), 'Mine', 'operator', true, access.now())")]
    [InlineData("update access.account set must_change_password = false")]
    [InlineData("update access.account set password_reset_by = null, created_by = null where staff_id = '{1}'")]
    [InlineData("insert into access.account (id, staff_id, user_name, password_changed_at, must_change_password) values "
        + "(gen_random_uuid(), '{1}', 'x', access.now(), true)")]
    [InlineData("insert into access.account (id, staff_id, user_name, password_changed_at, must_change_password, created_by) "
        + "values (gen_random_uuid(), '{1}', 'x', access.now(), false, '{0}')")]
    [InlineData("call access.give_password('{1}', 'x', access.now(), true)")]
    [InlineData("call access.give_password('{4}', 'x', access.now())")]
    [InlineData("insert into access.session (id, account_id, staff_id, organisation_id, created_at, expires_at) select "
        + "gen_random_uuid(), id, '{1}', '{2}', access.now(), access.now() + interval '1 hour' from access.account where staff_id = '{1}'")]
    [InlineData("insert into access.session (id, account_id, staff_id, organisation_id, created_at, expires_at) select "
        + "gen_random_uuid(), id, '{0}', '{5}', access.now(), access.now() + interval '1 hour' from access.account where staff_id = '{0}'")]
    [InlineData("insert into access.role_grant (id, staff_id, organisation_id, role) values (gen_random_uuid(), '{1}', '{2}', 'caseworker')")]
    [InlineData("insert into access.role_grant (id, staff_id, organisation_id, role) values (gen_random_uuid(), '{0}', '{2}', 'data_protection_officer')")]
    [InlineData("insert into access.role_grant (id, staff_id, organisation_id, role) values (gen_random_uuid(), '{0}', '{5}', 'administrator')")]
    [InlineData("insert into access.role_grant (id, staff_id, organisation_id, role) values (gen_random_uuid(), '{4}', '{2}', 'partner')")]
    [InlineData("update access.role_grant set role = 'supervisor' where staff_id = '{0}'")]
    [InlineData("insert into access.role_grant (id, staff_id, organisation_id, role) values (gen_random_uuid(), '{1}', '{2}', 'supervisor')")]
    [InlineData("insert into access.api_client (id, organisation_id, kind, public_id, name, scopes, networks, sign_in_at, signed_out_at, created_at, "
        + "confirmed_at) values (gen_random_uuid(), '{2}', 'machine', 'machine-x', 'x', array['partner'], '{{}}', '{{}}', '{{}}', access.now(), access.now())")]
    [InlineData("insert into access.api_client (id, organisation_id, kind, public_id, name, scopes, networks, sign_in_at, signed_out_at, created_at, "
        + "created_by) values (gen_random_uuid(), '{2}', 'machine', 'machine-x', 'x', array['partner'], '{{}}', '{{}}', '{{}}', access.now(), '{1}')")]
    [InlineData("insert into app.team_member (id, team_id, staff_id, from_date) values (gen_random_uuid(), '{3}', '{1}', date '2027-01-01')")]
    [InlineData("insert into access.pending_right (id, organisation_id, role, staff_id, status, granted_by, granted_at) values "
        + "(gen_random_uuid(), '{2}', 'caseworker', '{0}', 'awaits_confirmation', '{1}', access.now())")]
    public async Task Nor_does_a_statement_open_an_account_or_give_a_right_past_the_second_pair_of_eyes(string sql)
    {
        var (organisation, other) = (await api.Given.Organisation(), await api.Given.Organisation());
        var (team, administrator) = (await api.Given.Team(organisation), await api.Given.Staff(organisation, Role.Administrator));
        var (made, stranger) = (await api.Given.Staff(organisation, Role.Partner), await api.Given.Staff(other, Role.Partner));
        await api.Execute($"update access.account set created_by = '{administrator.StaffId}' where staff_id = '{made.StaffId}'");
        await using var login = await Login();
        var statement = string.Format(System.Globalization.CultureInfo.InvariantCulture, sql,
            administrator.StaffId, made.StaffId, organisation, team, stranger.StaffId, other);
        foreach (var session in new Guid?[] { null, await api.SessionOf(administrator) })
        {
            await using var transaction = await login.BeginTransactionAsync(Ct);
            if (session is { } entered)
            {
                await Enter(login, entered);
            }
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => Run(login, statement))).SqlState);
        }
    }

    [Theory]
    [InlineData("update access.session set awaits_second_factor = false where id = '{0}'")]
    [InlineData("insert into access.session (id, account_id, staff_id, organisation_id, created_at, expires_at) select gen_random_uuid(), account_id, "
        + "staff_id, organisation_id, access.now(), access.now() + interval '1 hour' from access.session where id = '{0}'")]
    public async Task Nor_frees_a_session_that_awaits_a_second_factor_or_opens_another_beside_it(string sql)
    {
        var session = await api.SessionOf(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        await api.Execute($"update access.session set awaits_second_factor = true where id = '{session}'");
        await using var login = await Login();
        await using var transaction = await login.BeginTransactionAsync(Ct);
        await Enter(login, session, "GetMe");
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() =>
            Run(login, string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, session)))).SqlState);
    }

    [Fact]
    public async Task A_session_is_opened_by_a_password_alone_and_seen_by_nobody_outside()
    {
        var mine = await api.Given.Staff(await api.Given.Organisation(), Role.Administrator);
        var other = await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor);
        await api.SessionOf(other);
        await using var login = await Login();
        Assert.Equal(0L, await Ask(login, "select count(*) from access.session"));
        var salt = (string)(await Ask(login, $"select access.salt_of('{other.UserName}')"))!;
        foreach (var guess in new[] { "wrong", Person.Password.ToUpperInvariant() })
        {
            var proof = CaseManagement.Api.SignIn.PasswordProof.Of(guess, salt);
            Assert.Equal("wrong-password", await Ask(login,
                $"select why from access.sign_in('{other.UserName}', '{proof}', null, gen_random_uuid(), access.now(), interval '1 hour', null)"));
        }
        await using var transaction = await login.BeginTransactionAsync(Ct);
        await Enter(login, await api.SessionOf(mine));
        Assert.Equal(0L, await Ask(login, $"select count(*) from access.session where organisation_id = '{other.OrganisationId}'"));
        Assert.Equal(false, await Ask(login, "select access.change_password('x', 'y', access.now())"));
    }

    [Fact]
    public async Task An_answer_kept_for_a_repeated_call_is_seen_by_who_got_it_alone()
    {
        var (mine, other) = (await api.Given.Organisation(), await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var team = new { name = "Team", kind = "integration_management" };
        await (await api.As(other)).Post("/api/v1/teams", team, key: "a-key-of-hers").Expect(201);
        Assert.Equal(1L, await api.Sql<long>("select count(*) from access.idempotent_answer where key = 'a-key-of-hers' and answer is not null"));
        await using var login = await Login();
        Assert.Equal(0L, await Ask(login, "select count(*) from access.idempotent_answer"));
        await using var transaction = await login.BeginTransactionAsync(Ct);
        await Enter(login, await api.SessionOf(await api.Given.Staff(mine, Role.Administrator)));
        Assert.Equal(0L, await Ask(login, "select count(*) from access.idempotent_answer"));
    }

    [Fact]
    public async Task What_shows_persons_is_the_same_here_and_there() => Assert.Equal(
        CaseManagement.Api.Organisations.Rights.OfCasework.Select(role => SnakeCase.Of($"{role}")).Order(StringComparer.Ordinal),
        await api.Sql<string[]>($"""
            select array_agg(role order by role collate "C") from unnest('{Roles}'::text[]) role where access.is_casework(role)
            """));

    private static string Roles => "{" + string.Join(',', Enum.GetValues<Role>().Select(role => SnakeCase.Of($"{role}"))) + "}";

    private async Task<NpgsqlConnection> Login()
    {
        var login = new NpgsqlConnection(api.App);
        await login.OpenAsync(Ct);
        return login;
    }

    private Task Enter(NpgsqlConnection login, Guid session, string action = "x") =>
        Run(login, $"call access.enter('{session}', '{api.Given.Now:O}', 'x', '{action}', null)");

    private static async Task Run(NpgsqlConnection login, string sql)
    {
        await using var command = new NpgsqlCommand(sql, login);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<object?> Ask(NpgsqlConnection login, string sql)
    {
        await using var command = new NpgsqlCommand(sql, login);
        return await command.ExecuteScalarAsync(Ct);
    }
}
