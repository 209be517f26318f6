using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Print;

/// <summary>Pages on paper, in German and the language of who gets them.</summary>
public sealed partial class PrintTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Chromium = "/usr/bin/chromium";

    public static TheoryData<string, string, string> Languages => new()
    {
        { "deu", "de", "ltr" }, { "eng", "en", "ltr" }, { "ara", "ar", "rtl" }, { "ukr", "uk", "ltr" },
    };

    [Fact]
    public async Task No_translation_equals_the_German_or_English_one_its_script_is_right_and_its_placeholders_agree()
    {
        var rows = (await api.Sql<string[]>("""
            select array_agg(t.list || E'\t' || t.code || E'\t' || t.language || E'\t' || t.text order by t.list, t.code, t.language) from app.translation t
            """)).Select(row => row.Split('\t')).Select(row => (Key: row[0] + "/" + row[1], Language: row[2], Text: row[3])).ToList();
        var labels = (await api.Sql<string[]>("""
            select array_agg(c.list || '/' || c.code || E'\t' || c.label_de || E'\t' || c.label_en) from app.code c
            where exists (select from app.translation t where t.list = c.list)
            """)).Select(row => row.Split('\t')).ToDictionary(row => row[0], row => (German: row[1], English: row[2]));
        var pages = rows.Where(row => row.Key.StartsWith("page/", StringComparison.Ordinal)).ToLookup(row => row.Key, row => row);
        Assert.All(pages, page => Assert.Equal(["ara", "deu", "eng", "ukr"], page.Select(row => row.Language)));
        foreach (var page in pages)
        {
            labels[page.Key] = (page.Single(row => row.Language == "deu").Text, page.Single(row => row.Language == "eng").Text);
        }
        foreach (var (key, language, text) in rows.Where(row => row.Language != "deu"))
        {
            var (german, english) = labels[key];
            Assert.NotEqual(german, text);
            Assert.Equal(Places(german), Places(text));
            if (language != "eng")
            {
                Assert.NotEqual(english, text);
                var letters = Placeholder().Replace(text, "").Replace("SHA-256", "", StringComparison.Ordinal).Where(char.IsLetter).ToList();
                Assert.NotEmpty(letters);
                Assert.All(letters, letter => Assert.True(language == "ara" ? letter is >= '\u0600' and <= '\u06FF' : letter is >= '\u0400' and <= '\u04FF',
                    $"{key} in {language}: {letter}"));
            }
        }
        // Every code that the pages print is translated into every language.
        foreach (var list in new[] { "need-area", "measure-result" })
        {
            var codes = await api.Sql<string[]>($"select array_agg(distinct code order by code) from app.code where list = '{list}'");
            foreach (var language in new[] { "ara", "ukr" })
            {
                Assert.Equal(codes, rows.Where(row => row.Language == language && row.Key.StartsWith(list + "/", StringComparison.Ordinal))
                    .Select(row => row.Key.Split('/')[1]).Order(StringComparer.Ordinal));
            }
        }
        Assert.Equal(0, await api.Sql<long>("select count(*) from app.translation where length(btrim(source)) = 0"));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_grid_stands_on_paper_in_German_and_the_language_and_says_what_binds(string language, string tag, string direction)
    {
        var of = await Family();
        var client = await api.As(of.Lead!);
        var answer = await client.GetAsync($"{GridPage(of)}?language={language}").Expect(200);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        var html = await answer.Content.ReadAsStringAsync();
        var page = Parse(html);
        Assert.Equal((tag, direction), (page.Attribute("lang")!.Value, page.Attribute("dir")!.Value));
        Assert.Contains("@page { size: A4 landscape", html, StringComparison.Ordinal);
        Assert.Equal(language != "deu", html.Contains("Verbindlich ist die deutsche Fassung", StringComparison.Ordinal));
        Assert.Equal(language == "deu" ? 0 : 1, page.Descendants("div").Count(div => (string?)div.Attribute("class") == "binding"));
        var binding = await api.Sql<string>($"select text from app.translation where language = '{language}' and list = 'page' and code = 'binding'");
        Assert.Equal(language != "deu", html.Contains(binding, StringComparison.Ordinal));
        // Free text as written, marked, and no markup of its own.
        Assert.Contains(page.Descendants("bdi"), free => (string?)free.Attribute("class") == "free" && free.Value == "Kurs <b>\"A1\"</b> & mehr");
        Assert.Empty(page.Descendants("b"));
        Assert.Contains(page.Descendants("span"), span => (string?)span.Attribute("lang") == "de" && span.Value == "Sprache");
        if (language is "ara" or "ukr")
        {
            var area = await api.Sql<string>($"select text from app.translation where language = '{language}' and list = 'need-area' and code = 'language'");
            Assert.Contains(page.Descendants("span"), span => (string?)span.Attribute("lang") == tag && (string?)span.Attribute("dir") == direction
                && span.Value == area);
        }
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_information_sheet_names_who_counsels_and_who_else_does(string language, string tag, string direction)
    {
        var of = await Family();
        var client = await api.As(of.Lead!);
        var elsewhere = await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.PartnerAgency, $"Anderswo {language}");
        await api.Given.Service((await api.Given.CaseWithLead()).Lead!, elsewhere); // In another town's directory.
        var refuge = await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.PartnerAgency, $"Frauenhaus {language}");
        await api.Execute($"update app.organisation set phone = '07153 / 99' where id in ('{elsewhere}', '{refuge}')");
        await api.Given.Service(of.Lead!, refuge, confidential: true);
        await api.Given.Service(of.Lead!); // Of an association that is no organisation here.
        var caritas = await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.WelfareAssociation, $"Caritas {language}");
        await api.Execute($"update app.organisation set phone = '07153 / 12 34-0', email = 'beratung@example.org' where id = '{caritas}'");
        await api.Given.Service(of.Lead!, caritas);
        var html = await (await client.GetAsync($"/api/v1/cases/{of.CaseId}/information-sheet/page?language={language}").Expect(200))
            .Content.ReadAsStringAsync();
        var page = Parse(html);
        Assert.Equal((tag, direction), (page.Attribute("lang")!.Value, page.Attribute("dir")!.Value));
        Assert.Contains(page.Descendants("bdi"), name => name.Value == $"Caritas {language}");
        Assert.Contains(page.Descendants("bdi"), phone => phone.Value == "07153 / 12 34-0" && (string?)phone.Attribute("dir") == "ltr");
        Assert.Contains(page.Descendants("bdi"), name => name.Value == "Verein");
        Assert.Contains(page.Descendants("bdi"), phone => phone.Value == "+49 7153 000000");
        Assert.Contains("112", html, StringComparison.Ordinal);
        Assert.All(new[] { "Anderswo", "Frauenhaus", "07153 / 99" }, hidden => Assert.DoesNotContain(hidden, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_XML_does_not_know_does_not_keep_a_page_from_being_printed()
    {
        var of = await Family();
        var client = await api.As(of.Lead!);
        await client.Post("/api/v1/measures", new
        {
            caseId = of.CaseId, area = "leisure", what = "Fußball\u0001 \uFFFEverein\u001F", agreedIn = "talk", from = api.Given.Today,
            dueOn = api.Given.Today.AddDays(9), responsible = new { kind = "volunteer", name = "Freundeskreis" },
        }).Expect(201);
        var html = await (await client.GetAsync(GridPage(of)).Expect(200)).Content.ReadAsStringAsync();
        Assert.Contains(Parse(html).Descendants("bdi"), written => written.Value.StartsWith("Fußball verein", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_agreement_stands_in_German_beside_the_language_word_by_word_with_lines_to_sign(string language, string tag, string direction)
    {
        var (of, agreement) = await Proposed();
        var answer = await (await agreement.Client).GetAsync($"{agreement.Path}/page?language={language}").Expect(200);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var page = Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((tag, direction), (page.Attribute("lang")!.Value, page.Attribute("dir")!.Value));
        Assert.Equal(language == "deu" ? 0 : 1, page.Descendants("div").Count(div => (string?)div.Attribute("class") == "binding"));
        // Labels: German at the left, hers at the right, what was agreed between them.
        var form = page.Descendants("table").Single(table => (string?)table.Attribute("class") == "form");
        Assert.Equal("ltr", (string?)form.Attribute("dir"));
        foreach (var row in form.Elements("tr"))
        {
            var cells = row.Elements().Select(cell => (Name: cell.Name.LocalName, Language: (string?)cell.Element("span")?.Attribute("lang"),
                Direction: (string?)cell.Element("span")?.Attribute("dir"))).ToList();
            Assert.Equal(("th", "de", "ltr"), cells[0]);
            Assert.Equal(language == "deu" ? 2 : 3, cells.Count);
            Assert.True(language == "deu" || cells[2] == ("th", tag, direction), row.ToString());
        }
        // What was written stands as it was written, marked, each in its own direction, and is no markup.
        var free = page.Descendants("bdi").Where(written => (string?)written.Attribute("class") == "free").Select(written => written.Value).ToList();
        Assert.Equal(["Eigene <b>Wohnung</b> & \"Ruhe\"", "أريد بيتا لعائلتي", "Unterkunft", "Eigene Wohnung", "Mietvertrag", "Wohnberechtigungsschein",
            "Wohnberechtigungsschein <i>beantragen</i>", "Vermieter anrufen", "Sprachtandem"], free.Take(8).Append(free[^1]));
        Assert.Empty(page.Descendants("b").Concat(page.Descendants("i")));
        var told = page.Value;
        foreach (var part in new[] { await agreement.Hash(), $"{api.Given.Today.AddDays(180):dd.MM.yyyy}", $"{api.Given.Today.AddDays(30):dd.MM.yyyy}", "VHS" })
        {
            Assert.Contains(part, told, StringComparison.Ordinal);
        }
        // A code, and a sentence, in her language too.
        foreach (var (list, code) in language is "ara" or "ukr" ? new[] { ("need-area", "housing"), ("page", "signing-means") } : [("page", "signing-means")])
        {
            var said = await api.Sql<string>($"select text from app.translation where language = '{language}' and list = '{list}' and code = '{code}'");
            Assert.Contains(page.Descendants("span"), span => (string?)span.Attribute("lang") == tag && span.Value == said);
        }
        // The person, whoever translates, the office.
        Assert.Equal(3, page.Descendants("div").Count(div => (string?)div.Attribute("class") == "lines"));
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'read' and action = 'PrintAgreement' and client_ids = array['{of.ClientId}'::uuid]
            """));
    }

    [Fact]
    public async Task Restricted_goals_are_left_out_without_a_word_unless_asked_for_by_who_may_open_them_and_notes_never_stand_on_it()
    {
        var of = await api.Given.CaseOfAged(30);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var agreement = await api.Given.StartedAgreement(of);
        var goal = await agreement.Complete();
        await agreement.Call("goals", agreement.Goal("health", "Therapieplatz finden")).Expect(200);
        var hidden = (await agreement.Read())["goals"]!.AsArray().Single(row => row.Text("area") == "health")!.Value<Guid>("id");
        await agreement.Call("steps", agreement.Step("office", "Klinik anrufen", hidden)).Expect(200);
        await agreement.Agreed();
        await agreement.Call($"goals/{goal}/progress", new { note = "Notiz nur für die Akte" }).Expect(200);
        await agreement.Call("amend", new { kind = "goals", what = "Anlass der Änderung", why = "Grund der Änderung" }).Expect(200);
        async Task<string> Page(Person who, string query) => Parse(await (await (await api.As(who)).GetAsync($"{agreement.Path}/page?language=deu{query}")
            .Expect(200)).Content.ReadAsStringAsync()).Value;
        foreach (var told in new[] { await Page(of.Lead!, ""), await Page(of.Lead!, "&include=restricted"), await Page(colleague, "&include=restricted") })
        {
            Assert.Contains("Eigene Wohnung finden", told, StringComparison.Ordinal); // The version in force, while the next is being written.
            Assert.Contains("gilt seit", told, StringComparison.Ordinal);
            Assert.Contains("Bestätigt am", told, StringComparison.Ordinal);
            foreach (var word in new[] { "Unterschrift", "Notiz", "Anlass", "Grund der", "Büro", "Frau Muster" })
            {
                Assert.DoesNotContain(word, told, StringComparison.Ordinal);
            }
        }
        foreach (var word in new[] { "Therapieplatz", "Klinik", "Gesundheit" })
        {
            Assert.DoesNotContain(word, await Page(of.Lead!, ""), StringComparison.Ordinal);
            Assert.DoesNotContain(word, await Page(colleague, "&include=restricted"), StringComparison.Ordinal);
            Assert.Contains(word, await Page(of.Lead!, "&include=restricted"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_has_spoken_signs_no_more_who_represents_signs_for_the_person_and_the_clock_stands_on_it()
    {
        var of = await api.Given.CaseOfAged(12);
        var mother = await api.Given.Representation(of, "Haddad, Amal");
        var client = await api.As(of.Lead!);
        var counselling = await client.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200);
        await client.Post($"/api/v1/cases/{of.CaseId}/choose-programme", new { programme = "bw-integrationsmanagement", statedStart = api.Given.Today },
            counselling.Tag()).Expect(200);
        var agreement = await api.Given.StartedAgreement(of);
        await client.GetAsync($"{agreement.Path}/page").ExpectProblem(409, "agreement-not-proposed");
        await agreement.Complete();
        await agreement.Propose().Expect(200);
        async Task<string> Page() => Parse(await (await client.GetAsync($"{agreement.Path}/page?language=deu").Expect(200)).Content.ReadAsStringAsync())
            .Value.Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal);
        var waits = await Page();
        Assert.Contains("Unterschrift für ", waits, StringComparison.Ordinal);
        Assert.Contains(": Haddad, Amal", waits, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(waits, "Unterschrift: ")); // The office's: a child of twelve does not sign.
        Assert.Contains("Beratung bis ", waits, StringComparison.Ordinal);
        await agreement.Acknowledge("client", body => body["representationId"] = mother).Expect(200);
        var half = await Page();
        Assert.Contains($"Bestätigt am {api.Given.Today:dd.MM.yyyy}: Haddad, Amal", half, StringComparison.Ordinal);
        Assert.DoesNotContain("Unterschrift für ", half, StringComparison.Ordinal);
        Assert.Contains("Unterschrift: ", half, StringComparison.Ordinal);
        await agreement.Acknowledge("office").Expect(200);
        Assert.DoesNotContain("Unterschrift", await Page(), StringComparison.Ordinal);
        await agreement.Call("terminate", new { reasonCode = "moved-away", note = "Nach Köln" }).Expect(200);
        Assert.Contains("galt bis", await Page(), StringComparison.Ordinal);
        Assert.DoesNotContain("Köln", await Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Left_out_the_language_is_the_agreements_or_German_alone_and_a_page_of_one_names_the_other_only_while_they_agree_jointly()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var worker = await api.Given.Staff(organisation, Role.Caseworker, team);
        var cases = await api.Given.CasesOfHousehold(team, worker, 2);
        await api.Execute($"""
            update app.client set birth_date = '{api.Given.Today.AddYears(-30):yyyy-MM-dd}', birth_date_precision = 'day',
                given_name = case id when '{cases[1].ClientId}' then 'Yusra' else given_name end
            where id in ('{cases[0].ClientId}', '{cases[1].ClientId}')
            """);
        var his = await api.Given.StartedAgreement([.. cases]);
        await his.Complete();
        await his.Propose().Expect(200);
        var client = await his.Client;
        var page = Parse(await (await client.GetAsync($"{his.Path}/page").Expect(200)).Content.ReadAsStringAsync());
        Assert.Equal(("ar", "rtl"), (page.Attribute("lang")!.Value, page.Attribute("dir")!.Value));
        Assert.Contains("Yusra", page.Value, StringComparison.Ordinal);
        await his.Call("revise").Expect(200);
        await his.Call("", new { language = "tir" }, HttpMethod.Put).Expect(200);
        var hers = api.Given.AgreementAt(worker, (await his.Read()).Text("partners/0/agreementId")!);
        await his.Agreed(hers);
        page = Parse(await (await client.GetAsync($"{his.Path}/page").Expect(200)).Content.ReadAsStringAsync());
        Assert.Equal(("de", "ltr"), (page.Attribute("lang")!.Value, page.Attribute("dir")!.Value));
        await client.GetAsync($"{his.Path}/page?language=tir").ExpectProblem(400, "validation-failed");
        await hers.Call("separate", new { }).Expect(200);
        Assert.DoesNotContain("Yusra", await (await client.GetAsync($"{his.Path}/page?language=ara").Expect(200)).Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_printed_is_refused_and_strangers_find_nothing()
    {
        var (of, agreement) = await Proposed();
        var client = await api.As(of.Lead!);
        var refused = await client.GetAsync($"{GridPage(of)}?language=tlh").ExpectProblem(400, "validation-failed");
        Assert.Equal(("language", "language-not-translated"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        Assert.Contains("ara, deu, eng, ukr", refused["errors"]!.ToJsonString(), StringComparison.Ordinal);
        await client.GetAsync($"{GridPage(of)}?format=docx").Expect(400);
        var html = await client.GetAsync($"{GridPage(of)}?format=pdf").Expect(200); // None is configured.
        Assert.Equal("text/html", html.Content.Headers.ContentType!.MediaType);
        var other = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)));
        await other.GetAsync(GridPage(of)).ExpectProblem(404, "not-found");
        await other.GetAsync($"/api/v1/cases/{of.CaseId}/information-sheet/page").ExpectProblem(404, "not-found");
        await other.GetAsync($"{agreement.Path}/page").ExpectProblem(404, "not-found");
        await (await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator))).GetAsync($"{agreement.Path}/page").Expect(403);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Every_language_is_rendered_by_Chromium(string language, string tag, string direction)
    {
        Assert.SkipUnless(File.Exists(Chromium), "No Chromium is installed.");
        var (of, agreement) = await Proposed();
        var client = await api.As(of.Lead!);
        foreach (var (name, path) in new[]
        {
            ("grid", GridPage(of)), ("sheet", $"/api/v1/cases/{of.CaseId}/information-sheet/page"), ("agreement", $"{agreement.Path}/page"),
        })
        {
            var html = await (await client.GetAsync($"{path}?language={language}").Expect(200)).Content.ReadAsStringAsync();
            var folder = Environment.GetEnvironmentVariable("PRINT_PICTURES") is { Length: > 0 } kept
                ? Directory.CreateDirectory(kept) : Directory.CreateTempSubdirectory("pages-");
            var (page, picture) = (Path.Combine(folder.FullName, $"{name}-{tag}-{direction}.html"), Path.Combine(folder.FullName, $"{name}-{tag}.png"));
            await File.WriteAllTextAsync(page, html, TestContext.Current.CancellationToken);
            using var chromium = Process.Start(new ProcessStartInfo(Chromium,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={Path.Combine(folder.FullName, "profile-" + name + tag)}",
                "--window-size=1120,800", $"--screenshot={picture}", new Uri(page).AbsoluteUri,
            ])
            { RedirectStandardError = true, RedirectStandardOutput = true })!;
            _ = chromium.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = chromium.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.True(chromium.WaitForExit(TimeSpan.FromMinutes(2)), "Chromium did not end.");
            Assert.True(new FileInfo(picture).Length > 10_000, "There is nothing on the picture.");
        }
    }

    private async Task<GivenCase> Family()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var of = (await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), 2))[0];
        var client = await api.As(of.Lead!);
        var today = api.Given.Today;
        var (vhs, circle, staff) = (new { kind = "partner", name = "Volkshochschule" }, new { kind = "volunteer", name = "Freundeskreis Asyl" },
            new { kind = "staff", id = of.Lead!.StaffId });
        foreach (var (area, what, responsible) in new (string, string, object)[]
        {
            ("language", "Kurs <b>\"A1\"</b> & mehr", vhs), ("language", "Sprachtandem", circle), ("housing", "Wohnungssuche im Umland", staff),
        })
        {
            await client.Post("/api/v1/measures", new
            {
                caseId = of.CaseId, area, what, responsible, agreedIn = "round-table", from = today, dueOn = today.AddDays(90), startedOn = today,
            }).Expect(201);
        }
        return of;
    }

    private async Task<(GivenCase Of, GivenAgreement Agreement)> Proposed()
    {
        var of = await Family();
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Call("goals", agreement.Goal(title: "Eigene <b>Wohnung</b> & \"Ruhe\"")).Expect(200);
        var goal = (await agreement.Read()).Value<Guid>("goals/0/id");
        await agreement.Call("steps", agreement.Step("client", "Wohnberechtigungsschein <i>beantragen</i>", goal)).Expect(200);
        await agreement.Call("steps", agreement.Step("office", "Vermieter anrufen", goal)).Expect(200);
        await agreement.Call("steps", agreement.Step("third_party", "Sprachtandem")).Expect(200);
        await agreement.Propose().Expect(200);
        return (of, agreement);
    }

    private static string GridPage(GivenCase of) => $"/api/v1/households/{of.HouseholdId}/counselling-grid/page";

    private static XElement Parse(string html) => XDocument.Parse(html.Replace("<!DOCTYPE html>\n", "", StringComparison.Ordinal)).Root!;

    private static IEnumerable<string> Places(string text) => Placeholder().Matches(text).Select(place => place.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();
}
