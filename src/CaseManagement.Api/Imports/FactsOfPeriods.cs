using CaseManagement.Api.Clients;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// What holds for a person for a time: one row is one period, known by its first day and its code. One that begins ends the period that holds on that day
/// and may not stand beside it, as by hand.
/// </summary>
internal abstract class FactsOfPeriods<TEntry, TPeriod> : FactKind where TEntry : PeriodEntry where TPeriod : RecordedPeriod
{
    private protected static readonly FactColumn From = new("from", "Von", "From", true, FactCell.Day, "01.03.2024", ("erster Tag", "first day"),
        "Ab", "Beginn", "Seit", "Gültig ab", "Since");
    private protected static readonly FactColumn Until = new("until", "Bis", "Until", false, FactCell.Day, "01.03.2025",
        ("erster Tag danach; leer, solange es gilt oder das Nächste folgt", "first day no longer; empty while it lasts, or where the next one follows"),
        "Ende", "Gültig bis");
    private protected static readonly FactColumn FromKnown = new("fromKnown", "Beginn bekannt", "Start known", false, FactCell.YesNo, "ja",
        ("nein: niemand weiß seit wann, „Von“ ist der erste Tag, für den es bekannt ist",
            "no: nobody knows since when, \"From\" is the first day for which it is known"));
    private protected static readonly FactColumn LegalBasis = new("legalBasis", "Rechtsgrundlage", "Legal basis", false, FactCell.Text, "§ 19 SGB II",
        ("Paragraf", "paragraph of law"))
    { Longest = 300 };
    private protected static readonly FactColumn Source = new("source", "Quelle", "Source", false, FactCell.Text, "Bescheid vom 02.03.2024",
        ("woher es bekannt ist", "where it is known from"), "Bescheid")
    { Longest = 300 };

    private protected abstract IReadOnlyList<TPeriod> Of(Client client);

    /// <summary>Whether a period on file says what the row says.</summary>
    private protected abstract bool IsSame(TPeriod known, TEntry stated);

    /// <summary>The members of its own as the row and the file say them together.</summary>
    private protected abstract TEntry Together(FactComparison comparison, TEntry stated, TPeriod known);

    /// <summary>Why the person's row is left to a person, or null.</summary>
    private protected virtual AllocationRule? Objection(Client client) => null;

    private protected static FactEntry? Entry(DateOnly? from, TEntry? command) =>
        from is not { } day || command is null ? null : new FactEntry(day, command);

    internal override Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken) => Task.FromResult<FactPut>(
        async (subject, entry, stop) =>
        {
            var (client, stated) = (subject.Client, entry.First<TEntry>());
            if (Objection(client) is { } objection)
            {
                return FactOutcome.Refused(objection);
            }
            client.CheckBorn(stated.From);
            var alike = Of(client).Where(known => IsSame(known, stated)).ToList();
            if (alike.Find(known => known.FromDate == stated.From) is { } same)
            {
                var comparison = new FactComparison();
                var together = Together(comparison, stated, same) with
                {
                    Until = comparison.Of(Until.Key, stated.Until, same.UntilDate),
                    FromKnown = stated.FromKnown || same.FromKnown,
                    LegalBasis = comparison.Of(LegalBasis.Key, stated.LegalBasis, same.LegalBasis),
                    Source = comparison.Of(Source.Key, stated.Source, same.Source),
                };
                if (comparison.Completes)
                {
                    await together.Check(bench.Db, client.Id, corrects: true, stop);
                    client.Correct(same.Id, together, bench.Call.Now);
                }
                return comparison.Outcome(same.Id);
            }
            if (alike.Find(known => known.Overlaps(stated.From, stated.Until)) is { } other)
            {
                // What is known on a day, and not since when, a period that began before says, too.
                return !stated.FromKnown && stated.Until is null && other.FromDate < stated.From ? new FactOutcome(FactVerdict.Same, other.Id)
                    : FactOutcome.Conflicts(FactRule.Overlaps);
            }
            await stated.Check(bench.Db, client.Id, corrects: false, stop);
            client.Begin(stated, bench.Call.Now);
            return new FactOutcome(FactVerdict.New, Of(client)[^1].Id);
        });
}

/// <summary>Benefits.</summary>
internal sealed class FactsOfBenefits : FactsOfPeriods<BenefitEntry, Benefit>
{
    private static readonly FactColumn Regime = FactColumn.OfCodes("regime", "Leistung", "Benefit", true, CodeLists.BenefitRegime, "sgb2",
        ("Leistung, die bezogen wird", "the benefit"), "Leistungsbezug", "Rechtskreis", "Leistungsart", "Regime");
    private static readonly FactColumn ApprovedUntil = new("approvedUntil", "Bewilligt bis", "Approved until", false, FactCell.Day, "01.03.2025",
        ("erster Tag nach dem Bewilligungszeitraum", "first day that the approval does not cover"), "Bewilligungsende");

    internal override FactListKind Kind => FactListKind.Benefits;
    internal override (string De, string En) Name => ("Leistungsbezug", "Benefits");
    protected override IReadOnlyList<FactColumn> Own => [From, Regime, Until, ApprovedUntil, FromKnown, LegalBasis, Source];

    internal override FactEntry? Read(FactCells cells)
    {
        var (from, regime) = (cells.Needed(From, cells.Day(From)), cells.Needed(Regime, cells.Code(Regime)));
        return Entry(from, from is null || regime is null ? null : new ChangeBenefit
        {
            From = from.Value, Regime = regime, Until = cells.Day(Until), ApprovedUntil = cells.Day(ApprovedUntil),
            FromKnown = cells.YesNo(FromKnown) ?? true, LegalBasis = cells.Text(LegalBasis), Source = cells.Text(Source),
        });
    }

    internal override IQueryable<Client> Persons(IQueryable<Client> clients) =>
        clients.Include(client => client.Benefits.Where(period => period.Compartment == null).OrderBy(period => period.FromDate));

    private protected override IReadOnlyList<Benefit> Of(Client client) => client.Benefits;
    private protected override bool IsSame(Benefit known, BenefitEntry stated) => known.Regime == stated.Regime;
    private protected override BenefitEntry Together(FactComparison comparison, BenefitEntry stated, Benefit known) =>
        stated with { ApprovedUntil = comparison.Of(ApprovedUntil.Key, stated.ApprovedUntil, known.ApprovedUntil) };
}

/// <summary>Residence statuses.</summary>
internal sealed class FactsOfResidenceStatuses : FactsOfPeriods<ResidenceStatusEntry, ResidenceStatus>
{
    private static readonly FactColumn Status = FactColumn.OfCodes("status", "Aufenthaltsstatus", "Residence status", true, CodeLists.ResidenceStatus, "25-3",
        ("Aufenthaltsstatus", "the status"), "Aufenthaltstitel", "Status", "Titel");
    private static readonly FactColumn ExpiresOn = new("expiresOn", "Gültig bis", "Expires on", false, FactCell.Day, "28.02.2027",
        ("letzter Tag der Gültigkeit des Dokuments", "last day of the document's validity"), "Läuft ab am", "Ablaufdatum");
    private static readonly FactColumn End = Until with { Synonyms = ["Ende"] };

    internal override FactListKind Kind => FactListKind.ResidenceStatuses;
    internal override (string De, string En) Name => ("Aufenthaltsstatus", "Residence statuses");
    protected override IReadOnlyList<FactColumn> Own => [From, Status, End, ExpiresOn, FromKnown, LegalBasis, Source];

    internal override FactEntry? Read(FactCells cells)
    {
        var (from, status) = (cells.Needed(From, cells.Day(From)), cells.Needed(Status, cells.Code(Status)));
        return Entry(from, from is null || status is null ? null : new ChangeResidenceStatus
        {
            From = from.Value, Status = status, Until = cells.Day(End), ExpiresOn = cells.Day(ExpiresOn),
            FromKnown = cells.YesNo(FromKnown) ?? true, LegalBasis = cells.Text(LegalBasis), Source = cells.Text(Source),
        });
    }

    internal override IQueryable<Client> Persons(IQueryable<Client> clients) =>
        clients.Include(client => client.ResidenceStatuses.Where(period => period.Compartment == null).OrderBy(period => period.FromDate));

    private protected override IReadOnlyList<ResidenceStatus> Of(Client client) => client.ResidenceStatuses;
    private protected override bool IsSame(ResidenceStatus known, ResidenceStatusEntry stated) => known.Status == stated.Status;
    private protected override ResidenceStatusEntry Together(FactComparison comparison, ResidenceStatusEntry stated, ResidenceStatus known) =>
        stated with { ExpiresOn = comparison.Of(ExpiresOn.Key, stated.ExpiresOn, known.ExpiresOn) };
}

/// <summary>Where persons were housed. A sensitive place, and whom a bar on the address protects, a person records by hand.</summary>
internal sealed class FactsOfAccommodations : FactsOfPeriods<HousingEntry, Housing>
{
    private static readonly FactColumn Housed = FactColumn.OfCodes("kind", "Unterbringungsart", "Kind of place", true, CodeLists.AccommodationKind,
        "gemeinschaftsunterkunft", ("Art der Unterkunft", "what kind of place"), "Wohnform", "Art der Unterkunft");
    private static readonly FactColumn Place = new("accommodation", "Unterkunft", "Accommodation", false, FactCell.Text, "Filsweg 7",
        ("Name der Unterkunft, wie sie angelegt ist; leer für eine eigene Wohnung", "name of the accommodation as it is on record; empty for a private home"),
        "Einrichtung", "Gemeinschaftsunterkunft", "GU")
    { Longest = 200 };
    private static readonly FactColumn Room = new("room", "Zimmer", "Room", false, FactCell.Text, "2.14", ("Zimmer oder Wohnung", "room or flat"), "Raum")
    { Longest = 50 };

    internal override FactListKind Kind => FactListKind.Accommodations;
    internal override (string De, string En) Name => ("Unterbringung", "Accommodations");
    internal override bool PlacesPersons => true;
    protected override IReadOnlyList<FactColumn> Own => [From, Housed, Place, Room, Until, FromKnown, LegalBasis, Source];

    internal override FactEntry? Read(FactCells cells)
    {
        var (from, kind) = (cells.Needed(From, cells.Day(From)), cells.Needed(Housed, cells.Code(Housed)));
        return Entry(from, from is null || kind is null ? null : new ChangeHousing
        {
            From = from.Value, Kind = kind, AccommodationId = cells.Accommodation(Place), Room = cells.Text(Room), Until = cells.Day(Until),
            FromKnown = cells.YesNo(FromKnown) ?? true, LegalBasis = cells.Text(LegalBasis), Source = cells.Text(Source),
        });
    }

    internal override IQueryable<Client> Persons(IQueryable<Client> clients) => clients
        .Include(client => client.Accommodations.Where(period => period.Compartment == null).OrderBy(period => period.FromDate))
        .Include(client => client.Marks);

    private protected override AllocationRule? Objection(Client client) =>
        client.Marks.Any(mark => mark is { Kind: MarkKind.AddressBlocked, LiftedAt: null }) ? FactRule.AddressBlocked : null;

    private protected override IReadOnlyList<Housing> Of(Client client) => client.Accommodations;
    private protected override bool IsSame(Housing known, HousingEntry stated) => known.Kind == stated.Kind && known.AccommodationId == stated.AccommodationId;
    private protected override HousingEntry Together(FactComparison comparison, HousingEntry stated, Housing known) =>
        stated with { Room = comparison.Of(Room.Key, stated.Room, known.Room) };
}
