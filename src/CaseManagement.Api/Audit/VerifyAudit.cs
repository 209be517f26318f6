using System.Globalization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.Api.Audit;

/// <summary>Checks the whole trail against its hash chain.</summary>
/// <param name="Anchor">A head that was kept elsewhere. The chain alone cannot tell when its end was cut off; this can.</param>
[Requires(Permission.ReadAudit)]
[Operation("Verify the audit trail", """
    Recomputes every hash, checks the signatures of the blocks and compares them with the heads that were written out. Findings name each entry
    that was changed, removed or inserted and each broken block. Keep `head` somewhere else and send it as `anchor` next time: then a trail
    that was cut off at its end or written anew is found whatever became of signatures and file.
    """)]
public sealed record VerifyAudit(AuditHead? Anchor = null) : IQuery<AuditVerification>;

/// <summary>A block of the chain, by which all before it are fixed.</summary>
/// <param name="BlockNo">Its number.</param>
/// <param name="Hash">Its SHA-256 in hexadecimal.</param>
public sealed record AuditHead(long BlockNo, [Example(Sample.Digest)] string Hash);

/// <summary>What the check found.</summary>
/// <param name="Whole">True when nothing was found.</param>
/// <param name="Entries">How many entries were checked.</param>
/// <param name="Blocks">How many sealed blocks.</param>
/// <param name="Head">The last block: keep it elsewhere and send it as anchor next time. Null before the first.</param>
/// <param name="Erased">
/// Of how many entries the values before and after were erased, with the person. No finding: the chain covers their digests.
/// </param>
/// <param name="SignaturesChecked">Whether the blocks' signatures were checked: false where the program has no key.</param>
/// <param name="Findings">Each changed, removed or inserted entry and each broken block; at most 1,000.</param>
public sealed record AuditVerification(
    bool Whole,
    long Entries,
    long Blocks,
    AuditHead? Head,
    [Example(0)] long Erased,
    bool SignaturesChecked,
    IReadOnlyList<AuditFinding> Findings);

/// <summary>One finding.</summary>
/// <param name="Finding">
/// changed, removed, missing (an entry was taken away before its seal), inserted, back-dated, block-changed, chain-broken,
/// signature-wrong, head-lost (a block was written out and is not there any more) or anchor-lost.
/// </param>
/// <param name="EntryId">The entry; null for a block, and for what was changed or taken away before its seal.</param>
/// <param name="BlockNo">The block; null for an entry that was in none.</param>
public sealed record AuditFinding([Example("changed")] string Finding, long? EntryId, long? BlockNo);

internal sealed class VerifyAuditHandler(CaseDb db, AuditHeads heads) : IHandler<VerifyAudit, AuditVerification>
{
    public async Task<AuditVerification> Handle(VerifyAudit request, CancellationToken cancellationToken)
    {
        var findings = await db.Database.SqlQuery<AuditFinding>($"""
            select finding as "Finding", entry_id as "EntryId", block_no as "BlockNo" from audit.verify() limit 1000
            """).ToListAsync(cancellationToken);
        var counted = await db.Database.SqlQuery<Counted>($"""
            select (select coalesce(sum(cardinality(entry_ids)), 0)::bigint from audit.block) as "Entries",
                   (select count(*) from audit.block) as "Blocks", audit.erased() as "Erased",
                   h.no as "HeadNo", encode(h.hash, 'hex') as "HeadHash",
                   exists (select from audit.block where no = {request.Anchor?.BlockNo} and encode(hash, 'hex') = lower({request.Anchor?.Hash})) as "HasAnchor"
            from (values (1)) one left join lateral (select no, hash from audit.block order by no desc limit 1) h on true
            """).SingleAsync(cancellationToken);
        findings.AddRange(heads.Check(await db.Database.SqlQueryRaw<AuditHeads.Head>(AuditHeads.OfAllBlocks).ToListAsync(cancellationToken)));
        if (request.Anchor is { } anchor && !counted.HasAnchor)
        {
            findings.Add(new AuditFinding("anchor-lost", null, anchor.BlockNo));
        }
        var head = counted.HeadNo is { } no ? new AuditHead(no, counted.HeadHash!) : null;
        return new AuditVerification(findings.Count == 0, counted.Entries, counted.Blocks, head, counted.Erased, heads.HasKey, findings);
    }

    private sealed record Counted(long Entries, long Blocks, long Erased, long? HeadNo, string? HeadHash, bool HasAnchor);
}

/// <summary>The command "verify-audit": checks everything and changes nothing; exit code 1 when something is wrong.</summary>
public static class VerifyAuditCommand
{
    /// <summary>Runs the check with the owner's connection and writes the findings.</summary>
    public static async Task<int> Run(string owner, TextWriter output, AuditHeads? heads = null)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        var findings = await Read(source, "select finding, entry_id, block_no from audit.verify()", row => new AuditFinding(
            row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2)));
        if (heads is not null)
        {
            findings.AddRange(heads.Check(await Read(source, AuditHeads.OfAllBlocks, row => new AuditHeads.Head(
                row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)))));
        }
        foreach (var (finding, entry, block) in findings)
        {
            await output.WriteLineAsync($"{finding}: entry {Number(entry)}, block {Number(block)}");
        }
        if (heads is not { HasKey: true })
        {
            await output.WriteLineAsync("Signatures were not checked: no Audit:SigningKey is set.");
        }
        await output.WriteLineAsync(findings.Count == 0 ? "The audit trail is whole." : $"The audit trail is NOT whole: {findings.Count} finding(s).");
        return findings.Count == 0 ? 0 : 1;
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "–";

    private static async Task<List<T>> Read<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }
        return rows;
    }
}
