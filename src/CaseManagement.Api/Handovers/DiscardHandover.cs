using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>Discards a draft that nobody but the sender has ever seen. The trail keeps it.</summary>
/// <param name="Id">The handover.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.SendHandovers)]
[Operation("Discard a draft", "Only a draft that was never submitted; the audit trail keeps it. What was submitted is withdrawn instead.")]
public sealed record DiscardHandover(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class DiscardHandoverHandler(CaseDb db, CallContext call) : IHandler<DiscardHandover, Saved>
{
    public async Task<Saved> Handle(DiscardHandover request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Sender, null, request.Version, cancellationToken);
        if (handover.Status != HandoverStatus.Draft)
        {
            throw new RefusedException(HandoverProblems.OnlyDrafts);
        }
        // Set-based, and with the system's eyes for the documents: those of restricted kinds go as well, unseen.
        var id = handover.Id;
        await db.Database.ExecuteSqlAsync($"select app.discard_handover({id})", cancellationToken);
        return new Saved(id, request.Version);
    }
}
