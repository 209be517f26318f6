using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Asks to apply a checked import; <see cref="ProcessImports"/> does it.</summary>
[Requires(Permission.ImportAllocations)]
[Operation("Apply a checked import", """
    202: it is being applied; follow `progress`. `row_by_row` applies household by household and leaves refused and undecided rows aside.
    `all_or_nothing` is refused (409 `import-obstacles`, with `lines`) while a row is refused, failed or undecided, and runs in one transaction. Both
    look once more who is on file; where `all_or_nothing` then meets a new obstacle it changes nothing and sets `applyRefusedAt`. Of known
    persons it writes the `differences` that apply, so the same file twice does no harm. Rows that fail three times for an unforeseen error end as `failed`.
    """)]
public sealed record ApplyImport : ICommand<Saved>
{
    /// <summary>The import.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The version that the caller has read.</summary>
    [JsonIgnore] public uint Version { get; init; }
    /// <summary>all_or_nothing or row_by_row.</summary>
    public required ApplyMode Mode { get; init; }
}

internal sealed class ApplyImportHandler(CaseDb db, CallContext call) : IHandler<ApplyImport, Saved>
{
    public async Task<Saved> Handle(ApplyImport request, CancellationToken cancellationToken)
    {
        var import = await db.ImportToChange(call.Caller, request.Id, request.Version, cancellationToken);
        var obstacles = request.Mode == ApplyMode.AllOrNothing ? await Obstacles(request.Id, cancellationToken) : [];
        import.RequestApply(request.Mode, obstacles, call.Caller.RequiredStaffId, call.Now);
        return await db.Save(import, cancellationToken);
    }

    private async Task<List<ImportObstacle>> Obstacles(Guid importId, CancellationToken cancellationToken)
    {
        var rows = await db.Set<ImportRow>()
            .Where(row => row.ImportId == importId && (row.Verdict == RowVerdict.Refused || row.Verdict == RowVerdict.LikelyDuplicate
                || row.Verdict == RowVerdict.Failed || (row.Verdict == RowVerdict.New && row.UnclearHousehold != null)))
            .OrderBy(row => row.LineNumber)
            .Select(row => new { row.LineNumber, row.Verdict, row.Decision, row.DecidedLine }).ToListAsync(cancellationToken);
        // A decision that names a row without a person leads nowhere. Lines decided for are earlier ones, so one pass is enough.
        var obstacles = new List<ImportObstacle>();
        var personless = new HashSet<int>();
        foreach (var row in rows)
        {
            if (row.Verdict is RowVerdict.Refused or RowVerdict.Failed || row.Decision is null || (row.DecidedLine is { } line && personless.Contains(line)))
            {
                obstacles.Add(new ImportObstacle(row.LineNumber, row.Verdict));
                personless.Add(row.LineNumber);
            }
            else if (row.Decision == RowDecision.Skip)
            {
                personless.Add(row.LineNumber);
            }
        }
        return obstacles;
    }
}
