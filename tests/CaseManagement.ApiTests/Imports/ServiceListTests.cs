using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Imports;

/// <summary>A town's list of offers goes into the directory and comes out of it again.</summary>
public sealed class ServiceListTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/service-lists";

    [Fact]
    public async Task A_list_is_previewed_then_loaded_and_the_same_list_twice_changes_nothing()
    {
        var (keeper, client) = await Worker();
        string[] lines =
        [
            "Angebote der Stadt, Stand November;;;;;;;;",
            "Angebot;Träger;Bedarf;Sprachen;PLZ;Ort;Telefon;Öffnungszeiten;Freie Plätze",
            "Sprachcafé;Verein Übermut e.V.;Sprache;Deutsch, Ukrainisch;73207;Plochingen;+49 7153 1234;Mo–Fr 9–12 Uhr;ja",
            "Arbeitsberatung;Verein Übermut e.V.;work | language;deu;73207;Plochingen;;nach Vereinbarung;",
            "Malkurs;;Sprache;;;;;;",
            "Nähkurs;Verein Übermut e.V.;Quatsch;;732;;;;vielleicht",
        ];
        var preview = await (await Send(client, "/preview", lines)).Json();
        Assert.False(preview.Value<bool>("isApplied"));
        Assert.Equal(["new", "refused openingHours:opening-hours-form", "refused provider:required", "refused needAreas:code-unknown capacity:capacity-word"],
            Verdicts(preview));
        Assert.Equal(0L, await Kept(keeper));
        // Of a list that can be read the finding says what is allowed.
        Assert.Contains("Allowed: ", preview.Text("rows/3/findings/0/message"), StringComparison.Ordinal);
        Assert.Contains("Work", preview.Text("rows/3/findings/0/message"), StringComparison.Ordinal);

        var loaded = await (await Send(client, "", lines)).Json();
        Assert.Equal((true, 1, 3), (loaded.Value<bool>("isApplied"), loaded.Number("counts/new"), loaded.Number("counts/refused")));
        var service = await client.Read($"/api/v1/services/{loaded.Text("rows/0/serviceId")}");
        Assert.Equal(("Sprachcafé", "Verein Übermut e.V.", "yes", "+49 7153 1234", 10, "09:00", true),
            (service.Text("name"), service.Text("provider"), service.Text("capacity"), service.Text("phones/0/number"), service.Number("answerDays"),
                service.Text("schedules/0/opensAt"), service.Value<bool>("isVerified")));
        Assert.Equal(["language"], service.Values<string>("needAreas/*"));
        Assert.Equal(["deu", "ukr"], service.Values<string>("languages/*").Order());

        var again = await (await Send(client, "", lines)).Json();
        Assert.Equal("same", Verdicts(again)[0]);
        lines[2] = lines[2].Replace("1234", "5678", StringComparison.Ordinal).Replace(";ja", ";Warteliste", StringComparison.Ordinal);
        var changed = await (await Send(client, "", lines)).Json();
        Assert.Equal((1, "phone", "+49 7153 1234", "+49 7153 5678", "ja", "Warteliste"), (changed.Number("counts/changes"),
            changed.Text("rows/0/changes/0/fieldKey"), changed.Text("rows/0/changes/0/from"), changed.Text("rows/0/changes/0/to"),
            changed.Text("rows/0/changes/1/from"), changed.Text("rows/0/changes/1/to")));
        Assert.Equal(1L, await Kept(keeper));
    }

    [Fact]
    public async Task An_export_loaded_again_changes_nothing_and_what_no_cell_can_tell_stays()
    {
        var (keeper, client) = await Worker();
        var agency = await api.Given.Organisation();
        var id = await (await client.Post("/api/v1/services", new
        {
            providerId = agency, name = "Beratung; mit \"Allem\"", needAreas = new[] { "language", "work" }, languages = new[] { "deu", "prs" },
            residenceStatuses = new[] { "25-3" }, minimumAge = 18, maximumAge = 27, capacity = "assessment_needed", answerDays = 7,
            descriptionDe = "Zeile eins\nZeile zwei", email = "beratung@example.org", url = "https://example.org/a?b=1", feesDescription = "=umsonst",
            phones = new[] { new { number = "+49 7153 1" }, new { number = "+49 7153 2" } }, requiredDocuments = new[] { "Ausweis", "Bescheid" },
            schedules = new[] { new { frequency = "monthly", byDay = new[] { "2MO" }, opensAt = "09:00", closesAt = "12:00" } },
            locations = new[] { new { name = "Familienzentrum", address = new { city = "Plochingen" } } },
            costs = new[] { new { option = "Erwachsene", amount = 5 } }, areas = new[] { new { city = "Plochingen" } },
            contacts = new[] { new { title = "Anmeldung", phone = "+49 7153 3" } }, address = new { address1 = "Markt 1", quarter = "Stumpenhof" },
        }).Expect(201)).Id();
        await api.Given.Service(keeper, confidential: true);
        var before = await client.Read($"/api/v1/services/{id}");

        var file = await client.GetAsync($"{Path}/export").Expect(200);
        Assert.Equal(("text/csv", "no-store"), (file.Content.Headers.ContentType!.MediaType, file.Headers.CacheControl!.ToString()));
        var csv = await file.Content.ReadAsByteArrayAsync();
        var text = Encoding.UTF8.GetString(csv);
        Assert.Equal(2, text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("\uFEFFAngebot;Träger;Beschreibung;", text, StringComparison.Ordinal);
        Assert.Contains(";'=umsonst;", text, StringComparison.Ordinal);
        Assert.Equal(["same"], Verdicts(await (await Send(client, "", csv)).Json()));

        // Assured on a day that is still to come by today's clock, as a clock that was set back leaves it.
        await api.Execute($"update app.service set assured_date = '{api.Given.Today.AddDays(9):O}' where id = '{id}'");
        csv = await client.GetByteArrayAsync($"{Path}/export");
        text = Encoding.UTF8.GetString(csv);
        Assert.Equal(["same"], Verdicts(await (await Send(client, "", csv)).Json()));
        before = await client.Read($"/api/v1/services/{id}");

        // Excel, another encoding, and one cell changed.
        var edited = text.Replace(";7;", ";9;", StringComparison.Ordinal);
        var changed = await (await Send(client, "", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(edited[1..]))).Json();
        Assert.Equal(("changes", "answerDays"), (Verdicts(changed)[0], changed.Values<string>("rows/0/changes/*/fieldKey").Single()));
        var after = await client.Read($"/api/v1/services/{id}");
        Assert.Equal(9, after.Number("answerDays"));
        foreach (var answer in new[] { before, after })
        {
            answer.AsObject().Remove("answerDays");
        }
        Assert.True(JsonNode.DeepEquals(before, after), $"{before}\n{after}");

        // The list was exported before that change.
        var stale = await (await Send(client, "", Encoding.UTF8.GetBytes(text))).Json();
        Assert.Equal(["conflicts version:service-changed-since"], Verdicts(stale));
        Assert.Equal(9, (await client.Read($"/api/v1/services/{id}")).Number("answerDays"));
    }

    [Fact]
    public async Task Words_are_taken_as_written_lines_stay_and_an_entry_that_ends_some_day_is_no_other_one()
    {
        var (keeper, client) = await Worker();
        var text = "Angebot;Träger;Bedarf;Kosten;Beschreibung;Endet am\r\n"
            + $"Kurs;Verein;language;keine;\"Erste Zeile\nzweite  Zeile\n\n- dritte\";{api.Given.Today.AddDays(9):dd.MM.yyyy}\r\n";
        var loaded = await (await Send(client, "", Encoding.UTF8.GetBytes(text))).Json();
        Assert.Equal(["new"], Verdicts(loaded));
        var service = await client.Read($"/api/v1/services/{loaded.Text("rows/0/serviceId")}");
        Assert.Equal(("keine", "Erste Zeile\nzweite Zeile\n\n- dritte", $"{api.Given.Today.AddDays(9):O}"),
            (service.Text("feesDescription"), service.Text("descriptionDe"), service.Text("activeUntil")));
        Assert.Equal(["same"], Verdicts(await (await Send(client, "", Encoding.UTF8.GetBytes(text))).Json()));
        Assert.Equal(1L, await Kept(keeper));
    }

    [Fact]
    public async Task The_same_list_sent_twice_at_once_writes_each_service_once()
    {
        var (keeper, client) = await Worker();
        string[] lines = ["Angebot;Träger;Bedarf", .. Enumerable.Range(1, 40).Select(i => $"Kurs {i};Verein;language")];
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send(client, "", lines)));
        Assert.Contains(answers, answer => (int)answer.StatusCode == 200);
        Assert.All(answers, answer => Assert.Contains((int)answer.StatusCode, new[] { 200, 409 }));
        Assert.Equal(40L, await Kept(keeper));
    }

    [Fact]
    public async Task A_row_is_about_an_entry_of_the_own_organisation_once()
    {
        var (keeper, client) = await Worker();
        var (other, _) = await Worker();
        var foreign = await api.Given.Service(other);
        var own = await api.Given.Service(keeper);
        var hidden = await api.Given.Service(keeper, confidential: true);
        var name = (await client.Read($"/api/v1/services/{own}")).Text("name");
        var answer = await (await Send(client, "",
            "id;name;provider;needAreas;assuredDate", $"{foreign};Neu;;;", $"{own};Umbenannt;;;{api.Given.Today.AddDays(1):dd.MM.yyyy}",
            $";{name};VEREIN;;{api.Given.Today.AddDays(-3):dd.MM.yyyy}", $"{own};Umbenannt;;;", "keine-kennung;A;B;language;", ";Kurs;Verein;language;",
            ";kurs; verein;language;", $"{hidden};;Anderer Verein;;")).Json();
        Assert.Equal(
        [
            "refused id:service-unknown", "refused assuredDate:assured-in-future", "changes", "refused service-repeated", "refused id:id-format", "new",
            "refused service-repeated", "changes",
        ], Verdicts(answer));
        Assert.Equal(("assuredDate", $"{api.Given.Today.AddDays(-3):dd.MM.yyyy}"),
            (answer.Text("rows/2/changes/0/fieldKey"), answer.Text("rows/2/changes/0/to")));
        Assert.Equal("Anderer Verein", await api.Sql<string>($"select provider_name from app.service where id = '{hidden}' and is_confidential"));
    }

    [Fact]
    public async Task Only_who_manages_services_loads_lists_and_a_file_that_is_none_says_why()
    {
        var (keeper, client) = await Worker();
        await Send(client, "", "Familienname;Vorname", "Karimi;Zahra").ExpectProblem(422, "import-no-header");
        await Send(client, "/preview", "%PDF-1.7"u8.ToArray()).ExpectProblem(422, "import-not-csv");
        var staff = await api.As(await api.Given.Staff(keeper.OrganisationId, Role.AccommodationStaff));
        await Send(staff, "/preview", "name;provider", "A;B").ExpectProblem(403, "not-permitted");
        await staff.GetAsync($"{Path}/export").ExpectProblem(403, "not-permitted");
        var columns = await client.Read($"{Path}/columns");
        Assert.Contains("openingHours", columns.Values<string>("items/*/key"));
    }

    private async Task<(Person Keeper, HttpClient Client)> Worker()
    {
        var organisation = await api.Given.Organisation();
        var keeper = await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation));
        return (keeper, await api.As(keeper));
    }

    private Task<long> Kept(Person keeper) => api.Sql<long>($"select count(*) from app.service where organisation_id = '{keeper.OrganisationId}'");

    private static Task<HttpResponseMessage> Send(HttpClient client, string path, params string[] lines) =>
        Send(client, path, Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

    private static Task<HttpResponseMessage> Send(HttpClient client, string path, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return client.PostAsync(Path + path, content);
    }

    private static string[] Verdicts(JsonNode answer) =>
    [
        .. answer["rows"]!.AsArray().Select(row => string.Join(' ', row!["findings"]!.AsArray()
            .Select(finding => finding.Text("fieldKey") is { } key ? $"{key}:{finding.Text("code")}" : finding.Text("code")).Prepend(row.Text("verdict")))),
    ];
}
