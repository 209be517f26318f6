using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Letters;

internal sealed class LetterMap : IEntityTypeConfiguration<Letter>
{
    public void Configure(EntityTypeBuilder<Letter> entity) => entity.ToTable("letter")
        .Refers<Case>(nameof(Letter.CaseId)).Refers<Client>(nameof(Letter.ClientId))
        .Refers<Staff>(nameof(Letter.RecordedBy)).Refers<Staff>(nameof(Letter.CompletionRecordedBy));
}
