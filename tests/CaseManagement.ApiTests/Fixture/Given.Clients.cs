using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A person, in a household where one is given. Names are made up and differ.</summary>
    public Task<Guid> Client(
        Guid organisationId, Guid? householdId = null, string? familyName = null, string? givenName = null, DateOnly? birthDate = null,
        string role = "applicant") =>
        api.InOrganisation(organisationId, async db =>
        {
            var n = Interlocked.Increment(ref number);
            var born = birthDate ?? new DateOnly(1950, 3, 1).AddDays(97 * n % 18_000); // Of age, each on another day.
            var client = new Client(organisationId, new PersonEntry
            {
                FamilyName = familyName ?? $"Familienname{Letters(n)}", GivenName = givenName ?? $"Vorname{Letters(n)}", BirthDate = born,
                BirthDatePrecision = DatePrecision.Day, Sex = "female", // Who is born on 1 January, too.
            }, Now);
            db.Add(client);
            if (householdId is { } id)
            {
                var household = await db.Set<Household>().FindAsync(id) ?? throw new InvalidOperationException("No such household.");
                household.Add(client.Id, role, Today.AddDays(-30), Now);
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

    /// <summary>A person joins a new household, today.</summary>
    public async Task<Guid> Membership(Guid organisationId, Guid clientId)
    {
        var household = await Household(organisationId);
        return await api.InOrganisation(organisationId, async db =>
        {
            var joined = await db.Set<Household>().FindAsync(household) ?? throw new InvalidOperationException("No such household.");
            joined.Add(clientId, "applicant", Today, Now);
            await db.SaveChangesAsync();
            return joined.Members[^1].Id;
        });
    }

    /// <summary>A benefit of a person, since a month ago.</summary>
    public Task<Guid> Benefit(Guid organisationId, Guid clientId, string regime = "asylblg-3") => InClient(organisationId, clientId, client =>
    {
        client.Begin(new BenefitEntry { Regime = regime, From = Today.AddDays(-30) }, Now);
        return client.Benefits[^1].Id;
    });

    /// <summary>That a person has changed to SGB II, a few days ago.</summary>
    public async Task<Guid> BenefitChange(GivenCase of)
    {
        var (client, path) = (await api.As(of.Lead!), $"/api/v1/clients/{of.ClientId}");
        await client.Post($"{path}/benefits", new { regime = "sgb2", from = Today.AddDays(-3) }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        return await api.Sql<Guid>($"select id from app.benefit_change where client_id = '{of.ClientId}'");
    }

    /// <summary>A statement that the person disputes.</summary>
    public Task<Guid> Dispute(Guid organisationId, Guid clientId) => InClient(organisationId, clientId, client =>
        client.Dispute(DisputableField.BirthDate, StatedBy.Client, null, true, null, Now));

    /// <summary>An address of a person, since a month ago.</summary>
    public Task<Guid> Address(Guid organisationId, Guid clientId, string street = "Filsweg 7") => InClient(organisationId, clientId, client =>
    {
        client.Begin(new AddressEntry { Street = street, PostalCode = "73207", Town = "Plochingen", From = Today.AddDays(-30) }, Now);
        return client.Addresses[^1].Id;
    });

    /// <summary>A place where a person has lived for a month.</summary>
    public Task<Guid> Stay(Guid organisationId, Guid clientId) => InClient(organisationId, clientId, client =>
    {
        client.Begin(new HousingEntry { Kind = "notunterkunft", From = Today.AddDays(-30) }, Now);
        return client.Accommodations[^1].Id;
    });

    /// <summary>A residence status of a person, since a month ago.</summary>
    public Task<Guid> ResidenceStatus(Guid organisationId, Guid clientId) => InClient(organisationId, clientId, client =>
    {
        client.Begin(new ResidenceStatusEntry { Status = "gestattung", From = Today.AddDays(-30) }, Now);
        return client.ResidenceStatuses[^1].Id;
    });

    /// <summary>Work of a person, since a month ago.</summary>
    public Task<Guid> Work(Guid organisationId, Guid clientId) => InClient(organisationId, clientId, client =>
    {
        client.Begin(new WorkEntry { Status = "full-time", From = Today.AddDays(-30) }, Now);
        return client.Works[^1].Id;
    });

    /// <summary>A family status of a person, since a month ago.</summary>
    public Task<Guid> FamilyStatus(Guid organisationId, Guid clientId, string status = "married") => InClient(organisationId, clientId, client =>
    {
        client.Begin(new FamilyStatusEntry { Status = status, From = Today.AddDays(-30) }, Now);
        return client.FamilyStatuses[^1].Id;
    });

    /// <summary>A nationality that a person has had for a month.</summary>
    public Task<Guid> Nationality(Guid organisationId, Guid clientId, string nationality = "SYR", DateOnly? from = null) =>
        InClient(organisationId, clientId,
            client => client.Acquire(new NationalityEntry { Nationality = nationality, From = from ?? Today.AddDays(-30) }, Now));

    /// <summary>A quarter of a municipality.</summary>
    public Task<Guid> Quarter(Guid organisationId, string name = "Stumpenhof", string ags = "08116056")
    {
        var quarter = new Quarter(organisationId, ags, name, Now);
        return Add(organisationId, quarter, quarter.Id);
    }

    /// <summary>A place that is secret in itself, since a month ago: of the compartment "protection".</summary>
    public Task<Guid> Shelter(Guid organisationId, Guid clientId) => InClient(organisationId, clientId, client =>
    {
        client.Begin(new HousingEntry { Kind = "notunterkunft", From = Today.AddDays(-30), Protect = true }, Now);
        return client.Accommodations[^1].Id;
    });

    private Task<Guid> InClient(Guid organisationId, Guid clientId, Func<Client, Guid> change) => api.InOrganisation(organisationId, async db =>
    {
        var client = await db.Set<Client>().SingleAsync(c => c.Id == clientId);
        var id = change(client);
        await db.SaveChangesAsync();
        return id;
    });

    // Names that are not alike: three letters out of the number.
    private static string Letters(int n) => string.Concat((char)('a' + n % 26), (char)('a' + n / 26 % 26), (char)('a' + n * 7 % 26));
}
