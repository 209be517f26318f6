using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>When persons were here: one row is one presence, known by the day of the arrival.</summary>
internal sealed class FactsOfPresence : FactKind
{
    private static readonly FactColumn From = new("from", "Ankunft", "Arrival", true, FactCell.DayOrLess, "12.02.2024",
        ("Tag der Ankunft; Monat oder Jahr, wenn nicht mehr bekannt ist", "day of the arrival; month or year where no more is known"),
        "Angekommen am", "Ankunftsdatum", "Von", "Anwesend seit", "Arrived on");
    private static readonly FactColumn ArrivedAs = FactColumn.OfCodes("arrivedAs", "Ankunftsart", "Arrived as", true, CodeLists.PresenceArrival, "allocation",
        ("wie die Person gekommen ist", "how the person came"), "Art der Ankunft", "Gekommen durch");
    private static readonly FactColumn Until = new("until", "Weggang", "Left on", false, FactCell.DayOrLess, "01.09.2025",
        ("erster Tag danach; leer, solange die Person da ist", "first day no longer; empty while the person is here"), "Weggezogen am", "Bis", "Until");
    private static readonly FactColumn LeaveReason = FactColumn.OfCodes("leaveReason", "Grund des Weggangs", "Reason for leaving", false,
        CodeLists.PresenceLeaveReason, "moved", ("warum die Person gegangen ist; mit dem Weggang", "why the person left; with the day"), "Weggangsgrund");
    private static readonly FactColumn Destination = FactColumn.OfCodes("destination", "Ziel", "Destination", false, CodeLists.PresenceDestination,
        "same-district", ("wohin", "where to"), "Wegzug nach");
    private static readonly FactColumn UnknownSince = new("unknownSince", "Unbekannt seit", "Unknown since", false, FactCell.Day, "01.06.2025",
        ("seit wann niemand weiß, wo die Person ist", "since when nobody knows where the person is"), "Verschwunden seit");

    internal override FactListKind Kind => FactListKind.Presences;
    internal override (string De, string En) Name => ("Anwesenheit", "Presence");
    protected override IReadOnlyList<FactColumn> Own => [From, ArrivedAs, Until, LeaveReason, Destination, UnknownSince];

    internal override FactEntry? Read(FactCells cells)
    {
        var (from, arrivedAs, until) = (cells.Needed(From, cells.Rough(From)), cells.Needed(ArrivedAs, cells.Code(ArrivedAs)), cells.Rough(Until));
        var (reason, destination, unknown) = (cells.Code(LeaveReason), cells.Code(Destination), cells.Day(UnknownSince));
        return from is null || arrivedAs is null ? null : new FactEntry(from.Value.Day, new RecordPresence
        {
            From = from.Value.Day, FromPrecision = from.Value.Precision, ArrivedAs = arrivedAs, Until = until?.Day, UntilPrecision = until?.Precision,
            LeaveReason = reason, Destination = destination, UnknownSince = unknown,
        });
    }

    internal override async Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken)
    {
        var rows = await bench.Db.Set<Presence>().Where(row => clients.Contains(row.ClientId) && row.VoidedAt == null).ToListAsync(cancellationToken);
        var onFile = rows.GroupBy(row => row.ClientId).ToDictionary(group => group.Key, group => group.ToList());
        return async (subject, entry, stop) =>
        {
            var stated = entry.First<RecordPresence>();
            if (!onFile.TryGetValue(subject.Client.Id, out var known))
            {
                onFile.Add(subject.Client.Id, known = []);
            }
            var same = known.Find(row => row.FromDate == stated.From && row.FromPrecision == stated.FromPrecision);
            var others = known.Where(row => row != same).ToList();
            var comparison = new FactComparison();
            var entered = same is null ? stated : Together(comparison, stated, same);
            if (same is not null && !comparison.Completes)
            {
                return comparison.Outcome(same.Id);
            }
            Presence.CheckLife(entered, BirthDate.Of(subject.Client.BirthDate, subject.Client.BirthDatePrecision),
                others.Min(row => row.DiedOn), others.Max(row => (DateOnly?)row.FromDate));
            // As the constraint of the same name holds it; told before anything is written.
            if (others.Exists(row => (row.UntilDate is null || row.UntilDate > entered.From) && (entered.Until is null || row.FromDate < entered.Until)))
            {
                throw new RefusedException(PresenceProblems.Overlap);
            }
            var diedOn = same?.DiedOn;
            if (same is null)
            {
                known.Add(same = new Presence(bench.OrganisationId, subject.Client.Id, entered, bench.By, bench.Call.Now));
                bench.Db.Add(same);
            }
            else
            {
                same.Correct(entered, bench.Call.Now);
            }
            if (bench.Writes && same.DiedOn is { } day && day != diedOn)
            {
                await same.EndWithDeath(bench.Db, bench.Call, stop);
            }
            return comparison.Completes ? comparison.Outcome(same.Id) : new FactOutcome(FactVerdict.New, same.Id);
        };
    }

    private static PresenceEntry Together(FactComparison comparison, RecordPresence stated, Presence known) => known.Stated with
    {
        ArrivedAs = comparison.Of(ArrivedAs.Key, stated.ArrivedAs, known.ArrivedAs)!,
        Until = comparison.Of(Until.Key, stated.Until, known.UntilDate),
        UntilPrecision = comparison.Of(Until.Key, stated.UntilPrecision, known.UntilPrecision),
        LeaveReason = comparison.Of(LeaveReason.Key, stated.LeaveReason, known.LeaveReason),
        Destination = comparison.Of(Destination.Key, stated.Destination, known.Destination),
        UnknownSince = comparison.Of(UnknownSince.Key, stated.UnknownSince, known.UnknownSince),
    };
}
