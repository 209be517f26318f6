using System.Text.Json;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Statistics;

/// <summary>What a report is.</summary>
public enum ReportKind
{
    /// <summary>A team's month, for the organisation itself.</summary>
    TeamMonth,
    /// <summary>What a programme asks for, of a period; of all whom it pays, or of one colleague's work.</summary>
    Programme,
    /// <summary>The town council's one page: out of a publication.</summary>
    TownCouncil,
    /// <summary>The table for everybody: out of a publication.</summary>
    PublicTable,
}

/// <summary>How far a report is.</summary>
public enum ReportStatus
{
    /// <summary>Asked for.</summary>
    Requested,
    /// <summary>Counted; what would give somebody away is not hidden yet.</summary>
    Counted,
    /// <summary>It can be read, until it expires.</summary>
    Ready,
    /// <summary>It could not be made.</summary>
    Failed,
    /// <summary>Its time is over; it can be asked for again.</summary>
    Expired,
}

/// <summary>
/// Figures put together for a reader: counted once, out of one state of the records, and not changed afterwards. Of internal ones small numbers, and what would
/// give them away, are hidden before anybody reads them; external ones are a publication that the gate has let through, in another form.
/// </summary>
public sealed class StatisticalReport : IRoot
{
    /// <summary>For how long it is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>After so many unforeseen errors it has failed.</summary>
    public const int MostAttempts = 3;

    private StatisticalReport() { }

    /// <summary>A report that is asked for. One out of a publication is there at once.</summary>
    public StatisticalReport(Guid organisationId, RequestReport said, Guid? agreementId, Guid by, DateTimeOffset now)
    {
        (Id, OrganisationId, Kind, TeamId, Programme, StaffId, PublicationId) =
            (Guid.CreateVersion7(now), organisationId, said.Kind, said.TeamId, said.Programme, said.StaffId, said.PublicationId);
        (FromDate, UntilDate, AgreementId, RequestedBy, RequestedAt, UpdatedAt) = (said.From, said.Until, agreementId, by, now, now);
        if (PublicationId is not null)
        {
            (Status, ComputedAt, ExpiresAt) = (ReportStatus.Ready, now, now + Kept);
        }
    }

    /// <summary>The report.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose figures.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What it is.</summary>
    public ReportKind Kind { get; private set; }
    /// <summary>Of which team.</summary>
    public Guid? TeamId { get; private set; }
    /// <summary>Of which programme.</summary>
    public string? Programme { get; private set; }
    /// <summary>Of whose work.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>On which agreement it rests, where another than that colleague asked for it.</summary>
    public Guid? AgreementId { get; private set; }
    /// <summary>Out of which publication.</summary>
    public Guid? PublicationId { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly? FromDate { get; private set; }
    /// <summary>First day no longer.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>How far it is.</summary>
    public ReportStatus Status { get; private set; }
    /// <summary>Tables and measures as JSON; empty of one out of a publication, and when it has expired.</summary>
    public string Content { get; private set; } = "{}";
    /// <summary>How often it could not be made for an unforeseen error.</summary>
    public int Attempts { get; private set; }
    /// <summary>Who asked for it.</summary>
    public Guid RequestedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RequestedAt { get; private set; }
    /// <summary>When it was counted: what was recorded or corrected later is not in it.</summary>
    public DateTimeOffset? ComputedAt { get; private set; }
    /// <summary>Until when it can be read, exclusive.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>How far it is now: what has expired has expired, whether or not somebody has cleared up.</summary>
    public static ReportStatus StatusOf(ReportStatus status, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        status == ReportStatus.Ready && expiresAt <= now ? ReportStatus.Expired : status;

    internal ReportContent Read() => JsonSerializer.Deserialize<ReportContent>(Content)!;

    /// <summary>Counted, all of it out of one state of the records.</summary>
    internal void Count(ReportContent content, DateTimeOffset now) =>
        (Status, Content, ComputedAt, UpdatedAt) = (ReportStatus.Counted, JsonSerializer.Serialize(content), now, now);

    /// <summary>What must not be read is hidden.</summary>
    internal void Finish(ReportContent content, DateTimeOffset now) =>
        (Status, Content, ExpiresAt, UpdatedAt) = (ReportStatus.Ready, JsonSerializer.Serialize(content), now + Kept, now);

    /// <summary>An unforeseen error; the last one ends it.</summary>
    public void FailOnce(DateTimeOffset now)
    {
        (Attempts, UpdatedAt) = (Attempts + 1, now);
        if (Attempts >= MostAttempts)
        {
            (Status, Content) = (ReportStatus.Failed, "{}");
        }
    }
}

/// <summary>What a report holds: codes and numbers, no words, so that it is read in either language.</summary>
/// <param name="Tables">Counts.</param>
/// <param name="Amounts">Days and minutes.</param>
/// <param name="Dropped">Names of tables that were left out, because hiding did not help.</param>
internal sealed record ReportContent(
    IReadOnlyList<ReceivedTable> Tables, IReadOnlyList<ReportAmount> Amounts, IReadOnlyList<string> Dropped)
{
    /// <summary>Whether the amounts have gone through the gate with the tables. Those of earlier reports may not, and may contradict them.</summary>
    public bool AmountsAreSafe { get; init; }
}

/// <summary>What is measured behind a figure, as far as it may be read.</summary>
internal sealed record ReportAmount(
    string Figure, DateOnly From, DateOnly Until, long? N, long? Measured, long? Sum, decimal? Mean, decimal? Median, decimal? P90, long? Waiting,
    decimal? WaitingMedian, long? Gone)
{
    /// <summary>
    /// What it counts, as the gate looks at it: all of them, and each in one part, as far as that is told. Of one that waits another day may tell that it came:
    /// parts of days are as of the end of the period.
    /// </summary>
    public ReceivedTable Table(string edition, IReadOnlyDictionary<string, string> filters)
    {
        var name = Figure.Split('/')[0];
        var isMinutes = Figures.Get(name).Amount == FigureAmount.Minutes;
        (string Name, long? N)[] parts = isMinutes ? [("measured", Measured), ("not_measured", N - Measured)]
            : [("measured", Measured), ("waiting", Waiting), ("gone", Gone), ("not_measured", N - Measured - Waiting - Gone)];
        return new ReceivedTable
        {
            Figure = Figures.Counted(Figure), From = From, Until = Until,
            Edition = edition, Name = $"Measured, {name}, {From:O}/{Until:O}", Filters = filters,
            Axes = [new TableAxis(isMinutes ? name : $"{name} on {Until:O}", [.. parts.Select(part => new AxisGroup(part.Name, [part.Name]))], true)],
            Cells = [.. parts.Select((part, place) => ((int?)place, part.N)).Append((null, N)).Where(cell => cell.Item2 is not null)
                .Select(cell => new TableCell([cell.Item1], cell.Item2!.Value, false))],
        };
    }

    /// <summary>With one part that is hidden all of them are, and what was measured of them; with the whole, or its table left out, all of it.</summary>
    public ReportAmount Safe(ReceivedTable? table) =>
        table is null || table.Cells.Any(cell => cell.Hidden && cell.Place[0] is null)
            ? new(Figure, From, Until, null, null, null, null, null, null, null, null, null)
            : table.Cells.Any(cell => cell.Hidden) ? new(Figure, From, Until, N, null, null, null, null, null, null, null, null) : this;
}

internal sealed class StatisticalReportMap : IEntityTypeConfiguration<StatisticalReport>
{
    public void Configure(EntityTypeBuilder<StatisticalReport> entity)
    {
        entity.ToTable("statistical_report").Refers<Organisation>(nameof(StatisticalReport.OrganisationId)).Refers<Team>(nameof(StatisticalReport.TeamId))
            .Refers<Staff>(nameof(StatisticalReport.StaffId)).Refers<Staff>(nameof(StatisticalReport.RequestedBy))
            .Refers<StaffFigureAgreement>(nameof(StatisticalReport.AgreementId)).Refers<StatisticalPublication>(nameof(StatisticalReport.PublicationId));
        entity.Property(report => report.Content).HasColumnType("jsonb");
    }
}

/// <summary>Refusals of reports.</summary>
public static class ReportProblems
{
    /// <summary>409: what is told outside comes out of a publication that the gate has let through.</summary>
    public static readonly ProblemType NotPublished = new("report-not-published", 409,
        "A report for others than the organisation comes only out of a published publication for an external audience.",
        "Ein Bericht nach außen entsteht nur aus einer abgegebenen Veröffentlichung für einen externen Empfängerkreis.");
    /// <summary>409.</summary>
    public static readonly ProblemType NotReady = new("report-not-ready", 409, "The report is being made.", "Der Bericht wird noch erstellt.");
    /// <summary>409.</summary>
    public static readonly ProblemType Failed = new("report-failed", 409,
        "The report could not be made. Ask for it again.", "Der Bericht konnte nicht erstellt werden. Bitte neu anfordern.");
    /// <summary>409.</summary>
    public static readonly ProblemType Expired = new("report-expired", 409,
        "The report has expired. Ask for it again.", "Der Bericht ist abgelaufen. Bitte neu anfordern.");
    internal static readonly ProblemType UnknownPublication = new("report-publication-unknown", 400,
        "There is no such publication.", "Diese Veröffentlichung gibt es nicht.");
    internal static readonly ProblemType UnknownTeam = new("report-team-unknown", 400,
        "Your organisation has no such team.", "Ein solches Team hat die Organisation nicht.");
    internal static readonly ProblemType NeededByKind = new("report-member-missing", 400,
        "A report of this kind needs it.", "Ein Bericht dieser Art braucht diese Angabe.");
    internal static readonly ProblemType ForeignToKind = new("report-member-foreign", 400,
        "A report of this kind does not take it.", "Ein Bericht dieser Art hat diese Angabe nicht.");
    internal static readonly ProblemType OneMonth = new("report-not-a-month", 400,
        "From the first day of a month until the first day of the next.", "Vom ersten Tag eines Monats bis zum ersten Tag des nächsten.");
    internal static readonly ProblemType NotOver = new("report-not-over", 400, "The period has to be over.", "Der Zeitraum muss vorbei sein.");
    internal static readonly ProblemType TooLong = new("report-too-long", 400,
        "At most five years.", "Höchstens fünf Jahre.");
    internal static readonly ProblemType OnlyOwn = new("report-only-own", 400,
        "You may ask for the programme report of your own work.", "Sie können den Programmbericht über Ihre eigene Arbeit anfordern.");
}
