using CaseManagement.Api.Organisations;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>An absence from today on, with a deputy where one is given.</summary>
    public async Task<Guid> Absence(Person person, Guid? deputyId = null, int days = 5)
    {
        var today = Today;
        var absence = new Absence(person.OrganisationId, person.StaffId, deputyId, today, today.AddDays(days), today, Now);
        return await Add(person.OrganisationId, absence, absence.Id);
    }

    /// <summary>An organisation works here no longer.</summary>
    public Task<int> Closed(Guid organisationId) => api.InOrganisation(organisationId, async db =>
    {
        (await db.Set<Organisation>().SingleAsync(organisation => organisation.Id == organisationId)).Close(Now);
        return await db.SaveChangesAsync();
    });
}
