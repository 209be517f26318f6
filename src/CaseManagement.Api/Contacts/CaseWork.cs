using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Contacts;

/// <summary>What was done on a case.</summary>
/// <param name="Kind">Code of the list case-work-kind.</param>
/// <param name="DoneOn">When.</param>
/// <param name="Minutes">1 to 1,440.</param>
/// <param name="Topics">Codes of the list need-area, of one compartment or of none.</param>
/// <param name="Office">With which office.</param>
/// <param name="Note">What came of it.</param>
/// <param name="Compartment">That of its topics.</param>
public sealed record CaseWorkFacts(
    string Kind, DateOnly DoneOn, int Minutes, IReadOnlyList<string> Topics, string? Office, string? Note, Compartment? Compartment);

/// <summary>
/// Work on a case without its person: letters, forms, calls with offices. What its topics reveal hides it as a whole. Corrected by who did it within
/// the time of corrections of contacts, and never deleted.
/// </summary>
public sealed class CaseWork : IOfOneCase
{
    private CaseWork() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, the case, whose it is, and the responsible team.</param>
    /// <param name="facts">What was done.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="now">When it is recorded.</param>
    public CaseWork((Guid Organisation, Guid Case, Guid Client, Guid Team) of, CaseWorkFacts facts, Guid by, DateTimeOffset now)
    {
        now = Case.Microseconds(now);
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, TeamId) = of;
        (StaffId, RecordedAt) = (by, now);
        Set(facts, now);
    }

    /// <summary>The work.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose case it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The team that was responsible.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>Who did it.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>That of its topics.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list case-work-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>When.</summary>
    public DateOnly DoneOn { get; private set; }
    /// <summary>How long.</summary>
    public int Minutes { get; private set; }
    /// <summary>Codes of the list need-area.</summary>
    public string[] Topics { get; private set; } = [];
    /// <summary>With which office.</summary>
    public string? Office { get; private set; }
    /// <summary>What came of it.</summary>
    public string? Note { get; private set; }
    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Last correction.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Why somebody cannot correct it, or null.</summary>
    public static ProblemType? ObjectionToCorrection(Guid doneBy, DateTimeOffset recordedAt, Guid? by, DateTimeOffset now) =>
        doneBy != by ? ContactProblems.WorkNotYours : Contact.ObjectionToCorrection(recordedAt, now);

    /// <summary>Puts right what was recorded wrongly; the trail keeps what stood there.</summary>
    /// <exception cref="RefusedException">403, 409.</exception>
    public void Correct(CaseWorkFacts facts, Guid? by, DateTimeOffset now)
    {
        if (ObjectionToCorrection(StaffId, RecordedAt, by, now) is { } objection)
        {
            throw new RefusedException(objection);
        }
        Set(facts, Case.Microseconds(now));
    }

    private void Set(CaseWorkFacts facts, DateTimeOffset now) =>
        (Kind, DoneOn, Minutes, Topics, Office, Note, Compartment, UpdatedAt) = (facts.Kind, facts.DoneOn, facts.Minutes,
            [.. facts.Topics.Distinct().Order(StringComparer.Ordinal)], facts.Office?.Trim(), facts.Note?.Trim(), facts.Compartment, now);
}

internal sealed class CaseWorkMap : IEntityTypeConfiguration<CaseWork>
{
    public void Configure(EntityTypeBuilder<CaseWork> entity) => entity.ToTable("case_work")
        .Refers<Case>(nameof(CaseWork.CaseId)).Refers<Client>(nameof(CaseWork.ClientId)).Refers<Team>(nameof(CaseWork.TeamId))
        .Refers<Staff>(nameof(CaseWork.StaffId));
}

internal sealed class CaseWorkInTimeline : TimelineSource
{
    protected override string From => "app.case_work w where w.case_id = {0}";
    protected override (string At, string Id) Key => ("w.recorded_at", "w.id");
    protected override string Kind => "'case_work'";
    protected override string Subject => "w.id";
    protected override string Code => "w.kind";
    protected override string Text => "w.office";
    protected override string Team => "w.team_id";
    protected override string Staff => "w.staff_id";
}
