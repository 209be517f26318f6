using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Documents;

internal sealed class DocumentMap : IEntityTypeConfiguration<Document>, IEntityTypeConfiguration<DocumentFile>
{
    public void Configure(EntityTypeBuilder<Document> entity) => entity.ToTable("document")
        .Refers<Case>(nameof(Document.CaseId)).Refers<Client>(nameof(Document.ClientId)).Refers<Staff>(nameof(Document.RecordedBy));

    public void Configure(EntityTypeBuilder<DocumentFile> entity) => entity.ToTable("document_file")
        .Refers<Document>(nameof(DocumentFile.DocumentId)).Refers<Case>(nameof(DocumentFile.CaseId)).Refers<Client>(nameof(DocumentFile.ClientId))
        .Refers<Staff>(nameof(DocumentFile.UploadedBy));
}
