using CaseManagement.Api.Access;
using CaseManagement.Api.Clients;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A person, in a household where one is given. Names are made up and differ.</summary>
    public Task<Guid> Client(Guid organisationId, Guid? householdId = null, string? familyName = null, string? givenName = null, DateOnly? birthDate = null, string role = "applicant") =>
        api.InOrganisation(organisationId, async db =>
        {
            var n = Interlocked.Increment(ref number);
            var born = birthDate ?? new DateOnly(1980, 3, 1).AddDays(97 * n);
            var client = new Client(organisationId, new PersonEntry { FamilyName = familyName ?? $"Familienname{Letters(n)}", GivenName = givenName ?? $"Vorname{Letters(n)}", BirthDate = born, Sex = "female" }, Now);
            db.Add(client);
            if (householdId is { } id)
            {
                var household = await db.Set<Household>().FindAsync(id) ?? throw new InvalidOperationException("No such household.");
                household.Add(client.Id, role, LocalTime.DateOf(Now).AddDays(-30), Now);
            }
            await db.SaveChangesAsync();
            return client.Id;
        });

    /// <summary>A household without members.</summary>
    public async Task<Guid> Household(Guid organisationId, string? reference = null)
    {
        var household = new Household(organisationId, reference, Now);
        return await Add(organisationId, household, household.Id);
    }

    /// <summary>A household with as many members; the first one is the applicant.</summary>
    public async Task<(Guid Household, IReadOnlyList<Guid> Clients)> HouseholdOf(Guid organisationId, int members)
    {
        var household = await Household(organisationId);
        var clients = new List<Guid>();
        for (var i = 0; i < members; i++)
        {
            clients.Add(await Client(organisationId, household, role: i == 0 ? "applicant" : "child"));
        }
        return (household, clients);
    }

    // Names that are not alike: three letters out of the number.
    private static string Letters(int n) => string.Concat((char)('a' + n % 26), (char)('a' + n / 26 % 26), (char)('a' + n * 7 % 26));
}
