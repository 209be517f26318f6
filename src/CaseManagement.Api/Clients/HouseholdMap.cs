using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Clients;

internal sealed class HouseholdMap : IEntityTypeConfiguration<Household>, IEntityTypeConfiguration<HouseholdMember>
{
    public void Configure(EntityTypeBuilder<Household> entity)
    {
        entity.ToTable("household").Refers<Organisation>(nameof(Household.OrganisationId));
        entity.HasMany(household => household.Members).WithOne().HasForeignKey(member => member.HouseholdId);
    }

    public void Configure(EntityTypeBuilder<HouseholdMember> entity) => entity.ToTable("household_member").Refers<Client>(nameof(HouseholdMember.ClientId));
}
