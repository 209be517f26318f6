using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Consents;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Referrals;

internal sealed class ReferralMap : IEntityTypeConfiguration<Referral>, IEntityTypeConfiguration<ReferralDraft>, IEntityTypeConfiguration<ReferralMove>,
    IEntityTypeConfiguration<ReferralMessage>, IEntityTypeConfiguration<ReferralAppointment>, IEntityTypeConfiguration<ReferralSnapshot>,
    IEntityTypeConfiguration<ReferralRestrictedItem>, IEntityTypeConfiguration<ReferralRetrieval>, IEntityTypeConfiguration<Disclosure>
{
    public void Configure(EntityTypeBuilder<Referral> entity)
    {
        entity.ToTable("referral").Refers<Case>(nameof(Referral.CaseId)).Refers<Client>(nameof(Referral.ClientId))
            .Refers<Service>(nameof(Referral.ServiceId)).Refers<Organisation>(nameof(Referral.RecipientId)).Refers<Consent>(nameof(Referral.ConsentId))
            .Refers<Staff>(nameof(Referral.WrittenBy)).Refers<Staff>(nameof(Referral.SentBy)).Refers<Staff>(nameof(Referral.AcknowledgedBy));
        entity.HasOne(referral => referral.Draft).WithOne().HasForeignKey<ReferralDraft>(draft => draft.Id).OnDelete(DeleteBehavior.NoAction);
        entity.HasMany(referral => referral.History).WithOne().HasForeignKey(move => move.ReferralId).OnDelete(DeleteBehavior.NoAction);
        entity.Navigation(referral => referral.History).HasField("moves").UsePropertyAccessMode(PropertyAccessMode.Field);
        Function(nameof(ReferralFacts.View), "referral_view").StoreType = "jsonb";
        Function(nameof(ReferralFacts.ToldService), "told_service");
        Function(nameof(ReferralFacts.AskedProvider), "asked_provider");
        Function(nameof(ReferralFacts.ToldOrganisation), "told_organisation");

        IMutableDbFunction Function(string method, string name)
        {
            var function = entity.Metadata.Model.AddDbFunction(typeof(ReferralFacts).GetMethod(method)!);
            (function.Schema, function.Name) = ("app", name);
            return function;
        }
    }

    public void Configure(EntityTypeBuilder<ReferralDraft> entity) => entity.ToTable("referral_draft");

    public void Configure(EntityTypeBuilder<ReferralMove> entity) => entity.ToTable("referral_move");

    public void Configure(EntityTypeBuilder<ReferralMessage> entity) =>
        entity.ToTable("referral_message").Refers<Referral>(nameof(ReferralMessage.ReferralId));

    public void Configure(EntityTypeBuilder<ReferralAppointment> entity) =>
        entity.ToTable("referral_appointment").Refers<Referral>(nameof(ReferralAppointment.ReferralId));

    public void Configure(EntityTypeBuilder<ReferralSnapshot> entity) =>
        entity.ToTable("referral_snapshot").Refers<Referral>(nameof(ReferralSnapshot.ReferralId));

    public void Configure(EntityTypeBuilder<ReferralRestrictedItem> entity) =>
        entity.ToTable("referral_snapshot_restricted").Refers<Referral>(nameof(ReferralRestrictedItem.ReferralId));

    public void Configure(EntityTypeBuilder<ReferralRetrieval> entity) =>
        entity.ToTable("referral_retrieval").Refers<Referral>(nameof(ReferralRetrieval.ReferralId));

    public void Configure(EntityTypeBuilder<Disclosure> entity) => entity.ToTable("disclosure").Refers<Referral>(nameof(Disclosure.ReferralId))
        .Refers<Client>(nameof(Disclosure.ClientId)).Refers<Consent>(nameof(Disclosure.ConsentId))
        .Refers<ReferralMessage>(nameof(Disclosure.MessageId)).Refers<ReferralMove>(nameof(Disclosure.MoveId))
        .Refers<Organisation>(nameof(Disclosure.ReceivedFrom));
}
