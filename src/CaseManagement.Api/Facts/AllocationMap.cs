using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Facts;

internal sealed class AllocationMap : IEntityTypeConfiguration<Allocation>
{
    public void Configure(EntityTypeBuilder<Allocation> entity)
    {
        entity.ToTable("allocation").Refers<Client>(nameof(Allocation.ClientId)).Refers<Organisation>(nameof(Allocation.DistrictId))
            .Refers<Accommodation>(nameof(Allocation.AccommodationId)).Refers<Staff>(nameof(Allocation.RecordedBy))
            .Refers<Staff>(nameof(Allocation.CancelledBy));
        // The database's trigger sets it.
        entity.Property(row => row.Compartment).Metadata.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Ignore);
    }
}
