using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Dwellings;

internal sealed class DwellingMap : IEntityTypeConfiguration<Landlord>, IEntityTypeConfiguration<Dwelling>, IEntityTypeConfiguration<Lease>,
    IEntityTypeConfiguration<Occupancy>
{
    public void Configure(EntityTypeBuilder<Landlord> entity) => entity.ToTable("landlord").Refers<Staff>(nameof(Landlord.RecordedBy));

    public void Configure(EntityTypeBuilder<Dwelling> entity) => entity.ToTable("dwelling").Refers<Landlord>(nameof(Dwelling.LandlordId))
        .Refers<Quarter>(nameof(Dwelling.QuarterId)).Refers<Staff>(nameof(Dwelling.RecordedBy));

    public void Configure(EntityTypeBuilder<Lease> entity) => entity.ToTable("lease").Refers<Dwelling>(nameof(Lease.DwellingId))
        .Refers<Household>(nameof(Lease.HouseholdId)).Refers<Staff>(nameof(Lease.RecordedBy));

    public void Configure(EntityTypeBuilder<Occupancy> entity)
    {
        entity.ToTable("occupancy").Refers<Client>(nameof(Occupancy.ClientId)).Refers<Dwelling>(nameof(Occupancy.DwellingId))
            .Refers<Staff>(nameof(Occupancy.RecordedBy));
        // The database's to set.
        var compartment = entity.Property(one => one.Compartment).Metadata;
        compartment.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        compartment.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }
}
