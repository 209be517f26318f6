using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>Somebody is back early: the deputy's sight ends with it.</summary>
[Requires(Permission.ManageAbsence)]
[Operation("End a running absence", "Back early: the deputy's sight ends today.")]
public sealed record EndAbsence(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class EndAbsenceHandler(CaseDb db, CallContext call) : IHandler<EndAbsence, Saved>
{
    public async Task<Saved> Handle(EndAbsence request, CancellationToken cancellationToken)
    {
        var absence = await db.ToChange(request.Id, request.Version, call, cancellationToken);
        absence.End(call.Today, call.Now);
        return await db.Save(absence, cancellationToken);
    }
}
