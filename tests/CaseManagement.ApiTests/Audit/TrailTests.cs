using System.Text.Json.Nodes;
using CaseManagement.Api.Audit;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Audit;

/// <summary>The trail is tampered with as a superuser: nobody less could. Each test has a database of its own, since it leaves a broken chain.</summary>
public sealed class TrailTests : IAsyncLifetime
{
    private readonly Fixture.Api api = new();

    public ValueTask InitializeAsync() => api.InitializeAsync();
    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_changed_entry_is_found_and_named()
    {
        var id = await SomeEntries();
        await Tamper($"update audit.sealed set staff_id = gen_random_uuid() where id = {id}");
        Assert.Equal([new AuditFinding("changed", id, 1)], (await Verify()).Findings);
    }

    [Fact]
    public async Task Changed_values_of_an_entry_are_found_and_named()
    {
        var id = await SomeEntries();
        await Tamper($"update audit.sealed_values set after = after || '{{\"name\": \"Anders\"}}' where entry_id = {id}");
        Assert.Equal([new AuditFinding("changed", id, 1)], (await Verify()).Findings);
    }

    [Fact]
    public async Task A_persons_values_can_be_erased_and_the_chain_stays_whole_and_says_so()
    {
        var given = await api.Given.CaseWithLead();
        await api.SendAsSystem(null, new SealAudit());
        var values = $"audit.entry_values v join audit.entry e on e.id = v.entry_id where '{given.ClientId}' = any (e.client_ids)";
        Assert.NotEqual(0L, await api.Sql<long>($"select count(*) from {values}"));

        var erased = await api.Sql<int>($"select audit.erase_values_of('{given.ClientId}', null, '{{}}')");

        Assert.Equal(0L, await api.Sql<long>($"select count(*) from {values}"));
        var found = await Verify();
        Assert.Empty(found.Findings);
        Assert.Equal(erased, found.Erased);
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'event' and reason = 'values-erased' and row_id = '{given.ClientId}'
            """));
    }

    [Fact]
    public async Task Months_that_are_kept_no_longer_go_and_their_heads_stay()
    {
        await ThreeBlocks();
        var head = (await Verify()).Head!;
        // As if it had been so long ago: the month of a block and its tables.
        Assert.Equal(0L, await Prune("access.now()::date"));
        Assert.Equal(1L, await Prune("(access.now() + interval '2 months')::date"));
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.sealed"));
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.sealed_values"));
        var found = await Verify(head);
        Assert.Empty(found.Findings);
        Assert.Equal((3L, 0L), (found.Blocks, found.Entries));
        await SomeEntries(); // And it goes on.
        Assert.True((await Verify(head)).Whole);

        Task<long> Prune(string before) => api.Sql<long>($"select count(*) from audit.prune({before})");
    }

    [Fact]
    public async Task A_changed_entry_with_a_recomputed_hash_is_found_by_its_block()
    {
        var id = await SomeEntries();
        await Tamper($"update audit.sealed e set action = 'Nothing' where id = {id}");
        await Tamper($"update audit.sealed e set hash = audit.entry_hash(e) where id = {id}");
        Assert.Equal([new AuditFinding("changed", id, 1)], (await Verify()).Findings);
    }

    [Theory]
    [InlineData(null, 2, "at least 12")]
    [InlineData("3", 2, "at least 12")]
    [InlineData("36", 0, "Done.")]
    public async Task Pruning_needs_a_term_that_is_no_slip_of_the_hand_and_takes_nothing_younger(string? months, int exit, string says)
    {
        await SomeEntries();
        await using var told = new StringWriter();
        Assert.Equal(exit, await PruneAuditCommand.Run(await PostgresServer.Superuser(api.Owner), months, told));
        Assert.Contains(says, told.ToString(), StringComparison.Ordinal);
        Assert.True((await Verify()) is { Whole: true, Entries: > 0 });
    }

    [Fact]
    public async Task A_removed_entry_is_found_and_named()
    {
        var id = await SomeEntries();
        await Tamper($"delete from audit.sealed where id = {id}");
        Assert.Equal([new AuditFinding("removed", id, 1)], (await Verify()).Findings);
    }

    [Fact]
    public async Task An_entry_that_was_slipped_in_is_found_and_named()
    {
        await SomeEntries();
        await Tamper("""
            insert into audit.sealed (id, at, recorded_at, kind, action, hash) select 4711, at, recorded_at, 'event', 'Forged', '' from audit.sealed limit 1;
            update audit.sealed e set hash = audit.entry_hash(e) where id = 4711
            """);
        Assert.Equal([new AuditFinding("inserted", 4711, null)], (await Verify()).Findings);
        // Before the seal: its lane has not given it.
        await Tamper("""
            insert into audit.inbox (at, kind, action, lane) select 'epoch', 'event', 'Forged', lane from audit.lane limit 1
            """);
        Assert.Contains(new AuditFinding("changed", null, null), (await Verify()).Findings);
    }

    [Fact]
    public async Task A_changed_block_is_found_and_named()
    {
        await ThreeBlocks();
        await Tamper("update audit.block set sealed_at = sealed_at + interval '1 second' where no = 2");
        Assert.Equal([new AuditFinding("block-changed", null, 2)], (await Verify()).Findings);
        await Tamper("update audit.block b set hash = audit.block_hash(b) where no = 2");
        Assert.Equal([new AuditFinding("chain-broken", null, 3)], (await Verify()).Findings);
    }

    [Fact]
    public async Task A_removed_block_is_found_with_the_entries_it_held()
    {
        await ThreeBlocks();
        var held = await api.Sql<long[]>("select entry_ids from audit.block where no = 2");
        await Tamper("delete from audit.block where no = 2");
        var findings = (await Verify()).Findings;
        Assert.Contains(new AuditFinding("chain-broken", null, 3), findings);
        Assert.Equal(held.Order(), findings.Where(finding => finding.Finding == "inserted").Select(finding => finding.EntryId!.Value).Order());
    }

    [Fact]
    public async Task A_trail_that_was_cut_off_at_its_end_is_found_with_an_anchor_kept_elsewhere()
    {
        await ThreeBlocks();
        var head = (await Verify()).Head!;
        Assert.Equal(3, head.BlockNo);
        Assert.True((await Verify(head)).Whole);
        await Tamper("delete from audit.sealed where id = any ((select entry_ids from audit.block where no = 3)::bigint[])");
        await Tamper("delete from audit.block where no = 3");
        Assert.True((await Verify()).Whole); // The chain alone cannot know.
        Assert.Equal([new AuditFinding("anchor-lost", null, 3)], (await Verify(head)).Findings);
    }

    [Fact]
    public async Task The_command_names_what_it_finds_and_fails()
    {
        var id = await SomeEntries();
        await using var whole = new StringWriter();
        Assert.Equal(0, await VerifyAuditCommand.Run(await PostgresServer.Superuser(api.Owner), whole));
        await Tamper($"delete from audit.sealed where id = {id}");
        await using var broken = new StringWriter();
        Assert.Equal(1, await VerifyAuditCommand.Run(await PostgresServer.Superuser(api.Owner), broken));
        Assert.Contains($"removed: entry {id}, block 1", broken.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_officer_verifies_over_HTTP_and_the_finding_is_named()
    {
        var id = await SomeEntries();
        var officer = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.DataProtectionOfficer));
        var whole = await (await officer.Post("/api/v1/audit/verifications", new { }).Expect(200)).Json();
        Assert.True(whole.Value<bool>("whole"));
        await Tamper($"delete from audit.sealed where id = {id}");
        var broken = await (await officer.Post("/api/v1/audit/verifications", new { anchor = whole["head"] }).Expect(200)).Json();
        Assert.False(broken.Value<bool>("whole"));
        Assert.Equal("removed", broken.Value<string>("findings/0/finding"));
        Assert.Equal(id, broken.Value<long>("findings/0/entryId"));
        var worker = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        await worker.Post("/api/v1/audit/verifications", new { }).ExpectProblem(403, "not-permitted");
    }

    [Theory]
    [InlineData("update audit.sealed set action = 'x'")]
    [InlineData("delete from audit.sealed")]
    [InlineData("truncate audit.sealed")]
    [InlineData("update audit.inbox set action = 'x'")]
    [InlineData("delete from audit.inbox")]
    [InlineData("insert into audit.inbox (at, kind, action) values ('epoch', 'event', 'x')")]
    [InlineData("insert into audit.entry (id) values (1)")]
    [InlineData("select before, after from audit.inbox")]
    [InlineData("select after from audit.sealed_values")]
    [InlineData("select after from audit.entry_values")]
    [InlineData("update audit.lane set given = 0")]
    [InlineData("select audit.erase_values_of(gen_random_uuid(), null, '{}')")]
    [InlineData("select audit.prune('2100-01-01')")]
    [InlineData("delete from audit.block")]
    [InlineData("select audit.record_change()")]
    [InlineData("""
        create temporary table forged (id uuid);
        create trigger t after insert on forged referencing new table as added for each statement execute function audit.record_change()
        """)]
    [InlineData("alter table audit.inbox disable trigger all")]
    public async Task The_application_role_cannot_touch_the_trail(string sql)
    {
        await SomeEntries();
        await using var source = NpgsqlDataSource.Create(api.App);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => source.CreateCommand(sql).ExecuteNonQueryAsync());
        Assert.True(refused.SqlState is "42501" or "0A000" or "55000", refused.SqlState);
        Assert.True((await Verify()).Whole);
    }

    [Theory]
    [InlineData("update audit.sealed set action = 'x'")]
    [InlineData("delete from audit.sealed")]
    [InlineData("truncate audit.sealed")]
    [InlineData("update audit.inbox set action = 'x'")]
    [InlineData("delete from audit.inbox")]
    [InlineData("delete from audit.sealed_values")]
    [InlineData("update audit.block set entry_ids = null")]
    [InlineData("delete from audit.block")]
    public async Task Not_even_the_owner_alters_it_in_passing(string sql)
    {
        await SomeEntries();
        await using var source = NpgsqlDataSource.Create(api.Owner);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => source.CreateCommand(sql).ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task Writers_do_not_wait_for_one_another_nor_for_the_seal()
    {
        await using var source = NpgsqlDataSource.Create(api.App);
        await using var slow = await source.OpenConnectionAsync();
        await using var open = await slow.BeginTransactionAsync();
        await Write(slow, "slow");

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async n =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using (var impatient = new NpgsqlCommand("set lock_timeout = '2s'; set statement_timeout = '10s'", connection))
            {
                await impatient.ExecuteNonQueryAsync();
            }
            await Write(connection, $"fast {n}");
        }));
        Assert.True(await api.SendAsSystem(null, new SealAudit()) >= 100);
        Assert.Equal(100L, await api.Sql<long>("select count(*) from audit.entry where action like 'fast%'"));
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.entry where action = 'slow'"));

        await open.CommitAsync();
        Assert.Equal(1, await api.SendAsSystem(null, new SealAudit())); // A lower number than those sealed before it.
        Assert.True((await Verify()).Whole);
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.inbox"));

        static async Task Write(NpgsqlConnection connection, string action)
        {
            await using var command = new NpgsqlCommand("CALL audit.record_event('event', 'epoch', null, null, null, null, $1, null, null)", connection);
            command.Parameters.Add(new() { Value = action });
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Sealing_twice_at_once_seals_once()
    {
        await SomeEntries(seal: false);
        var waiting = await api.Sql<long>("select count(*) from audit.inbox");
        var sealedRows = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.SendAsSystem(null, new SealAudit())));
        Assert.Equal(waiting, sealedRows.Sum());
        Assert.Single(sealedRows, n => n > 0);
        Assert.True((await Verify()).Whole);
    }

    private async Task<long> SomeEntries(bool seal = true)
    {
        await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        if (seal)
        {
            await api.SendAsSystem(null, new SealAudit());
        }
        return await api.Sql<long>("select min(id) from audit.entry");
    }

    private async Task ThreeBlocks()
    {
        for (var i = 0; i < 3; i++)
        {
            await SomeEntries();
        }
    }

    private Task<AuditVerification> Verify(AuditHead? anchor = null) => api.SendAsSystem(null, new VerifyAudit(anchor));

    // The triggers that keep the trail append-only are off for this session, as a superuser can do.
    private Task Tamper(string sql) => api.Execute($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
}
