using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Reminders.Chains;

internal sealed class ChainMap : IEntityTypeConfiguration<ChainTemplate>, IEntityTypeConfiguration<Chain>, IEntityTypeConfiguration<ChainStep>
{
    public void Configure(EntityTypeBuilder<ChainTemplate> entity)
    {
        entity.ToTable("chain_template").Refers<Staff>(nameof(ChainTemplate.CreatedBy)).Refers<Staff>(nameof(ChainTemplate.WithdrawnBy));
        entity.Property(template => template.Steps).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<Chain> entity)
    {
        entity.ToTable("chain").Refers<Case>(nameof(Chain.CaseId)).Refers<Client>(nameof(Chain.ClientId)).Refers<ChainTemplate>(nameof(Chain.TemplateId))
            .Refers<Staff>(nameof(Chain.StartedBy)).Refers<Staff>(nameof(Chain.EndedBy));
        entity.Ignore(chain => chain.Status);
        entity.HasMany(chain => chain.Steps).WithOne().HasForeignKey(step => step.ChainId);
        entity.Navigation(chain => chain.Steps).HasField("steps").UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    public void Configure(EntityTypeBuilder<ChainStep> entity) => entity.ToTable("chain_step").Refers<Staff>(nameof(ChainStep.DecidedBy));
}
