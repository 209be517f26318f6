using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;
using CaseManagement.UnitTests.Imports;

namespace CaseManagement.ApiTests.Imports;

/// <summary>What each endpoint of fact lists promises, on small lists.</summary>
public sealed class FactListTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly PersonEntry Zahra = FactOffice.Named("Karimi", "Zahra", "1986-10-26");
    private static readonly PersonEntry Ali = FactOffice.Named("Müller-Öz", "Ali", "2010-04-03", "male");

    [Fact]
    public async Task A_list_is_checked_first_then_applied_in_the_order_of_the_days_and_the_same_file_twice_changes_nothing()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra, Ali);
        // The return stands above the arrival, the departure below both.
        string[] lines =
        [
            "Familienname;Vorname;Geburtsdatum;Ankunft;Ankunftsart;Weggang;Grund des Weggangs",
            "Karimi;Zahra;26.10.1986;01.03.2025;Rückkehr;;",
            "Karimi;Zahra;26.10.1986;12.02.2024;Zuweisung;;",
            "Karimi;Zahra;26.10.1986;12.02.2024;Zuweisung;01.09.2024;Umzug",
            "Müller-Öz;Ali;03.04.2010;2023;Zugezogen;;",
        ];
        var id = await office.Check("presences", lines);
        Assert.Equal(["new", "new", "completes", "new"], await office.Verdicts(id));
        Assert.Equal(0L, await office.Count("app.presence"));
        var list = await office.Get(id);
        Assert.Equal(("checked", "presences", 4, 3, 1), (list.Text("status"), list.Text("kind"), list.Number("progress/rowsTotal"), list.Number("counts/new"),
            list.Number("counts/completes")));

        await office.Apply(id);
        list = await office.Get(id);
        Assert.Equal(("applied", "ended", 4), (list.Text("status"), list.Text("progress/stage"), list.Number("counts/applied")));
        var zahra = (await office.Client.Read($"/api/v1/clients/{ids[0]}/presences"))["items"]!.AsArray();
        Assert.Equal([("2025-03-01", null, "returned"), ("2024-02-12", "2024-09-01", "allocation")],
            zahra.Select(row => (row.Text("from")!, row.Text("until"), row.Text("arrivedAs")!)));
        Assert.Equal(office.Supervisor.StaffId, zahra[0].Value<Guid>("recordedBy"));
        var ali = await office.Client.Read($"/api/v1/clients/{ids[1]}/presences");
        Assert.Equal(("2023-01-01", "year"), (ali.Text("items/0/from"), ali.Text("items/0/fromPrecision")));
        var rows = await office.Client.Read($"/api/v1/fact-lists/{id}/rows?verdict=completes&count=true");
        Assert.Equal((1, "Karimi, Zahra", zahra[1].Text("id")), (rows.Number("count"), rows.Text("items/0/clientName"), rows.Text("items/0/recordId")));

        var again = await office.Load("presences", lines);
        Assert.Equal(id, (await office.Get(again)).Value<Guid>("sameFileAs"));
        Assert.Equal(["same", "same", "same", "same"], await office.Verdicts(again));
        Assert.Equal(3L, await office.Count("app.presence"));
    }

    [Fact]
    public async Task Of_who_has_died_nothing_begins_afterwards_and_what_began_before_ends_with_the_death()
    {
        var office = await api.Given.FactOffice();
        await office.Persons(Zahra);
        await office.Load("presences", "Familienname;Vorname;Geburtsdatum;Ankunft;Ankunftsart;Weggang;Grund des Weggangs",
            "Karimi;Zahra;26.10.1986;12.02.2024;Zuweisung;01.09.2024;died");
        var id = await office.Load("participations", "Familienname;Vorname;Geburtsdatum;Art;Träger;Begonnen am",
            "Karimi;Zahra;26.10.1986;club;SV;01.09.2024", "Karimi;Zahra;26.10.1986;club;TSV;01.05.2024", "Karimi;Zahra;26.10.1986;club;TV;01.05.1986");
        Assert.Equal(["conflicts person-has-died", "new", "refused on:before-birth"], await office.Verdicts(id));
        Assert.Equal("2024-09-01 died", await api.Sql<string>(
            $"select concat_ws(' ', ended_on, end_reason) from app.participation where organisation_id = '{office.OrganisationId}'"));
        id = await office.Load("employments", "Familienname;Vorname;Geburtsdatum;Von;Art der Arbeit;Betrieb", "Karimi;Zahra;26.10.1986;01.10.2024;mini-job;SV");
        Assert.Equal(["conflicts person-has-died"], await office.Verdicts(id));
    }

    [Theory]
    [InlineData("windows-1252", ";"), InlineData("utf-8-mark", ";"), InlineData("utf-8", ","), InlineData("utf-16", "\t"), InlineData("xlsx", "")]
    public async Task Any_usual_encoding_and_a_workbook_say_the_same(string encoding, string separator)
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Ali);
        string[][] cells =
        [
            ["Wochenstunden", "Träger", "Familienname", "Vorname", "geb.", "Art", "Begonnen am (TT.MM.JJJJ)"],
            ["37,5", "Kindergarten Übermut", "Müller-Öz", "ALI", "03.04.2010", "Kita", "01.09.2024"],
        ];
        var text = string.Join("\r\n", cells.Select(row => string.Join(separator, row.Select(cell => separator == "," ? $"\"{cell}\"" : cell))));
        byte[] file = encoding switch
        {
            "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text),
            "utf-8-mark" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            "utf-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            "xlsx" => Sheets.Workbook(new Sheets.Sheet("Kita", null, [.. cells.Select(row => row.Select(Sheets.Text).ToArray())])),
            _ => Encoding.UTF8.GetBytes(text),
        };
        var id = await office.Load("participations", file, encoding == "xlsx" ? "kita.xlsx" : "kita.csv");
        Assert.Equal(["new"], await office.Verdicts(id));
        var place = (await office.Client.Read($"/api/v1/participations?clientId={ids[0]}"))["items"]!.AsArray().Single();
        Assert.Equal(("kindergarten", "Kindergarten Übermut", "begun", 37.5m), (place.Text("kind"), place.Text("provider"), place.Text("status"),
            place.Value<decimal>("hoursPerWeek")));
    }

    [Fact]
    public async Task A_row_fits_exactly_one_person_whom_the_caller_sees_or_nobody()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(
        [
            (Zahra, "ES-2026/1001"), (Ali, "ES-2026/1001"), (FactOffice.Named("Osman", "Amina", "1990-05-05"), null),
            (FactOffice.Named("Osman", "Amina", "1990-05-05"), null),
        ]);
        var colleagues = await api.Given.Team(office.OrganisationId);
        var hidden = await api.Given.Client(office.OrganisationId, familyName: "Anderswo", givenName: "Noor", birthDate: new DateOnly(1980, 2, 2));
        await api.Given.Case(office.OrganisationId, hidden, colleagues);
        var foreign = (await (await api.Given.FactOffice()).Persons(FactOffice.Named("Fremd", "Kim", "1980-02-03")))[0];
        string[] lines =
        [
            "clientId;reference;givenName;familyName;birthDate;from;kind",
            $"{ids[0]};;;;;01.02.2025;mini-job",
            ";es 2026 1001;Zahra;;;01.03.2025;mini-job",
            ";ES-2026/1001;;;;01.03.2025;mini-job",
            $"{ids[0]};;Ali;;;01.03.2025;mini-job",
            ";;Amina;Osman;05.05.1990;01.03.2025;mini-job",
            ";;Amina;Osman;;01.03.2025;mini-job",
            ";;Zahra;Karimi;27.10.1986;01.03.2025;mini-job",
            ";;Noor;Anderswo;02.02.1980;01.03.2025;mini-job",
            $"{hidden};;;;;01.03.2025;mini-job",
            $"{foreign};;;;;01.03.2025;mini-job",
            "keine-id;;;;;01.03.2025;mini-job",
        ];
        var id = await office.Check("employments", lines);
        Assert.Equal(
        [
            "new", "new", "refused person-ambiguous", "refused person-unknown", "refused person-ambiguous", "refused person-not-named",
            "refused person-unknown",
            "refused person-unknown", "refused person-unknown", "refused person-unknown", "refused clientId:id-format",
        ], await office.Verdicts(id));
        var persons = await office.Count("app.client");
        await office.Apply(id);
        Assert.Equal((2L, persons), (await office.Count("app.employment"), await office.Count("app.client")));
    }

    [Fact]
    public async Task Rules_are_those_of_the_commands_and_say_which_column_broke_which_in_both_languages()
    {
        var office = await api.Given.FactOffice();
        await office.Persons(Zahra);
        const string Who = "Karimi;Zahra;26.10.1986;";
        var id = await office.Check("employments", "Familienname;Vorname;Geburtsdatum;Beginn;Art der Arbeit;Wochenstunden;Bis;Grund des Endes",
            Who + "01.02.2099;Minijob;;;", Who + "01.02.2025;Minijob;90;;", Who + "01.02.2025;Minijob;;01.02.2025;", Who + "01.02.2025;Minijob;;;limited",
            Who + "01.02.25;Minijob;;;", Who + ";Minijob;;;", Who + "01.02.2025;Zauberei;;;", Who + "31.02.2025;Minijob;viel;;",
            Who + "01.02.2025;Minijob;;;;zu;viel");
        Assert.Equal(
        [
            "refused from:employment-in-future", "refused hoursPerWeek:out-of-range", "refused until:employment-ends-before",
            "refused endReason:employment-reason-without-end", "refused from:date-format", "refused from:required", "refused kind:code-unknown",
            "refused from:date-impossible hoursPerWeek:number-format", "refused too-many-cells",
        ], await office.Verdicts(id));
        var finding = (await office.Client.Read($"/api/v1/fact-lists/{id}/rows"))["items"]![0]!["findings"]![0];
        Assert.Equal(("Beginn", "Beginn: What is recorded has begun: today or earlier."), (finding.Text("field"), finding.Text("message")));
        office.Client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("de"));
        finding = (await office.Client.Read($"/api/v1/fact-lists/{id}/rows"))["items"]![0]!["findings"]![0];
        Assert.Equal("Beginn: Erfasst wird, was begonnen hat: heute oder früher.", finding.Text("message"));
    }

    [Fact]
    public async Task What_the_file_says_otherwise_conflicts_and_stays_as_it_is()
    {
        var office = await api.Given.FactOffice();
        await office.Persons(Zahra);
        const string Who = "Karimi;Zahra;26.10.1986;";
        await office.Load("presences", "Familienname;Vorname;Geburtsdatum;Ankunft;Ankunftsart", Who + "12.02.2024;Zuweisung");
        var presences = await office.Load("presences", "Familienname;Vorname;Geburtsdatum;Ankunft;Ankunftsart;Weggang;Grund des Weggangs",
            Who + "12.02.2024;Zugezogen;;", Who + "01.05.2024;Rückkehr;;", Who + "01.01.2020;Zugezogen;01.01.2021;Umzug",
            Who + "01.01.2010;Hier geboren;01.01.2011;Umzug");
        Assert.Equal(["conflicts arrivedAs:differs-from-file", "conflicts presences-overlap", "new", "refused from:not-the-birth"],
            await office.Verdicts(presences));

        var benefits = await office.Load("benefits", "Familienname;Vorname;Geburtsdatum;Von;Leistung;Bis;Bewilligt bis;Beginn bekannt",
            Who + "01.07.2024;SGB II;;;", Who + "12.02.2024;asylblg-3;;;", Who + "01.08.2024;sgb2;;;", Who + "01.09.2024;sgb2;;;nein",
            Who + "01.07.2024;sgb2;;01.01.2025;", Who + "01.07.2024;sgb2;;01.02.2025;", Who + "01.01.2024;rente;01.08.2024;;");
        Assert.Equal(["new", "new", "conflicts overlaps-file", "same", "completes", "conflicts approvedUntil:differs-from-file", "new"],
            await office.Verdicts(benefits));
        Assert.Equal("asylblg-3 2024-02-12 2024-07-01, rente 2024-01-01 2024-08-01, sgb2 2024-07-01 -", await api.Sql<string>($"""
            select string_agg(concat_ws(' ', regime, from_date, coalesce(until_date::text, '-')), ', ' order by regime) from app.client_benefit
            where organisation_id = '{office.OrganisationId}'
            """));

        const string Kita = "Familienname;Vorname;Geburtsdatum;Art;Träger;Wartet seit;Platz ab;Begonnen am;Beendet am;Abbruchgrund";
        var places = await office.Load("participations", Kita, Who + "integration-course;VHS;01.01.2025;;;;",
            Who + "integration-course;VHS;01.01.2025;;01.03.2025;;",
            Who + "integration-course;vhs;01.01.2025;;02.03.2025;;", Who + "integration-course;VHS;;;01.04.2025;;",
            Who + "integration-course;VHS;01.01.2025;;01.03.2025;01.06.2025;",
            Who + "club;;;;;;", Who + "club;TSV;01.02.2025;;01.01.2025;;", Who + "club;TSV;01.02.2025;;;;moved",
            Who + "club;TSV;;;01.02.2025;01.03.2025;Umzug");
        Assert.Equal(
        [
            "new", "completes", "conflicts placeOn:differs-from-file begunOn:differs-from-file", "conflicts overlaps-file", "completes",
            "refused state-without-day",
            "refused on:participation-order", "refused endedOn:end-and-how", "new",
        ], await office.Verdicts(places));
        Assert.Equal("club broken_off - 2025-03-01, integration-course completed 2025-03-01 2025-06-01", await api.Sql<string>($"""
            select string_agg(concat_ws(' ', kind, status, coalesce(place_on::text, '-'), ended_on), ', ' order by kind) from app.participation
            where organisation_id = '{office.OrganisationId}'
            """));
    }

    [Fact]
    public async Task Flats_their_landlords_and_leases_come_with_who_lives_there_and_count_once()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra, Ali);
        await office.Client.Post("/api/v1/households", new
        {
            reference = "H001", members = ids.Select((id, i) => new { clientId = id, role = i == 0 ? "applicant" : "child", from = "2023-01-01" }),
        }).Expect(201);
        const string Zahras = "Karimi;Zahra;26.10.1986;", Alis = "Müller-Öz;Ali;03.04.2010;", Flat = "Bahnhofstraße 12;73207;Plochingen;2. OG links;",
            Head = "Familienname;Vorname;Geburtsdatum;Eingezogen am;Straße;PLZ;Ort;Wohnung;Gefunden durch;Gefunden am;Vermieter;Eigener Mietvertrag;"
                + "Ausgezogen am;Grund des Auszugs";
        await office.Load("accommodations", "Familienname;Vorname;Geburtsdatum;Von;Unterbringungsart;Unterkunft",
            Zahras + "01.02.2023;gemeinschaftsunterkunft;" + FactOffice.Place);
        string[] rows =
        [
            Zahras + "01.03.2024;" + Flat + "town-on-general-market;12.02.2024;Müller GmbH;ja;;",
            Alis + "01.03.2024;" + Flat + "town-on-general-market;;müller gmbh;ja;;",
            Zahras + "01.09.2025;Hauptstraße 3;73207;Plochingen;;household;;;nein;;", Alis + "01.03.2024;" + Flat + "household;;;ja;;",
            Alis + "31.02.2024;" + Flat + "household;;;ja;;", Alis + "01.03.2024;Hauptstraße 3;7320;Plochingen;;household;;;ja;;",
        ];
        var id = await office.Load("occupancies", rows.Prepend(Head));
        Assert.Equal(["new", "new", "new", "conflicts foundBy:differs-from-file", "refused from:date-impossible", "refused postalCode:postal-code-form"],
            await office.Verdicts(id));
        Assert.Equal((2L, 1L, 2L, 3L), (await office.Count("app.dwelling"), await office.Count("app.landlord"), await office.Count("app.lease"),
            await office.Count("app.occupancy")));
        // What somebody would read in her file: the shelter was left, the flat, then the next one.
        Assert.Equal(["2023-02-01 2024-03-01 gemeinschaftsunterkunft", "2024-03-01 2025-09-01 mietwohnung", "2025-09-01 - dezentrale-wohnung"],
            await api.Sql<string[]>($"""
                select array_agg(concat_ws(' ', from_date, coalesce(until_date::text, '-'), kind) order by from_date) from app.client_accommodation
                where client_id = '{ids[0]}'
                """));
        Assert.Equal(["Bahnhofstraße 12", "Hauptstraße 3"], await api.Sql<string[]>(
            $"select array_agg(street order by from_date) from app.client_address where client_id = '{ids[0]}'"));
        Assert.Equal("2024-02-12", await api.Sql<string>(
            $"select found_on::text from app.dwelling where organisation_id = '{office.OrganisationId}' and name is not null"));

        // The same once more does nothing; later it is told who has left.
        Assert.Equal(["same", "same", "same"], await office.Verdicts(await office.Load("occupancies", rows.Take(3).Prepend(Head))));
        Assert.Equal(["completes"], await office.Verdicts(await office.Load("occupancies", Head,
            Alis + "01.03.2024;" + Flat + "town-on-general-market;;;ja;01.02.2026;moved-away")));
        Assert.Equal(3L, await office.Count("app.occupancy"));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Of_a_row_that_is_refused_only_when_it_is_applied_no_flat_landlord_or_lease_stays()
    {
        var office = await api.Given.FactOffice();
        await office.Persons(Zahra, Ali);
        const string Zahras = "Karimi;Zahra;26.10.1986;", Alis = "Müller-Öz;Ali;03.04.2010;",
            Head = "Familienname;Vorname;Geburtsdatum;Eingezogen am;Straße;PLZ;Ort;Gefunden durch;Vermieter;Eigener Mietvertrag;"
                + "Ausgezogen am;Grund des Auszugs";
        var id = await office.Check("occupancies", Head, Zahras + "01.03.2024;Bahnhofstraße 12;73207;Plochingen;household;Müller GmbH;nein;;",
            Alis + "01.03.2024;Hauptstraße 3;73207;Plochingen;household;;nein;;", Zahras + "01.09.2025;Neue Straße 9;73207;Plochingen;household;;nein;;");
        Assert.Equal(["new", "new", "new"], await office.Verdicts(id));
        await office.Load("occupancies", Head, Zahras + "01.02.2024;Filsweg 5;73207;Plochingen;household;;nein;01.06.2024;moved-away");
        await office.Apply(id);

        Assert.Equal(["conflicts periods-overlap", "new", "new"], await office.Verdicts(id));
        Assert.Equal(["Filsweg 5", "Hauptstraße 3", "Neue Straße 9"], await api.Sql<string[]>(
            $"select array_agg(street order by street) from app.dwelling where organisation_id = '{office.OrganisationId}'"));
        Assert.Equal((0L, 3L, 3L), (await office.Count("app.landlord"), await office.Count("app.lease"), await office.Count("app.occupancy")));
        Assert.Equal("applied", (await office.Get(id)).Text("status"));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task A_flat_is_found_however_its_street_is_written_and_what_is_twice_on_file_stays_two()
    {
        var office = await api.Given.FactOffice();
        await office.Persons(Zahra, Ali);
        const string Zahras = "Karimi;Zahra;26.10.1986;", Alis = "Müller-Öz;Ali;03.04.2010;", Head = "Familienname;Vorname;Geburtsdatum;Eingezogen am;Straße;"
            + "PLZ;Ort;Gefunden durch;Eigener Mietvertrag;Ausgezogen am;Grund des Auszugs", Rest = ";73207;Plochingen;household;nein;";
        foreach (var street in (string[])["Hauptstraße 5", "Hauptstr. 5"])
        {
            await api.InOrganisation(office.OrganisationId, db =>
            {
                db.Add(new CaseManagement.Api.Dwellings.Dwelling(office.OrganisationId, new CaseManagement.Api.Dwellings.RecordDwelling
                {
                    Street = street, PostalCode = "73207", Town = "Plochingen", FoundBy = "household", FoundOn = new DateOnly(2023, 1, 1),
                }, null, api.Given.Now));
                return db.SaveChangesAsync();
            });
        }
        string[] rows =
        [
            Zahras + "01.03.2024;hauptstr. 5" + Rest + "01.09.2024;other", Zahras + "01.09.2024;HAUPT-STRASSE 5" + Rest + ";",
            Alis + "01.03.2024;Mühlweg 5 a" + Rest + "01.09.2024;other", Alis + "01.09.2024;Muehlweg 5A" + Rest + ";",
        ];
        // The last row says of the flat in which he has lived until that day that he moves in.
        Assert.Equal(["new", "new", "new", "new"], await office.Verdicts(await office.Load("occupancies", rows.Prepend(Head))));
        Assert.Equal(["Hauptstr. 5", "Hauptstraße 5", "Mühlweg 5 a", "Mühlweg 5 a"], await api.Sql<string[]>($"""
            select array_agg(d.street order by c.family_name, o.from_date) from app.occupancy o join app.dwelling d on d.id = o.dwelling_id
            join app.client c on c.id = o.client_id where o.organisation_id = '{office.OrganisationId}'
            """));
        Assert.Equal(3L, await office.Count("app.dwelling"));
        Assert.Equal(["same", "same", "same", "same"], await office.Verdicts(await office.Load("occupancies", rows.Prepend(Head))));

        // By hand no third one; of the two either may be corrected.
        var one = await office.Client.Read($"/api/v1/dwellings?include=ended");
        var body = new { street = "Hauptstrasse 5", postalCode = "73207", town = "Plochingen", foundBy = "household", foundOn = "2023-01-01" };
        await office.Client.Post("/api/v1/dwellings", body).ExpectProblem(409, "dwelling-exists");
        var path = $"/api/v1/dwellings/{one["items"]!.AsArray().First(row => row.Text("street") == "Hauptstr. 5").Text("id")}";
        await office.Client.Put(path, new { body.street, body.postalCode, body.town, body.foundBy, body.foundOn, rooms = 3, reason = "Zimmer" },
            (await office.Client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Language_levels_nationalities_residence_statuses_and_accommodations_are_lists_too()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra, Ali);
        const string Who = "Karimi;Zahra;26.10.1986;", Head = "Familienname;Vorname;Geburtsdatum;";
        var levels = await office.Load("language_levels", Head + "Festgestellt am;Sprache;Fertigkeit;Niveau;Alphabetisierung;Nachweis;Festgestellt von",
            Who + "14.06.2025;Deutsch;Sprechen;A2;;Zertifikat;",
            Who + "14.06.2026;Deutsch;Sprechen;b1;;certificate;VHS", Who + "14.06.2024;deu;Hören;A1;;estimate;", Who + "14.06.2024;deu;;A1;;certificate;");
        Assert.Equal(["new", "new", "refused assessedBy:language-level-by-whom", "refused level:language-level-or-literacy"], await office.Verdicts(levels));
        Assert.Equal(["new", "new", "conflicts from:differs-from-file"], await office.Verdicts(await office.Load("nationalities",
            Head + "Staatsangehörigkeit;Von;Rechtsgrundlage", Who + "Syrien;;", Who + "DEU;01.02.2026;§ 10 StAG", Who + "DEU;01.03.2026;")));
        Assert.Equal(["new", "new", "refused status:restricted-by-hand"], await office.Verdicts(await office.Load("residence_statuses",
            Head + "Von;Aufenthaltstitel;Gültig bis", Who + "12.02.2024;gestattung;", Who + "01.06.2025;25-2;31.05.2028", Who + "01.01.2026;25-4a;")));
        await api.Execute($"update app.accommodation set is_sensitive = false where id = '{office.AccommodationId}'");
        var secret = await api.Given.Accommodation(office.OrganisationId, office.TeamId, "Frauenhaus");
        await api.Execute($"update app.accommodation set is_sensitive = true where id = '{secret}'");
        await api.InOrganisation(office.OrganisationId, async db =>
        {
            var client = (await db.Set<Client>().FindAsync(ids[1]))!;
            client.BlockAddress(null, null, null, api.Given.Now);
            return await db.SaveChangesAsync();
        });
        var places = await office.Load("accommodations", Head + "Von;Wohnform;Unterkunft", Who + "12.02.2024;Gemeinschaftsunterkunft;filsweg 7",
            Who + "01.06.2025;Mietwohnung;", Who + "01.01.2026;other;Frauenhaus", "Müller-Öz;Ali;03.04.2010;01.01.2026;Mietwohnung;");
        Assert.Equal(["new", "new", "refused accommodation:accommodation-unknown", "refused address-blocked"], await office.Verdicts(places));
        var zahra = await office.Client.Read($"/api/v1/clients/{ids[0]}");
        Assert.Equal(["DEU", "SYR"], await api.Sql<string[]>($"select nationalities from app.client where id = '{ids[0]}'"));
        Assert.Equal([("gestattung", "2025-06-01"), ("25-2", null)],
            zahra["residenceStatuses"]!.AsArray().OrderBy(row => row.Text("from")).Select(row => (row.Text("status")!, row.Text("until"))));
    }

    [Fact]
    public async Task Who_is_restricted_handed_over_or_without_an_open_case_is_refused_also_when_that_came_after_the_check()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra, Ali, FactOffice.Named("Ohne", "Fall", "1990-01-05"));
        var lines = ids.Select(id => $"{id};01.02.2025;mini-job").Prepend("clientId;from;kind").ToList();
        var id = await office.Check("employments", lines);
        Assert.Equal(["new", "new", "new"], await office.Verdicts(id));
        await api.InOrganisation(office.OrganisationId, async db =>
        {
            (await db.Set<Client>().FindAsync(ids[0]))!.Restrict("accuracy-contested", null, api.Given.Now);
            return await db.SaveChangesAsync();
        });
        var of = await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{ids[2]}'");
        var reason = await api.Sql<string>("select code from app.code where list = 'case-closing-reason' and valid_to is null order by sort limit 1");
        var tag = (await office.Client.GetAsync($"/api/v1/cases/{of}")).Tag();
        await office.Client.Post($"/api/v1/cases/{of}/close", new { reasonCode = reason }, tag).Expect(200);
        await office.Apply(id);
        Assert.Equal(["refused processing-restricted", "new", "refused no-open-case"], await office.Verdicts(id));
        Assert.Equal(("applied", 1L), ((await office.Get(id)).Text("status"), await office.Count("app.employment")));
        Assert.Equal(["refused processing-restricted", "same", "refused no-open-case"], await office.Verdicts(await office.Check("employments", lines)));
    }

    [Fact]
    public async Task A_death_ends_what_ends_with_it_as_by_hand()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra);
        var reminder = await office.Client.Post("/api/v1/reminders", new
        {
            kind = "manual", title = "Anrufen", dueOn = api.Given.Today.AddDays(5), subjectType = "client", subjectId = ids[0],
        });
        await office.Load("presences", "clientId;from;arrivedAs;until;leaveReason", $"{ids[0]};2024-02-12;moved-in;{api.Given.Today:yyyy-MM-dd};verstorben");
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.reminder where subject_id = '{ids[0]}' and status = 'open'"));
        var after = await office.Check("presences", "clientId;from;arrivedAs", $"{ids[0]};2024-01-12;moved-in");
        Assert.Equal(["conflicts person-has-died"], await office.Verdicts(after));
        _ = reminder;
    }

    [Fact]
    public async Task The_report_is_a_file_with_the_verdicts_in_which_nothing_is_a_formula()
    {
        var office = await api.Given.FactOffice();
        await office.Persons(Zahra);
        var id = await office.Load("employments", "Familienname;Vorname;Geburtsdatum;Von;Art der Arbeit;Betrieb",
            "Karimi;Zahra;26.10.1986;01.02.2025;Minijob;=HYPERLINK(\"http://x\")", "Karimi;@Niemand;26.10.1986;01.02.2025;Minijob;Bäckerei");
        office.Client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("de"));
        var answer = await office.Client.GetAsync($"/api/v1/fact-lists/{id}/report").Expect(200);
        Assert.Equal(("text/csv", "liste-ergebnis.csv", "no-store"), (answer.Content.Headers.ContentType!.MediaType,
            answer.Content.Headers.ContentDisposition!.FileName, answer.Headers.CacheControl!.ToString()));
        var text = (await answer.Content.ReadAsByteArrayAsync()) is [0xEF, 0xBB, 0xBF, .. var csv] ? Encoding.UTF8.GetString(csv) : "";
        var lines = text.Split("\r\n");
        Assert.Equal("Zeile;Ergebnis;Befund;Übernommen am;Familienname;Vorname;Geburtsdatum;Von;Art der Arbeit;Betrieb", lines[0]);
        Assert.StartsWith("2;neu;;", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("Karimi;Zahra;26.10.1986;01.02.2025;Minijob;\"'=HYPERLINK(\"\"http://x\"\")\"", lines[1], StringComparison.Ordinal);
        Assert.Equal("3;abgelehnt;\"Diese Person gibt es nicht, oder sie ist nicht für Sie bestimmt.\";;"
            + "Karimi;'@Niemand;26.10.1986;01.02.2025;Minijob;Bäckerei", lines[2]);
        Assert.True(await api.Sql<bool>($"""
            select exists (select from audit.entry where action = 'DownloadFactListReport' and organisation_id = '{office.OrganisationId}')
            """));
    }

    [Fact]
    public async Task Lists_are_for_supervisors_and_accommodation_staff_of_the_organisation_and_rows_for_who_uploaded_them()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra);
        byte[] file = Encoding.UTF8.GetBytes($"clientId;from;arrivedAs\r\n{ids[0]};2024-02-12;moved-in");
        var caseworker = await api.As(await api.Given.Staff(office.OrganisationId, Role.Caseworker, office.TeamId));
        await caseworker.UploadFacts("presences", file).ExpectProblem(403, "not-permitted");
        var staff = await api.As(await api.Given.Staff(office.OrganisationId, Role.AccommodationStaff, office.TeamId));
        var id = await office.Check("presences", file);
        await staff.GetAsync($"/api/v1/fact-lists/{id}").Expect(200);
        await staff.GetAsync($"/api/v1/fact-lists/{id}/rows").ExpectProblem(404, "not-found");
        await staff.GetAsync($"/api/v1/fact-lists/{id}/report").ExpectProblem(404, "not-found");
        var other = (await api.Given.FactOffice()).Client;
        await other.GetAsync($"/api/v1/fact-lists/{id}").ExpectProblem(404, "not-found");
        Assert.Empty((await other.Read("/api/v1/fact-lists"))["items"]!.AsArray());

        await office.Client.Post($"/api/v1/fact-lists/{id}/apply", null).ExpectProblem(428, "if-match-required");
        await office.Client.Post($"/api/v1/fact-lists/{id}/apply", null, "\"1\"").ExpectProblem(412, "stale");
        var tag = await office.Tag(id);
        await office.Client.Post($"/api/v1/fact-lists/{id}/apply", null, tag).Expect(202);
        await office.Client.Post($"/api/v1/fact-lists/{id}/apply", null, tag).ExpectProblem(412, "stale");
        await office.Client.Post($"/api/v1/fact-lists/{id}/discard", null, await office.Tag(id)).ExpectProblem(409, "import-being-applied");
        await office.Process();
        await office.Client.Post($"/api/v1/fact-lists/{id}/discard", null, await office.Tag(id)).ExpectProblem(409, "fact-list-transition");

        await office.Client.UploadFacts("wishes", file).ExpectProblem(400, "validation-failed");
        await office.Client.UploadFacts("benefits", file).ExpectProblem(422, "import-columns");
        await office.Client.UploadFacts("presences", "a;b\r\n1;2"u8.ToArray()).ExpectProblem(422, "import-no-header");
        var discarded = await office.Check("presences", file);
        await office.Client.Post($"/api/v1/fact-lists/{discarded}/discard", null, await office.Tag(discarded)).Expect(200);
        Assert.Equal("discarded", (await office.Get(discarded)).Text("status"));
    }

    [Fact]
    public async Task A_colleague_who_does_not_read_the_rows_neither_applies_nor_discards_them()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra);
        var id = await office.Check("presences", "clientId;from;arrivedAs", $"{ids[0]};2024-02-12;moved-in");
        var colleague = await api.As(await api.Given.Staff(office.OrganisationId, Role.AccommodationStaff, office.TeamId));
        var (path, tag) = ($"/api/v1/fact-lists/{id}", await office.Tag(id));
        Assert.Equal(["import-not-yours", "import-not-yours"], (await colleague.Read(path)).Values<string>("allowedActions/*/code"));
        await colleague.Post($"{path}/apply", null, tag).ExpectProblem(403, "import-not-yours");
        await colleague.Post($"{path}/discard", null, tag).ExpectProblem(403, "import-not-yours");
        await office.Process();
        Assert.Equal(("checked", 0L), ((await office.Get(id)).Text("status"), await office.Count("app.presence")));
        await office.Apply(id);
        Assert.Equal(1L, await office.Count("app.presence"));
    }

    [Fact]
    public async Task Who_applies_a_colleagues_list_applies_it_to_those_whom_he_sees()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra);
        var id = await office.Check("presences", "clientId;from;arrivedAs", $"{ids[0]};2024-02-12;moved-in");
        var elsewhere = await api.As(await api.Given.Staff(office.OrganisationId, Role.Supervisor, await api.Given.Team(office.OrganisationId)));
        await elsewhere.Post($"/api/v1/fact-lists/{id}/apply", null, await office.Tag(id)).Expect(202);
        await office.Process();
        Assert.Equal(["refused person-unknown"], await office.Verdicts(id));
        Assert.Equal(0L, await office.Count("app.presence"));
    }

    [Fact]
    public async Task Cells_are_forgotten_in_time_and_refused_rows_go_with_the_person_whom_they_name()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(Zahra);
        var id = await office.Load("presences", "clientId;from;arrivedAs;familyName", $"{ids[0]};2024-02-12;moved-in;Karimi", ";2024-02-12;moved-in;Karimi");
        Assert.Equal(["new", "refused person-not-named"], await office.Verdicts(id));
        await api.SendAsSystem(office.OrganisationId, new SweepImports());
        Assert.Equal(2L, await api.Sql<long>($"select count(*) from app.fact_list_row where fact_list_id = '{id}' and raw ? 'familyName'"));
        await api.Execute($"update app.fact_list set applied_at = applied_at - interval '91 days' where id = '{id}'");
        await api.SendAsSystem(office.OrganisationId, new SweepImports());
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.fact_list_row where fact_list_id = '{id}' and raw ? 'familyName'"));
        Assert.Equal(["new", "refused person-not-named"], await office.Verdicts(id));
    }

    [Fact]
    public async Task The_kinds_tell_their_columns_in_the_language_of_the_request()
    {
        var office = await api.Given.FactOffice();
        var kinds = (await office.Client.Read("/api/v1/fact-lists/kinds"))["items"]!.AsArray();
        Assert.Equal(Enum.GetValues<FactListKind>().Select(kind => SnakeCase.Of(kind.ToString())), kinds.Select(kind => kind.Text("kind")));
        var from = kinds[0]!["columns"]!.AsArray().Single(column => column.Text("key") == "from");
        Assert.Equal(("Ankunft", "Arrival", true, "day_or_less"), (from.Text("german"), from.Text("english"), from.Value<bool>("required"), from.Text("type")));
        Assert.Equal("How a person came", kinds[0]!["columns"]!.AsArray().Single(column => column.Text("key") == "arrivedAs").Text("codeListName"));
    }

    [Fact]
    public async Task A_process_killed_while_it_applies_is_taken_over_and_nothing_is_doubled_or_half_done()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons([.. Enumerable.Range(0, 600).Select(i => FactOffice.Named($"Name{i}", $"Vor{i}", "1970-01-02"))]);
        var lines = ids.SelectMany(id => (string[])[$"{id};2023-02-12;moved-in;2024-01-01;moved", $"{id};2025-02-12;returned;;"])
            .Prepend("clientId;from;arrivedAs;until;leaveReason").ToList();
        var list = await office.Check("presences", lines);
        var token = await api.Token(office.Supervisor);
        await using (var process = await ApiProcess.Start(api, "hangfire"))
        {
            await process.As(token).Post($"/api/v1/fact-lists/{list}/apply", null, await office.Tag(list)).Expect(202);
            await Waits.Until(async () => await office.Count("app.presence") >= 100, "a hundred presences");
            process.Kill();
        }
        await AssertWhole(office.OrganisationId);
        Assert.InRange(await office.Count("app.presence"), 100, 1199);
        await office.Process();
        await AssertWhole(office.OrganisationId);
        Assert.Equal((1200L, "applied"), (await office.Count("app.presence"), (await office.Get(list)).Text("status")));

        // All rows of a person, or none; and those that are marked.
        async Task AssertWhole(Guid organisation) => Assert.Equal((0L, await office.Count("app.presence")), (
            await api.Sql<long>(
                $"select count(*) from (select from app.presence where organisation_id = '{organisation}' group by client_id having count(*) <> 2) x"),
            await api.Sql<long>($"select count(*) from app.fact_list_row where fact_list_id = '{list}' and applied_at is not null")));
    }
}
