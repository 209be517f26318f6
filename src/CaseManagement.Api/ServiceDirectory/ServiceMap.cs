using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.ServiceDirectory;

internal sealed class ServiceMap : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> entity)
    {
        entity.ToTable("service").Refers<Organisation>(nameof(Service.ProviderId)).Refers<Staff>(nameof(Service.OwnerId));
        // A column "compartment" would put the service itself behind the wall.
        entity.Property(service => service.Compartment).HasColumnName("reveals");
        entity.Property(service => service.Contacts).HasColumnType("jsonb");
        entity.Property(service => service.Details).HasColumnType("jsonb");
    }
}
