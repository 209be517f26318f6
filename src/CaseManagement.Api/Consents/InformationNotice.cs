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
public sealed class InformationNotice : IRoot
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
    /// <summary>When it was corrected last.</summary>
    public DateTimeOffset? CorrectedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Puts right what was recorded wrongly.</summary>
    /// <returns>What it said before.</returns>
    public InformationNoticeCorrection Correct(CorrectInformationNotice stated, Guid? by, DateTimeOffset now)
    {
        var before = new InformationNoticeCorrection(this, stated.Reason, by, now);
        (TextId, Language, GivenOn, Reading, Interpreter) = (stated.TextId, stated.Language, stated.GivenOn, stated.Reading, stated.Interpreter);
        (Note, CorrectedAt) = (stated.Note?.Trim(), now);
        return before;
    }
}

/// <summary>What a record about a person's information said before a correction.</summary>
public sealed class InformationNoticeCorrection
{
    private InformationNoticeCorrection() { }

    internal InformationNoticeCorrection(InformationNotice of, string reason, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, NoticeId, Reason, CorrectedBy, CorrectedAt) = (of.OrganisationId, of.ClientId, of.Id, reason.Trim(), by, now);
        (TextId, Language, GivenOn, Reading, Interpreter, Note) = (of.TextId, of.Language, of.GivenOn, of.Reading, of.Interpreter, of.Note);
    }

    /// <summary>The correction.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who informed.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Of which record.</summary>
    public Guid NoticeId { get; private set; }
    /// <summary>By which version of which text, as it said before.</summary>
    public Guid TextId { get; private set; }
    /// <summary>ISO 639-3, before.</summary>
    public string Language { get; private set; } = "";
    /// <summary>On which day, before.</summary>
    public DateOnly GivenOn { get; private set; }
    /// <summary>Code of the list consent-reading, before.</summary>
    public string Reading { get; private set; } = "";
    /// <summary>Code of the list interpreter-kind, before.</summary>
    public string? Interpreter { get; private set; }
    /// <summary>More about it, before.</summary>
    public string? Note { get; private set; }
    /// <summary>Why it was corrected.</summary>
    public string Reason { get; private set; } = "";
    /// <summary>By whom.</summary>
    public Guid? CorrectedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CorrectedAt { get; private set; }
}

internal sealed class InformationNoticeMap : IEntityTypeConfiguration<InformationNotice>, IEntityTypeConfiguration<InformationNoticeCorrection>
{
    public void Configure(EntityTypeBuilder<InformationNoticeCorrection> entity) => entity.ToTable("information_notice_correction")
        .Refers<Organisation>(nameof(InformationNoticeCorrection.OrganisationId)).Refers<Client>(nameof(InformationNoticeCorrection.ClientId))
        .Refers<InformationNotice>(nameof(InformationNoticeCorrection.NoticeId)).Refers<ConsentText>(nameof(InformationNoticeCorrection.TextId))
        .Refers<Staff>(nameof(InformationNoticeCorrection.CorrectedBy));

    public void Configure(EntityTypeBuilder<InformationNotice> entity) => entity.ToTable("information_notice")
        .Refers<Organisation>(nameof(InformationNotice.OrganisationId)).Refers<Client>(nameof(InformationNotice.ClientId))
        .Refers<ConsentText>(nameof(InformationNotice.TextId)).Refers<Staff>(nameof(InformationNotice.RecordedBy));
}
