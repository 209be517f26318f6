using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseManagement.Api.Partners;
using CaseManagement.Api.Referrals;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Partners;

/// <summary>The page on which a partner without software works: the partner API's requests, sent by forms.</summary>
public sealed partial class PartnerPageTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_alone_opens_nothing_and_leads_by_the_sign_in_page_to_what_was_looked_for()
    {
        var referral = await (await api.Given.Referral()).Sent();
        using var browser = Browser("de");
        foreach (var path in (string[])["/partner", At(referral), "/partner?ended"])
        {
            var sent = await browser.GetAsync(path, Ct).Expect(302);
            Assert.StartsWith("/sign-in?flow=", sent.Headers.Location!.ToString(), StringComparison.Ordinal);
            Assert.Empty(await sent.Content.ReadAsStringAsync(Ct));
        }
        await browser.PostAsync(At(referral), new FormUrlEncodedContent([new("action", "accept")]), Ct).Expect(302);
        Assert.Equal(("sent", 0L), (await referral.Status(), await Retrievals(referral)));

        var page = await SignIn(browser, At(referral), referral.Partner);
        Assert.Contains("wartet auf Ihre Antwort", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(1L, await Retrievals(referral));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'read' and action = 'GetReceivedReferral' and staff_id = '{referral.Partner.StaffId}'
                and client_ids = array['{referral.Of.ClientId}'::uuid]
            """));
        // Signed out, it is closed again.
        var form = await Page(await browser.GetAsync("/partner", Ct).Expect(200));
        await SigningIn.Send(browser, "/partner", form, ("action", "sign-out")).Expect(200);
        await browser.GetAsync(At(referral), Ct).Expect(302);
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from access.session s join access.session_use u on u.session_id = s.id
            where s.staff_id = '{referral.Partner.StaffId}' and s.revoked_at is null
            """));
    }

    [Fact]
    public async Task It_runs_no_script_stands_in_no_frame_and_is_kept_by_nobody()
    {
        var referral = await (await api.Given.Referral()).Sent();
        using var browser = Browser("en");
        await SignIn(browser, At(referral), referral.Partner);
        foreach (var path in (string[])["/partner", At(referral)])
        {
            var page = await browser.GetAsync(path, Ct).Expect(200);
            Assert.Matches("^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' ; base-uri 'none'; frame-ancestors 'none'$",
                page.Headers.GetValues("Content-Security-Policy").Single());
            Assert.True(page.Headers.CacheControl!.NoStore);
            Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
            Assert.All(page.Headers.GetValues("Set-Cookie"),
                cookie => Assert.Matches("^__Host-[a-z-]+=.*; path=/; secure; samesite=strict; httponly$", cookie));
            Assert.DoesNotContain("<script", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    public async Task What_was_sent_is_all_there_as_the_API_shows_it_and_nothing_else_of_the_person(string language)
    {
        var of = await api.Given.CaseOfAged(35);
        var item = await api.Given.RestrictedRecord(of, Compartment.Health, "Diabetes seit 2019");
        string[] data = ["base-data", "contact-data", "language-education", "needs", "health", "residence", "benefits"];
        await api.Given.CompletedAssessment(of, new GivenNeed("language", "high", "Ein Deutschkurs mit Betreuung"));
        var referral = await (await api.Given.Referral(of, data: data)).Written(
            new[] { "name", "birth_date", "sex", "languages", "phone", "email", "address", "residence_status", "benefits", "needs" }, [item]);
        await referral.Sent();
        await referral.Move("message", new { text = "Bitte nach 16 Uhr <b>anrufen</b>." }).Expect(200);
        await referral.Move("correct", new { topic = "contact", text = "Neue Nummer 0711 42", reason = "Vertippt" }).Expect(200);
        using var browser = Browser(language);
        var page = await SignIn(browser, At(referral), referral.Partner);
        var shown = WebUtility.HtmlDecode(Tags().Replace(page, " "));

        var received = await referral.Received();
        var labels = await Labels(await referral.To, language);
        foreach (var (path, text) in Leaves(received["document"]!).Concat(Leaves(received["restrictedItems"]!, "/restrictedItems"))
            .Concat(Leaves(received["messages"]!, "/messages").Where(leaf => leaf.Path.EndsWith("/text", StringComparison.Ordinal)
                || leaf.Path.EndsWith("/reason", StringComparison.Ordinal))))
        {
            if (path is "/format" or "/referralId" || path.Split('/')[^1] is "sha256" or "compartment" or "kind")
            {
                continue;
            }
            var spoken = DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day)
                ? [day.ToString(language == "de" ? "dd.MM.yyyy" : "d MMM yyyy", System.Globalization.CultureInfo.GetCultureInfo(language))]
                : labels.TryGetValue(text, out var found) ? found.Append(text) : [text];
            Assert.True(spoken.Any(word => shown.Contains(word, StringComparison.Ordinal)), $"{path} ({text}) is not on the page.");
        }
        Assert.Contains(received.Text("sha256")!, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>anrufen", page, StringComparison.Ordinal);
        Assert.DoesNotContain(of.ClientId.ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain(of.CaseId.ToString(), page, StringComparison.Ordinal);

        // Once it is declined the person's data is gone here, too.
        await Post(browser, referral, "reject", ("declinedBy", "Provider"), ("reasonCode", "no-capacity"), ("note", "Leider voll.")).Expect(302);
        page = await Page(await browser.GetAsync(At(referral), Ct).Expect(200));
        Assert.DoesNotContain("Diabetes", page, StringComparison.Ordinal);
        Assert.DoesNotContain(received.Text("document/person/familyName")!, page, StringComparison.Ordinal);
        var sender = await referral.Get();
        Assert.Equal(("rejected", "provider", "no-capacity"), (sender.Text("status"), sender.Text("declinedBy"), sender.Text("endReason")));
    }

    [Fact]
    public async Task Every_answer_of_the_partner_API_can_be_given_and_the_sender_sees_each()
    {
        var referral = await (await api.Given.Referral()).Sent();
        using var browser = Browser("de");
        await SignIn(browser, At(referral), referral.Partner);
        await Post(browser, referral, "accept").Expect(302);
        // In winter, in the year after; and one that has begun meanwhile.
        var winter = $"{api.Given.Today.Year + 1}-02-05";
        await Post(browser, referral, "appoint", ("at", $"{winter}T09:30")).Expect(302);
        var ahead = (await referral.Get())["appointments"]![0]!;
        Assert.Equal($"{winter}T08:30:00+00:00", ahead.Text("at")!.Replace("Z", "+00:00", StringComparison.Ordinal));
        var page = await Page(await browser.GetAsync(At(referral), Ct).Expect(200));
        Assert.DoesNotContain("value=\"Kept\"", page, StringComparison.Ordinal);
        var early = await Post(browser, referral, "record-appointment", ("appointmentId", ahead.Text("id")!), ("result", "Kept"));
        Assert.Equal(HttpStatusCode.BadRequest, early.StatusCode);
        api.Clock.Offset += TimeSpan.FromMinutes(3);
        var local = TimeZoneInfo.ConvertTime(api.Given.Now.AddMinutes(-1), LocalTime.Zone);
        await Post(browser, referral, "appoint", ("at", $"{local:yyyy-MM-ddTHH:mm}")).Expect(302);
        var appointment = (await referral.Get())["appointments"]!.AsArray().Single(one => one.Text("id") != ahead.Text("id"))!;
        Assert.Contains("value=\"Kept\"", await Page(await browser.GetAsync(At(referral), Ct).Expect(200)), StringComparison.Ordinal);
        await Post(browser, referral, "record-appointment", ("appointmentId", appointment.Text("id")!), ("result", "Kept")).Expect(302);
        await Post(browser, referral, "start").Expect(302);
        await Post(browser, referral, "hold", ("reasonCode", "waiting-list")).Expect(302);
        await Post(browser, referral, "resume").Expect(302);
        await Post(browser, referral, "message", ("text", "Läuft gut.\r\nBis bald.")).Expect(302);
        await referral.Move("correct", new { topic = "contact", text = "Neue Nummer", reason = "Vertippt" }).Expect(200);
        var correction = (await referral.Get())["messages"]!.AsArray().Single(message => message.Text("kind") == "correction")!;
        await Post(browser, referral, "confirm-correction", ("messageId", correction.Text("id")!)).Expect(302);
        var last = await Post(browser, referral, "complete", ("reasonCode", "need-met"), ("note", "Fertig.")).Expect(302);
        Assert.Contains("role=\"status\"", await Page(await browser.GetAsync(last.Headers.Location, Ct).Expect(200)), StringComparison.Ordinal);
        var sender = await referral.Get();
        Assert.Equal(["send", "accept", "appoint", "appoint", "appoint", "start", "hold", "resume", "correct", "complete"],
            sender.Values<string>("timeline/*/action"));
        Assert.Equal(("completed", "need-met", "kept"), (sender.Text("status"), sender.Text("endReason"), sender.Text("appointments/0/result")));
        Assert.Contains("Läuft gut.\nBis bald.", sender.Values<string>("messages/*/text"));
        Assert.NotNull(sender["messages"]!.AsArray().Single(message => message.Text("kind") == "correction").Text("confirmedAt"));

        foreach (var (move, reason) in (IEnumerable<(string, string)>)[("fail", "client-broke-off"), ("return", "other-need")])
        {
            var other = await (await api.Given.Referral()).InProgress();
            using var there = Browser("en");
            await SignIn(there, At(other), other.Partner);
            await Post(there, other, move, ("reasonCode", reason)).Expect(302);
            Assert.Equal(reason, (await other.Get()).Text("endReason"));
        }
        var blocked = await (await api.Given.Referral()).InProgress();
        var consent = $"/api/v1/consents/{blocked.Consent}";
        var read = await (await blocked.From).GetAsync(consent, Ct).Expect(200);
        var withdrawal = new { withdrawnOn = (await read.Json()).Text("givenOn"), form = "oral" };
        await (await blocked.From).Post($"{consent}/withdraw", withdrawal, read.Tag()).Expect(200);
        Assert.NotNull((await blocked.Get()).Text("blockedSince"));
        using var last2 = Browser("de");
        page = await SignIn(last2, At(blocked), blocked.Partner);
        Assert.Contains("gesperrt – Einwilligung widerrufen", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        var choice = await api.Sql<string>("select min(code) from app.code where list = 'withdrawal-confirmation'");
        await Post(last2, blocked, "confirm-withdrawal", ("reasonCode", choice)).Expect(302);
        Assert.Equal(choice, (await blocked.Get()).Text("blockConfirmedAs"));
    }

    [Fact]
    public async Task After_the_consents_last_day_the_page_offers_no_acceptance_says_why_and_takes_none()
    {
        var referral = await (await api.Given.Referral(until: api.Given.Today.AddDays(3))).Sent();
        api.Clock.Offset += TimeSpan.FromDays(3);
        using var browser = Browser("de");
        var page = WebUtility.HtmlDecode(await SignIn(browser, At(referral), referral.Partner));
        Assert.Contains("Die Einwilligung ist widerrufen oder abgelaufen.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"accept\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"reject\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await Post(browser, referral, "accept")).StatusCode);
        Assert.Equal("sent", await referral.Status());
    }

    [Fact]
    public void No_answer_and_no_word_is_missing()
    {
        Assert.Empty(Referral.Table.Where(rule => rule.By == ReferralSide.Recipient).Select(rule => rule.Action).Distinct()
            .Except(PartnerAction.All.Select(action => action.Name)));
        Assert.DoesNotContain(PartnerAction.All, action => action.Reasons is not null && !action.HasFields);
        Assert.All(Referral.Table.Select(rule => rule.Action).Append(Referral.BlockMove).Append(Referral.SenderChanged),
            action => Assert.NotEqual(action, PartnerWords.OfStep(action)));
        Assert.All(Enum.GetValues<BlockReason>(), reason =>
        {
            var code = SnakeCase.Of($"{reason}").Replace('_', '-'); // As Referral.Block writes it.
            Assert.Equal(PartnerWords.Of(reason), PartnerWords.OfReason(Referral.BlockMove, code));
            Assert.NotEqual(code, PartnerWords.Of(reason));
        });
        Assert.All(Enum.GetValues<ReferralStatus>().Except([ReferralStatus.Draft]), status => Assert.DoesNotContain('_', PartnerWords.Of(status)));
    }

    [Fact]
    public async Task Whoever_is_no_partner_is_told_so_and_what_went_to_others_is_not_there()
    {
        var referral = await (await api.Given.Referral()).Sent();
        using var caseworker = Browser("de");
        var refused = await SignInFor(caseworker, At(referral), referral.Of.Lead!);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("Rolle partner", await Page(refused), StringComparison.Ordinal);
        Assert.Equal(403, (int)(await caseworker.GetAsync("/partner", Ct)).StatusCode);
        Assert.Equal(2L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'refusal' and staff_id = '{referral.Of.Lead!.StaffId}' and reason = 'not-permitted'
            """));

        var other = (await (await api.Given.Referral()).Sent()).Partner;
        using var stranger = Browser("de");
        var missing = await SignInFor(stranger, At(referral), other);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.DoesNotContain("Marktstraße", await Page(missing), StringComparison.Ordinal);
        var inbox = await Page(await stranger.GetAsync("/partner", Ct).Expect(200));
        Assert.DoesNotContain($"{referral.Id}", inbox, StringComparison.Ordinal);
        var tried = await SigningIn.Send(stranger, At(referral), inbox, ("action", "accept"), ("version", "1"), ("key", $"{Guid.NewGuid()}"));
        Assert.Equal(HttpStatusCode.NotFound, tried.StatusCode);
        Assert.Equal(("sent", 0L), (await referral.Status(), await Retrievals(referral)));
    }

    [Fact]
    public async Task A_form_that_was_not_given_here_changes_nothing()
    {
        var referral = await (await api.Given.Referral()).Sent();
        using var browser = Browser("de");
        var page = await SignIn(browser, At(referral), referral.Partner);
        using var elsewhere = Browser("de");
        var foreign = await SignIn(elsewhere, "/partner", (await (await api.Given.Referral()).Sent()).Partner);
        await SigningIn.Send(browser, At(referral), page, ("action", "accept"), ("form", "forged")).Expect(400);
        await SigningIn.Send(browser, At(referral), foreign, ("action", "accept"), ("version", Version(page)), ("key", "a")).Expect(400);
        HttpContent[] bare =
        [
            new FormUrlEncodedContent([new("action", "accept"), new("version", Version(page)), new("key", "a")]),
            new StringContent("""{"action":"accept"}""", System.Text.Encoding.UTF8, "application/json"),
        ];
        foreach (var content in bare)
        {
            await browser.PostAsync(At(referral), content, Ct).Expect(400);
        }
        await SigningIn.Send(browser, At(referral), page, ("action", "withdraw")).Expect(400); // The other side's: no form says so.
        foreach (var key in (string[])["", "a", new string('k', 5000)])
        {
            var forged = await SigningIn.Send(browser, At(referral), page, ("action", "accept"), ("key", key)).Expect(400);
            Assert.Contains("gilt nicht mehr", await Page(forged), StringComparison.Ordinal);
        }
        await SigningIn.Send(browser, "/partner", foreign, ("action", "sign-out")).Expect(400);
        Assert.Equal("sent", await referral.Status());
        await SigningIn.Send(browser, At(referral), page, ("action", "accept")).Expect(302);
    }

    [Fact]
    public async Task Sent_twice_or_at_once_an_answer_is_given_once_and_an_old_page_changes_nothing()
    {
        var referral = await (await api.Given.Referral()).Sent();
        using var browser = Browser("de");
        var old = await SignIn(browser, At(referral), referral.Partner);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SigningIn.Send(browser, At(referral), old, ("action", "accept"))));
        Assert.All(answers, answer => Assert.Equal(302, (int)answer.StatusCode));
        Assert.Equal(["send", "accept"], (await referral.Get()).Values<string>("timeline/*/action"));

        var page = await Page(await browser.GetAsync(At(referral), Ct).Expect(200));
        var key = $"{Guid.NewGuid()}";
        for (var i = 0; i < 2; i++)
        {
            await SigningIn.Send(browser, At(referral), page, ("action", "message"), ("text", "Einmal."), ("key", key)).Expect(302);
        }
        Assert.Single((await referral.Get())["messages"]!.AsArray());

        // Somebody was faster: clear words, what was typed, and the way on.
        (string, string)[] typed = [("action", "return"), ("reasonCode", "other-need"), ("note", "Lieber woanders.")];
        var stale = await SigningIn.Send(browser, At(referral), page, [.. typed, ("key", $"{Guid.NewGuid()}")]);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        var shown = await Page(stale);
        Assert.Contains("inzwischen geändert", WebUtility.HtmlDecode(shown), StringComparison.Ordinal);
        Assert.Contains(">Lieber woanders.</textarea>", shown, StringComparison.Ordinal);
        Assert.Equal("accepted", await referral.Status());
        await SigningIn.Send(browser, At(referral), shown, typed).Expect(302);
        // What is not possible any more says why.
        var late = await SigningIn.Send(browser, At(referral), shown, ("action", "start"), ("key", $"{Guid.NewGuid()}"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("role=\"alert\"", await Page(late), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reject", "declinedBy", "reasonCode=no-capacity")]
    [InlineData("reject", "reasonCode", "declinedBy=Client")]
    [InlineData("reject", "reasonCode", "declinedBy=Client&reasonCode=nonsense")]
    [InlineData("reject", "note", "declinedBy=Client&reasonCode=no-capacity&note=2001")]
    [InlineData("message", "text", "text=")]
    [InlineData("appoint", "at", "at=")]
    [InlineData("appoint", "at", "at=2127-03-30T02:30")] // The hour that the clock leaps over.
    public async Task What_is_wrong_stands_beside_its_field_in_the_readers_language_and_nothing_is_saved(string action, string field, string typed)
    {
        var referral = await (await api.Given.Referral()).Sent();
        if (action == "appoint")
        {
            await referral.Answer("accept").Expect(200);
        }
        using var browser = Browser("de");
        await SignIn(browser, At(referral), referral.Partner);
        var before = await referral.Status();
        var refused = await Post(browser, referral, action, [.. typed.Split('&').Select(pair => pair.Split('='))
            .Select(pair => (pair[0], pair[1] == "2001" ? new string('x', 2001) : pair[1]))]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = await Page(refused);
        Assert.Contains($"id=\"{action}-{field}-fault\"", page, StringComparison.Ordinal);
        Assert.Contains($"aria-describedby=\"{action}-{field}-fault\"", page, StringComparison.Ordinal);
        Assert.Contains($"<details open id=\"{action}\"", page, StringComparison.Ordinal);
        Assert.Contains("Bitte die markierten Angaben prüfen", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(before, await referral.Status());
        Assert.Empty((await referral.Get())["appointments"]!.AsArray());
    }

    [Fact]
    public async Task The_inbox_shows_what_is_open_first_and_what_has_ended_behind_a_link_page_by_page()
    {
        var referral = await (await api.Given.Referral()).Sent();
        await referral.Answer("reject", new { declinedBy = "provider", reasonCode = "no-capacity" }).Expect(200);
        using var browser = Browser("de");
        var empty = await SignIn(browser, "/partner", referral.Partner);
        Assert.Contains("Keine.", empty, StringComparison.Ordinal);
        Assert.Contains($"{referral.Id}", await Page(await browser.GetAsync("/partner?ended", Ct).Expect(200)), StringComparison.Ordinal);
        await api.Execute($"""
            set session_replication_role = replica;
            insert into app.referral
                select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'sent_at', r.sent_at - n * interval '1 hour'))).*
                from app.referral r cross join generate_series(1, 44) n where r.id = '{referral.Id}'
            """);
        var seen = new HashSet<string>();
        var path = "/partner?ended";
        for (var pages = 1; ; pages++)
        {
            var page = await Page(await browser.GetAsync(path, Ct).Expect(200));
            var rows = Rows().Matches(page).Select(match => match.Groups[1].Value).ToList();
            Assert.InRange(rows.Count, 1, 20);
            Assert.All(rows, row => Assert.True(seen.Add(row)));
            if (Next().Match(page) is not { Success: true } next)
            {
                Assert.Equal(3, pages);
                break;
            }
            path = WebUtility.HtmlDecode(next.Groups[1].Value);
        }
        Assert.Equal(45, seen.Count);
        var wrong = await browser.GetAsync("/partner?cursor=nonsense", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("role=\"alert\"", await Page(wrong), StringComparison.Ordinal);
        // The same question by the API.
        var to = await referral.To;
        Assert.Equal((0, 45), ((await to.Read("/api/v1/partner/referrals?open=true&count=true")).Number("count"),
            (await to.Read("/api/v1/partner/referrals?open=false&count=true")).Number("count")));
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_is_asked_to_sign_in_again()
    {
        var referral = await (await api.Given.Referral()).Sent();
        using var browser = Browser("de");
        var page = await SignIn(browser, At(referral), referral.Partner);
        await api.Execute($"""
            update access.session set revoked_at = '{api.Given.Now:O}', revoked_why = 'ended-elsewhere' where staff_id = '{referral.Partner.StaffId}'
            """);
        await browser.GetAsync("/partner", Ct).Expect(302);
        await SigningIn.Send(browser, At(referral), page, ("action", "accept")).Expect(302);
        Assert.Equal("sent", await referral.Status());
        await SignIn(browser, At(referral), referral.Partner);
    }

    private HttpClient Browser(string language)
    {
        var browser = api.Browser();
        browser.DefaultRequestHeaders.Add("Accept-Language", language);
        return browser;
    }

    private static string At(GivenReferral referral) => $"/partner/{referral.Id}";

    private static Task<string> Page(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Ct);

    private static async Task<HttpResponseMessage> SignInFor(HttpClient browser, string path, Person person)
    {
        var page = await SigningIn.OpenOwn(browser, path);
        var signedIn = await SigningIn.Send(browser, "/sign-in", page, ("userName", person.UserName), ("password", Person.Password)).Expect(302);
        Assert.Equal(path, signedIn.Headers.Location!.ToString());
        return await browser.GetAsync(signedIn.Headers.Location, Ct);
    }

    private static async Task<string> SignIn(HttpClient browser, string path, Person person) =>
        await Page(await SignInFor(browser, path, person).Expect(200));

    // From the page as it stands now.
    private static async Task<HttpResponseMessage> Post(HttpClient browser, GivenReferral referral, string action, params (string, string)[] fields) =>
        await SigningIn.Send(browser, At(referral), await Page(await browser.GetAsync(At(referral), Ct).Expect(200)), [("action", action), .. fields]);

    private static string Version(string page) => VersionField().Match(page).Groups[1].Value;

    private Task<long> Retrievals(GivenReferral referral) => api.Sql<long>($"select count(*) from app.referral_retrieval where referral_id = '{referral.Id}'");

    private static async Task<Dictionary<string, List<string>>> Labels(HttpClient client, string language)
    {
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        var lists = await client.Read("/api/v1/reference-data");
        return lists["items"]!.AsArray().SelectMany(list => list!["codes"]!.AsArray())
            .GroupBy(code => code.Text("code")!).ToDictionary(group => group.Key, group => group.Select(code => code.Text("label")!).ToList());
    }

    private static IEnumerable<(string Path, string Text)> Leaves(JsonNode? node, string path = "") => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value, $"{path}/{member.Key}")),
        JsonArray items => items.SelectMany((item, index) => Leaves(item, $"{path}/{index}")),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => [(path, value.GetValue<string>())],
        _ => [],
    };

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("name=\"version\" value=\"(\\d+)\"")]
    private static partial Regex VersionField();

    [GeneratedRegex("<h2><a href=\"/partner/([^\"]+)\"")]
    private static partial Regex Rows();

    [GeneratedRegex("id=\"next\" href=\"([^\"]+)\"|href=\"([^\"]+)\" id=\"next\"")]
    private static partial Regex Next();
}
