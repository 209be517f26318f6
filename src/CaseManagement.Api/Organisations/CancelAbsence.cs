using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>Calls an absence off that has not begun.</summary>
[Requires(Permission.ManageAbsence)]
[Operation("Call an absence off", "Before it has begun; a running one is ended instead (409 `absence-transition`).")]
public sealed record CancelAbsence(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class CancelAbsenceHandler(CaseDb db, CallContext call) : IHandler<CancelAbsence, Saved>
{
    public async Task<Saved> Handle(CancelAbsence request, CancellationToken cancellationToken)
    {
        var absence = await db.ToChange(request.Id, request.Version, call, cancellationToken);
        absence.Cancel(call.Today, call.Now);
        return await db.Save(absence, cancellationToken);
    }
}
