using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Consents;

internal sealed class ConsentMap : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> entity)
    {
        entity.ToTable("consent").Refers<Client>(nameof(Consent.ClientId)).Refers<ConsentText>(nameof(Consent.TextId))
            .Refers<Staff>(nameof(Consent.RecordedBy)).Refers<Staff>(nameof(Consent.WithdrawalRecordedBy));
        var told = entity.Metadata.Model.AddDbFunction(typeof(ToldConsent).GetMethod(nameof(ToldConsent.Of))!);
        (told.Schema, told.Name) = ("app", "consent_as_told");
        told.StoreType = "jsonb";
    }
}
