using CaseManagement.Api.Organisations;

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
}
