using CaseManagement.Api.Clients;
using CaseManagement.Api.Dwellings;
using CaseManagement.Api.Facts;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Who lived in which flat: one row is one person's stay, known by the flat and its first day. A flat, its landlord and its lease are put on file with the
/// first row that names them. Sensitive flats, and whom a bar on the address protects, a person records by hand; the checklist of aftercare is not asked.
/// </summary>
internal sealed class FactsOfOccupancies : FactKind
{
    private static readonly FactColumn From = new("from", "Eingezogen am", "Moved in on", true, FactCell.Day, "01.03.2024",
        ("Tag des Einzugs", "day of moving in"), "Einzug", "Von", "Ab", "Seit", "From");
    private static readonly FactColumn Street = new("street", "Straße", "Street", true, FactCell.Text, "Bahnhofstraße 12",
        ("Straße und Hausnummer", "street and number"), "Anschrift", "Straße und Hausnummer")
    { Longest = 200 };
    private static readonly FactColumn PostalCode = new("postalCode", "PLZ", "Postal code", true, FactCell.Text, "73207", ("Postleitzahl", "five digits"),
        "Postleitzahl")
    { Longest = 5 };
    private static readonly FactColumn Town = new("town", "Ort", "Town", true, FactCell.Text, "Plochingen", ("Ort", "town"), "Wohnort") { Longest = 100 };
    private static readonly FactColumn Flat = new("flat", "Wohnung", "Flat", false, FactCell.Text, "2. OG links",
        ("welche des Hauses, wo es mehrere sind", "which one of the house, where there are several"), "Lage")
    { Longest = 100 };
    private static readonly FactColumn FoundBy = FactColumn.OfCodes("foundBy", "Gefunden durch", "Found by", true, CodeLists.DwellingFoundBy,
        "town-on-general-market", ("wer die Wohnung gefunden hat", "who found the flat"), "Vermittelt durch");
    private static readonly FactColumn FoundOn = new("foundOn", "Gefunden am", "Found on", false, FactCell.Day, "12.02.2024",
        ("Tag, ab dem sie zählt; leer: der erste Einzug", "day from which it counts; empty: the first moving in"), "Wohnung seit");
    private static readonly FactColumn LetBy = new("landlord", "Vermieter", "Landlord", false, FactCell.Text, "Baugenossenschaft Neckartal",
        ("wer vermietet; wer unbekannt ist, wird als Person angelegt", "who lets it; who is unknown is put on file, as a person"), "Vermieterin", "Eigentümer")
    { Longest = 200 };
    private static readonly FactColumn OwnLease = new("ownLease", "Eigener Mietvertrag", "Own lease", true, FactCell.YesNo, "ja",
        ("ja: der Haushalt mietet selbst; nein: die Kommune mietet", "yes: the household rents it; no: the town does"), "Direktmietvertrag");
    private static readonly FactColumn Rooms = new("rooms", "Zimmerzahl", "Rooms", false, FactCell.Number, "3,5",
        ("Zimmer, auch halbe", "rooms, half ones too"), "Zimmer");
    private static readonly FactColumn Area = new("livingArea", "Wohnfläche", "Living area", false, FactCell.Number, "74,5", ("Quadratmeter", "square metres"),
        "m²", "qm");
    private static readonly FactColumn Until = new("until", "Ausgezogen am", "Moved out on", false, FactCell.Day, "01.09.2025",
        ("erster Tag danach; leer, solange die Person dort wohnt oder die nächste Wohnung folgt",
            "first day no longer; empty while the person lives there, or where the next flat follows"), "Auszug", "Bis", "Until");
    private static readonly FactColumn LeaveReason = FactColumn.OfCodes("leaveReason", "Grund des Auszugs", "Why moved out", false,
        CodeLists.DwellingLeaveReason, "moved-away", ("warum; gehört zum Auszug", "why; goes with moving out"), "Auszugsgrund");

    internal override FactListKind Kind => FactListKind.Occupancies;
    internal override (string De, string En) Name => ("Wohnungen und wer dort wohnt", "Flats and who lives there");
    protected override IReadOnlyList<FactColumn> Own =>
        [From, Street, PostalCode, Town, Flat, FoundBy, FoundOn, LetBy, OwnLease, Rooms, Area, Until, LeaveReason];

    internal override FactEntry? Read(FactCells cells)
    {
        var (from, foundBy) = (cells.Needed(From, cells.Day(From)), cells.Needed(FoundBy, cells.Code(FoundBy)));
        var (street, code) = (cells.Needed(Street, cells.Text(Street)), cells.Needed(PostalCode, cells.Text(PostalCode)));
        var (town, flat, landlord) = (cells.Needed(Town, cells.Text(Town)), cells.Text(Flat), cells.Text(LetBy));
        var (foundOn, rooms, area) = (cells.Day(FoundOn), cells.Number(Rooms), cells.Number(Area));
        var (ownLease, until, reason) = (cells.Needed(OwnLease, cells.YesNo(OwnLease)), cells.Day(Until), cells.Code(LeaveReason));
        return from is not { } day || foundBy is null || street is null || code is null || town is null || ownLease is not { } rents ? null : new FactEntry(day,
            // Whom the row is about is found apart from it.
            new MoveIn([Guid.Empty], day, until, reason),
            new StatedDwelling
            {
                Street = street, PostalCode = code, Town = town, Name = flat, FoundBy = foundBy, FoundOn = foundOn ?? day, Rooms = rooms, LivingArea = area,
                FoundOnIsStated = foundOn is not null, Landlord = landlord, OwnLease = rents,
            });
    }

    /// <summary>A flat as the row states it, and what goes with it.</summary>
    private sealed record StatedDwelling : DwellingBody
    {
        internal bool FoundOnIsStated { get; init; }
        internal string? Landlord { get; init; }
        internal bool OwnLease { get; init; }

        public override string ToString() => nameof(StatedDwelling);
    }

    internal override IQueryable<Client> Persons(IQueryable<Client> clients) =>
        clients.Include(client => client.Accommodations).Include(client => client.Addresses).Include(client => client.Marks);

    internal override async Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken)
    {
        var onFile = await OnFile.Of(bench, clients, cancellationToken);
        return (subject, entry, _) => Task.FromResult(Put(onFile, subject.Client, entry.First<MoveIn>(), (StatedDwelling)entry.Commands[1]));
    }

    private static FactOutcome Put(OnFile onFile, Client person, MoveIn move, StatedDwelling stated)
    {
        if (person.Marks.Any(mark => mark is { Kind: MarkKind.AddressBlocked, LiftedAt: null }))
        {
            return FactOutcome.Refused(FactRule.AddressBlocked);
        }
        var household = onFile.HouseholdOf(person.Id, move.From);
        if (stated.OwnLease && household is null)
        {
            return FactOutcome.Refused(FactRule.NoHousehold, OwnLease.Key);
        }
        var (dwelling, comparison) = (onFile.Dwelling(stated), new FactComparison());
        if (dwelling?.Reveals is not null)
        {
            return FactOutcome.Refused(FactRule.Restricted, Street.Key);
        }
        var together = dwelling is null ? stated : Together(comparison, onFile, stated, dwelling);
        var stay = dwelling is null ? null : onFile.Stays(person.Id).Find(one => one.DwellingId == dwelling.Id && one.FromDate == move.From);
        var (until, reason) = stay is null ? (move.Until, move.LeaveReason)
            : (comparison.Of(Until.Key, move.Until, stay.UntilDate), comparison.Of(LeaveReason.Key, move.LeaveReason, stay.LeaveReason));
        if (comparison.Differs || (stay is not null && !comparison.Completes))
        {
            return comparison.Outcome(stay?.Id ?? dwelling!.Id);
        }
        dwelling = onFile.Keep(dwelling, together, stated.Landlord);
        if (!stated.OwnLease)
        {
            onFile.LetToTown(dwelling, move.From);
        }
        var isNew = stay is null;
        if (stay is null)
        {
            stay = onFile.MoveIn(person, dwelling, (move.From, until, reason));
        }
        else if (stay.UntilDate is null && until is { } left)
        {
            onFile.MoveOut(person, dwelling, stay, left, reason!);
        }
        onFile.LetToHousehold(household, stated.OwnLease ? dwelling : null);
        return isNew ? new FactOutcome(FactVerdict.New, stay.Id) : comparison.Outcome(stay.Id);
    }

    private static DwellingBody Together(FactComparison comparison, OnFile onFile, StatedDwelling stated, Dwelling dwelling) => dwelling.Stated with
    {
        FoundBy = comparison.Of(FoundBy.Key, stated.FoundBy, dwelling.FoundBy)!,
        // Of one that this list puts on file, in whatever order: found when the first of them moved in, where no row says more.
        FoundOn = !stated.FoundOnIsStated && onFile.IsOfThisList(dwelling.RecordedBy, dwelling.RecordedAt) && stated.FoundOn < dwelling.FoundOn ? stated.FoundOn
            : comparison.Of(FoundOn.Key, stated.FoundOnIsStated ? stated.FoundOn : (DateOnly?)null, dwelling.FoundOn)!.Value,
        // A landlord who is not on file is another one, where there is one; else he is put on file.
        LandlordId = comparison.Of(LetBy.Key, stated.Landlord is null ? null : onFile.Landlord(stated.Landlord) ?? Guid.Empty, dwelling.LandlordId),
        Rooms = comparison.Of(Rooms.Key, stated.Rooms, dwelling.Rooms),
        LivingArea = comparison.Of(Area.Key, stated.LivingArea, dwelling.LivingArea),
    };

    /// <summary>What is on file of flats and of who lives there; rows of a list that are put to it are in it for the next ones.</summary>
    private sealed class OnFile(FactBench bench)
    {
        private readonly Dictionary<(string, string, string), Dwelling> dwellings = [];
        private readonly Dictionary<(string, string, string), Dwelling> alike = [];
        private readonly Dictionary<Guid, Dwelling> byId = [];
        private readonly Dictionary<string, Guid> landlords = [];
        private readonly List<Lease> leases = [];
        private readonly Dictionary<Guid, List<Occupancy>> stays = [];
        private Dictionary<Guid, Life> lives = [];
        private ILookup<Guid, HouseholdMember> homes = Array.Empty<HouseholdMember>().ToLookup(home => home.ClientId);

        internal static async Task<OnFile> Of(FactBench bench, Guid[] clients, CancellationToken cancellationToken)
        {
            var (db, own, onFile) = (bench.Db, bench.OrganisationId, new OnFile(bench));
            foreach (var dwelling in await db.Set<Dwelling>().Where(row => row.OrganisationId == own).OrderBy(row => row.Id).ToListAsync(cancellationToken))
            {
                onFile.Know(dwelling);
            }
            foreach (var landlord in await db.Set<Landlord>().Where(row => row.OrganisationId == own).OrderBy(row => row.Id)
                .Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken))
            {
                onFile.landlords.TryAdd(Folded(landlord.Name), landlord.Id);
            }
            onFile.leases.AddRange(await db.Set<Lease>().Where(row => row.OrganisationId == own).ToListAsync(cancellationToken));
            // Of those who live with them, too: a lease of a household lasts as long as one of them lives there.
            var households = db.Set<HouseholdMember>().Where(row => clients.Contains(row.ClientId)).Select(row => row.HouseholdId);
            onFile.homes = (await db.Set<HouseholdMember>().Where(row => households.Contains(row.HouseholdId)).AsNoTracking().ToListAsync(cancellationToken))
                .ToLookup(home => home.ClientId);
            onFile.lives = await db.LivesOf(clients, cancellationToken);
            Guid[] all = [.. clients.Union(onFile.homes.Select(home => home.Key))];
            foreach (var stay in await db.Set<Occupancy>().Where(row => all.Contains(row.ClientId) && row.OrganisationId == own).ToListAsync(cancellationToken))
            {
                onFile.Stays(stay.ClientId).Add(stay);
            }
            return onFile;
        }

        /// <summary>The one that is written so, else one of the same street in other letters.</summary>
        internal Dwelling? Dwelling(DwellingBody stated) => dwellings.GetValueOrDefault(Key(stated)) ?? alike.GetValueOrDefault(Alike(stated));

        internal Guid? Landlord(string name) => landlords.TryGetValue(Folded(name), out var id) ? id : null;

        internal List<Occupancy> Stays(Guid person) => stays.TryGetValue(person, out var known) ? known : stays[person] = [];

        /// <summary>The household of that day, else that of today: lists of old tell little of households.</summary>
        internal Guid? HouseholdOf(Guid person, DateOnly day) =>
            (homes[person].FirstOrDefault(home => home.Holds(day)) ?? homes[person].FirstOrDefault(home => home.Holds(bench.Call.Today)))?.HouseholdId;

        internal Dwelling Keep(Dwelling? dwelling, DwellingBody together, string? landlord)
        {
            if (landlord is not null)
            {
                together = together with { LandlordId = Landlord(landlord) ?? PutOnFile(landlord) };
            }
            if (dwelling is null)
            {
                bench.Db.Add(dwelling = new Dwelling(bench.OrganisationId, together, bench.By, bench.Call.Now));
                Know(dwelling);
            }
            else if (!dwelling.Stated.Equals(together))
            {
                dwelling.Change(together, bench.Call.Now);
            }
            return dwelling;
        }

        /// <summary>
        /// Whether the list that is applied has put it on file: what it says of that holds whichever of its rows came first, and what somebody has recorded
        /// by hand it leaves alone.
        /// </summary>
        internal bool IsOfThisList(Guid? recordedBy, DateTimeOffset recordedAt) => recordedBy == bench.By && recordedAt >= bench.Since;

        /// <summary>That the town rents it, once; it keeps the flat when one household moves out.</summary>
        internal void LetToTown(Dwelling dwelling, DateOnly from)
        {
            var known = leases.FindAll(lease => lease.DwellingId == dwelling.Id && lease.Holder == LeaseHolder.Town && lease.Overlaps(from, null));
            if (known.Count == 0)
            {
                Let(dwelling, LeaseHolder.Town, null, (from, null));
            }
            else if (known is [var one] && one.FromDate > from && IsOfThisList(one.RecordedBy, one.RecordedAt))
            {
                one.Last(from, one.UntilDate, bench.Call.Now);
            }
        }

        /// <summary>That the household rents it while one of them lives there, and what this list said so of others before follows.</summary>
        internal void LetToHousehold(Guid? household, Dwelling? rented)
        {
            if (household is not { } renting)
            {
                return;
            }
            var own = leases.FindAll(lease => lease.HouseholdId == renting);
            foreach (var dwelling in own.Select(lease => lease.DwellingId).Append(rented?.Id ?? Guid.Empty).Distinct().Where(byId.ContainsKey))
            {
                var there = own.FindAll(lease => lease.DwellingId == dwelling);
                var ofList = there.FindAll(lease => IsOfThisList(lease.RecordedBy, lease.RecordedAt));
                if (ofList.Count == 0 && dwelling != rented?.Id)
                {
                    continue;
                }
                var byHand = there.Except(ofList).ToList();
                foreach (var (from, until) in Spans(renting, dwelling).Where(span => !byHand.Exists(lease => lease.Overlaps(span.From, span.Until))))
                {
                    var met = ofList.FindAll(lease => lease.Overlaps(from, until) || lease.UntilDate == from || lease.FromDate == until);
                    if (met.Count == 0)
                    {
                        Let(byId[dwelling], LeaseHolder.Household, renting, (from, until));
                        continue;
                    }
                    met[0].Last(from, until, bench.Call.Now);
                    bench.Db.RemoveRange(met.Skip(1));
                    leases.RemoveAll(met.Skip(1).Contains);
                    ofList.RemoveAll(met.Contains);
                }
            }
        }

        // When somebody of a household lived there, without a day between.
        private List<(DateOnly From, DateOnly? Until)> Spans(Guid household, Guid dwelling)
        {
            var spans = new List<(DateOnly From, DateOnly? Until)>();
            foreach (var stay in stays.Values.SelectMany(all => all).Where(stay => stay.DwellingId == dwelling
                && HouseholdOf(stay.ClientId, stay.FromDate) == household).OrderBy(stay => stay.FromDate))
            {
                if (spans.Count == 0 || spans[^1].Until < stay.FromDate)
                {
                    spans.Add((stay.FromDate, stay.UntilDate));
                }
                else if (spans[^1].Until is { } end && (stay.UntilDate is null || stay.UntilDate > end))
                {
                    spans[^1] = (spans[^1].From, stay.UntilDate);
                }
            }
            return spans;
        }

        private void Let(Dwelling dwelling, LeaseHolder holder, Guid? household, (DateOnly From, DateOnly? Until) days)
        {
            var lease = new Lease(dwelling, new RecordLease { Holder = holder, HouseholdId = household, From = days.From, Until = days.Until },
                bench.By, bench.Call.Now);
            bench.Db.Add(lease);
            leases.Add(lease);
        }

        internal Occupancy MoveIn(Client person, Dwelling dwelling, (DateOnly From, DateOnly? Until, string? LeaveReason) said)
        {
            var life = lives.GetValueOrDefault(person.Id, Life.Unknown);
            var stay = Occupancies.Begin(Stays(person.Id), dwelling, (person.Id, life), said, bench.By, bench.Call.Now);
            bench.Db.Add(stay);
            Stays(person.Id).Add(stay);
            var rentedByTown = leases.Exists(lease => lease.DwellingId == dwelling.Id && lease.Holder == LeaseHolder.Town && lease.FromDate <= said.From
                && (lease.UntilDate is null || lease.UntilDate > said.From));
            person.LivesIn(dwelling, Whereabouts.UsualKind(rentedByTown), said.From, said.Until, bench.Call);
            return stay;
        }

        internal void MoveOut(Client person, Dwelling dwelling, Occupancy stay, DateOnly until, string reason)
        {
            stay.Leave(until, reason, bench.Call.Now);
            person.Leaves(dwelling, stay, bench.Call.Now);
        }

        private Guid PutOnFile(string name)
        {
            var landlord = new Landlord(bench.OrganisationId, new RecordLandlord { Kind = LandlordKind.Person, Name = name }, bench.By, bench.Call.Now);
            bench.Db.Add(landlord);
            landlords.Add(Folded(name), landlord.Id);
            return landlord.Id;
        }

        private void Know(Dwelling dwelling)
        {
            byId.Add(dwelling.Id, dwelling);
            dwellings.TryAdd(Key(dwelling.Stated), dwelling);
            alike.TryAdd(Alike(dwelling.Stated), dwelling);
        }

        private static (string, string, string) Alike(DwellingBody stated) => (stated.PostalCode, StreetKey.Of(stated.Street), Folded(stated.Name ?? ""));

        // As the unique index dwelling_once has it.
        private static (string, string, string) Key(DwellingBody stated) => (stated.PostalCode, Folded(stated.Street), Folded(stated.Name ?? ""));

        private static string Folded(string text) => text.Trim().ToLowerInvariant();
    }
}
