using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Clients;

internal sealed class HouseholdMap : IEntityTypeConfiguration<Household>, IEntityTypeConfiguration<HouseholdMember>
{
    public void Configure(EntityTypeBuilder<Household> entity) => entity.ToTable("household").Refers<Organisation>(nameof(Household.OrganisationId));

    public void Configure(EntityTypeBuilder<HouseholdMember> entity) => entity.ToTable("household_member")
        .Refers<Household>(nameof(HouseholdMember.HouseholdId)).Refers<Client>(nameof(HouseholdMember.ClientId));
}
