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
                var letters = Placeholder().Replace(text, "").Where(char.IsLetter).ToList();
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

    [Fact]
    public async Task What_cannot_be_printed_is_refused_and_strangers_find_nothing()
    {
        var of = await Family();
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
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Every_language_is_rendered_by_Chromium(string language, string tag, string direction)
    {
        Assert.SkipUnless(File.Exists(Chromium), "No Chromium is installed.");
        var of = await Family();
        var client = await api.As(of.Lead!);
        foreach (var (name, path) in new[] { ("grid", GridPage(of)), ("sheet", $"/api/v1/cases/{of.CaseId}/information-sheet/page") })
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

    private static string GridPage(GivenCase of) => $"/api/v1/households/{of.HouseholdId}/counselling-grid/page";

    private static XElement Parse(string html) => XDocument.Parse(html.Replace("<!DOCTYPE html>\n", "", StringComparison.Ordinal)).Root!;

    private static IEnumerable<string> Places(string text) => Placeholder().Matches(text).Select(place => place.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();
}
