using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Somebody is back early: the deputy's sight ends with it.</summary>
[Requires(Permission.ManageAbsence)]
public sealed record EndAbsence(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class EndAbsenceHandler(CaseDb db, CallContext call) : IHandler<EndAbsence, Saved>
{
    public async Task<Saved> Handle(EndAbsence request, CancellationToken cancellationToken)
    {
        var absence = await db.Set<Absence>().ManagedBy(call.Caller, db, call.Today).SingleOrDefaultAsync(a => a.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, absence.Version);
        absence.End(call.Today);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(absence.Id, absence.Version);
    }
}
