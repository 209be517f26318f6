using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>
/// Makes reports that were asked for. Counting and hiding are a command in a transaction each, and the row says which of them is done: a killed process loses
/// the one under way, and the next run takes the report up again there.
/// </summary>
[ForSystem, Recurring(Name, "* * * * *"), InPieces]
public sealed record ComputeReports : IRecurringCommand
{
    /// <summary>Asking for a report wakes it by this name.</summary>
    public const string Name = "compute-reports";
}

/// <summary>Lets go of what reports that have expired held.</summary>
[ForSystem, Recurring("sweep-reports", "23 3 * * *")]
public sealed record SweepReports : IRecurringCommand;

/// <summary>The next step of a report.</summary>
[ForSystem]
internal sealed record ComputeReport(Guid ReportId) : ICommand<bool>;

/// <summary>A step failed for an unforeseen error.</summary>
[ForSystem]
internal sealed record NoteFailedReport(Guid ReportId) : ICommand<bool>;

internal sealed class ComputeReportsHandler(CaseDb db, CallContext call, IServiceScopeFactory scopes, ILogger<ComputeReports> log)
    : IHandler<ComputeReports, int>, IHandler<SweepReports, int>
{
    private static readonly Action<ILogger, Guid, Exception?> Failed =
        LoggerMessage.Define<Guid>(LogLevel.Error, default, "Report {Report} could not be made");

    public async Task<int> Handle(ComputeReports request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.OrganisationId;
        var due = await db.Set<StatisticalReport>()
            .Where(report => report.OrganisationId == mine && (report.Status == ReportStatus.Requested || report.Status == ReportStatus.Counted))
            .OrderBy(report => report.RequestedAt).ThenBy(report => report.Id).Select(report => report.Id).ToListAsync(cancellationToken);
        foreach (var report in due)
        {
            try
            {
                while (await Send(new ComputeReport(report), cancellationToken))
                {
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The next one has its turn; this one is tried again, and fails for good after some times.
                Failed(log, report, failure);
                await Send(new NoteFailedReport(report), cancellationToken);
            }
        }
        return due.Count;
    }

    public Task<int> Handle(SweepReports request, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        update app.statistical_report r set status = 'expired', content = jsonb_build_object(), updated_at = {call.Now}
        where r.organisation_id = {call.Caller.OrganisationId} and r.status = 'ready' and r.expires_at <= {call.Now}
        """, cancellationToken);

    private async Task<bool> Send(IRequest<bool> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = call.Caller;
        return await scope.ServiceProvider.GetRequiredService<Pipeline.ISender>().Send(command, cancellationToken);
    }
}

/// <summary>Answers whether there is another step.</summary>
internal sealed class ComputeReportHandler(CaseDb db, CallContext call) : IHandler<ComputeReport, bool>, IHandler<NoteFailedReport, bool>
{
    private const int MostCounted = 5;

    public async Task<bool> Handle(ComputeReport request, CancellationToken cancellationToken)
    {
        if (await Locked(request.ReportId, cancellationToken) is not { } report)
        {
            return false;
        }
        if (report.Status == ReportStatus.Requested)
        {
            report.Count(await Counted(report, cancellationToken), call.Now);
        }
        else
        {
            report.Finish(await Protected(report, cancellationToken), call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return report.Status == ReportStatus.Counted;
    }

    public async Task<bool> Handle(NoteFailedReport request, CancellationToken cancellationToken)
    {
        if (await Locked(request.ReportId, cancellationToken) is { } report)
        {
            report.FailOnce(call.Now);
            await db.SaveChangesAsync(cancellationToken);
        }
        return true;
    }

    private async Task<StatisticalReport?> Locked(Guid id, CancellationToken cancellationToken) =>
        (await db.Set<StatisticalReport>().FromSql($"select r.*, r.xmin from app.statistical_report r where r.id = {id} for update")
            .ToListAsync(cancellationToken)).SingleOrDefault(report => report.Status is ReportStatus.Requested or ReportStatus.Counted);

    // Tables and measures are asked for one after the other: where somebody has recorded something in between, all of it is counted once more.
    private async Task<ReportContent> Counted(StatisticalReport report, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostCounted; attempt++)
        {
            var content = await CountedOnce(report, cancellationToken);
            if (AllOf(report, content).GroupBy(table => (table.Figure, table.From, table.Until, string.Join('\n', table.Filters.OrderBy(filter => filter.Key))))
                .All(same => same.Select(table => table.Cells.Single(cell => cell.Place.All(group => group is null)).N).Distinct().Count() == 1))
            {
                return content;
            }
        }
        throw new InvalidOperationException("What is counted has changed each time.");
    }

    private static IReadOnlyList<ReceivedTable> AllOf(StatisticalReport report, ReportContent content)
    {
        var filters = ReportPlan.Filters(report.TeamId, report.Programme, report.StaffId);
        return [.. content.Tables, .. content.Amounts.Select(amount => amount.Table($"{report.Id}", filters))];
    }

    private async Task<ReportContent> CountedOnce(StatisticalReport report, CancellationToken cancellationToken)
    {
        var (from, until) = (report.FromDate!.Value, report.UntilDate!.Value);
        var tables = await new PublicationTables(db, call).Count(
            ReportPlan.Tables(report.Kind, report.TeamId, report.Programme, report.StaffId, from, until), $"{report.Id}", cancellationToken, report.StaffId);
        var amounts = new List<ReportAmount>();
        foreach (var figure in ReportPlan.Amounts(report.StaffId))
        {
            var asked = ReportPlan.Question(figure, report.TeamId, report.Programme, report.StaffId, from, until);
            var rows = await AmountRow.Ask(db, asked, cancellationToken);
            var name = $"{figure}/{asked.Figure.Version}";
            amounts.Add(rows.Count == 0 ? new ReportAmount(name, from, until, 0, 0, null, null, null, null, 0, null, 0)
                : new ReportAmount(name, from, until, rows[0].N, rows[0].Told, rows[0].Told > 0 ? rows[0].Total : null,
                    GetFigureAmountsHandler.Rounded(rows[0].Mean), GetFigureAmountsHandler.Rounded(rows[0].Median),
                    GetFigureAmountsHandler.Rounded(rows[0].P90), rows[0].Waiting, GetFigureAmountsHandler.Rounded(rows[0].WaitingMedian), rows[0].Gone));
        }
        return new ReportContent(tables, amounts, []);
    }

    // Who reads it has the earlier ones of the same team, programme or colleague, as far as they are kept. One at a time, so that of two neither tells what the
    // other hides.
    private async Task<ReportContent> Protected(StatisticalReport report, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        await PublicationTurn.Take(db, mine, cancellationToken);
        var earlier = await db.Set<StatisticalReport>().AsNoTracking()
            .Where(one => one.OrganisationId == mine && one.Status == ReportStatus.Ready && one.Kind == report.Kind && one.TeamId == report.TeamId
                && one.Programme == report.Programme && one.StaffId == report.StaffId)
            .OrderBy(one => one.ComputedAt).ThenBy(one => one.Id).ToListAsync(cancellationToken);
        var content = report.Read();
        var all = AllOf(report, content);
        var before = earlier.SelectMany(Told).ToList();
        var reader = new Attacker("internal", ReportPlan.Threshold, before,
            Follows: await new PublicationTables(db, call).Follows([.. all, .. before], cancellationToken));
        var safe = ReportGate.Protect(all, reader).ToDictionary(table => table.Name);
        return new ReportContent([.. content.Tables.Select(table => safe.GetValueOrDefault(table.Name)).OfType<ReceivedTable>()],
            [.. content.Amounts.Zip(all.Skip(content.Tables.Count), (amount, table) => amount.Safe(safe.GetValueOrDefault(table.Name)))],
            [.. content.Tables.Where(table => !safe.ContainsKey(table.Name)).Select(table => table.Figure)])
        { AmountsAreSafe = true };

        static IReadOnlyList<ReceivedTable> Told(StatisticalReport one)
        {
            var told = one.Read();
            return told.AmountsAreSafe ? AllOf(one, told) : told.Tables;
        }
    }
}

/// <summary>The gate, for reports: what hiding does not protect is left out.</summary>
internal static class ReportGate
{
    /// <summary>The tables that may be read.</summary>
    public static IReadOnlyList<ReceivedTable> Protect(IReadOnlyList<ReceivedTable> tables, Attacker reader)
    {
        var left = tables.ToList();
        while (left.Count > 0)
        {
            var faults = Faults(left, reader, out var safe);
            if (faults.Count == 0)
            {
                return safe;
            }
            // What only earlier reports give away is not this one's doing: it goes without the figures concerned.
            var goes = faults.Select(fault => fault.Table).OfType<int>().Distinct().ToHashSet();
            left = goes.Count == 0 ? [] : [.. left.Where((_, place) => !goes.Contains(place))];
        }
        return [];
    }

    private static IReadOnlyList<GateFault> Faults(IReadOnlyList<ReceivedTable> tables, Attacker reader, out IReadOnlyList<ReceivedTable> safe)
    {
        GateVerdict verdict;
        try
        {
            verdict = Gate.Protect(tables, [reader]);
        }
        catch (GateTooLargeException)
        {
            // Too much was read before to be reckoned with at once: figures one by one.
            verdict = new GateVerdict(tables, []);
            foreach (var figure in tables.GroupBy(table => table.Figure))
            {
                var own = Gate.Protect([.. figure], [reader with { Received = [.. reader.Received.Where(table => table.Figure == figure.Key)] }]);
                verdict = new GateVerdict(
                    [.. verdict.Tables.Select(table => table.Figure == figure.Key ? own.Tables.Single(one => one.Name == table.Name) : table)],
                    [.. verdict.Faults, .. own.Faults.Select(fault => fault with
                    {
                        Table = fault.Table is { } place ? tables.ToList().FindIndex(table => table.Name == figure.ElementAt(place).Name) : null,
                    })]);
            }
        }
        safe = verdict.Tables;
        return verdict.Faults;
    }
}
