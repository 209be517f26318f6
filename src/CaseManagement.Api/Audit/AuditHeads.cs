using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Audit;

/// <summary>
/// The heads of the trail's blocks, out of the reach of whoever owns the database: signed with a key that it does not hold, and
/// written to a file beside it. A trail that was written anew has other heads than those that were signed and kept.
/// </summary>
public sealed class AuditHeads : IDisposable
{
    private readonly ECDsa? key;
    private readonly string? file;
    private readonly SemaphoreSlim alone = new(1);

    /// <summary>Reads the settings <c>Audit:SigningKey</c> and <c>Audit:HeadsFile</c>.</summary>
    public AuditHeads(IConfiguration configuration)
    {
        file = configuration["Audit:HeadsFile"] is { Length: > 0 } path ? Path.GetFullPath(path) : null;
        if (configuration["Audit:SigningKey"] is { Length: > 0 } pem)
        {
            key = ECDsa.Create();
            key.ImportFromPem(pem.Contains("-----BEGIN", StringComparison.Ordinal) ? pem : File.ReadAllText(pem));
        }
    }

    /// <summary>The statement that reads what <see cref="Check" /> compares.</summary>
    internal const string OfAllBlocks = """
        select b.no as "BlockNo", encode(b.hash, 'hex') as "Hash", encode(h.signature, 'base64') as "Signature"
        from audit.block b left join audit.head h on h.block_no = b.no order by b.no
        """;

    /// <summary>Whether there is a key to check signatures with; the public half is enough for that.</summary>
    public bool HasKey => key is not null;

    /// <summary>Signs the heads that are new and writes them out. What is older than the last one signed or kept is never signed again.</summary>
    public async Task Keep(CaseDb db, CancellationToken cancellationToken)
    {
        if (key is null && file is null)
        {
            return;
        }
        await alone.WaitAsync(cancellationToken);
        try
        {
            const long Not = long.MaxValue / 2; // Nothing to catch up with.
            var kept = Kept().Select(head => head.BlockNo).DefaultIfEmpty().Max();
            var heads = await db.Database.SqlQuery<Head>($"""
                select b.no as "BlockNo", encode(b.hash, 'hex') as "Hash", encode(h.signature, 'base64') as "Signature"
                from audit.block b left join audit.head h on h.block_no = b.no
                where b.no > least({(file is null ? Not : kept)},
                                   {(key is null ? Not : 0)} + (select coalesce(max(block_no), 0) from audit.head))
                order by b.no
                """).ToListAsync(cancellationToken);
            var signed = heads.Where(head => head.Signature is not null).Select(head => head.BlockNo).DefaultIfEmpty().Max();
            foreach (var head in heads)
            {
                var signature = head.Signature;
                if (key is not null && signature is null && head.BlockNo > Math.Max(kept, signed))
                {
                    var made = key.SignData(Text(head), HashAlgorithmName.SHA256);
                    await db.Database.ExecuteSqlAsync($"CALL audit.sign({head.BlockNo}, {made})", cancellationToken);
                    signature = Convert.ToBase64String(made);
                }
                if (file is not null && head.BlockNo > kept)
                {
                    await File.AppendAllTextAsync(file, $"{head.BlockNo} {head.Hash} {signature?.ReplaceLineEndings("")}\n", cancellationToken);
                }
            }
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Compares the blocks of the database with what was signed and kept.</summary>
    /// <param name="blocks">All blocks, in their order.</param>
    public IEnumerable<AuditFinding> Check(IReadOnlyList<Head> blocks)
    {
        var hashes = blocks.ToDictionary(block => block.BlockNo, block => block.Hash);
        // Written out and no longer there: written anew, or cut off.
        foreach (var head in Kept())
        {
            if (hashes.GetValueOrDefault(head.BlockNo) != head.Hash)
            {
                yield return new AuditFinding("head-lost", null, head.BlockNo);
            }
        }
        if (key is null)
        {
            yield break;
        }
        // The newest may wait for the next run of the seal. Nothing before one that is signed does.
        var last = blocks.Where(block => block.Signature is not null).Select(block => block.BlockNo).DefaultIfEmpty().Max();
        foreach (var block in blocks.Where(block => block.Signature is not null || block.BlockNo < last))
        {
            if (block.Signature is null || !key.VerifyData(Text(block), Convert.FromBase64String(block.Signature), HashAlgorithmName.SHA256))
            {
                yield return new AuditFinding("signature-wrong", null, block.BlockNo);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        key?.Dispose();
        alone.Dispose();
    }

    private IEnumerable<Head> Kept() => file is null || !File.Exists(file) ? [] :
        from line in File.ReadAllLines(file)
        let parts = line.Split(' ')
        where parts.Length > 1
        select new Head(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts.ElementAtOrDefault(2));

    private static byte[] Text(Head head) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"audit-head {head.BlockNo} {head.Hash}"));

    /// <summary>A block's head.</summary>
    /// <param name="BlockNo">Its number.</param>
    /// <param name="Hash">Its SHA-256 in hexadecimal.</param>
    /// <param name="Signature">ECDSA over both, in base64; null where it is not signed.</param>
    public sealed record Head(long BlockNo, string Hash, string? Signature);
}
