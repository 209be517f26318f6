using System.Security.Cryptography;
using CaseManagement.Api.Audit;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.Configuration;

namespace CaseManagement.ApiTests.Audit;

/// <summary>
/// What whoever has every right on the database, but neither the signing key nor the file of heads, cannot do unnoticed. Each
/// test has a database of its own, since it leaves a broken trail.
/// </summary>
public sealed class SignedTrailTests : IAsyncLifetime
{
    // The hash of a block over its own columns and the block before, for all of them: a chain written anew.
    private const string Recompute = """
        do $$
        declare b audit.block; last bytea := '';
        begin
            for b in select * from audit.block order by no loop
                select array_agg(e.id order by e.id), array_agg(e.hash order by e.id) into b.entry_ids, b.entry_hashes
                from audit.sealed e where e.id = any (b.entry_ids);
                b.previous := last;
                b.hash := audit.block_hash(b);
                update audit.block set entry_ids = b.entry_ids, entry_hashes = b.entry_hashes, previous = b.previous, hash = b.hash where no = b.no;
                last := b.hash;
            end loop;
        end $$
        """;

    private readonly Fixture.Api api = new();
    private readonly string file = Path.Combine(Path.GetTempPath(), $"heads-{Guid.NewGuid():N}");

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        api.Settings["Audit:SigningKey"] = key.ExportPkcs8PrivateKeyPem();
        api.Settings["Audit:HeadsFile"] = file;
        await api.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        File.Delete(file);
    }

    [Fact]
    public async Task Where_nothing_was_recorded_there_is_nothing_to_seal()
    {
        Assert.Equal(0, await Seal());
        Assert.Equal(0L, (await Verify()).Blocks);
    }

    [Fact]
    public async Task Each_seal_signs_its_head_and_writes_it_out()
    {
        await ThreeBlocks();
        var found = await Verify();
        Assert.Empty(found.Findings);
        Assert.True(found.SignaturesChecked);
        Assert.Equal(3L, await api.Sql<long>("select count(*) from audit.head"));
        var kept = (await File.ReadAllLinesAsync(file)).Select(line => line.Split(' ')).ToList();
        Assert.Equal(["1", "2", "3"], kept.Select(line => line[0]));
        Assert.Equal(found.Head!.Hash, kept[2][1]);
    }

    [Fact]
    public async Task An_entry_removed_before_its_seal_is_found_and_stays_found()
    {
        await ThreeBlocks();
        var id = await Unsealed();
        await Tamper($"delete from audit.inbox where id = {id}");
        Assert.Equal([new AuditFinding("missing", null, null)], (await Verify()).Findings);
        await Seal();
        await Seal();
        Assert.Equal([new AuditFinding("missing", null, 4)], (await Verify()).Findings);
    }

    [Fact]
    public async Task So_are_all_that_waited()
    {
        await ThreeBlocks();
        await Unsealed();
        await Tamper("delete from audit.inbox");
        await Seal();
        await ThreeBlocks();
        Assert.Equal([new AuditFinding("missing", null, 4)], (await Verify()).Findings);
    }

    [Fact]
    public async Task An_entry_changed_before_its_seal_is_found_and_stays_found()
    {
        var id = await Unsealed();
        await Tamper($"update audit.inbox set staff_id = gen_random_uuid() where id = {id}");
        Assert.Equal([new AuditFinding("changed", null, null)], (await Verify()).Findings);
        await Seal();
        await Seal();
        Assert.Equal([new AuditFinding("changed", null, 1)], (await Verify()).Findings);
    }

    [Fact]
    public async Task A_sealed_entry_removed_and_the_chain_computed_anew_is_found_by_signatures_and_by_the_file()
    {
        await ThreeBlocks();
        await Tamper($"delete from audit.sealed where id = (select min(id) from audit.sealed); {Recompute}");
        await Seal();
        Assert.Equal(
            [("head-lost", 1L), ("head-lost", 2L), ("head-lost", 3L), ("signature-wrong", 1L), ("signature-wrong", 2L), ("signature-wrong", 3L)],
            (await Verify()).Findings.Select(finding => (finding.Finding, finding.BlockNo!.Value)).Order());
    }

    [Fact]
    public async Task All_blocks_deleted_and_sealed_anew_are_found_by_the_file()
    {
        await ThreeBlocks();
        await Tamper("""
            delete from audit.sealed where id = (select min(id) from audit.sealed);
            delete from audit.block; delete from audit.head; delete from audit.lane_sealed; delete from audit.lane;
            insert into audit.inbox (id, at, recorded_at, kind, action) overriding system value
            select id, at, recorded_at, kind, action from audit.sealed;
            delete from audit.sealed; delete from audit.sealed_values;
            insert into audit.lane select lane, count(*), bit_xor(hash_record_extended(i, 0)) from audit.inbox i group by lane
            """);
        await Seal();
        var found = await Verify();
        Assert.Equal(["head-lost", "head-lost", "head-lost"], found.Findings.Select(finding => finding.Finding));
        Assert.Equal(3, (await File.ReadAllLinesAsync(file)).Length); // And what was sealed anew got no signature.
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.head"));
    }

    [Fact]
    public async Task An_entry_dated_back_is_found_wherever_it_is_put()
    {
        await ThreeBlocks();
        await Tamper("""
            call audit.keep_month('2020-01-01');
            insert into audit.sealed (id, at, recorded_at, kind, action, hash) values (-1, '2020-01-01', '2020-01-01', 'event', 'Forged', '');
            update audit.sealed e set hash = audit.entry_hash(e) where id = -1
            """);
        Assert.Equal([new AuditFinding("inserted", -1, null)], (await Verify()).Findings);

        // Into a block: its head is another one then.
        await Tamper($"update audit.block set entry_ids = entry_ids || -1::bigint where no = 2; {Recompute}");
        Assert.Equal([2L, 2L, 3L, 3L], (await Verify()).Findings.Where(finding => finding.Finding is "head-lost" or "signature-wrong")
            .Select(finding => finding.BlockNo!.Value).Order());
        Assert.Contains(new AuditFinding("back-dated", -1, 2), (await Verify()).Findings);
    }

    [Fact]
    public async Task Through_the_front_door_nobody_dates_back_when_it_was_recorded()
    {
        await api.Execute("insert into audit.inbox (at, recorded_at, kind, action) values ('2020-01-01', '2020-01-01', 'event', 'Forged')");
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.entry where recorded_at < '2021-01-01'"));
    }

    [Fact]
    public async Task A_head_signed_with_another_key_is_found()
    {
        await ThreeBlocks();
        await Tamper("update audit.head set signature = (select signature from audit.head where block_no = 1) where block_no = 2");
        Assert.Equal([new AuditFinding("signature-wrong", null, 2)], (await Verify()).Findings);
        await Tamper("delete from audit.head where block_no = 2");
        Assert.Equal([new AuditFinding("signature-wrong", null, 2)], (await Verify()).Findings);
    }

    [Fact]
    public async Task The_command_compares_with_the_file_and_needs_the_public_key_only()
    {
        await ThreeBlocks();
        using var key = ECDsa.Create();
        key.ImportFromPem(api.Settings["Audit:SigningKey"]);
        using var heads = new AuditHeads(new ConfigurationBuilder().AddInMemoryCollection(
            [new("Audit:SigningKey", key.ExportSubjectPublicKeyInfoPem()), new("Audit:HeadsFile", file)]).Build());
        var owner = await PostgresServer.Superuser(api.Owner);
        await using var whole = new StringWriter();
        Assert.Equal(0, await VerifyAuditCommand.Run(owner, whole, heads));
        await Tamper("delete from audit.sealed where id = any ((select entry_ids from audit.block where no = 3)::bigint[])");
        await Tamper("delete from audit.block where no = 3; delete from audit.head where block_no = 3");
        await using var cut = new StringWriter();
        Assert.Equal(1, await VerifyAuditCommand.Run(owner, cut, heads));
        Assert.Contains("head-lost: entry –, block 3", cut.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_without_a_hit_is_on_record()
    {
        var worker = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var client = await api.As(worker);
        await client.Post("/api/v1/clients/search", new { familyName = "Niemandsen" }).Expect(200);
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'read' and action = 'SearchClients' and staff_id = '{worker.StaffId}' and client_ids is null
            """));
    }

    [Fact]
    public async Task Reading_the_rows_of_a_list_that_are_nobody_yet_is_on_record_with_the_list()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(AllocationFile.PlochingenUtf8);
        await office.Client.Read($"/api/v1/imports/{id}/rows?verdict=new");
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'read' and action = 'ListImportRows' and row_id = '{id}' and staff_id = '{office.Worker.StaffId}'
            """));
    }

    private async Task<long> Unsealed()
    {
        await api.Given.Organisation();
        return await api.Sql<long>("select min(id) from audit.inbox");
    }

    private async Task ThreeBlocks()
    {
        for (var i = 0; i < 3; i++)
        {
            await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
            await Seal();
        }
    }

    private Task<int> Seal() => api.SendAsSystem(null, new SealAudit());

    private Task<AuditVerification> Verify() => api.SendAsSystem(null, new VerifyAudit());

    private Task Tamper(string sql) => api.Execute($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
}
