using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>Adds an accommodation that the own organisation runs.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Create an accommodation", """
    Run by the own organisation; one open accommodation of a name (409 `accommodation-name-taken`), because allocation lists name it.
    """)]
public sealed record CreateAccommodation : AccommodationBody, ICommand<Saved>;

internal sealed class CreateAccommodationHandler(CaseDb db, CallContext call) : IHandler<CreateAccommodation, Saved>
{
    public async Task<Saved> Handle(CreateAccommodation request, CancellationToken cancellationToken)
    {
        var organisationId = call.Caller.RequiredOrganisationId;
        await db.CheckTeam(request.TeamId, organisationId, "/teamId", cancellationToken);
        var accommodation = new Accommodation(organisationId, request.TeamId, request.Name, request.Kind, call.Now);
        accommodation.Change(request);
        db.Add(accommodation);
        return await db.Save(accommodation, cancellationToken);
    }
}
