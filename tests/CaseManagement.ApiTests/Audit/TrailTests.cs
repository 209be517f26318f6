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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_changed_entry_is_found_and_named_sealed_or_not(bool afterSealing)
    {
        var id = await SomeEntries(seal: afterSealing);
        await Tamper($"update audit.entry set staff_id = gen_random_uuid() where id = {id}");
        Assert.Equal([new AuditFinding("changed", id, afterSealing ? 1 : null)], (await Verify()).Findings);
    }

    [Fact]
    public async Task A_changed_entry_with_a_recomputed_hash_is_found_by_its_block()
    {
        var id = await SomeEntries();
        await Tamper($"update audit.entry e set action = 'Nothing' where id = {id}");
        await Tamper($"update audit.entry e set hash = audit.entry_hash(e) where id = {id}");
        Assert.Equal([new AuditFinding("changed", id, 1)], (await Verify()).Findings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_removed_entry_is_found_and_named_sealed_or_not(bool afterSealing)
    {
        var id = await SomeEntries(seal: afterSealing);
        await Tamper($"delete from audit.entry where id = {id}");
        Assert.Equal([new AuditFinding("removed", id, afterSealing ? 1 : null)], (await Verify()).Findings);
    }

    [Fact]
    public async Task An_entry_that_was_slipped_in_is_found_and_named()
    {
        await SomeEntries();
        await api.Execute("insert into audit.entry (at, kind, action) values ('epoch', 'event', 'Forged')");
        var id = await api.Sql<long>("select max(id) from audit.entry");
        await Tamper($"delete from audit.unsealed where entry_id = {id}");
        Assert.Equal([new AuditFinding("inserted", id, null)], (await Verify()).Findings);
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
        await Tamper("delete from audit.entry where id = any ((select entry_ids from audit.block where no = 3)::bigint[])");
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
        await Tamper($"delete from audit.entry where id = {id}");
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
        await Tamper($"delete from audit.entry where id = {id}");
        var broken = await (await officer.Post("/api/v1/audit/verifications", new { anchor = whole["head"] }).Expect(200)).Json();
        Assert.False(broken.Value<bool>("whole"));
        Assert.Equal("removed", broken.Value<string>("findings/0/finding"));
        Assert.Equal(id, broken.Value<long>("findings/0/entryId"));
        var worker = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        await worker.Post("/api/v1/audit/verifications", new { }).ExpectProblem(403, "not-permitted");
    }

    [Theory]
    [InlineData("update audit.entry set action = 'x'")]
    [InlineData("delete from audit.entry")]
    [InlineData("truncate audit.entry")]
    [InlineData("insert into audit.entry (at, kind, action) values ('epoch', 'event', 'x')")]
    [InlineData("select before, after from audit.entry")]
    [InlineData("delete from audit.unsealed")]
    [InlineData("delete from audit.block")]
    [InlineData("select audit.record_change()")]
    [InlineData("""
        create temporary table forged (id uuid);
        create trigger t after insert on forged referencing new table as added for each statement execute function audit.record_change()
        """)]
    [InlineData("alter table audit.entry disable trigger all")]
    public async Task The_application_role_cannot_touch_the_trail(string sql)
    {
        await SomeEntries();
        await using var source = NpgsqlDataSource.Create(api.App);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => source.CreateCommand(sql).ExecuteNonQueryAsync());
        Assert.True(refused.SqlState is "42501" or "0A000", refused.SqlState);
        Assert.True((await Verify()).Whole);
    }

    [Theory]
    [InlineData("update audit.entry set action = 'x'")]
    [InlineData("delete from audit.entry")]
    [InlineData("truncate audit.entry")]
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
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.unsealed"));

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
        var waiting = await api.Sql<long>("select count(*) from audit.unsealed");
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
