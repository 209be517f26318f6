using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;
using CaseManagement.UnitTests.Imports;

namespace CaseManagement.ApiTests.Imports;

/// <summary>
/// A town takes over four years of 1,000 persons by lists on one day: who was allocated, present, housed in which flat, in kindergarten, on which benefit and
/// in first-labour-market work on four key dates, which flats were let, and by how many landlords, is what a model of its own says, which knows nothing of
/// the product: by the facts, by the API, and by the ledger.
/// </summary>
[TakesLong]
public sealed class TownHistoryTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const int Persons = 1000;

    private sealed record Stay(DateOnly From, DateOnly? Until, string As);

    private sealed record Benefit(string Regime, DateOnly From, DateOnly? Until);

    private sealed record Place(string Kind, string Provider, DateOnly? Waiting, DateOnly? Given, DateOnly? Begun, DateOnly? Ended, string? Why);

    private sealed record Job(string Kind, string Employer, DateOnly From, DateOnly? Until);

    /// <summary>A flat: one of a house, rented by those who live there or by the town.</summary>
    private sealed record Flat(int House, string? Name, string Street, string FoundBy, DateOnly? FoundOn, int Landlord, bool OwnLease)
    {
        public string Key => $"{House}|{Name}";
    }

    /// <summary>That somebody lives in a flat; the next one may begin where this one ends without a word of that.</summary>
    private sealed record Home(Flat Flat, DateOnly From, DateOnly? Until, bool EndIsTold);

    /// <summary>Somebody of the model.</summary>
    private sealed class Someone
    {
        public required string Family { get; init; }
        public required string Given { get; init; }
        public required string File { get; init; }
        public required DateOnly Born { get; init; }
        public required bool IsAdult { get; init; }
        public DateOnly? AllocatedOn { get; set; }
        public bool NeverArrived { get; set; }
        public List<Stay> Stays { get; } = [];
        public List<Benefit> Benefits { get; } = [];
        public List<Place> Places { get; } = [];
        public List<Job> Jobs { get; } = [];
        public List<Home> Homes { get; } = [];
        public bool Rents => Homes.Exists(home => home.Flat.OwnLease);
        public Guid Id { get; set; }

        public Flat? FlatOn(DateOnly day) => Homes.Find(home => Holds(home.From, home.Until, day))?.Flat;

        public static bool Holds(DateOnly from, DateOnly? until, DateOnly day) => from <= day && (until is null || day < until);

        public bool IsPresent(DateOnly day) => Stays.Exists(stay => Holds(stay.From, stay.Until, day));

        public bool IsAllocated(DateOnly day) => AllocatedOn <= day && !NeverArrived;

        public bool IsInKindergarten(DateOnly day) => Places.Exists(place => place.Kind == "kindergarten" && (place.Given ?? place.Begun) is { } since
            && Holds(since, place.Ended, day));

        public bool WorksOnTheFirstLabourMarket(DateOnly day) => Jobs.Exists(job => job.Kind is "full-time" or "part-time" or "mini-job"
            && Holds(job.From, job.Until, day));

        public IEnumerable<string> RegimesOn(DateOnly day) => Benefits
            .Where(benefit => Holds(benefit.From, benefit.Until, day)).Select(benefit => benefit.Regime);

        public int Events => (AllocatedOn is null ? 0 : 1) + (NeverArrived ? 1 : 0) + Stays.Sum(stay => stay.Until is null ? 1 : 2)
            + Benefits.Sum(benefit => benefit.Until is null ? 1 : 2) + Jobs.Sum(job => job.Until is null ? 1 : 2)
            + Homes.Sum(home => home.Until is null ? 1 : 2)
            + Places.Sum(place => new[] { place.Waiting, place.Given, place.Begun, place.Ended }.Count(day => day is not null));
    }

    [Fact]
    public async Task Four_years_of_a_town_are_loaded_by_lists_and_read_back_on_four_key_dates()
    {
        var today = api.Given.Today;
        DateOnly[] keys = [today.AddDays(-1200), today.AddDays(-800), today.AddDays(-400), today];
        var town = new Town(new Random(20260301), keys).People;
        Assert.Equal(Persons, town.Count);
        Assert.InRange(town.Sum(person => person.Events), 5000, 12_000);

        var facts = await api.Given.FactOffice();
        var office = new ImportOffice(api, facts.OrganisationId, facts.TeamId, facts.Supervisor, facts.Client);
        await Register(facts, office, town);
        await Load(facts, town);

        foreach (var day in keys)
        {
            await Compare(facts, town, day);
        }
        await CompareFlats(facts, town, keys);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    // Some whom the district allocated come by its list; the others, who would have come by many of them over the years, are put on file with their
    // allocation at once. Who never came is cancelled by hand.
    private async Task Register(FactOffice facts, ImportOffice office, List<Someone> town)
    {
        var listed = town.Where(person => person.AllocatedOn is not null).Take(40).ToHashSet();
        await office.Import(AllocationFile.Of(listed.Select(person => AllocationFile.Row(
            person.Family, person.Given, German(person.Born), person.File, person.File,
            person.IsAdult ? "Antragsteller/in" : "Kind", allocated: German(person.AllocatedOn!.Value)))));
        var others = town.Where(person => !listed.Contains(person)).ToList();
        var created = await facts.Persons(
            [.. others.Select(person => (FactOffice.Named(person.Family, person.Given, $"{person.Born:yyyy-MM-dd}"), (string?)person.File))]);
        foreach (var allocated in others.Zip(created).Where(pair => pair.First.AllocatedOn is not null).Chunk(50))
        {
            await api.InOrganisation(facts.OrganisationId, db =>
            {
                db.AddRange(allocated.Select(pair => new Allocation(facts.OrganisationId, pair.Second,
                    new AllocationEntry { AllocatedOn = pair.First.AllocatedOn!.Value, AccommodationId = facts.AccommodationId }, null, null, api.Given.Now)));
                return db.SaveChangesAsync();
            });
        }
        // Who rents does so as a household.
        foreach (var families in others.Zip(created).GroupBy(pair => pair.First.File).Where(family => family.Any(one => one.First.Rents)).Chunk(25))
        {
            await api.InOrganisation(facts.OrganisationId, db =>
            {
                foreach (var family in families)
                {
                    var household = new Household(facts.OrganisationId, family.Key, api.Given.Now);
                    db.Add(household);
                    foreach (var (person, id) in family.Where(one => !one.First.NeverArrived))
                    {
                        household.Add(id, person.IsAdult ? "applicant" : "child", person.Stays[0].From, api.Given.Now);
                    }
                }
                return db.SaveChangesAsync();
            });
        }
        var ids = (await api.Sql<string>($"""
            select string_agg(family_name || '|' || given_name || '|' || id, ';') from app.client where organisation_id = '{facts.OrganisationId}'
            """)).Split(';').Select(row => row.Split('|')).ToDictionary(row => (row[0], row[1]), row => Guid.Parse(row[2]));
        town.ForEach(person => person.Id = ids[(person.Family, person.Given)]);
        Assert.Equal(Persons, ids.Count);
        foreach (var person in town.Where(person => person.NeverArrived))
        {
            var allocation = (await facts.Client.Read($"/api/v1/clients/{person.Id}/allocations"))["items"]![0].Text("id");
            await facts.Client.Post($"/api/v1/allocations/{allocation}/cancel", new { cancelReason = "never-arrived" },
                (await facts.Client.GetAsync($"/api/v1/allocations/{allocation}")).Tag()).Expect(200);
        }
    }

    private static async Task Load(FactOffice facts, List<Someone> town)
    {
        var shuffled = new Random(7);
        string[] Shuffled(IEnumerable<string> rows)
        {
            string[] all = [.. rows];
            shuffled.Shuffle(all);
            return all;
        }

        // With commas and English headers: by file number and given name, without an end where the next benefit follows. First, because the
        // ledger tells every other event with the benefit of its day.
        var benefits = await facts.Load("benefits", Encoding.UTF8.GetBytes(string.Join("\n", Shuffled(town.SelectMany(
            person => person.Benefits.Select((benefit, i) =>
            $"{person.File},{person.Given},{benefit.From:yyyy-MM-dd},{benefit.Regime},"
            + (i + 1 < person.Benefits.Count && person.Benefits[i + 1].From == benefit.Until ? "" : $"{benefit.Until:yyyy-MM-dd}"))))
            .Prepend("File number,Given name,From,Benefit,Until"))), "benefits.csv");
        // UTF-8 with mark, as Excel writes it: by names and birth date. Who left is told by rows of their own.
        var presences = await facts.Load("presences", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(string.Join("\r\n", Shuffled(town.SelectMany(person =>
            person.Stays.Select(stay => $"{person.Family};{person.Given};{German(person.Born)};{German(stay.From)};{stay.As};;")
                .Concat(person.Stays.Where(stay => stay.Until is not null)
                    .Select(stay => $"{person.Family};{person.Given};{German(person.Born)};{German(stay.From)};{stay.As};{German(stay.Until!.Value)};Umzug"))))
            .Prepend("Familienname;Vorname;Geburtsdatum;Ankunft;Ankunftsart;Weggang;Grund des Weggangs")))], "anwesenheit.csv");
        // Windows-1252 with semicolons: waiting and the rest in two rows.
        var places = await facts.Load("participations", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(string.Join("\r\n", Shuffled(
            town.SelectMany(person => person.Places.SelectMany(place => Rows(person, place))))
            .Prepend("Personen-ID;Art;Träger;Wartet seit;Platz ab;Begonnen am;Beendet am;Abbruchgrund;Rücknahmegrund"))), "kita.csv");
        // A workbook with real dates.
        var jobs = await facts.Load("employments", Sheets.Workbook(new Sheets.Sheet("Arbeit", null,
        [
            [.. "Personen-ID;Von;Art der Arbeit;Betrieb;Bis".Split(';').Select(Sheets.Text)],
            .. town.SelectMany(person => person.Jobs.Select(job => (Sheets.Cell[])
            [
                Sheets.Text(person.Id.ToString()), Sheets.Date(job.From), Sheets.Text(job.Kind), Sheets.Text(job.Employer),
                job.Until is { } until ? Sheets.Date(until) : Sheets.Text(""),
            ])),
        ])), "arbeit.xlsx");
        // Streets, landlords and days of finding as each writes them; two rows of a stay where the end is told later.
        var flats = await facts.Load("occupancies", Shuffled(town.SelectMany(person => person.Homes.SelectMany(
            (home, i) => Rows(person, home, i + person.Homes.Count + person.Given.Length))))
            .Prepend("Personen-ID;Eingezogen am;Straße;PLZ;Ort;Wohnung;Gefunden durch;Gefunden am;Vermieter;Eigener Mietvertrag;Ausgezogen am;"
                + "Grund des Auszugs"));
        foreach (var list in (Guid[])[presences, benefits, places, jobs, flats])
        {
            var counts = (await facts.Get(list))["counts"]!;
            Assert.Equal(("applied", 0, 0, 0),
                ((await facts.Get(list)).Text("status"), counts.Number("conflicts"), counts.Number("refused"), counts.Number("failed")));
            Assert.Equal(counts.Number("applied"), counts.Number("new") + counts.Number("completes"));
        }
    }

    private static IEnumerable<string> Rows(Someone person, Place place)
    {
        if (place is { Waiting: { } waiting, Begun: not null })
        {
            yield return $"{person.Id};{place.Kind};{place.Provider};{German(waiting)};;;;;";
        }
        var (broken, withdrawn) = place.Begun is not null ? (place.Why, null) : ((string?)null, place.Why);
        yield return $"{person.Id};{place.Kind};{place.Provider};{German(place.Waiting)};{German(place.Given)};{German(place.Begun)};"
            + $"{German(place.Ended)};{broken};{withdrawn}";
    }

    private static IEnumerable<string> Rows(Someone person, Home home, int how)
    {
        var (flat, told) = (home.Flat, home.EndIsTold ? home.Until : null);
        var street = (how % 5) switch
        {
            0 => $"{flat.Street}straße {flat.House}",
            1 => $"{flat.Street}str. {flat.House}",
            2 => $"{flat.Street.ToUpperInvariant()}STRASSE {flat.House}",
            3 => $"{flat.Street} Strasse  {flat.House}",
            _ => $"{flat.Street}-Str.{flat.House}",
        };
        var landlord = how % 2 == 0 ? $"Vermieter {flat.Landlord}" : $" VERMIETER {flat.Landlord}";
        string Row(DateOnly? until) =>
            $"{person.Id};{German(home.From)};{street};73207;Plochingen;{flat.Name};{flat.FoundBy};{German(flat.FoundOn)};{landlord};"
            + $"{(flat.OwnLease ? "ja" : "nein")};{German(until)};{(until is null ? "" : "other")}";
        if (told is not null && how % 3 == 0)
        {
            yield return Row(null);
        }
        yield return Row(told);
    }

    private async Task Compare(FactOffice facts, List<Someone> town, DateOnly day)
    {
        SortedSet<string> Expected(Func<Someone, bool> which) => [.. town.Where(which).Select(person => person.Id.ToString())];
        var own = facts.OrganisationId;
        var (on, holds) = ($"date '{day:yyyy-MM-dd}'", $"organisation_id = '{own}' and daterange(from_date, until_date) @> date '{day:yyyy-MM-dd}'");

        AssertSame("allocated", Expected(person => person.IsAllocated(day)),
            await Ids($"select client_id as id from app.allocation where organisation_id = '{own}' and status = 'effective' and allocated_on <= {on}"),
            await Ledger("'allocated'", "'none'", "true"));
        AssertSame("present", Expected(person => person.IsPresent(day)),
            await Ids($"select client_id as id from app.presence where {holds} and voided_at is null"),
            await Ledger("'arrived'", "'left'", "true"));
        AssertSame("in kindergarten", Expected(person => person.IsInKindergarten(day)),
            await Shown(facts.Client, $"/api/v1/participations?kind=kindergarten&placeOn={day:yyyy-MM-dd}"),
            await Ledger("'place_begun'", "'place_ended'", "attributes ->> 'kind' = 'kindergarten'"));
        AssertSame("on the first labour market", Expected(person => person.WorksOnTheFirstLabourMarket(day)),
            await Shown(facts.Client, $"/api/v1/employments?firstLabourMarket=true&on={day:yyyy-MM-dd}"),
            await Ledger("'job_begun'", "'job_ended'", "(attributes ->> 'firstLabourMarket')::boolean"));
        foreach (var regime in (string[])["asylblg-3", "asylblg-2", "sgb2", "applied", "none", "elterngeld", "sgb12-4"])
        {
            AssertSame(regime, Expected(person => person.RegimesOn(day).Contains(regime)),
                await Ids($"select client_id as id from app.client_benefit where {holds} and regime = '{regime}'"),
                await Ledger("'benefit_begun'", "'benefit_ended'", $"attributes ->> 'regime' = '{regime}'"));
        }
        foreach (var (kind, own_) in ((string, bool)[])[("mietwohnung", true), ("dezentrale-wohnung", false)])
        {
            AssertSame(kind, Expected(person => person.FlatOn(day)?.OwnLease == own_),
                await Ids($"select client_id as id from app.client_accommodation where {holds} and kind = '{kind}'"),
                await Ledger("'accommodation_begun'", "'accommodation_ended'", $"attributes ->> 'kind' = '{kind}'"));
        }
        // Who lives in which flat: told by the occupancies, as a frontend reads them, and by the addresses; the ledger says that somebody does, not where.
        SortedSet<string> Housed(Func<Flat, string> where) =>
            [.. town.Where(person => person.FlatOn(day) is not null).Select(person => $"{person.Id}|{where(person.FlatOn(day)!)}")];
        AssertSame("housed where", Housed(flat => flat.Key), await Shown(facts.Client, $"/api/v1/occupancies?on={day:yyyy-MM-dd}",
            row => $"{row.Text("clientId")}|{row.Text("street")!.Split(' ', '.')[^1]}|{row.Text("dwellingName")}"), Housed(flat => flat.Key));
        AssertSame("at which address", Housed(flat => $"{flat.House}"),
            await Ids($"select client_id || '|' || substring(street from '[0-9]+$') as id from app.client_address where {holds}"),
            Housed(flat => $"{flat.House}"));
        var housed = Expected(person => person.FlatOn(day) is not null);
        AssertSame("in a flat", housed, housed, await Ledger("'occupancy_begun'", "'occupancy_ended'", "true"));

        Task<SortedSet<string>> Ledger(string begins, string ends, string which) => Ids($"""
            select s.unit_id as id from ledger.entry e join ledger.subject s on s.pseudonym = e.pseudonym
            where e.organisation_id = '{own}' and e.kind in ({begins}, {ends}) and e.on_date <= {on} and {which}
              and e.reversal_of is null and not exists (select from ledger.entry r where r.reversal_of = e.no)
            group by s.unit_id having sum(case when e.kind = {begins} then 1 else -1 end) > 0
            """);

        void AssertSame(string what, SortedSet<string> expected, SortedSet<string> byFacts, SortedSet<string> byLedger)
        {
            Assert.True(expected.SetEquals(byFacts), $"{what} on {day}, facts: {expected.Count} expected, {byFacts.Count} found, {Who(expected, byFacts)}");
            Assert.True(expected.SetEquals(byLedger), $"{what} on {day}, ledger: {expected.Count} expected, {byLedger.Count} found, {Who(expected, byLedger)}");
        }
    }

    // Flats, landlords and households that rent, each a unit of its own: as many as there are, which are let on a day, and how many in the periods between two.
    private async Task CompareFlats(FactOffice facts, List<Someone> town, DateOnly[] keys)
    {
        var homes = town.SelectMany(person => person.Homes.Select(home => (person.File, Home: home))).ToList();
        var flats = homes.Select(one => one.Home.Flat).Distinct().ToList();
        Assert.InRange(flats.Count, 100, 500);
        Assert.Equal((flats.Count, flats.Select(flat => flat.Landlord).Distinct().Count()),
            ((int)await facts.Count("app.dwelling"), (int)await facts.Count("app.landlord")));
        // Once the town rents a flat, it keeps it.
        bool IsLet(Flat flat, DateOnly from, DateOnly until) => homes.Exists(one => one.Home.Flat == flat && one.Home.From < until
            && (!flat.OwnLease || one.Home.Until is null || one.Home.Until > from));
        DateOnly Found(Flat flat) => flat.FoundOn ?? homes.Where(one => one.Home.Flat == flat).Min(one => one.Home.From);
        foreach (var day in keys)
        {
            SortedSet<string> expected = [.. flats.Where(flat => Found(flat) <= day && IsLet(flat, day, day.AddDays(1))).Select(flat => flat.Key)];
            var shown = await Shown(facts.Client, $"/api/v1/dwellings?let=true&on={day:yyyy-MM-dd}",
                row => $"{row.Text("street")!.Split(' ', '.')[^1]}|{row.Text("name")}");
            Assert.True(expected.SetEquals(shown), $"let on {day}: {expected.Count} expected, {shown.Count} found, {Who(expected, shown)}");
            await Is(town.Count(person => person.FlatOn(day) is not null), $"living_in_flats?on={day:yyyy-MM-dd}");
        }
        foreach (var (from, until) in keys.Zip(keys.Skip(1)))
        {
            var period = $"from={from:yyyy-MM-dd}&until={until:yyyy-MM-dd}";
            bool Lives(Home home) => home.From < until && (home.Until is null || home.Until > from);
            await Is(flats.Count(flat => Found(flat) >= from && Found(flat) < until), $"flats_found?{period}");
            await Is(town.Count(person => person.Homes.Exists(Lives)), $"lived_in_flats?{period}");
            await Is(flats.Where(flat => flat.OwnLease && IsLet(flat, from, until)).Select(flat => flat.Landlord).Distinct().Count(),
                $"landlords_letting_directly?{period}");
            await Is(homes.Where(one => one.Home.Flat.OwnLease && Lives(one.Home)).Select(one => one.File).Distinct().Count(), $"households_renting?{period}");
        }

        async Task Is(int n, string question) => Assert.Equal((question, n),
            (question, (await facts.Client.Read($"/api/v1/statistics/figures/{question}")).Number("n")));
    }

    private static string Who(SortedSet<string> one, SortedSet<string> other) => string.Join(", ", one.Except(other).Concat(other.Except(one)).Take(5));

    private async Task<SortedSet<string>> Ids(string sql) =>
        [.. (await api.Sql<string>($"select coalesce(string_agg(distinct id::text, ' '), '') from ({sql}) x"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    // As a frontend reads it, page by page.
    private static async Task<SortedSet<string>> Shown(HttpClient client, string path, Func<JsonNode, string>? which = null)
    {
        var found = new SortedSet<string>();
        string? cursor = null;
        do
        {
            var page = await client.Read($"{path}&limit=200{(cursor is null ? "" : $"&cursor={cursor}")}");
            found.UnionWith(page["items"]!.AsArray().Select(row => which?.Invoke(row!) ?? row.Text("clientId")!));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);
        return found;
    }

    private static string German(DateOnly? day) => day?.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The town, with its traps at the key dates.</summary>
    private sealed class Town
    {
        private static readonly string[] Syllables =
        [
            "ba", "do", "fe", "gu", "hi", "ka", "lo", "me", "nu", "pi", "ra", "so", "te", "vu", "wi", "za", "cho", "sha", "bri", "kle",
            "dra", "mou", "zel", "tor",
        ];

        private readonly Random random;
        private readonly DateOnly first, today;
        private readonly HashSet<string> names = [];
        private readonly List<(Flat Flat, DateOnly Since)> vacant = [];
        private int births, files, houses, flats;

        public Town(Random random, DateOnly[] keys)
        {
            (this.random, first, today) = (random, keys[0].AddDays(-260), keys[^1]);
            while (People.Count < Persons)
            {
                Family(keys[People.Count % keys.Length]);
            }
            People.RemoveRange(Persons, People.Count - Persons);
        }

        public List<Someone> People { get; } = [];

        private void Family(DateOnly key)
        {
            var (family, file, size) = (Name(4), $"ES-{files++ + 10_000}", 1 + random.Next(5));
            var (came, kind) = (Day(first, today.AddDays(-60)), random.Next(10));
            for (var i = 0; i < size; i++)
            {
                var adult = i == 0 || (i == 1 && size > 2);
                var person = new Someone { Family = family, Given = Name(3), File = file, Born = Born(adult, came), IsAdult = adult };
                People.Add(person);
                Live(person, came, kind, key, i);
            }
            if (random.Next(4) == 0)
            {
                // Born here: present from birth, allocated by nobody; now and then on the key date itself.
                var born = random.Next(4) == 0 && key > came && key < today ? key : Day(came, today.AddDays(-1));
                var child = new Someone { Family = family, Given = Name(3), File = file, Born = born, IsAdult = false };
                child.Stays.Add(new Stay(born, null, "Hier geboren"));
                Benefits(child, born, key);
                People.Add(child);
            }
            Homes([.. People.Where(person => person.File == file && !person.NeverArrived)], key);
        }

        // A family moves: in on the key date, within the town on it, back to where it lived, out on it (and others in), with a gap, and one of them alone.
        private void Homes(List<Someone> family, DateOnly key)
        {
            if (family.Count == 0 || files % 3 == 0)
            {
                return;
            }
            // Whom the allocation list brings (the first of them) has no household by this file: the town rents for them.
            var own = People.Count > 60 && random.Next(3) > 0;
            var since = family.Max(person => person.Stays[0].From).AddDays(10);
            var trap = random.Next(8);
            if (since.AddDays(40) >= key || key.AddDays(60) > today)
            {
                // No room for a trap: just before today, or some day.
                if (since < today)
                {
                    Live(New(own, since), since, null);
                }
                return;
            }
            var first = trap == 0 ? key : Day(since, key.AddDays(-30));
            var flat = trap != 0 && vacant.FindIndex(free => free.Since <= first && free.Flat.OwnLease == own && first < key) is >= 0 and var place
                ? Taken(place) : New(own, first);
            switch (trap)
            {
                case 0 or 1:
                    Live(flat, first, null);
                    break;
                case 2: // Within the town on the key date, which nobody says of the first flat.
                    Live(flat, first, key, told: false);
                    Live(New(own, key), key, null);
                    break;
                case 3: // Out on the key date, and in elsewhere some weeks later.
                    Live(flat, first, key);
                    vacant.Add((flat, key));
                    Live(New(own, key.AddDays(30)), key.AddDays(30), null);
                    break;
                case 4: // Back to the first one on the key date.
                    var away = first.AddDays(15);
                    Live(flat, first, away, told: false);
                    Live(New(own, away), away, key, told: false);
                    Live(flat, key, null);
                    break;
                case 5: // Out on the key date, and others in on the same day.
                    Live(flat, first, key);
                    vacant.Add((flat, key));
                    break;
                case 6: // The last of them leaves the others on the key date, or the day after.
                    var alone = random.Next(2) == 0 ? key : key.AddDays(1);
                    Live(flat, first, null, but: family[^1]);
                    family[^1].Homes.Add(new Home(flat, first, alone, EndIsTold: random.Next(2) == 0));
                    family[^1].Homes.Add(new Home(New(own, alone), alone, null, EndIsTold: false));
                    break;
                default: // The first came ahead, the others only after the key date.
                    family[0].Homes.Add(new Home(flat, first, null, EndIsTold: false));
                    family.Skip(1).ToList().ForEach(person => person.Homes.Add(new Home(flat, key.AddDays(1), null, EndIsTold: false)));
                    break;
            }

            void Live(Flat where, DateOnly from, DateOnly? until, bool told = true, Someone? but = null) => family.Where(person => person != but).ToList()
                .ForEach(person => person.Homes.Add(new Home(where, from, until, told && until is not null)));
        }

        private Flat Taken(int place)
        {
            var flat = vacant[place].Flat;
            vacant.RemoveAt(place);
            return flat;
        }

        // Every other house has two flats; some tell the day on which they were found, the others are found when somebody moves in.
        private Flat New(bool own, DateOnly from)
        {
            var n = flats++;
            string[] streets = ["Haupt", "Bahnhof", "Esslinger", "Schul"], by = ["town-on-general-market", "household", "alliance"];
            return new Flat(10 + n / 2, n % 4 < 2 ? $"{n % 2 + 1}. OG" : null, streets[n / 2 % 4] + (n % 4 < 2 || n % 2 == 0 ? "" : "hof"), by[n % 3],
                n % 3 == 0 ? null : from.AddDays(-n % 20), n / 4, own);
        }

        private void Live(Someone person, DateOnly came, int kind, DateOnly key, int place)
        {
            if (kind < 8)
            {
                person.AllocatedOn = came;
                if (kind == 0 && place == 0)
                {
                    person.NeverArrived = true;
                    return;
                }
            }
            var arrived = kind < 8 ? came.AddDays(random.Next(3)) : came;
            var fate = random.Next(12);
            // Gone on the key date, gone the day after, and back on it.
            DateOnly? left = fate switch
            {
                0 when key > arrived => key,
                1 when key > arrived && key < today => key.AddDays(1),
                2 or 3 => Day(arrived.AddDays(20), today),
                _ => null,
            };
            left = left > arrived && left <= today ? left : null;
            person.Stays.Add(new Stay(arrived, left, kind < 8 ? "Zuweisung" : kind == 8 ? "Familiennachzug" : "Zuzug"));
            if (left is { } gone && fate != 2 && gone < today.AddDays(-40))
            {
                var back = key > gone && random.Next(2) == 0 ? key : Day(gone.AddDays(1), today);
                person.Stays.Add(new Stay(back, null, "Rückkehr"));
            }
            Benefits(person, arrived, key);
            if (person.IsAdult)
            {
                Jobs(person, arrived, key);
            }
            else
            {
                Kindergarten(person, arrived, key);
            }
        }

        // From one benefit to the next, with gaps, double changes and a way back; the last one lasts.
        private void Benefits(Someone person, DateOnly since, DateOnly key)
        {
            string[] chain = random.Next(10) switch
            {
                0 or 1 => ["asylblg-3", "sgb2"],
                2 => ["asylblg-3", "asylblg-2", "applied", "sgb2"],
                3 => ["asylblg-3", "sgb2", "none", "sgb2"],
                4 => ["asylblg-3", "applied", "sgb2", "none"],
                _ => ["asylblg-3"],
            };
            var from = since;
            for (var i = 0; i < chain.Length && from <= today; i++)
            {
                DateOnly? until = i + 1 == chain.Length ? null
                    : random.Next(4) == 0 && key > from ? key : from.AddDays(30 + random.Next(400));
                if (until > today)
                {
                    until = null;
                }
                person.Benefits.Add(new Benefit(chain[i], from, until));
                if (until is null)
                {
                    break;
                }
                // A gap of some days now and then; otherwise the next one begins where this one ends.
                from = until.Value.AddDays(random.Next(5) == 0 ? 1 + random.Next(60) : 0);
            }
            // Beside what secures the livelihood, where the law allows it.
            if (person.IsAdult && random.Next(8) == 0 && !chain.Contains("applied"))
            {
                person.Benefits.Add(new Benefit("elterngeld", since.AddDays(7), since.AddDays(7 + 300) is var end && end <= today ? end : null));
            }
        }

        // Two at once, a change of job on the key date, apprenticeships and work opportunities that do not count, jobs that lasted one day.
        private void Jobs(Someone person, DateOnly since, DateOnly key)
        {
            string[] kinds = ["full-time", "part-time", "mini-job", "apprenticeship", "self-employment", "internship", "work-opportunity"];
            var from = since.AddDays(60 + random.Next(300));
            for (var n = random.Next(4); n > 0 && from < today.AddDays(-2); n--)
            {
                DateOnly? until = random.Next(3) switch { 0 => null, 1 when key > from => key, _ => from.AddDays(1 + random.Next(300)) };
                person.Jobs.Add(new Job(kinds[random.Next(kinds.Length)], $"Betrieb {++houses}", from, until));
                from = random.Next(2) == 0 ? until ?? from.AddDays(30) : from.AddDays(1 + random.Next(120)); // Beside the other one, or after it.
            }
        }

        // Waits for one and goes to another; a change on the key date; school does not count.
        private void Kindergarten(Someone person, DateOnly since, DateOnly key)
        {
            var begun = since.AddDays(40 + random.Next(200));
            if (begun >= today.AddDays(-5) || random.Next(4) == 0)
            {
                return;
            }
            var kind = random.Next(5) == 0 ? "school" : "kindergarten";
            DateOnly? waiting = random.Next(2) == 0 ? begun.AddDays(-30) : null, given = random.Next(2) == 0 ? begun.AddDays(-10) : null;
            DateOnly? ended = random.Next(3) switch { 0 when key > begun => key, 1 => begun.AddDays(5 + random.Next(300)), _ => null };
            ended = ended <= today ? ended : null;
            person.Places.Add(new Place(kind, $"Haus {++houses}", waiting, given, begun, ended, ended is not null && random.Next(2) == 0 ? "moved" : null));
            if (ended is { } next && next < today)
            {
                person.Places.Add(new Place("kindergarten", $"Haus {++houses}", null, null, next, null, null));
            }
            if (random.Next(3) == 0)
            {
                DateOnly? withdrawn = random.Next(2) == 0 ? begun : null;
                person.Places.Add(new Place("kindergarten", $"Haus {++houses}", begun.AddDays(-25), null, null, withdrawn,
                    withdrawn is null ? null : "place-elsewhere"));
            }
        }

        private DateOnly Born(bool adult, DateOnly came) =>
            (adult ? new DateOnly(1960, 2, 3) : came.AddDays(-2200)).AddDays(adult ? 13 * births++ % 14_000 : 2 * births++ % 2100);

        private DateOnly Day(DateOnly from, DateOnly until) => from.AddDays(random.Next(Math.Max(1, until.DayNumber - from.DayNumber)));

        // Names of nobody, none of them near another one.
        private string Name(int syllables)
        {
            for (; ; )
            {
                var name = string.Concat(Enumerable.Range(0, syllables).Select(_ => Syllables[random.Next(Syllables.Length)]));
                name = char.ToUpperInvariant(name[0]) + name[1..];
                if (names.Add(name))
                {
                    return name;
                }
            }
        }
    }
}
