using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Representations;

internal sealed class RepresentationMap : IEntityTypeConfiguration<Representation>
{
    public void Configure(EntityTypeBuilder<Representation> entity) => entity.ToTable("representation")
        .Refers<Client>(nameof(Representation.ClientId)).Refers<Client>(nameof(Representation.RepresentativeClientId))
        .Refers<Staff>(nameof(Representation.RecordedBy)).Refers<Staff>(nameof(Representation.EndedBy));
}
