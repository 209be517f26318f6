using CaseManagement.Api.Statistics;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>An audience of figures.</summary>
    public async Task<Guid> Audience(Guid organisationId, Person by, string name = "Sozialplanung", Guid? recipientId = null, bool isPublic = false)
    {
        var audience = new StatisticalAudience(organisationId, new AddAudience(name, AudienceKind.External, isPublic, recipientId), by.StaffId, Now);
        return await Add(organisationId, audience, audience.Id);
    }

    /// <summary>A draft without tables, past the product: for tests that are made of all endpoints.</summary>
    public async Task<Guid> Publication(Guid organisationId, Guid audienceId, Person by)
    {
        var publication = new StatisticalPublication(Guid.CreateVersion7(Now), organisationId, audienceId, "Bericht", "[]", by.StaffId, Now);
        return await Add(organisationId, publication, publication.Id);
    }
}
