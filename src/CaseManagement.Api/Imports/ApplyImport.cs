using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Asks to apply a checked import; <see cref="ProcessImports"/> does it.</summary>
[Requires(Permission.ImportAllocations)]
public sealed record ApplyImport : ICommand<Saved>
{
    /// <summary>The import.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The version that the caller has read.</summary>
    [JsonIgnore] public uint Version { get; init; }
    /// <summary>all_or_nothing or row_by_row.</summary>
    public required ApplyMode Mode { get; init; }
}

internal sealed class ApplyImportValidator : AbstractValidator<ApplyImport>
{
    public ApplyImportValidator() => RuleFor(command => command.Mode).IsInEnum();
}

internal sealed class ApplyImportHandler(CaseDb db, CallContext call) : IHandler<ApplyImport, Saved>
{
    public async Task<Saved> Handle(ApplyImport request, CancellationToken cancellationToken)
    {
        var import = await db.LockImport(request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, import.Version);
        var obstacles = request.Mode == ApplyMode.AllOrNothing ? await Obstacles(request.Id, cancellationToken) : [];
        import.RequestApply(request.Mode, obstacles, call.Caller.RequiredStaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(import.Id, import.Version);
    }

    private async Task<List<ImportObstacle>> Obstacles(Guid importId, CancellationToken cancellationToken)
    {
        var rows = await db.Set<ImportRow>().Where(row => row.ImportId == importId && (row.Verdict == RowVerdict.Refused || row.Verdict == RowVerdict.LikelyDuplicate))
            .OrderBy(row => row.LineNumber).Select(row => new { row.LineNumber, row.Verdict, row.Decision, row.DecidedLine }).ToListAsync(cancellationToken);
        // A decision that names a row without a person leads nowhere. Lines decided for are earlier ones, so one pass is enough.
        var obstacles = new List<ImportObstacle>();
        var personless = new HashSet<int>();
        foreach (var row in rows)
        {
            if (row.Verdict == RowVerdict.Refused || row.Decision is null || (row.DecidedLine is { } line && personless.Contains(line)))
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
