using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Flats, who lived in them, their landlords and who rents: four units, each counted for itself, loaded by lists.</summary>
public sealed class FlatFiguresTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Person = "Familienname;Vorname;Geburtsdatum;";

    [Fact]
    public async Task Flats_persons_landlords_and_households_are_counted_apart_from_lists()
    {
        var office = await api.Given.FactOffice();
        var ids = await office.Persons(FactOffice.Named("Amsel", "Aida", "1990-02-01"), FactOffice.Named("Amsel", "Badr", "2015-02-01", "male"),
            FactOffice.Named("Buchfink", "Cem", "1980-02-01", "male"));
        await Household(office, "H1", ids[0], ids[1]);
        await Household(office, "H2", ids[2]);
        const string Aida = "Amsel;Aida;01.02.1990;", Badr = "Amsel;Badr;01.02.2015;", Cem = "Buchfink;Cem;01.02.1980;";
        await office.Load("accommodations", Person + "Von;Unterbringungsart;Unterkunft", Aida + "01.02.2023;gemeinschaftsunterkunft;" + FactOffice.Place,
            Badr + "01.02.2023;gemeinschaftsunterkunft;" + FactOffice.Place, Cem + "01.02.2023;mietwohnung;");
        var list = await office.Load("occupancies", Person + "Eingezogen am;Straße;PLZ;Ort;Gefunden durch;Gefunden am;Vermieter;Eigener Mietvertrag;"
            + "Ausgezogen am;Grund des Auszugs",
            Aida + "01.03.2024;Weg 1;73207;Plochingen;town-on-general-market;12.02.2024;Vogel;ja;;",
            Badr + "01.03.2024;Weg 1;73207;Plochingen;town-on-general-market;;Vogel;ja;01.09.2025;moved-away",
            Aida + "01.09.2025;Weg 2;73207;Plochingen;household;;Vogel;ja;;",
            Cem + "01.06.2024;Weg 3;73207;Plochingen;alliance;;Specht;nein;01.01.2025;moved-away");
        Assert.Equal(["new", "new", "new", "new"], await office.Verdicts(list));
        await office.Client.Post("/api/v1/dwellings", new
        {
            street = "Weg 4", postalCode = "73207", town = "Plochingen", foundBy = "town-on-general-market", foundOn = "2024-05-01",
        }).Expect(201);

        await Is(2, "flats_found?from=2024-01-01&until=2025-01-01"); // The fourth has never been let.
        await Is(1, "flats_found?from=2024-01-01&until=2025-01-01&foundBy=town-on-general-market");
        await Is(1, "flats_found?from=2025-01-01&until=2026-01-01");
        await Is(3, "lived_in_flats?from=2024-01-01&until=2025-01-01");
        await Is(2, "lived_in_flats?from=2025-01-01&until=2026-01-01"); // Who moved out on the first day is not there.
        await Is(2, "lived_in_town_flats?from=2025-01-01&until=2026-01-01");
        await Is(0, "lived_in_town_flats?from=2025-09-01&until=2026-01-01");
        await Is(3, "living_in_flats?on=2024-12-31");
        await Is(2, "living_in_flats?on=2025-01-01");
        await Is(1, "living_in_flats?on=2025-09-01&by=found_by");
        await Is(2, "shared_to_flat?from=2024-01-01&until=2025-01-01"); // Cem had a flat before.
        await Is(0, "shared_to_flat?from=2025-01-01&until=2026-01-01");
        await Is(1, "landlords_letting_directly?from=2024-01-01&until=2026-01-01"); // Specht lets to the town.
        await Is(1, "households_renting?from=2024-01-01&until=2026-01-01");

        // What is counted is the list of it.
        var flats = await office.Client.Read("/api/v1/statistics/figures/flats_found/units?from=2024-01-01&until=2026-01-01&count=true&by=found_by");
        Assert.Equal(3, flats.Number("count"));
        Assert.Equal(await api.Sql<string[]>($"""
            select array_agg(id::text order by id) from app.dwelling where organisation_id = '{office.OrganisationId}' and street <> 'Weg 4'
            """), flats.Values<string>("items/*/dwellingId").Order(StringComparer.Ordinal));
        Assert.NotNull((await Units("landlords_letting_directly")).Text("items/0/landlordId"));
        Assert.NotNull((await Units("households_renting")).Text("items/0/householdId"));
        Assert.Equal(3, (await Units("lived_in_flats")).Values<string>("items/*/clientId").Count());

        async Task Is(int n, string question) =>
            Assert.True(n == (await office.Client.Read($"/api/v1/statistics/figures/{question}")).Number("n"), question);

        Task<System.Text.Json.Nodes.JsonNode> Units(string figure) =>
            office.Client.Read($"/api/v1/statistics/figures/{figure}/units?from=2024-01-01&until=2026-01-01");
    }

    private static Task<HttpResponseMessage> Household(FactOffice office, string reference, params Guid[] members) =>
        office.Client.Post("/api/v1/households", new
        {
            reference, members = members.Select((id, i) => new { clientId = id, role = i == 0 ? "applicant" : "child", from = "2023-01-01" }),
        }).Expect(201);
}
