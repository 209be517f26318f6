using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>The organisation's imports, newest first.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ImportAllocations)]
[Operation("List imports", "The organisation's, newest first.")]
public sealed record ListImports(Paging Page) : IQuery<Page<ImportSummary>>;

/// <summary>An import in the list.</summary>
/// <param name="Id">The import.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Progress">How far the stage under way is.</param>
/// <param name="Counts">Rows by verdict.</param>
/// <param name="UploadedBy">Who uploaded it.</param>
/// <param name="UploadedByName">That colleague's name.</param>
/// <param name="UploadedAt">When.</param>
/// <param name="AppliedAt">When it was applied.</param>
public sealed record ImportSummary(
    Guid Id,
    [Example(Import.SampleFile)] string FileName,
    ImportStatus Status,
    ImportProgress Progress,
    ImportCounts Counts,
    Guid UploadedBy,
    [Example(Sample.Colleague)] string? UploadedByName,
    DateTimeOffset UploadedAt,
    DateTimeOffset? AppliedAt);

internal sealed class ListImportsHandler(CaseDb db) : IHandler<ListImports, Page<ImportSummary>>
{
    private static readonly Order<Import, ImportSummary> NewestFirst = Order.Descending(
        (Import import) => ValueTuple.Create(import.UploadedAt, import.Id), (ImportSummary shown) => (shown.UploadedAt, shown.Id));

    public async Task<Page<ImportSummary>> Handle(ListImports request, CancellationToken cancellationToken)
    {
        var (imports, filter) = (db.Set<Import>(), request with { Page = Paging.First });
        var rows = await NewestFirst.Next(imports, request.Page, filter).AsNoTracking()
            .Select(import => new
            {
                Import = import,
                UploadedByName = db.Set<Staff>().Where(staff => staff.Id == import.UploadedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var shown = rows.ConvertAll(row => row.Import is var i ? new ImportSummary(
            i.Id, i.FileName, i.Status, ImportProgress.Of(i), ImportCounts.Of(i), i.UploadedBy, row.UploadedByName, i.UploadedAt, i.AppliedAt) : null!);
        return NewestFirst.Cut(shown, request.Page, filter, await imports.CountFor(request.Page, cancellationToken));
    }
}
