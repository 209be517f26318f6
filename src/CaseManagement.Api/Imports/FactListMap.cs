using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Imports;

internal sealed class FactListMap : IEntityTypeConfiguration<FactList>, IEntityTypeConfiguration<FactListRow>
{
    public void Configure(EntityTypeBuilder<FactList> entity)
    {
        entity.ToTable("fact_list").Refers<Organisation>(nameof(FactList.OrganisationId)).Refers<Staff>(nameof(FactList.UploadedBy))
            .Refers<Staff>(nameof(FactList.ApplyRequestedBy)).Refers<Staff>(nameof(FactList.DiscardedBy));
        entity.Property(list => list.Notes).HasColumnType("jsonb");
        entity.Property(list => list.Headers).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<FactListRow> entity)
    {
        entity.ToTable("fact_list_row").Refers<FactList>(nameof(FactListRow.FactListId)).Refers<Client>(nameof(FactListRow.ClientId));
        entity.Property(row => row.Raw).HasColumnType("jsonb");
        entity.Property(row => row.Findings).HasColumnType("jsonb");
    }
}
