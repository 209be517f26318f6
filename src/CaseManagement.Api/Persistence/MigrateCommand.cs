using System.Diagnostics;
using Npgsql;

namespace CaseManagement.Api.Persistence;

/// <summary>Why a database was left as it was, in one line.</summary>
public sealed class MigrationRefusedException(string message) : Exception(message);

/// <summary>
/// The command "migrate": brings a database to this build. Migrations, then the routines that differ from the journal, and the
/// login of the API: all of it in one transaction, so that whatever fails leaves the database exactly as it was; then the job
/// engine's tables, and in small transactions what rooms have to catch up with. One at a time: the others wait and find nothing
/// left to do. Requests under way go on: it takes all tables at once before it begins, and gives way where one is in use.
/// </summary>
public sealed class MigrateCommand
{
    private const string Journals = """
        create schema if not exists access;
        create table if not exists access.migration (
            name       text primary key,
            sha256     text not null,
            applied_at timestamptz not null default clock_timestamp()
        );
        -- The newest row of a name is what the database has. Earlier ones stay, so that instances of the version before are
        -- still ready while they are replaced one by one.
        create table if not exists access.routine (
            name       text not null,
            sha256     text not null,
            defines    text[] not null,
            applied_at timestamptz not null default clock_timestamp(),
            primary key (name, sha256)
        );
        """;

    // Shorter than the second after which PostgreSQL looks for circles: who waits too long is always migrate, never a request.
    private const string Briefly = "set local lock_timeout = '500ms'";

    private const int PieceSize = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), AtMost = TimeSpan.FromMinutes(2);

    private readonly NpgsqlConnection connection;
    private readonly SqlFiles files;
    private readonly TextWriter says;

    private MigrateCommand(NpgsqlConnection connection, SqlFiles files, TextWriter says) =>
        (this.connection, this.files, this.says) = (connection, files, says);

    /// <summary>Applies what is missing, with the owner's connection; safe to run twice and in parallel.</summary>
    /// <param name="owner">The owner of all objects, who may create roles; never used by the API itself.</param>
    /// <param name="app">The API's connection string, whose login is created when it does not exist; null to leave roles alone.</param>
    /// <param name="says">Is told what was done, a line for each file.</param>
    /// <param name="cancellationToken">Stops, and leaves the database as it was.</param>
    /// <param name="files">Other SQL than this build's, for tests.</param>
    /// <param name="systemKey">With which the system is to enter from now on (System:Key); null leaves that as it is.</param>
    /// <exception cref="MigrationRefusedException">Nothing was changed; the message says why in one line.</exception>
    public static async Task Run(string owner, string? app, TextWriter says, CancellationToken cancellationToken, SqlFiles? files = null,
        string? systemKey = null)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await Open(connection, owner, cancellationToken);
        var command = new MigrateCommand(connection, files ?? SqlFiles.OfThisBuild, says);
        // Held by the connection until it closes, so around everything that follows.
        if (!await command.Ask<bool>("select pg_try_advisory_lock(hashtext('casemanagement.migrate'))", cancellationToken))
        {
            await says.WriteLineAsync("Another migrate is at work on this database: waiting for it.");
            await command.Execute("select pg_advisory_lock(hashtext('casemanagement.migrate'))", cancellationToken);
        }
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await command.Apply(transaction, cancellationToken);
        await command.KeepOthersOut(cancellationToken);
        if (systemKey is { Length: > 0 } key)
        {
            await command.Execute("update access.context_secret set system_key = sha256(convert_to($1, 'UTF8'))", cancellationToken, [key]);
        }
        if (app is not null)
        {
            await command.EnsureLogin(new NpgsqlConnectionStringBuilder(app), cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        // Hangfire's installer has transactions of its own. It stands on the role that the migrations make.
        await HangfireSchema.Install(owner, cancellationToken);
        await command.CatchUp(cancellationToken);
    }

    // On a server that knows nothing of the product yet, the database is made, too; by one of several at once.
    private static async Task Open(NpgsqlConnection connection, string owner, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Database = "postgres", Pooling = false }.ConnectionString);
            await server.OpenAsync(cancellationToken);
            var command = new MigrateCommand(server, SqlFiles.OfThisBuild, TextWriter.Null);
            await command.Execute("select pg_advisory_lock(hashtext('casemanagement.migrate'))", cancellationToken);
            if (!await command.Ask<bool>("select exists (select from pg_database where datname = $1)", cancellationToken, [connection.Database]))
            {
                var create = await command.Ask<string>("select format('create database %I', $1)", cancellationToken, [connection.Database]);
                await command.Execute(create, cancellationToken);
            }
            await connection.OpenAsync(cancellationToken);
        }
    }

    private async Task Apply(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (await Ask<bool>("select exists (select from pg_attribute where attrelid = to_regclass('access.migration') and attname = 'MigrationId')",
                cancellationToken))
        {
            throw new MigrationRefusedException("The database is from before the first release, whose migrations became one start: "
                + "begin with a new one (make clean-data). Nothing was changed.");
        }
        await Execute(Journals, cancellationToken);
        var applied = await AppliedRoutines(cancellationToken);
        var standing = applied.SelectMany(file => file.Defines).ToHashSet();
        var pending = await PendingMigrations(cancellationToken);
        var digests = applied.ToDictionary(file => file.Name, file => file.Digest);
        if (applied.Count > 0
            && (pending.Count > 0 || files.Routines.Any(file => file.TakesTables && digests.GetValueOrDefault(file.Name) != files.Digest(file))))
        {
            await TakeTables(transaction, cancellationToken);
        }
        // A view stands in the way of changes to its tables; it comes back with its file.
        var views = pending.Count == 0 ? [] : standing.Where(made => made.StartsWith("view ", StringComparison.Ordinal)).ToHashSet();
        foreach (var view in views)
        {
            await Drop(view, cancellationToken);
        }
        foreach (var file in pending)
        {
            await Step(file, () => Execute(file.Text, cancellationToken));
            // Nothing stays deferred: the next file may alter a table that this one has filled.
            await Step(file, () => Execute("set constraints all immediate; set constraints all deferred", cancellationToken));
            await Execute("insert into access.migration (name, sha256) values ($1, $2)", cancellationToken, [file.Name, files.Digest(file)]);
            await says.WriteLineAsync($"applied   migrations/{file.Name}");
        }

        var changed = files.Routines
            .Where(file => digests.GetValueOrDefault(file.Name) != files.Digest(file) || file.Defines.Any(views.Contains)).ToList();
        var before = await Ask<string[]>("""
            select coalesce(array_agg(oid::regprocedure::text), '{}') from pg_proc where pronamespace::regnamespace || '.' || proname = any($1)
            """, cancellationToken, [changed.SelectMany(file => file.Routines).ToArray()]);
        await Execute("set local check_function_bodies = off", cancellationToken);
        foreach (var file in changed)
        {
            await Step(file, () => Replace(file, transaction, cancellationToken));
            await Execute("""
                insert into access.routine (name, sha256, defines) values ($1, $2, $3)
                on conflict (name, sha256) do update set defines = excluded.defines, applied_at = clock_timestamp()
                """, cancellationToken, [file.Name, files.Digest(file), file.Defines.ToArray()]);
            await says.WriteLineAsync($"{(digests.ContainsKey(file.Name) ? "replaced" : "added   ")}  {file.Name}");
        }

        // What no file makes any more goes: views and triggers before the routines that they stand on.
        var gone = standing.Except(files.Routines.SelectMany(file => file.Defines)).OrderByDescending(made => made, StringComparer.Ordinal).ToList();
        // With other parameters a routine was made beside the one of its name from before.
        var outgrown = await Ask<string[]>("""
            select coalesce(array_agg('routine ' || o.oid::regprocedure), '{}') from pg_proc o
            where o.oid::regprocedure::text = any($1) and exists (select from pg_proc n
                where n.proname = o.proname and n.pronamespace = o.pronamespace and n.oid::regprocedure::text <> all($1))
            """, cancellationToken, [before]);
        foreach (var made in gone.Concat(outgrown))
        {
            await Drop(made, cancellationToken);
            await says.WriteLineAsync($"dropped   {made}");
        }
        await Execute("delete from access.routine where name <> all($1) and defines && $2",
            cancellationToken, [files.Routines.Select(file => file.Name).ToArray(), gone.ToArray()]);
        if (pending.Count + changed.Count + gone.Count == 0)
        {
            await says.WriteLineAsync($"Nothing to do: {files.Migrations.Count} migrations and {files.Routines.Count} files of routines are applied.");
            return;
        }

        // Every body, the unchanged ones too: a migration may have taken away what one of them reads.
        await Execute("set local check_function_bodies = on", cancellationToken);
        foreach (var file in files.Routines)
        {
            await Step(file, () => Execute("""
                select case l.lanname when 'sql' then fmgr_sql_validator(p.oid) when 'plpgsql' then plpgsql_validator(p.oid) end
                from pg_proc p join pg_language l on l.oid = p.prolang where p.pronamespace::regnamespace || '.' || p.proname = any($1)
                """, cancellationToken, [file.Routines.ToArray()]));
        }
    }

    private async Task<List<SqlFile>> PendingMigrations(CancellationToken cancellationToken)
    {
        var applied = await Rows("select name, sha256, '{}'::text[] from access.migration order by name", cancellationToken);
        foreach (var file in applied)
        {
            var known = files.Migrations.FirstOrDefault(migration => migration.Name == file.Name)
                ?? throw new MigrationRefusedException($"The database is newer than this program: {file.Name} has been applied to it. Nothing was changed.");
            if (files.Digest(known) != file.Digest)
            {
                throw new MigrationRefusedException($"{file.Name} has been changed since it was applied; a change is a new migration. Nothing was changed.");
            }
        }
        return [.. files.Migrations.ExceptBy(applied.Select(file => file.Name), file => file.Name)];
    }

    private Task<List<Applied>> AppliedRoutines(CancellationToken cancellationToken) =>
        Rows("select distinct on (name) name, sha256, defines from access.routine order by name, applied_at desc", cancellationToken);

    // Requests under way hold some tables and wait for others: who took one after the other while they come in would end in a circle with them, after whatever
    // long work. So all of them before the work begins, or none: then the requests have their turn first.
    private async Task TakeTables(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            await transaction.SaveAsync("tables", cancellationToken);
            try
            {
                await Execute($"{Briefly}; " + """
                    do $$
                    declare
                        held regclass;
                    begin
                        for held in select c.oid from pg_class c where c.relkind = 'r' and c.relowner = current_user::regrole
                            and c.relnamespace in (select n.oid from pg_namespace n where n.nspname !~ '^(pg_|information_schema$|hangfire$)') order by c.oid
                        loop
                            execute format('lock table %s in access exclusive mode', held);
                        end loop;
                    end $$;
                    set local lock_timeout = 0
                    """, cancellationToken);
                return;
            }
            catch (PostgresException busy) when (IsInUse(busy))
            {
                await transaction.RollbackAsync("tables", cancellationToken);
                if (since.Elapsed > AtMost)
                {
                    throw new MigrationRefusedException($"A table has been in use for {AtMost.TotalMinutes:0} minutes by processes "
                        + string.Join(", ", await Ask<int[]>("""
                            select coalesce(array_agg(distinct l.pid), '{}') from pg_locks l join pg_database d on d.oid = l.database
                            where d.datname = current_database() and l.locktype = 'relation' and l.pid <> pg_backend_pid()
                            """, cancellationToken)) + " (pg_stat_activity says which). Nothing was changed.");
                }
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private static bool IsInUse(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    // Each piece in a transaction of its own, by functions beside the slices that are found by their names: …catch_up_<what>(at most) answers how much it did.
    // One that is killed goes on with the next migrate.
    private async Task CatchUp(CancellationToken cancellationToken)
    {
        var rooms = await Ask<string[]>("""
            select coalesce(array_agg(oid::regproc::text order by proname), '{}') from pg_proc
            where starts_with(proname, 'catch_up_') and pronamespace::regnamespace::text in ('app', 'ledger')
            """, cancellationToken);
        foreach (var room in rooms)
        {
            var (all, done, told) = (0, 0, Stopwatch.StartNew());
            do
            {
                await using var piece = await connection.BeginTransactionAsync(cancellationToken);
                try
                {
                    await Execute(Briefly, cancellationToken);
                    done = await Ask<int>($"select {room}($1)", cancellationToken, [PieceSize]);
                    await piece.CommitAsync(cancellationToken);
                    all += done;
                }
                catch (PostgresException busy) when (IsInUse(busy))
                {
                    await piece.RollbackAsync(cancellationToken);
                    await Task.Delay(Pause, cancellationToken);
                    done = PieceSize;
                }
                if (told.Elapsed > TimeSpan.FromSeconds(10) || (done == 0 && all > 0))
                {
                    await says.WriteLineAsync($"caught up {room}: {all}");
                    told.Restart();
                }
            }
            while (done > 0);
        }
    }

    // In place where PostgreSQL allows it, because statements under way keep to the routine that they have found.
    private async Task Replace(SqlFile file, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var view in file.Defines.Where(made => made.StartsWith("view ", StringComparison.Ordinal)))
        {
            await Drop(view, cancellationToken);
        }
        await transaction.SaveAsync("file", cancellationToken);
        try
        {
            await Execute(file.Text, cancellationToken);
        }
        catch (PostgresException other) when (other.SqlState is PostgresErrorCodes.InvalidFunctionDefinition or PostgresErrorCodes.WrongObjectType)
        {
            // Another result, or parameters of other names.
            await transaction.RollbackAsync("file", cancellationToken);
            foreach (var routine in file.Routines)
            {
                await Drop($"routine {routine}", cancellationToken);
            }
            await Execute(file.Text, cancellationToken);
        }
    }

    private Task Drop(string made, CancellationToken cancellationToken) =>
        Execute($"drop {made.Insert(made.IndexOf(' ', StringComparison.Ordinal), " if exists")}", cancellationToken);

    // Tables and types of a login's own (pg_temp) are found before those of the catalogue: what is not pinned in a routine would mean those. At each run,
    // because neither a dump nor a copy of a database keeps its rights.
    private Task KeepOthersOut(CancellationToken cancellationToken) => Execute("""
        do $$ begin
            execute format('revoke temporary, create on database %I from public', current_database());
            revoke create on schema public from public;
        end $$
        """, cancellationToken);

    private async Task EnsureLogin(NpgsqlConnectionStringBuilder app, CancellationToken cancellationToken)
    {
        if (!await Ask<bool>("select exists (select from pg_roles where rolname = $1)", cancellationToken, [app.Username!]))
        {
            await Execute(await Ask<string>("select format('create role %I login password %L nosuperuser nobypassrls nocreatedb nocreaterole', $1, $2)",
                cancellationToken, [app.Username!, app.Password ?? ""]), cancellationToken);
            await says.WriteLineAsync($"added     login {app.Username}");
        }
        if (!await Ask<bool>("select pg_has_role($1, 'casemanagement_app', 'member')", cancellationToken, [app.Username!]))
        {
            await Execute(await Ask<string>("select format('grant casemanagement_app to %I', $1)", cancellationToken, [app.Username!]), cancellationToken);
        }
    }

    private static async Task Step(SqlFile file, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (PostgresException refused)
        {
            var inside = refused.Where is null ? "" : $", {refused.Where.Split('\n')[0]}"; // which routine, which of its lines
            throw new MigrationRefusedException($"{file.Name}: {refused.MessageText} (SQLSTATE {refused.SqlState}{inside}). Nothing was changed.");
        }
    }

    private async Task Execute(string sql, CancellationToken cancellationToken, object[]? parameters = null)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<T> Ask<T>(string sql, CancellationToken cancellationToken, object[]? parameters = null)
    {
        await using var command = Command(sql, parameters);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<Applied>> Rows(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Applied>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2)));
        }
        return rows;
    }

    private NpgsqlCommand Command(string sql, object[]? parameters = null)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters ?? [])
        {
            command.Parameters.Add(new() { Value = parameter });
        }
        return command;
    }

    private sealed record Applied(string Name, string Digest, string[] Defines);
}
