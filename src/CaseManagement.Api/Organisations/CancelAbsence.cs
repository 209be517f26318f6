using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Calls an absence off that has not begun.</summary>
[Requires(Permission.ManageAbsence)]
public sealed record CancelAbsence(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class CancelAbsenceHandler(CaseDb db, CallContext call) : IHandler<CancelAbsence, Saved>
{
    public async Task<Saved> Handle(CancelAbsence request, CancellationToken cancellationToken)
    {
        var absence = await db.Set<Absence>().ManagedBy(call.Caller, db, call.Today).SingleOrDefaultAsync(a => a.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, absence.Version);
        absence.Cancel(call.Today, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(absence.Id, absence.Version);
    }
}
