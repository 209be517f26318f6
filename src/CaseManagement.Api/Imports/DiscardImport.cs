using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Gives an import up. The file is deleted; the rows checked so far stay as evidence.</summary>
/// <param name="Id">The import.</param>
/// <param name="Version">The version that the caller has read.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Discard an import", "The file is deleted; the rows checked so far stay as evidence.")]
public sealed record DiscardImport(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class DiscardImportHandler(CaseDb db, CallContext call) : IHandler<DiscardImport, Saved>
{
    public async Task<Saved> Handle(DiscardImport request, CancellationToken cancellationToken)
    {
        var import = await db.ImportToChange(call.Caller, request.Id, request.Version, cancellationToken);
        import.Discard(call.Caller.RequiredStaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<ImportFile>().Where(file => file.ImportId == import.Id).ExecuteDeleteAsync(cancellationToken);
        return new Saved(import.Id, import.Version);
    }
}
