using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Statistics;

/// <summary>For what figures of a colleague's work may be looked at.</summary>
public enum StaffFigurePurpose
{
    /// <summary>The report that a programme asks for, for each integration manager whom it pays.</summary>
    ProgrammeReport,
    /// <summary>To plan who takes which cases.</summary>
    CaseloadPlanning,
}

/// <summary>
/// What an organisation has agreed on with its staff council (§ 87 (1) no. 6 BetrVG and the staff representation acts of the Länder): for which purposes its
/// supervisors may look at figures of one colleague's work, [from, until). Without one nobody may but the colleague herself. One at a time; its end is kept.
/// </summary>
public sealed class StaffFigureAgreement : IRoot
{
    private StaffFigureAgreement() { }

    /// <summary>An agreement.</summary>
    public StaffFigureAgreement(Guid organisationId, RecordStaffFigureAgreement said, Guid by, DateTimeOffset now) =>
        (Id, OrganisationId, AgreedOn, Purposes, Reference, FromDate, UntilDate, RecordedBy, RecordedAt, UpdatedAt) = (Guid.CreateVersion7(now),
            organisationId, said.AgreedOn, [.. said.Purposes.Distinct().Order().Select(NameOf)], said.Reference?.Trim(), said.From, said.Until, by, now, now);

    /// <summary>The agreement.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>When it was agreed.</summary>
    public DateOnly AgreedOn { get; private set; }
    /// <summary>For which purposes, as <see cref="NameOf"/> says them.</summary>
    public string[] Purposes { get; private set; } = [];
    /// <summary>Where the document is found.</summary>
    public string? Reference { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null while no end is set.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    internal static string NameOf(StaffFigurePurpose purpose) => SnakeCase.Of(purpose.ToString());

    /// <summary>It ends on a day from today on: looks up to then rest on it.</summary>
    /// <exception cref="RefusedException">409 where it has ended; 400 for a day that lies behind us or before it began.</exception>
    public void End(DateOnly until, DateOnly today, DateTimeOffset now)
    {
        if (UntilDate <= today)
        {
            throw new RefusedException(StaffFigureProblems.Ended);
        }
        if (until < today || until <= FromDate)
        {
            throw RefusedException.Invalid("/until", StaffFigureProblems.EndsBefore);
        }
        (UntilDate, UpdatedAt) = (until, now);
    }
}

/// <summary>That somebody looked at figures of a colleague's work: for that colleague to read.</summary>
public sealed class StaffFigureLook
{
    private StaffFigureLook() { }

    internal StaffFigureLook(StaffFigureAgreement agreement, Guid staffId, Guid by, StaffFigurePurpose purpose, string figure, Guid? reportId,
        DateOnly from, DateOnly? until, DateTimeOffset now) =>
        (Id, OrganisationId, StaffId, LookedBy, AgreementId, Purpose, Figure, ReportId, FromDate, UntilDate, At) = (Guid.CreateVersion7(now),
            agreement.OrganisationId, staffId, by, agreement.Id, purpose, figure, reportId, from, until, now);

    /// <summary>The look.</summary>
    public Guid Id { get; private set; }
    /// <summary>In which organisation.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>At whose work.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>Who looked.</summary>
    public Guid LookedBy { get; private set; }
    /// <summary>On which agreement it rests.</summary>
    public Guid AgreementId { get; private set; }
    /// <summary>What for.</summary>
    public StaffFigurePurpose Purpose { get; private set; }
    /// <summary>Which figure; "report" where it was a report.</summary>
    public string Figure { get; private set; } = "";
    /// <summary>The report.</summary>
    public Guid? ReportId { get; private set; }
    /// <summary>Key date, or first day of the period.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>Its first day no longer; null of a key date.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
}

internal sealed class StaffFigureMap : IEntityTypeConfiguration<StaffFigureAgreement>, IEntityTypeConfiguration<StaffFigureLook>
{
    public void Configure(EntityTypeBuilder<StaffFigureAgreement> entity) => entity.ToTable("staff_figure_agreement")
        .Refers<Organisation>(nameof(StaffFigureAgreement.OrganisationId)).Refers<Staff>(nameof(StaffFigureAgreement.RecordedBy));

    public void Configure(EntityTypeBuilder<StaffFigureLook> entity) => entity.ToTable("staff_figure_look")
        .Refers<Organisation>(nameof(StaffFigureLook.OrganisationId)).Refers<Staff>(nameof(StaffFigureLook.StaffId))
        .Refers<Staff>(nameof(StaffFigureLook.LookedBy)).Refers<StaffFigureAgreement>(nameof(StaffFigureLook.AgreementId))
        .Refers<StatisticalReport>(nameof(StaffFigureLook.ReportId));
}

/// <summary>Whether somebody may look at figures of a colleague's work.</summary>
internal static class StaffFigures
{
    /// <summary>In smaller teams a figure of the team says whose work it was.</summary>
    public const int LeastTeam = 3;

    /// <summary>The agreement on which a look rests.</summary>
    /// <exception cref="RefusedException">400 for a colleague who is not known here; 403 without an agreement for the purpose; 409 in a small team.</exception>
    public static async Task<StaffFigureAgreement> AgreementFor(
        CaseDb db, CallContext call, Guid staffId, StaffFigurePurpose purpose, DateOnly from, DateOnly? until, CancellationToken cancellationToken)
    {
        if (!await db.KnowsStaff(staffId, cancellationToken))
        {
            throw RefusedException.Invalid("/staffId", OrganisationProblems.UnknownStaff);
        }
        var (mine, name, today) = (call.Caller.RequiredOrganisationId, StaffFigureAgreement.NameOf(purpose), call.Today);
        var agreement = await db.Set<StaffFigureAgreement>().AsNoTracking().SingleOrDefaultAsync(one => one.OrganisationId == mine
                && one.Purposes.Contains(name) && one.FromDate <= today && (one.UntilDate == null || one.UntilDate > today), cancellationToken)
            ?? throw RefusedException.Forbidden(StaffFigureProblems.NoAgreement);
        await TeamIsLargeEnough(db, mine, staffId, from, until, cancellationToken);
        return agreement;
    }

    // In each of her teams, on the first day and on the last one: what is told of a team of two is told of the other one, too.
    private static async Task TeamIsLargeEnough(
        CaseDb db, Guid organisation, Guid staffId, DateOnly from, DateOnly? until, CancellationToken cancellationToken)
    {
        var teams = db.Set<Team>().Where(team => team.OrganisationId == organisation).Select(team => team.Id);
        var sizes = new List<int>();
        foreach (var day in new[] { from, until is { } end ? end.AddDays(-1) : from }.Distinct())
        {
            var members = db.Set<TeamMember>().On(day).Where(member => teams.Contains(member.TeamId));
            sizes.AddRange(await members.Where(member => member.StaffId == staffId)
                .Select(member => members.Where(other => other.TeamId == member.TeamId).Select(other => other.StaffId).Distinct().Count())
                .ToListAsync(cancellationToken));
        }
        if (sizes.Count == 0 || sizes.Min() < LeastTeam)
        {
            throw new RefusedException(StaffFigureProblems.SmallTeam);
        }
    }
}

/// <summary>Refusals of figures of colleagues' work.</summary>
public static class StaffFigureProblems
{
    /// <summary>403.</summary>
    public static readonly ProblemType NoAgreement = new("staff-figures-not-agreed", 403,
        "The organisation has agreed with its staff council on no figures by colleague for this purpose.",
        "Für diesen Zweck gibt es keine Vereinbarung mit der Personalvertretung über Zahlen einzelner Fachkräfte.");
    /// <summary>409.</summary>
    public static readonly ProblemType SmallTeam = new("staff-figures-small-team", 409,
        "In a team of fewer than three nothing is told by colleague.", "In einem Team von weniger als drei wird nichts nach einzelnen Fachkräften genannt.");
    /// <summary>409.</summary>
    public static readonly ProblemType Twice = new("staff-figures-agreed-already", 409,
        "There is an agreement for these days already: end it first.", "Für diese Tage gibt es schon eine Vereinbarung: Sie muss zuerst enden.")
    { Constraint = "staff_figure_agreement_once" };
    internal static readonly ProblemType Ended = new("staff-figures-agreement-ended", 409, "It has ended already.", "Sie ist schon beendet.");
    internal static readonly ProblemType EndsBefore = new("staff-figures-end-too-early", 400,
        "It ends today or later, and after its first day.", "Das Ende liegt heute oder später und nach dem ersten Tag.");
    internal static readonly ProblemType BeginsBefore = new("staff-figures-begin-too-early", 400,
        "It begins on the day of the agreement or later.", "Sie beginnt am Tag der Vereinbarung oder später.");
    internal static readonly ProblemType AgreedLater = new("staff-figures-agreed-later", 400,
        "It has to have been agreed on by today.", "Sie muss heute schon geschlossen sein.");
    internal static readonly ProblemType Own = new("staff-figures-own", 400,
        "Your own figures are told by /statistics/my-figures, and are nobody's business.",
        "Eigene Zahlen nennt /statistics/my-figures; sie gehen niemanden sonst etwas an.");
}
