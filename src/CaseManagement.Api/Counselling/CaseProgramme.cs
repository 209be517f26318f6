using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Counselling;

/// <summary>The programme under which a case is counselled for a time, [from, until).</summary>
public sealed class CaseProgramme
{
    private CaseProgramme() { }

    /// <summary>Chooses it.</summary>
    /// <param name="of">The case.</param>
    /// <param name="programme">Code of the list programme.</param>
    /// <param name="from">First day.</param>
    /// <param name="statedStart">Counselled under it elsewhere since.</param>
    /// <param name="by">Who chooses it.</param>
    /// <param name="now">When.</param>
    public CaseProgramme(Case of, string programme, DateOnly from, DateOnly? statedStart, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, RecordedBy, RecordedAt) = (of.OrganisationId, of.Id, of.ClientId, by, now);
        Correct(programme, from, statedStart, now);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose case it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Code of the list programme.</summary>
    public string Programme { get; private set; } = "";
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null: the present one.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Counselled under it elsewhere since: starts the clock instead of the first contact.</summary>
    public DateOnly? StatedStart { get; private set; }
    /// <summary>Code of the list counselling-extension-reason.</summary>
    public string? ExtensionReason { get; private set; }
    /// <summary>In words.</summary>
    public string? ExtensionNote { get; private set; }
    /// <summary>When it was prolonged.</summary>
    public DateOnly? ExtendedOn { get; private set; }
    /// <summary>By whom.</summary>
    public Guid? ExtendedBy { get; private set; }
    /// <summary>Who chose it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>It is another one, or began on another day: what was recorded is put right. Another programme has not been prolonged.</summary>
    public void Correct(string programme, DateOnly from, DateOnly? statedStart, DateTimeOffset now)
    {
        if (programme != Programme)
        {
            (ExtensionReason, ExtensionNote, ExtendedOn, ExtendedBy) = (null, null, null, null);
        }
        (Programme, FromDate, StatedStart, UpdatedAt) = (programme, from, statedStart, now);
    }

    /// <summary>Another one follows.</summary>
    public void End(DateOnly until, DateTimeOffset now) => (UntilDate, UpdatedAt) = (until, now);

    /// <summary>Prolongs it, once.</summary>
    /// <exception cref="RefusedException">409 when it has been prolonged already.</exception>
    public void Extend((string Code, string? Note) reason, DateOnly on, Guid? by, DateTimeOffset now)
    {
        if (ExtensionReason is not null)
        {
            throw new RefusedException(CounsellingProblems.ExtendedAlready);
        }
        (ExtensionReason, ExtensionNote, ExtendedOn, ExtendedBy, UpdatedAt) = (reason.Code, reason.Note?.Trim(), on, by, now);
    }
}

/// <summary>A time in which the counselling of a case pauses, [from, until). No two of a case overlap.</summary>
public sealed class CounsellingPause
{
    private CounsellingPause() { }

    /// <summary>A pause.</summary>
    /// <param name="of">The case.</param>
    /// <param name="reason">Code of the list counselling-pause-reason, and words.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day no longer; null while it lasts.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">When.</param>
    public CounsellingPause(Case of, (string Code, string? Note) reason, DateOnly from, DateOnly? until, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, Reason, Note) = (of.OrganisationId, of.Id, of.ClientId, reason.Code, reason.Note?.Trim());
        (FromDate, UntilDate, RecordedBy, RecordedAt, UpdatedAt) = (from, until, by, now, now);
    }

    /// <summary>The pause.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose case it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Code of the list counselling-pause-reason.</summary>
    public string Reason { get; private set; } = "";
    /// <summary>In words.</summary>
    public string? Note { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null while it lasts.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>It ends, or ended on another day.</summary>
    public void End(DateOnly until, DateTimeOffset now)
    {
        if (until <= FromDate)
        {
            throw RefusedException.Invalid("/until", CounsellingProblems.UntilBeforeFrom);
        }
        (UntilDate, UpdatedAt) = (until, now);
    }
}

internal sealed class CounsellingMap : IEntityTypeConfiguration<CaseProgramme>, IEntityTypeConfiguration<CounsellingPause>
{
    public void Configure(EntityTypeBuilder<CaseProgramme> entity)
    {
        entity.ToTable("case_programme").Refers<Case>(nameof(CaseProgramme.CaseId)).Refers<Client>(nameof(CaseProgramme.ClientId))
            .Refers<Staff>(nameof(CaseProgramme.ExtendedBy)).Refers<Staff>(nameof(CaseProgramme.RecordedBy));
        var facts = entity.Metadata.Model.AddDbFunction(typeof(CounsellingFunctions).GetMethod(nameof(CounsellingFunctions.Facts))!);
        (facts.Schema, facts.Name) = ("app", "counselling_facts");
    }

    public void Configure(EntityTypeBuilder<CounsellingPause> entity) => entity.ToTable("counselling_pause")
        .Refers<Case>(nameof(CounsellingPause.CaseId)).Refers<Client>(nameof(CounsellingPause.ClientId)).Refers<Staff>(nameof(CounsellingPause.RecordedBy));
}

/// <summary>The database's functions of this slice for use in queries.</summary>
public static class CounsellingFunctions
{
    /// <summary>What the clock of a case is computed from, as JSON (app.counselling_facts).</summary>
    public static string Facts(Guid caseId) => throw new InvalidOperationException("Only in queries.");
}
