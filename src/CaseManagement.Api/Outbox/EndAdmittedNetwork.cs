using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Ends that a network is admitted.</summary>
/// <param name="Id">The entry.</param>
[Requires(Permission.OperateJobs), ByOperator]
[Operation("End an admitted network", "No connection is opened into it any more; the entry stays on record.")]
public sealed record EndAdmittedNetwork(Guid Id) : ICommand<bool>;

internal sealed class EndAdmittedNetworkHandler(CaseDb db, CallContext call) : IHandler<EndAdmittedNetwork, bool>
{
    public async Task<bool> Handle(EndAdmittedNetwork request, CancellationToken cancellationToken)
    {
        var row = await db.Set<AdmittedNetwork>().SingleOrDefaultAsync(entry => entry.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        row.End(call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
