using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Clients;

internal sealed class ClientMap : IEntityTypeConfiguration<Client>, IEntityTypeConfiguration<ClientName>, IEntityTypeConfiguration<ClientReference>,
    IEntityTypeConfiguration<ClientLanguage>, IEntityTypeConfiguration<ClientLanguageLevel>, IEntityTypeConfiguration<ClientQualification>,
    IEntityTypeConfiguration<ResidenceStatus>, IEntityTypeConfiguration<Benefit>, IEntityTypeConfiguration<Housing>, IEntityTypeConfiguration<Address>,
    IEntityTypeConfiguration<Work>, IEntityTypeConfiguration<ClientMark>, IEntityTypeConfiguration<ClientSearchKey>,
    IEntityTypeConfiguration<FamilyStatus>, IEntityTypeConfiguration<ClientNationality>
{
    public void Configure(EntityTypeBuilder<Client> entity)
    {
        entity.ToTable("client").Refers<Organisation>(nameof(Client.OrganisationId)).Refers<Staff>(nameof(Client.RestrictedBy));
        entity.HasMany(c => c.Names).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.References).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.Languages).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.Qualifications).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.ResidenceStatuses).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.Benefits).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.Accommodations).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.Addresses).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.Works).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.FamilyStatuses).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.NationalityPeriods).WithOne().HasForeignKey(part => part.ClientId);
        entity.HasMany(c => c.Marks).WithOne().HasForeignKey(part => part.ClientId);
        var document = entity.Metadata.Model.AddDbFunction(typeof(ClientFunctions).GetMethod(nameof(ClientFunctions.Document))!);
        (document.Schema, document.Name) = ("app", "client_document");
    }

    public void Configure(EntityTypeBuilder<ClientName> entity) => entity.ToTable("client_name");

    public void Configure(EntityTypeBuilder<ClientReference> entity) => entity.ToTable("client_reference");

    public void Configure(EntityTypeBuilder<ClientLanguage> entity)
    {
        entity.ToTable("client_language");
        entity.HasMany(language => language.Levels).WithOne().HasForeignKey(level => level.LanguageId);
    }

    public void Configure(EntityTypeBuilder<ClientLanguageLevel> entity) =>
        entity.ToTable("client_language_level").Refers<Client>(nameof(ClientLanguageLevel.ClientId));

    public void Configure(EntityTypeBuilder<ClientQualification> entity) => entity.ToTable("client_qualification");

    // Compartments are the database's to set; "Save.Ignore" keeps EF from writing what it has read.
    public void Configure(EntityTypeBuilder<ResidenceStatus> entity) => Restricted(entity.ToTable("client_residence_status"));

    public void Configure(EntityTypeBuilder<Benefit> entity) => Restricted(entity.ToTable("client_benefit"));

    public void Configure(EntityTypeBuilder<Housing> entity) =>
        Restricted(entity.ToTable("client_accommodation")).Refers<Accommodation>(nameof(Housing.AccommodationId));

    public void Configure(EntityTypeBuilder<Address> entity) => Restricted(entity.ToTable("client_address")).Refers<Quarter>(nameof(Address.QuarterId));

    public void Configure(EntityTypeBuilder<Work> entity) => Restricted(entity.ToTable("client_work"));

    public void Configure(EntityTypeBuilder<FamilyStatus> entity) => Restricted(entity.ToTable("client_family_status"));

    public void Configure(EntityTypeBuilder<ClientNationality> entity) => entity.ToTable("client_nationality");

    public void Configure(EntityTypeBuilder<ClientMark> entity) => entity.ToTable("client_mark")
        .Refers<Staff>(nameof(ClientMark.SetBy)).Refers<Staff>(nameof(ClientMark.LiftedBy));

    public void Configure(EntityTypeBuilder<ClientSearchKey> entity)
    {
        entity.ToTable("client_search_key");
        entity.HasKey(key => new { key.OrganisationId, key.Key, key.ClientId });
    }

    private static EntityTypeBuilder<T> Restricted<T>(EntityTypeBuilder<T> entity) where T : RecordedPeriod
    {
        var compartment = entity.Property(period => period.Compartment).Metadata;
        compartment.SetBeforeSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Ignore);
        compartment.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Ignore);
        return entity;
    }
}

/// <summary>One key by which a client is found: read by searches, written by the database (see app.client_search_key).</summary>
public sealed class ClientSearchKey
{
    private ClientSearchKey() { }

    /// <summary>The controller: nobody else searches.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>See <see cref="ClientKeys"/>.</summary>
    public string Key { get; private set; } = "";
    /// <summary>Whose key it is.</summary>
    public Guid ClientId { get; private set; }
}
