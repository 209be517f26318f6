using CaseManagement.Api.Facts;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>The client of a case was allocated a month ago, recorded by hand.</summary>
    public async Task<Guid> Allocation(GivenCase of, DateOnly? on = null)
    {
        var allocation = new Allocation(of.OrganisationId, of.ClientId,
            new AllocationEntry { AllocatedOn = on ?? Today.AddDays(-30), MunicipalityAgs = "08116056", ResidenceStatus = "gestattung" }, null,
            of.Lead?.StaffId, Now);
        return await Add(of.OrganisationId, allocation, allocation.Id);
    }

    /// <summary>The client of a case came a month ago, by allocation, and is here.</summary>
    public async Task<Guid> Presence(GivenCase of)
    {
        var presence = new Presence(of.OrganisationId, of.ClientId, new PresenceEntry { From = Today.AddDays(-30), ArrivedAs = "allocation" },
            of.Lead?.StaffId, Now);
        return await Add(of.OrganisationId, presence, presence.Id);
    }
}
