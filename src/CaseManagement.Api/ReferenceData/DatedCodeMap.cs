using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.ReferenceData;

internal sealed class DatedCodeMap : IEntityTypeConfiguration<DatedCode>
{
    public void Configure(EntityTypeBuilder<DatedCode> entity)
    {
        entity.ToTable("code");
        entity.Property(code => code.Attributes).HasColumnType("jsonb");
    }
}
