using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Handovers;

internal sealed class HandoverMap : IEntityTypeConfiguration<Handover>, IEntityTypeConfiguration<HandoverPerson>, IEntityTypeConfiguration<HandoverDocument>,
    IEntityTypeConfiguration<HandoverOpenItem>, IEntityTypeConfiguration<HandoverInclusion>, IEntityTypeConfiguration<HandoverMove>,
    IEntityTypeConfiguration<HandoverItem>, IEntityTypeConfiguration<HandoverPackage>, IEntityTypeConfiguration<HandoverRestrictedItem>
{
    public void Configure(EntityTypeBuilder<Handover> entity)
    {
        entity.ToTable("handover").Refers<Household>(nameof(Handover.HouseholdId))
            .Refers<Team>(nameof(Handover.SenderTeamId)).Refers<Team>(nameof(Handover.ReceiverTeamId))
            .Refers<Handover>(nameof(Handover.ReturnsId)).Refers<Staff>(nameof(Handover.CreatedBy));
        entity.HasMany(handover => handover.History).WithOne().HasForeignKey(move => move.HandoverId).OnDelete(DeleteBehavior.NoAction);
        entity.Navigation(handover => handover.History).HasField("moves").UsePropertyAccessMode(PropertyAccessMode.Field);
        LeftBehindNames.Register(entity.Metadata.Model);
    }

    public void Configure(EntityTypeBuilder<HandoverPerson> entity) => entity.ToTable("handover_person")
        .Refers<Handover>(nameof(HandoverPerson.HandoverId)).Refers<Client>(nameof(HandoverPerson.ClientId)).Refers<Case>(nameof(HandoverPerson.CaseId));

    public void Configure(EntityTypeBuilder<HandoverDocument> entity) =>
        entity.ToTable("handover_document").Refers<Handover>(nameof(HandoverDocument.HandoverId));

    public void Configure(EntityTypeBuilder<HandoverOpenItem> entity) =>
        entity.ToTable("handover_open_item").Refers<Handover>(nameof(HandoverOpenItem.HandoverId));

    public void Configure(EntityTypeBuilder<HandoverInclusion> entity) =>
        entity.ToTable("handover_inclusion").Refers<Handover>(nameof(HandoverInclusion.HandoverId));

    public void Configure(EntityTypeBuilder<HandoverMove> entity) => entity.ToTable("handover_move");

    public void Configure(EntityTypeBuilder<HandoverItem> entity) => entity.ToTable("handover_item").Refers<Handover>(nameof(HandoverItem.HandoverId));

    public void Configure(EntityTypeBuilder<HandoverPackage> entity) => entity.ToTable("handover_package").Refers<Handover>(nameof(HandoverPackage.HandoverId));

    public void Configure(EntityTypeBuilder<HandoverRestrictedItem> entity)
    {
        entity.ToTable("handover_package_restricted");
        entity.Property(item => item.PackageVersion).HasColumnName("version");
        entity.HasOne<HandoverPackage>().WithMany().HasForeignKey(item => new { item.HandoverId, item.PackageVersion })
            .HasPrincipalKey(package => new { package.HandoverId, package.Version }).OnDelete(DeleteBehavior.NoAction);
    }
}
