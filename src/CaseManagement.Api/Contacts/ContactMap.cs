using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Contacts;

internal sealed class ContactMap : IEntityTypeConfiguration<Contact>, IEntityTypeConfiguration<ContactClient>, IEntityTypeConfiguration<ContactRestrictedTopic>,
    IEntityTypeConfiguration<ContactNote>, IEntityTypeConfiguration<FirstContact>
{
    public void Configure(EntityTypeBuilder<Contact> entity)
    {
        entity.ToTable("contact").Refers<Organisation>(nameof(Contact.OrganisationId)).Refers<Team>(nameof(Contact.TeamId))
            .Refers<Household>(nameof(Contact.HouseholdId)).Refers<Staff>(nameof(Contact.StaffId));
        // A person or topic that a correction takes out is deleted; the trail keeps the row.
        entity.HasMany(contact => contact.Clients).WithOne().HasForeignKey(client => client.ContactId).IsRequired().OnDelete(DeleteBehavior.Cascade);
        entity.HasMany(contact => contact.RestrictedTopics).WithOne().HasForeignKey(topic => topic.ContactId).IsRequired().OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ContactClient> entity) => entity.ToTable("contact_client")
        .Refers<Client>(nameof(ContactClient.ClientId)).Refers<Case>(nameof(ContactClient.CaseId)).Refers<Team>(nameof(ContactClient.TeamId));

    public void Configure(EntityTypeBuilder<ContactRestrictedTopic> entity) => entity.ToTable("contact_restricted_topic")
        .Refers<Client>(nameof(ContactRestrictedTopic.ClientId));

    public void Configure(EntityTypeBuilder<ContactNote> entity) => entity.ToTable("contact_note")
        .Refers<Contact>(nameof(ContactNote.ContactId)).Refers<Client>(nameof(ContactNote.ClientId)).Refers<Staff>(nameof(ContactNote.WrittenBy));

    public void Configure(EntityTypeBuilder<FirstContact> entity) => entity.HasNoKey().ToView("first_contact");
}
