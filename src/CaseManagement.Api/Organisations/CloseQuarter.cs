using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>Gives a quarter up.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Close a quarter", "No new address names it; the history keeps it.")]
public sealed record CloseQuarter : Closing;

internal sealed class CloseQuarterHandler(CaseDb db, CallContext call) : IHandler<CloseQuarter, Saved>
{
    public async Task<Saved> Handle(CloseQuarter request, CancellationToken cancellationToken)
    {
        var quarter = await db.Set<Quarter>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        quarter.Close(call.Now);
        return await db.Save(quarter, cancellationToken);
    }
}
