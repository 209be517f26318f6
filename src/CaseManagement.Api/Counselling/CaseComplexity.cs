using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Counselling;

/// <summary>How demanding a case is for a time, [from, until): the judgement of who works on it. No two of a case overlap.</summary>
public sealed class CaseComplexity
{
    private CaseComplexity() { }

    /// <summary>Judges it.</summary>
    /// <param name="of">The case.</param>
    /// <param name="complexity">Code of the list case-complexity, and words.</param>
    /// <param name="from">First day.</param>
    /// <param name="by">Who judges.</param>
    /// <param name="now">When.</param>
    public CaseComplexity(Case of, (string Code, string? Note) complexity, DateOnly from, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, RecordedAt) = (of.OrganisationId, of.Id, of.ClientId, now);
        Correct(complexity, from, by, now);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose case it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Code of the list case-complexity.</summary>
    public string Complexity { get; private set; } = "";
    /// <summary>In words.</summary>
    public string? Note { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null: the present one.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Who judged.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>It is another one, or since another day: what was recorded is put right, by who says so.</summary>
    public void Correct((string Code, string? Note) complexity, DateOnly from, Guid? by, DateTimeOffset now) =>
        (Complexity, Note, FromDate, RecordedBy, UpdatedAt) = (complexity.Code, complexity.Note.Clean(), from, by, now);

    /// <summary>Another one follows.</summary>
    public void End(DateOnly until, DateTimeOffset now) => (UntilDate, UpdatedAt) = (until, now);
}

internal sealed class CaseComplexityMap : IEntityTypeConfiguration<CaseComplexity>
{
    public void Configure(EntityTypeBuilder<CaseComplexity> entity) => entity.ToTable("case_complexity").Refers<Case>(nameof(CaseComplexity.CaseId))
        .Refers<Client>(nameof(CaseComplexity.ClientId)).Refers<Staff>(nameof(CaseComplexity.RecordedBy));
}
