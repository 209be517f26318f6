using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>One report: how far it is.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadOwnFigures)]
[Operation("Get a report", "How far it is, and until when it can be read. Supervisors see those of the organisation, everybody those of her or his own work.")]
public sealed record GetReport(Guid Id) : IQuery<ReportView>;

/// <summary>Reports.</summary>
/// <param name="Kind">Only of this kind.</param>
/// <param name="Include">`ended`: expired and failed ones, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadOwnFigures)]
[Operation("List reports", "Those of the organisation for supervisors, those of one's own work for everybody; asked for last first.")]
public sealed record ListReports(ReportKind? Kind, Include? Include, Paging Page) : IQuery<Page<ReportRow>>;

/// <summary>What stands in a report.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Format">As what; left out: what `Accept` asks for, else JSON.</param>
[Requires(Permission.ReadOwnFigures)]
[Operation("Read a report", """
    As JSON; as `csv` (UTF-8 with mark, semicolons, formulas made harmless) and `xlsx`, a row for each number; or as `html`: a page for A4 in the language of
    the request, with charts that stand as tables beneath as well, without scripts. By `format`, or by `Accept`. Hidden numbers are null, and a dot on the page.
    409 `report-not-ready`, `report-failed`, `report-expired`. Of another colleague's work each time goes on record for that colleague.
    """)]
public sealed record GetReportDocument(Guid Id, ReportFormat? Format) : IQuery<ReportDocument>;

/// <summary>As what a report goes out.</summary>
public enum ReportFormat
{
    /// <summary>JSON.</summary>
    Json,
    /// <summary>CSV as Excel wants it.</summary>
    Csv,
    /// <summary>A workbook.</summary>
    Xlsx,
    /// <summary>HTML with charts, for A4.</summary>
    Html,
}

/// <summary>How far the making of a report is.</summary>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Of so many.</param>
public sealed record ReportProgress([Example(1)] int Done, [Example(2)] int Total);

/// <summary>A report.</summary>
public sealed record ReportRow
{
    /// <summary>The report.</summary>
    public required Guid Id { get; init; }
    /// <summary>What it is.</summary>
    [Example("team_month")]
    public required ReportKind Kind { get; init; }
    /// <summary>How far it is.</summary>
    [Example("ready")]
    public required ReportStatus Status { get; init; }
    /// <summary>In steps: counted, then made safe.</summary>
    public required ReportProgress Progress { get; init; }
    /// <summary>Of which team.</summary>
    public required Guid? TeamId { get; init; }
    /// <summary>By name.</summary>
    [Example(Sample.Team)]
    public required string? TeamName { get; init; }
    /// <summary>Of which programme: a code.</summary>
    [CodeOf(CodeLists.Programme)]
    [Example(null)]
    public required string? Programme { get; init; }
    /// <summary>Of whose work.</summary>
    [Example(null)]
    public required Guid? StaffId { get; init; }
    /// <summary>By name.</summary>
    [Example(null)]
    public required string? StaffName { get; init; }
    /// <summary>Out of which publication.</summary>
    [Example(null)]
    public required Guid? PublicationId { get; init; }
    /// <summary>First day; null of one out of a publication.</summary>
    [Example("2026-02-01")]
    public required DateOnly? From { get; init; }
    /// <summary>First day no longer.</summary>
    [Example("2026-03-01")]
    public required DateOnly? Until { get; init; }
    /// <summary>Who asked for it.</summary>
    public required Guid RequestedBy { get; init; }
    /// <summary>By name.</summary>
    [Example(Sample.Colleague)]
    public required string? RequestedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset RequestedAt { get; init; }
    /// <summary>When it was counted: what was recorded or corrected later is not in it.</summary>
    public required DateTimeOffset? ComputedAt { get; init; }
    /// <summary>Until when it can be read.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A report with its version.</summary>
/// <param name="Report">What the list tells.</param>
/// <param name="Version">The ETag.</param>
public sealed record ReportView(ReportRow Report, [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>What stands in a report.</summary>
/// <param name="Title">What it is, in the language of the request.</param>
/// <param name="Organisation">Whose figures.</param>
/// <param name="Report">What the list tells of it.</param>
/// <param name="Threshold">Smaller numbers are hidden, and what would give them away.</param>
/// <param name="Tables">Counts.</param>
/// <param name="Amounts">Days and minutes; none of one out of a publication.</param>
/// <param name="LeftOut">Figures of which nothing could be told without giving somebody away.</param>
public sealed record ReportDocument(
    [Example("Monthly report, February 2026")] string Title, [Example(Sample.Town)] string Organisation, ReportRow Report, [Example(3)] int Threshold,
    IReadOnlyList<PublicationTable> Tables, IReadOnlyList<ReportMeasure> Amounts, [Example("goals_ended")] IReadOnlyList<string> LeftOut)
{
    /// <summary>What was asked for by `format`.</summary>
    [JsonIgnore] internal ReportFormat? Format { get; init; }

    /// <summary>What all of it is narrowed down to; none of one out of a publication.</summary>
    [JsonIgnore] internal IReadOnlyList<FigureValue> Filters { get; init; } = [];
}

/// <summary>What is measured behind a figure; null where it is hidden or there is nothing to measure.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Version">Of its definition.</param>
/// <param name="Title">In short, in the language of the request.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Amount">What is measured.</param>
/// <param name="From">First day of the period.</param>
/// <param name="Until">Its first day no longer.</param>
/// <param name="N">How many units.</param>
/// <param name="Measured">Of how many the numbers that follow are.</param>
/// <param name="Sum">Together.</param>
/// <param name="Mean">On average.</param>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="P90">Nine of ten took no longer.</param>
/// <param name="Waiting">How many still waited on the first day after the period.</param>
/// <param name="WaitingMedian">Half of them for no longer.</param>
/// <param name="Gone">For how many it ended otherwise.</param>
/// <param name="IsHidden">Whether something of it is hidden because it is small.</param>
public sealed record ReportMeasure(
    [Example("allocation_to_first_contact")] string Name, [Example(1)] int Version, [Example("From allocation to first contact")] string Title,
    [Example("Persons allocated in the period; days until the first contact in which they were spoken to.")] string Population,
    [Example("days")] FigureAmount Amount, [Example("2026-02-01")] DateOnly From, [Example("2026-03-01")] DateOnly Until, [Example(41)] long? N,
    [Example(33)] long? Measured, [Example(412)] long? Sum, [Example(12.5)] decimal? Mean, [Example(9)] decimal? Median, [Example(24.6)] decimal? P90,
    [Example(6)] long? Waiting, [Example(28)] decimal? WaitingMedian, [Example(2)] long? Gone, [Example(false)] bool IsHidden);

internal sealed class ReadReportsHandler(CaseDb db, CallContext call)
    : IHandler<GetReport, ReportView>, IHandler<ListReports, Page<ReportRow>>, IHandler<GetReportDocument, ReportDocument>
{
    private static readonly Order<StatisticalReport, ReportRow> NewestFirst = Order.Descending(
        (StatisticalReport row) => ValueTuple.Create(row.RequestedAt, row.Id), (ReportRow row) => (row.RequestedAt, row.Id));

    private sealed record Found(StatisticalReport Row, string? Team, string? Staff, string? By);

    // The organisation's for supervisors; of one colleague's work hers, and a supervisor's as long as it was agreed on so.
    private IQueryable<StatisticalReport> Seen
    {
        get
        {
            var (mine, me, all, today) = (call.Caller.OrganisationId, call.Caller.StaffId, call.Caller.May(Permission.ReadFigures), call.Today);
            var agreements = db.Set<StaffFigureAgreement>();
            return db.Set<StatisticalReport>().AsNoTracking().Where(row => row.OrganisationId == mine
                && (row.StaffId == me || (all && (row.StaffId == null || agreements.Any(one => one.Id == row.AgreementId
                    && one.FromDate <= today && (one.UntilDate == null || one.UntilDate > today))))));
        }
    }

    public async Task<ReportView> Handle(GetReport request, CancellationToken cancellationToken)
    {
        var found = await One(request.Id, cancellationToken);
        return new ReportView(Shown(found), found.Row.Version);
    }

    public async Task<Page<ReportRow>> Handle(ListReports request, CancellationToken cancellationToken)
    {
        var (filter, now) = (request with { Page = Paging.First }, call.Now);
        var rows = Seen.Where(row => request.Kind == null || row.Kind == request.Kind);
        if (request.Include is null)
        {
            rows = rows.Where(row => row.Status != ReportStatus.Failed && row.Status != ReportStatus.Expired
                && (row.ExpiresAt == null || row.ExpiresAt > now));
        }
        var page = await Named(NewestFirst.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        return NewestFirst.Cut([.. page.Select(Shown)], request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }

    public async Task<ReportDocument> Handle(GetReportDocument request, CancellationToken cancellationToken)
    {
        var found = await One(request.Id, cancellationToken);
        var (row, shown) = (found.Row, Shown(found));
        if (shown.Status != ReportStatus.Ready)
        {
            throw new RefusedException(shown.Status switch
            {
                ReportStatus.Failed => ReportProblems.Failed,
                ReportStatus.Expired => ReportProblems.Expired,
                _ => ReportProblems.NotReady,
            });
        }
        await NoteLook(row, cancellationToken);
        var organisation = await db.Set<Organisation>().Where(one => one.Id == row.OrganisationId).Select(one => one.Name).SingleAsync(cancellationToken);
        if (row.PublicationId is { } publication)
        {
            var given = await db.Set<StatisticalPublication>().AsNoTracking().SingleAsync(one => one.Id == publication, cancellationToken);
            var threshold = await db.Set<StatisticalAudience>().Where(one => one.Id == given.AudienceId).Select(one => one.Threshold)
                .SingleAsync(cancellationToken);
            return new ReportDocument(given.Title, organisation, shown, threshold,
                await PublicationWords.Shown(db, given.Read(), given.ComputedAt, cancellationToken), [], [])
            {
                Format = request.Format,
            };
        }
        var content = row.Read();
        var of = await Of(row, cancellationToken);
        return new ReportDocument(Title(found, of), organisation, shown, ReportPlan.Threshold,
            await PublicationWords.Shown(db, content.Tables, row.ComputedAt!.Value, cancellationToken), [.. content.Amounts.Select(Measure)],
            [.. content.Dropped.Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)])
        { Format = request.Format, Filters = [of] };
    }

    private static ReportMeasure Measure(ReportAmount amount)
    {
        var figure = Figures.Get(amount.Figure.Split('/')[0]);
        return new ReportMeasure(figure.Name, int.Parse(amount.Figure.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture), figure.Title.Chosen,
            figure.Population.Chosen, figure.Amount, amount.From, amount.Until, amount.N, amount.Measured, amount.Sum, amount.Mean, amount.Median, amount.P90,
            amount.Waiting, amount.WaitingMedian, amount.Gone, amount.N is null || amount.Measured is null);
    }

    private async Task<FigureValue> Of(StatisticalReport row, CancellationToken cancellationToken)
    {
        var (dimension, value) = row.TeamId is { } team ? (FigureDimension.Team, $"{team}") : (FigureDimension.Programme, row.Programme!);
        return (await FigureLabels.Read(db, [dimension], [[value]], cancellationToken)).Of([value])[0];
    }

    private static string Title(Found found, FigureValue of)
    {
        var (row, from, until) = (found.Row, found.Row.FromDate!.Value, found.Row.UntilDate!.Value);
        if (row.Kind == ReportKind.TeamMonth)
        {
            var month = from.ToString("MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo(Language.Choose("de-DE", "en-GB")));
            return Language.Choose($"Monatsbericht {month}: {found.Team}", $"Monthly report {month}: {found.Team}");
        }
        var period = Language.Choose($"{from:dd.MM.yyyy} bis {until.AddDays(-1):dd.MM.yyyy}", $"{from:yyyy-MM-dd} to {until.AddDays(-1):yyyy-MM-dd}");
        return found.Staff is { } name ? $"{of.Label}: {name}, {period}" : $"{of.Label}, {period}";
    }

    private async Task<Found> One(Guid id, CancellationToken cancellationToken) =>
        await Named(Seen.Where(row => row.Id == id)).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(id);

    private IQueryable<Found> Named(IQueryable<StatisticalReport> rows)
    {
        var staff = db.Set<Staff>();
        return rows.Select(row => new Found(row, db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).FirstOrDefault(),
            staff.Where(one => one.Id == row.StaffId).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(),
            staff.Where(one => one.Id == row.RequestedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault()));
    }

    private ReportRow Shown(Found found)
    {
        var row = found.Row;
        return new ReportRow
        {
            Id = row.Id, Kind = row.Kind, Status = StatisticalReport.StatusOf(row.Status, row.ExpiresAt, call.Now),
            Progress = new ReportProgress(row.Status switch { ReportStatus.Requested => 0, ReportStatus.Counted => 1, _ => 2 }, 2), TeamId = row.TeamId,
            TeamName = found.Team, Programme = row.Programme, StaffId = row.StaffId, StaffName = found.Staff, PublicationId = row.PublicationId,
            From = row.FromDate, Until = row.UntilDate, RequestedBy = row.RequestedBy, RequestedByName = found.By, RequestedAt = row.RequestedAt,
            ComputedAt = row.Status is ReportStatus.Requested ? null : row.ComputedAt, ExpiresAt = row.ExpiresAt,
        };
    }

    // Another's look is on record before anything is told.
    private async Task NoteLook(StatisticalReport row, CancellationToken cancellationToken)
    {
        var me = call.Caller.RequiredStaffId;
        if (row.StaffId is not { } staff || staff == me)
        {
            return;
        }
        var agreement = await db.Set<StaffFigureAgreement>().AsNoTracking().SingleAsync(one => one.Id == row.AgreementId, cancellationToken);
        // A query has no transaction of its own.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(new StaffFigureLook(agreement, staff, me, StaffFigurePurpose.ProgrammeReport, "report", row.Id, row.FromDate!.Value, row.UntilDate, call.Now));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
