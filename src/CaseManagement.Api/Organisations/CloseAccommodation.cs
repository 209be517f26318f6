using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>Gives an accommodation up.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Close an accommodation", "Nobody is allocated to it any more; the history keeps it.")]
public sealed record CloseAccommodation : Closing;

internal sealed class CloseAccommodationHandler(CaseDb db, CallContext call) : IHandler<CloseAccommodation, Saved>
{
    public async Task<Saved> Handle(CloseAccommodation request, CancellationToken cancellationToken)
    {
        var accommodation = await db.Set<Accommodation>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        accommodation.Close(call.Now);
        return await db.Save(accommodation, cancellationToken);
    }
}
