using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Persistence;

/// <summary>What "migrate" does with a database: all of this build's SQL, or nothing at all.</summary>
public sealed class MigrateTests : IAsyncLifetime
{
    private static readonly SqlFiles Build = SqlFiles.OfThisBuild;
    private string owner = "";

    public async ValueTask InitializeAsync() => owner = await PostgresServer.EmptyDatabase();

    public async ValueTask DisposeAsync() => await PostgresServer.Drop(owner);

    [Fact]
    public async Task Three_at_once_on_an_empty_database_all_succeed_and_apply_each_file_once()
    {
        var said = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Migrate()));

        Assert.Equal(Build.Migrations.Count, said.SelectMany(lines => lines).Count(line => line.StartsWith("applied ", StringComparison.Ordinal)));
        Assert.Equal(Build.Routines.Count, said.SelectMany(lines => lines).Count(line => line.StartsWith("added ", StringComparison.Ordinal)));
        Assert.Equal(2, said.SelectMany(lines => lines).Count(line => line.StartsWith("Nothing to do", StringComparison.Ordinal)));
        Assert.Equal(Build.Migrations.Count, await Ask<long>("select count(*) from access.migration"));
        Assert.Equal(Build.Routines.Count, await Ask<long>("select count(*) from access.routine"));
    }

    [Fact]
    public async Task A_database_that_is_not_there_yet_is_made_once()
    {
        await PostgresServer.Drop(owner);

        await Task.WhenAll(Migrate(), Migrate());

        Assert.Equal(Build.Migrations.Count, await Ask<long>("select count(*) from access.migration"));
    }

    [Fact]
    public async Task A_routine_whose_file_was_edited_is_replaced_and_no_other_is_touched()
    {
        await Migrate();
        var edited = With("Access/Context.sql", text => text + "\ncreate or replace function access.now() returns timestamptz language sql stable as $$ select timestamptz '2031-01-01 00:00Z' $$;\n");

        var said = await Migrate(edited);

        Assert.Equal(["replaced  Access/Context.sql"], said);
        Assert.Equal(2031, await Ask<int>("select extract(year from access.now())::int"));
        Assert.Equal(["replaced  Access/Context.sql"], await Migrate());
        Assert.NotEqual(2031, await Ask<int>("select extract(year from access.now())::int"));
    }

    [Fact]
    public async Task A_broken_file_leaves_everything_as_it_was_and_is_named_in_one_line()
    {
        await Migrate();
        var edited = With("Access/Context.sql", text => text + "\n-- changed\n");
        var broken = Replace(edited, "Privacy/MayOpen.sql", text => text + "\ncreate or replace function access.broken() returns int language sql as $$ select no_such_column from app.client $$;\n");

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(broken));

        Assert.StartsWith("Privacy/MayOpen.sql: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(Build.Digest(Build.Routines.Single(file => file.Name == "Access/Context.sql")),
            await Ask<string>("select sha256 from access.routine where name = 'Access/Context.sql' order by applied_at desc limit 1"));
        Assert.False(await Ask<bool>("select exists (select from pg_proc where proname = 'broken')"));
        Assert.StartsWith("Nothing to do", Assert.Single(await Migrate()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_routine_whose_file_is_gone_is_dropped()
    {
        var extra = new SqlFiles(Build.Migrations, [.. Build.Routines, new SqlFile("Access/Extra.sql", "create or replace function access.extra() returns int language sql as $$ select 1 $$;")]);
        await Migrate(extra);
        Assert.Equal(1, await Ask<int>("select access.extra()"));

        Assert.Equal(["dropped   routine access.extra"], await Migrate());

        Assert.False(await Ask<bool>("select exists (select from pg_proc where proname = 'extra')"));
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        await Migrate();
        var changed = new SqlFiles(Build.Migrations.Select((file, no) => no == 0 ? file with { Text = file.Text + "\n-- late" } : file), Build.Routines);

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(changed));

        Assert.Contains("a change is a new migration", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused()
    {
        await Migrate();

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(new SqlFiles(Build.Migrations.SkipLast(1), Build.Routines)));

        Assert.Contains("newer than this program", refused.Message, StringComparison.Ordinal);
    }

    private async Task<List<string>> Migrate(SqlFiles? files = null)
    {
        var says = new StringWriter();
        await MigrateCommand.Run(owner, null, says, CancellationToken.None, files);
        return [.. says.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("Another migrate", StringComparison.Ordinal))];
    }

    private static SqlFiles With(string name, Func<string, string> edit) => Replace(Build, name, edit);

    private static SqlFiles Replace(SqlFiles files, string name, Func<string, string> edit)
    {
        Assert.Contains(files.Routines, file => file.Name == name);
        return new(files.Migrations, files.Routines.Select(file => file.Name == name ? file with { Text = edit(file.Text) } : file));
    }

    private async Task<T> Ask<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
