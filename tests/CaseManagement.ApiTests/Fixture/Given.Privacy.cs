using CaseManagement.Api.Privacy;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A restricted record of the case's client, written by its lead.</summary>
    public async Task<Guid> RestrictedRecord(GivenCase of, Compartment compartment = Compartment.Health, string content = "Vertraulich")
    {
        var record = new RestrictedRecord(of.OrganisationId, of.ClientId, compartment, content, of.Lead!.StaffId, Now);
        return await Add(of.OrganisationId, record, record.Id);
    }

    /// <summary>A colleague whom the lead has named for a compartment.</summary>
    public async Task<Guid> NamedPerson(GivenCase of, Person person, Compartment compartment = Compartment.Health)
    {
        var named = new NamedPerson(of.OrganisationId, of.ClientId, compartment, person.StaffId, of.Lead!.StaffId, Now);
        return await Add(of.OrganisationId, named, named.Id);
    }

    /// <summary>A colleague keeps what stayed behind of the case's client.</summary>
    public async Task<Guid> LeftBehind(GivenCase of, Person keeper)
    {
        var kept = new Keeper(of.OrganisationId, of.ClientId, of.TeamId, keeper.StaffId, Now);
        return await Add(of.OrganisationId, kept, kept.Id);
    }

    /// <summary>A colleague has broken the glass just now.</summary>
    public async Task<Guid> BreakGlass(GivenCase of, Person person)
    {
        var opening = new BreakGlassOpening(of.OrganisationId, of.ClientId, person.StaffId, "Notfall am Wochenende", Now);
        return await Add(of.OrganisationId, opening, opening.Id);
    }
}
