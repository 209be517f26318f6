using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Imports;

internal sealed class ImportMap : IEntityTypeConfiguration<Import>, IEntityTypeConfiguration<ImportFile>, IEntityTypeConfiguration<ImportRow>
{
    public void Configure(EntityTypeBuilder<Import> entity)
    {
        entity.ToTable("import").Refers<Organisation>(nameof(Import.OrganisationId))
            .Refers<Staff>(nameof(Import.UploadedBy)).Refers<Staff>(nameof(Import.ApplyRequestedBy)).Refers<Staff>(nameof(Import.DiscardedBy));
        entity.Property(import => import.Notes).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<ImportFile> entity)
    {
        entity.ToTable("import_file").Refers<Import>(nameof(ImportFile.ImportId));
        entity.HasKey(file => file.ImportId);
    }

    public void Configure(EntityTypeBuilder<ImportRow> entity)
    {
        entity.ToTable("import_row").Refers<Import>(nameof(ImportRow.ImportId)).Refers<Client>(nameof(ImportRow.ClientId))
            .Refers<Client>(nameof(ImportRow.DecidedClientId)).Refers<Staff>(nameof(ImportRow.DecidedBy));
        entity.Property(row => row.Raw).HasColumnType("jsonb");
        entity.Property(row => row.Findings).HasColumnType("jsonb");
        entity.Property(row => row.Candidates).HasColumnType("jsonb");
        entity.Property(row => row.Differences).HasColumnType("jsonb");
    }
}
