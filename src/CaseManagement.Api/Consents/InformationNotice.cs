using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Consents;

/// <summary>
/// That a person was informed about the processing of his or her data (Art. 13, 14 GDPR, §§ 82, 82a SGB X). It stays with the organisation that informed:
/// whoever takes over informs anew.
/// </summary>
public sealed class InformationNotice
{
    private InformationNotice() { }

    /// <summary>Records it.</summary>
    public InformationNotice(Guid organisationId, RecordInformationNotice stated, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, TextId, Language, GivenOn) = (organisationId, stated.ClientId, stated.TextId, stated.Language, stated.GivenOn);
        (Reading, Interpreter, Note, RecordedBy, RecordedAt) = (stated.Reading, stated.Interpreter, stated.Note?.Trim(), by, now);
    }

    /// <summary>The record.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who informed.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>By which version of which text.</summary>
    public Guid TextId { get; private set; }
    /// <summary>ISO 639-3: in which of its languages.</summary>
    public string Language { get; private set; } = "";
    /// <summary>On which day.</summary>
    public DateOnly GivenOn { get; private set; }
    /// <summary>Code of the list consent-reading.</summary>
    public string Reading { get; private set; } = "";
    /// <summary>Code of the list interpreter-kind.</summary>
    public string? Interpreter { get; private set; }
    /// <summary>More about it.</summary>
    public string? Note { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

internal sealed class InformationNoticeMap : IEntityTypeConfiguration<InformationNotice>
{
    public void Configure(EntityTypeBuilder<InformationNotice> entity) => entity.ToTable("information_notice")
        .Refers<Organisation>(nameof(InformationNotice.OrganisationId)).Refers<Client>(nameof(InformationNotice.ClientId))
        .Refers<ConsentText>(nameof(InformationNotice.TextId)).Refers<Staff>(nameof(InformationNotice.RecordedBy));
}
