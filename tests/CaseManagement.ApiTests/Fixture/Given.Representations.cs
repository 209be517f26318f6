using CaseManagement.Api.Representations;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>Somebody who is not on file acts for a case's client, since a year ago: by default with a power of attorney.</summary>
    public async Task<Guid> Representation(GivenCase of, string name = "Haddad, Samir", RepresentationKind? kind = null, DateOnly? from = null)
    {
        var recorded = new Representation((of.OrganisationId, of.ClientId), new Representative(null, name, null),
            kind ?? new RepresentationKind("power-of-attorney", false, null), ["all"], from ?? Today.AddDays(-365), null, "Vollmacht", of.Lead?.StaffId, Now);
        return await Add(of.OrganisationId, recorded, recorded.Id);
    }

    /// <summary>An open case of somebody who is that old today.</summary>
    public async Task<GivenCase> CaseOfAged(int years, int dayAfter = 0)
    {
        var organisation = await Organisation();
        var team = await Team(organisation);
        var lead = await Staff(organisation, Role.Caseworker, team);
        var client = await Client(organisation, birthDate: Today.AddYears(-years).AddDays(dayAfter));
        return new GivenCase(await Case(organisation, client, team, lead.StaffId), client, organisation, team, null, lead);
    }
}
