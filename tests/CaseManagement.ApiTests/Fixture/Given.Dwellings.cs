using CaseManagement.Api.Dwellings;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A company that lets dwellings.</summary>
    public Task<Guid> Landlord(Guid organisationId)
    {
        var landlord = new Landlord(organisationId, new RecordLandlord { Kind = LandlordKind.Company, Name = $"Wohnbau {Interlocked.Increment(ref number)}" },
            null, Now);
        return Add(organisationId, landlord, landlord.Id);
    }

    /// <summary>A flat in Plochingen, found by the town on the general market two months ago.</summary>
    public Task<Guid> Dwelling(Guid organisationId, Guid? landlordId = null, Compartment? reveals = null)
    {
        var dwelling = new Dwelling(organisationId, new RecordDwelling
        {
            LandlordId = landlordId, Street = $"Neckarstraße {Interlocked.Increment(ref number)}", PostalCode = "73207", Town = "Plochingen",
            Ags = "08116056",
            Rooms = 3, LivingArea = 70, BasicRent = 700, RunningCosts = 180, FoundBy = "town-on-general-market", FoundOn = Today.AddDays(-60),
            Reveals = reveals,
        }, null, Now);
        return Add(organisationId, dwelling, dwelling.Id);
    }

    /// <summary>A lease since a month ago: of the household where one is given, of the town otherwise.</summary>
    public Task<Guid> Lease(Guid organisationId, Guid dwellingId, Guid? householdId = null) => api.InOrganisation(organisationId, async db =>
    {
        var lease = new Lease(await db.Set<Dwelling>().SingleAsync(row => row.Id == dwellingId), new RecordLease
        {
            Holder = householdId is null ? LeaseHolder.Town : LeaseHolder.Household, HouseholdId = householdId, From = Today.AddDays(-30),
        }, null, Now);
        db.Add(lease);
        await db.SaveChangesAsync();
        return lease.Id;
    });

    /// <summary>The client of a case has lived for a month in a dwelling, a new one where none is given. The person's histories say nothing of it.</summary>
    public async Task<Guid> Occupancy(GivenCase of, Guid? dwellingId = null)
    {
        var there = dwellingId ?? await Dwelling(of.OrganisationId);
        return await api.InOrganisation(of.OrganisationId, async db =>
        {
            var occupancy = new Occupancy(await db.Set<Dwelling>().SingleAsync(row => row.Id == there), of.ClientId, (Today.AddDays(-30), null, null),
                of.Lead?.StaffId, Now);
            db.Add(occupancy);
            await db.SaveChangesAsync();
            return occupancy.Id;
        });
    }
}
