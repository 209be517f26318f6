using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Facts;

internal sealed class PresenceMap : IEntityTypeConfiguration<Presence>
{
    public void Configure(EntityTypeBuilder<Presence> entity)
    {
        entity.ToTable("presence").Refers<Client>(nameof(Presence.ClientId)).Refers<Staff>(nameof(Presence.RecordedBy))
            .Refers<Staff>(nameof(Presence.VoidedBy));
        var died = entity.Metadata.Model.AddDbFunction(typeof(Deaths).GetMethod(nameof(Deaths.On))!);
        (died.Schema, died.Name) = ("app", "died_on");
    }
}
