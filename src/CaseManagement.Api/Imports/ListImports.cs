using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>The organisation's imports, newest first.</summary>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.ImportAllocations)]
public sealed record ListImports(string? Cursor, int? Limit) : IQuery<Page<ImportSummary>>;

/// <summary>An import in the list.</summary>
/// <param name="Id">The import.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Progress">How far the stage under way is.</param>
/// <param name="Counts">Rows by verdict.</param>
/// <param name="UploadedBy">Who uploaded it.</param>
/// <param name="UploadedAt">When.</param>
/// <param name="AppliedAt">When it was applied.</param>
public sealed record ImportSummary(Guid Id, string FileName, ImportStatus Status, ImportProgress Progress, ImportCounts Counts, Guid UploadedBy, DateTimeOffset UploadedAt, DateTimeOffset? AppliedAt);

internal sealed class ListImportsHandler(CaseDb db) : IHandler<ListImports, Page<ImportSummary>>
{
    public async Task<Page<ImportSummary>> Handle(ListImports request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var filter = new { };
        var imports = db.Set<Import>().AsNoTracking();
        if (Cursor.Read<TimeKey>(request.Cursor, filter) is { } after)
        {
            imports = imports.Where(i => EF.Functions.LessThan(ValueTuple.Create(i.UploadedAt, i.Id), ValueTuple.Create(after.At, after.Id)));
        }
        var rows = await imports.OrderByDescending(i => i.UploadedAt).ThenByDescending(i => i.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(
            [.. rows.Select(i => new ImportSummary(i.Id, i.FileName, i.Status, ImportProgress.Of(i.Status, i.IsBeingApplied, i.RowsDone, i.RowsTotal), ImportCounts.Of(i), i.UploadedBy, i.UploadedAt, i.AppliedAt))],
            limit, filter, row => new TimeKey(row.UploadedAt, row.Id));
    }
}
