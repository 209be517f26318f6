using System.Diagnostics;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Persistence;

/// <summary>What "migrate" promises to whoever changes a routine, and to whoever installs the product.</summary>
[TakesLong]
public sealed class MigrateTests : IAsyncLifetime
{
    private const string Routine = "Privacy/BrokenGlass.sql";
    private static readonly SqlFiles Build = SqlFiles.OfThisBuild;

    private string owner = "", app = "";

    public async ValueTask InitializeAsync() => (owner, app) = await PostgresServer.NewDatabase();

    public async ValueTask DisposeAsync() => await PostgresServer.Drop(owner);

    [Fact]
    public async Task Changing_a_routine_is_editing_its_file()
    {
        var edited = Edited(Routine, text => text.Replace("g.until_at > p_now", "g.until_at >= p_now", StringComparison.Ordinal));

        Assert.Equal([$"replaced  {Routine}"], await Migrate(edited));
        Assert.Contains("g.until_at >= p_now", await Body(), StringComparison.Ordinal);
        Assert.Equal([$"replaced  {Routine}"], await Migrate(Build)); // and back
        Assert.Contains("g.until_at > p_now", await Body(), StringComparison.Ordinal);

        Task<string> Body() => Sql<string>("select prosrc from pg_proc where oid = 'access.glass_of'::regproc");
    }

    [Fact]
    public async Task A_database_that_is_not_there_yet_is_made_once()
    {
        await PostgresServer.Drop(owner);

        await Task.WhenAll(Migrate(Build), Migrate(Build));

        Assert.Equal(Build.Migrations.Count, await Sql<long>("select count(*) from access.migration"));
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        var changed = new SqlFiles(Build.Migrations.Select((file, no) => no == 0 ? file with { Text = file.Text + "\n-- late" } : file), Build.Routines);

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(changed));

        Assert.Contains("a change is a new migration", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_has_changed_nothing_is_executed()
    {
        var before = await Fingerprint();

        Assert.Equal([$"Nothing to do: {Build.Migrations.Count} migrations and {Build.Routines.Count} files of routines are applied."], await Migrate(Build));
        Assert.Equal(before, await Fingerprint());
    }

    [Theory]
    [InlineData("create or replace function app.broken() retuns integer language sql as $$ select 1 $$;",
        "syntax error at or near \"retuns\"")]
    [InlineData("create or replace function app.broken() returns integer language sql as $$ select missing from app.client $$;",
        "column \"missing\" does not exist")]
    [InlineData("create or replace function app.broken() returns integer language plpgsql as $$ begin return; end $$;",
        "missing expression")]
    public async Task A_broken_file_leaves_everything_as_it_was_and_says_so_in_one_line(string broken, string because)
    {
        var before = await Fingerprint();
        var next = Edited(Routine, text => $"-- edited\n\n{broken}\n", new SqlFile("9999_more.sql", "create table app.more (id uuid primary key);"));

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(next));

        Assert.StartsWith(Routine, refused.Message, StringComparison.Ordinal);
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(before, await Fingerprint());
        Assert.True(await Sql<bool>("select to_regclass('app.more') is null"));
        Assert.StartsWith("Nothing to do", Assert.Single(await Migrate(Build)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_takes_away_what_an_unchanged_routine_reads_is_refused()
    {
        var next = Edited(Routine, text => text, new SqlFile("9999_less.sql", "alter table app.contact_client drop column contact_id cascade;"));

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(next));

        Assert.StartsWith("Contacts/FirstContact.sql: column cc.contact_id does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_may_be_applied_again_and_the_walls_stand_as_before()
    {
        var policies = await Sql<string>("select md5(string_agg(p::text, '' order by p::text)) from pg_policies p");
        var again = new SqlFiles(Build.Migrations, Build.Routines.Select(file => file with { Text = file.Text + "-- again\n" }));

        var said = await Migrate(again);

        Assert.Equal(Build.Routines.Select(file => $"replaced  {file.Name}"), said);
        Assert.Equal(policies, await Sql<string>("select md5(string_agg(p::text, '' order by p::text)) from pg_policies p"));
    }

    [Fact]
    public async Task The_walls_are_built_anew_when_what_builds_them_changes()
    {
        var said = await Migrate(Edited("Access/Protect.sql", text =>
            text.Replace("'create policy removed on", "'create policy gone on", StringComparison.Ordinal)));

        Assert.Contains("replaced  Clients/Wall.sql", said);
        Assert.Equal("{gone}", await Sql<string>("select array_agg(polname)::text from pg_policy where polrelid = 'app.client'::regclass and polcmd = 'd'"));
    }

    [Fact]
    public async Task A_request_under_way_ends_first_and_never_in_a_circle_with_it()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(owner));
        await using var request = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await request.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Said("select count(*) from app.client");
        var migrating = Migrate(Edited("Clients/Wall.sql", text => text + "\n-- edited\n"));
        // Time enough for it to hold what comes before that table, and to wait.
        for (var i = 0; i < 6; i++)
        {
            await Task.Delay(400, TestContext.Current.CancellationToken);
            await Said("""select count(*) from app."case" """);
            await Said("select count(*) from app.reminder where id = gen_random_uuid()");
            Assert.False(migrating.IsCompleted);
        }
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["replaced  Clients/Wall.sql"], await migrating);

        async Task Said(string sql)
        {
            await using var command = new NpgsqlCommand(sql, request, transaction);
            await command.ExecuteScalarAsync();
        }
    }

    [Fact]
    public async Task A_routine_whose_file_is_gone_is_dropped_with_its_triggers_and_one_that_has_moved_is_not()
    {
        var added = new SqlFile("Privacy/Extra.sql", """
            -- For this test.
            create or replace function app.extra() returns trigger language plpgsql as $$ begin return null; end $$;
            create or replace trigger extra after insert on app.client for each row execute function app.extra();
            """);
        var glass = Build.Routines.Single(file => file.Name == Routine);
        Assert.Equal(["added     Privacy/Extra.sql"], await Migrate(new(Build.Migrations, [.. Build.Routines, added])));

        var said = await Migrate(new(Build.Migrations, [.. Build.Routines.Except([glass]), glass with { Name = "Cases/BrokenGlass.sql" }]));

        Assert.Equal(["added     Cases/BrokenGlass.sql", "dropped   trigger extra on app.client", "dropped   routine app.extra"], said);
        Assert.True(await Sql<bool>("select to_regproc('access.glass_of') is not null and to_regproc('app.extra') is null"));
    }

    [Fact]
    public async Task Other_parameters_and_another_result_leave_one_routine_of_the_name()
    {
        SqlFiles With(string text) => new(Build.Migrations, [.. Build.Routines, new("Privacy/Extra.sql", $"-- For this test.\n{text}\n")]);
        await Migrate(With("create or replace function app.extra(a integer) returns integer language sql as $$ select 1 $$;"));

        await Migrate(With("create or replace function app.extra(a integer, b integer) returns integer language sql as $$ select 2 $$;"));
        Assert.Equal("{\"app.extra(integer,integer)\"}",
            await Sql<string>("select array_agg(oid::regprocedure)::text from pg_proc where proname = 'extra'"));
        await Migrate(With("create or replace function app.extra(a integer, c integer) returns text language sql as $$ select '3' $$;"));
        Assert.Equal("3", await Sql<string>("select app.extra(1, 2)"));
    }

    [Fact]
    public async Task A_view_steps_aside_for_a_migration_and_comes_back()
    {
        var said = await Migrate(Edited(Routine, text => text, new SqlFile("9999_type.sql",
            "alter table app.contact_client alter column at type timestamptz(0);")));

        Assert.Equal(["applied   migrations/9999_type.sql", "replaced  Audit/Entry.sql", "replaced  Contacts/FirstContact.sql",
            "replaced  Measures/MeasureOverlap.sql", "replaced  Statistics/Facts.sql"], said);
        Assert.Equal("timestamp(0) with time zone", await Sql<string>("""
            select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'app.first_contact'::regclass and attname = 'at'
            """));
    }

    [Fact]
    public async Task An_applied_migration_never_changes_and_an_older_program_leaves_a_newer_database_alone()
    {
        var last = Build.Migrations[^1];
        var changed = await Assert.ThrowsAsync<MigrationRefusedException>(() =>
            Migrate(new([.. Build.Migrations.SkipLast(1), last with { Text = last.Text + "\n" }], Build.Routines)));
        var older = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(new(Build.Migrations.SkipLast(1), Build.Routines)));

        Assert.StartsWith(last.Name, changed.Message, StringComparison.Ordinal);
        Assert.Contains("a change is a new migration", changed.Message, StringComparison.Ordinal);
        Assert.Contains("newer than this program", older.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_at_once_on_an_empty_database_bring_it_up_once_and_all_end_well()
    {
        var empty = await PostgresServer.EmptyDatabase();
        try
        {
            var ended = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunProgram(empty, app)));
            var said = ended.SelectMany(end => end.Output.Split(Environment.NewLine)).ToList();

            Assert.All(ended, end => Assert.Equal((0, ""), (end.Code, end.Error)));
            Assert.Equal(Build.Migrations.Count, said.Count(line => line.StartsWith("applied ", StringComparison.Ordinal)));
            Assert.Equal(Build.Routines.Count, said.Count(line => line.StartsWith("added ", StringComparison.Ordinal)));
            Assert.Equal(2, said.Count(line => line.StartsWith("Nothing to do", StringComparison.Ordinal)));
        }
        finally
        {
            await PostgresServer.Drop(empty);
        }
    }

    [Fact]
    public async Task What_goes_wrong_is_one_clear_line_and_exit_code_1()
    {
        var unreachable = await RunProgram("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing", app);
        var notEmpty = await RunProgram(await WithForeignTable(), app);

        Assert.Equal(1, unreachable.Code);
        Assert.Matches(@"^migrate: Failed to connect to 127\.0\.0\.1:1$", unreachable.Error);
        Assert.Equal(1, notEmpty.Code);
        Assert.Matches(@"^migrate: 0001_foundation\.sql.*schema ""app"" already exists \(SQLSTATE 42P06\)\. Nothing was changed\.$", notEmpty.Error);
    }

    private async Task<string> WithForeignTable()
    {
        await Execute("drop table access.migration, access.routine");
        return owner;
    }

    private static SqlFiles Edited(string name, Func<string, string> edit, params SqlFile[] more)
    {
        Assert.Contains(Build.Routines, file => file.Name == name);
        return new([.. Build.Migrations, .. more], Build.Routines.Select(file => file.Name == name ? file with { Text = edit(file.Text) } : file));
    }

    private async Task<string[]> Migrate(SqlFiles files)
    {
        var says = new StringWriter();
        await MigrateCommand.Run(owner, null, says, TestContext.Current.CancellationToken, files);
        return says.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    // Changes with every routine, trigger, policy or journal row that is written, be it the same as before.
    private Task<string> Fingerprint() => Sql<string>("""
        select md5(string_agg(x, ',' order by x)) from (
            select 'p' || oid || ctid || xmin from pg_proc where pronamespace = any('{app,access,audit}'::regnamespace[])
            union all select 't' || oid || ctid || xmin from pg_trigger
            union all select 'y' || oid || ctid || xmin from pg_policy
            union all select 'c' || oid || ctid || xmin from pg_class where relnamespace = any('{app,access,audit}'::regnamespace[]) and relkind in ('r', 'v')
            union all select 'j' || name || ctid || xmin from access.migration
            union all select 'j' || name || sha256 || ctid || xmin from access.routine) v(x)
        """);

    private async Task<T> Sql<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(owner));
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(owner));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(int Code, string Output, string Error)> RunProgram(string owner, string app)
    {
        var start = ProductProgram.With("migrate");
        start.Environment["ConnectionStrings__Owner"] = owner;
        start.Environment["ConnectionStrings__App"] = app;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, (await error).TrimEnd());
    }
}
