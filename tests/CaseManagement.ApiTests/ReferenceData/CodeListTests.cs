using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.ReferenceData;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.ReferenceData;

public sealed class CodeListTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Root = "/api/v1/reference-data";

    [Fact]
    public async Task Every_list_is_served_with_the_codes_of_today()
    {
        var client = await SignedIn(Role.Caseworker);
        var lists = (await client.Read(Root))["items"]!.AsArray();
        Assert.Equal(await api.Sql<long>("select count(*) from app.code_list"), lists.Count);
        Assert.All(lists, list => Assert.NotEmpty(list!["codes"]!.AsArray()));
        var nationalities = lists.Single(list => list.Value<string>("code") == CodeLists.Nationality)!["codes"]!.AsArray();
        Assert.Equal(252, nationalities.Count); // 249 of ISO 3166-1, Kosovo, stateless, unresolved
    }

    [Theory]
    [InlineData("residence-status", "24,25-2-1,25-2-2,25-3,duldung,gestattung")]
    [InlineData("language", "ara,kmr,prs,tur,eng,ukr,tir,ibo,rus,pus,ckb,som")]
    [InlineData("nationality", "SYR,AFG,TUR,NGA,UKR,ERI,IRQ,XXX,XXA,XKX")]
    [InlineData("household-role", "applicant,spouse,child")]
    [InlineData(
        "need-area",
        "language,school,kindergarten,social-contacts,housing-surroundings,leisure,applications,housing,legal-matters,health,work,finances,family")]
    public async Task The_codes_that_other_slices_and_lists_from_the_district_use_are_there(string list, string codes)
    {
        var client = await SignedIn(Role.Caseworker);
        var served = Codes(await client.Read($"{Root}/{list}"));
        Assert.Empty(codes.Split(',').Except(served));
    }

    [Fact]
    public async Task A_label_is_in_the_language_of_the_request_and_both_are_there_on_request()
    {
        var client = await SignedIn(Role.Caseworker);
        Assert.Equal("Health", Label(await client.Read($"{Root}/need-area"), "health"));
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de-DE");
        var response = await client.GetAsync($"{Root}/need-area?labels=both").Expect(200);
        Assert.Equal("de", response.Content.Headers.ContentLanguage.Single());
        var health = (await response.Json())["codes"]!.AsArray().Single(code => code.Value<string>("code") == "health")!;
        Assert.Equal(
            ("Gesundheit", "Gesundheit", "Health"),
            (health.Value<string>("label"), health.Value<string>("labelDe"), health.Value<string>("labelEn")));
        Assert.Equal("health", health.Value<string>("attributes/compartment"));
    }

    [Fact]
    public async Task A_code_that_changed_its_name_is_served_as_it_was_called_on_the_day()
    {
        var client = await SignedIn(Role.Caseworker);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        Assert.Contains("Arbeitslosengeld II", await On("2022-12-31"), StringComparison.Ordinal);
        Assert.Contains("Bürgergeld", await On("2023-01-01"), StringComparison.Ordinal);
        Assert.DoesNotContain("Bürgergeld", await On("2026-07-01"), StringComparison.Ordinal);

        async Task<string> On(string day) => Label(await client.Read($"{Root}/benefit-regime?on={day}"), "sgb2");
    }

    [Fact]
    public async Task The_day_on_which_a_period_ends_does_not_belong_to_it()
    {
        var client = await SignedIn(Role.Caseworker);
        Assert.Contains("104c", Codes(await client.Read($"{Root}/residence-status?on=2027-06-30")));
        Assert.DoesNotContain("104c", Codes(await client.Read($"{Root}/residence-status?on=2027-07-01")));
        Assert.Contains("104c", Codes(await client.Read($"{Root}/residence-status?include=ended")));
    }

    [Fact]
    public async Task A_known_tag_is_answered_with_304_until_a_code_changes()
    {
        var admin = await SignedIn(Role.Administrator);
        var first = await admin.GetAsync($"{Root}/contact-kind").Expect(200);
        Assert.True(first.Headers.CacheControl is { Private: true, NoCache: true });
        Assert.False(first.Headers.ETag!.IsWeak);

        var same = await Ask(admin, $"{Root}/contact-kind", first.Tag()).Expect(304);
        Assert.Equal(first.Tag(), same.Tag());
        Assert.Empty(await same.Content.ReadAsStringAsync());
        await Ask(admin, $"{Root}/contact-kind", $"\"other\", W/{first.Tag()}").Expect(304);
        await Ask(admin, $"{Root}/contact-kind?labels=both", first.Tag()).Expect(200);
        await Ask(admin, $"{Root}/contact-outcome", first.Tag()).Expect(200);
        await Ask(admin, $"{Root}/contact-kind", "\"4711\"").Expect(200);

        await admin.Post($"{Root}/contact-kind/codes", New("consultation-hour")).Expect(201);

        var changed = await Ask(admin, $"{Root}/contact-kind", first.Tag()).Expect(200);
        Assert.NotEqual(first.Tag(), changed.Tag());
        Assert.Contains("consultation-hour", Codes(await changed.Json()));
    }

    [Fact]
    public async Task A_tag_of_one_language_is_no_tag_of_the_other()
    {
        var client = await SignedIn(Role.Caseworker);
        var english = await client.GetAsync($"{Root}/sex").Expect(200);
        Assert.Contains("Accept-Language", english.Headers.Vary);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        await Ask(client, $"{Root}/sex", english.Tag()).Expect(200);
    }

    [Fact]
    public async Task The_tag_of_today_outlives_midnight_and_changes_on_the_day_on_which_a_code_begins_or_ends()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        var person = await own.Given.Staff(await own.Given.Organisation(), Role.Administrator);
        var client = await own.As(person);
        var later = New("later", from: own.Given.Today.AddDays(2).ToString("yyyy-MM-dd", null));
        await client.Post($"{Root}/programme/codes", later).Expect(201);
        var today = (await client.GetAsync($"{Root}/programme").Expect(200)).Tag();
        var fixedDay = (await client.GetAsync($"{Root}/programme?on=2026-01-01").Expect(200)).Tag();

        own.Clock.Offset += TimeSpan.FromDays(1);
        client = await own.As(person);
        await Ask(client, $"{Root}/programme", today).Expect(304);
        own.Clock.Offset += TimeSpan.FromDays(1);
        client = await own.As(person);
        Assert.Contains("later", Codes(await (await Ask(client, $"{Root}/programme", today).Expect(200)).Json()));
        await Ask(client, $"{Root}/programme?on=2026-01-01", fixedDay).Expect(304);
    }

    [Fact]
    public async Task Every_list_that_the_code_names_is_there_and_its_example_is_in_force()
    {
        foreach (var list in typeof(CodeLists).GetFields().Where(field => field.IsLiteral))
        {
            var name = (string)list.GetRawConstantValue()!;
            Assert.True(await api.Sql<bool>($"select exists (select from app.code_list where code = '{name}')"), name);
            if (list.GetCustomAttributes(typeof(ExampleAttribute), false) is [ExampleAttribute { Value: string example }])
            {
                Assert.True(await api.Sql<bool>($"""
                    select exists (select from app.code where list = '{name}' and code = '{example}'
                                   and daterange(valid_from, valid_to, '[)') @> date '{api.Given.Today:yyyy-MM-dd}')
                    """), $"{name}: {example}");
            }
        }
    }

    [Fact]
    public async Task A_list_that_does_not_exist_is_404()
    {
        var client = await SignedIn(Role.Caseworker);
        await client.GetAsync($"{Root}/no-such-list").ExpectProblem(404, "not-found");
        await (await SignedIn(Role.Administrator)).Post($"{Root}/no-such-list/codes", New("x")).ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("on=21.11.2026", "on", "malformed-date")]
    [InlineData("on=2026-11-21&include=ended", "include", "on-or-ended")]
    [InlineData("labels=fr", "labels", "unknown-value")]
    [InlineData("label=both", "label", "unknown-parameter")]
    public async Task A_question_that_makes_no_sense_is_refused_with_its_place(string query, string place, string code)
    {
        var problem = await (await SignedIn(Role.Caseworker)).GetAsync($"{Root}/sex?{query}").ExpectProblem(400, "validation-failed");
        Assert.Equal((place, code), (problem.Value<string>("errors/0/pointer"), problem.Value<string>("errors/0/code")));
    }

    [Fact]
    public async Task Nobody_reads_the_lists_without_signing_in()
        => await api.Anonymous().GetAsync(Root).ExpectProblem(401, "not-signed-in");

    [Fact]
    public async Task An_administrator_adds_a_code_and_the_trail_says_why()
    {
        var admin = await SignedIn(Role.Administrator);
        var id = await (await admin.Post($"{Root}/document-kind/codes", New("pension-notice", reason: "Rentenbescheide häufen sich")).Expect(201)).Id();
        var code = await admin.Read($"{Root}/document-kind/codes/{id}");
        Assert.Equal("pension-notice", code.Value<string>("code"));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where row_id = '{id}' and operation = 'insert' and action = 'AddCode' and reason = 'Rentenbescheide häufen sich'
            """));
    }

    [Fact]
    public async Task A_repeated_key_adds_a_code_once()
    {
        var admin = await SignedIn(Role.Administrator);
        var first = await (await admin.Post($"{Root}/document-kind/codes", New("twice-sent"), key: "k-1").Expect(201)).Id();
        Assert.Equal(first, await (await admin.Post($"{Root}/document-kind/codes", New("twice-sent"), key: "k-1").Expect(201)).Id());
        Assert.Equal(1L, await api.Sql<long>("select count(*) from app.code where code = 'twice-sent'"));
    }

    [Theory]
    [InlineData(Role.Caseworker)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.DataProtectionOfficer)]
    public async Task Who_is_no_administrator_neither_adds_nor_ends_codes(Role role)
    {
        var client = await SignedIn(role);
        await client.Post($"{Root}/document-kind/codes", New("forbidden")).ExpectProblem(403, "not-permitted");
        var (id, tag, code) = await Read(client, "document-kind", "passport");
        await client.Post($"{Root}/document-kind/codes/{id}/end", new { until = "2099-01-01" }, tag).ExpectProblem(403, "not-permitted");
        Assert.Equal("not-permitted", code.Value<string>("allowedActions/0/code"));
    }

    [Fact]
    public async Task On_each_day_a_code_has_one_meaning()
    {
        var admin = await SignedIn(Role.Administrator);
        await admin.Post($"{Root}/programme/codes", New("pilot", from: "2026-01-01", until: "2026-07-01")).Expect(201);
        await admin.Post($"{Root}/programme/codes", New("pilot", from: "2026-06-30")).ExpectProblem(409, "code-overlap");
        await admin.Post($"{Root}/programme/codes", New("pilot", from: "2026-07-01")).Expect(201);
    }

    [Fact]
    public async Task A_code_that_returns_means_what_it_meant_unless_something_else_is_said()
    {
        var admin = await SignedIn(Role.Administrator);
        await admin.Post($"{Root}/participation-kind/codes", Sewing("2026-01-01", "2026-07-01", new { course = true })).Expect(201);
        await admin.Post($"{Root}/participation-kind/codes", Sewing("2026-07-01", "2027-01-01", null)).Expect(201);
        await admin.Post($"{Root}/participation-kind/codes", Sewing("2027-01-01", null, new { })).Expect(201);
        Assert.Equal(["""{"course": true}""", """{"course": true}""", "{}"], await api.Sql<string[]>(
            "select array_agg(attributes::text order by valid_from) from app.code where code = 'sewing'"));

        static object Sewing(string from, string? until, object? attributes) => new
        {
            code = "sewing", labelDe = "Nähen", labelEn = "Sewing", from, until, attributes, reason = "Kurs",
        };
    }

    [Theory]
    [InlineData("urgency", "very", "code-urgency-rank")]
    [InlineData("language", "de", "code-language-form")]
    [InlineData("nationality", "Deutschland", "code-nationality-form")]
    public async Task A_code_that_other_slices_could_not_rely_on_is_refused(string list, string code, string problem)
        => await (await SignedIn(Role.Administrator)).Post($"{Root}/{list}/codes", New(code)).ExpectProblem(400, problem);

    [Fact]
    public async Task Every_fault_of_a_new_code_is_told_at_once()
    {
        var problem = await (await SignedIn(Role.Administrator))
            .Post(
                $"{Root}/programme/codes",
                new
                {
                    code = "not a code",
                    labelDe = "",
                    labelEn = "x",
                    from = "2026-07-01",
                    until = "2026-07-01",
                })
            .ExpectProblem(400, "validation-failed");
        Assert.Equal(
            ["/code", "/labelDe", "/until"],
            problem.Values<string>("errors/*/pointer").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Attributes_are_kept_as_they_were_sent_and_none_is_sent_twice()
    {
        var admin = await SignedIn(Role.Administrator);
        var id = await (
            await admin
                .Post(
                    $"{Root}/urgency/codes",
                    new
                    {
                        code = "today",
                        labelDe = "Heute",
                        labelEn = "Today",
                        from = "2026-01-01",
                        attributes = new { rank = 5, urgent = true },
                    })
                .Expect(201)).Id();
        var code = await admin.Read($"{Root}/urgency/codes/{id}");
        Assert.Equal(5, code.Value<int>("attributes/rank"));
        using var twice = new StringContent(
            """{"code":"x","labelDe":"x","labelEn":"x","from":"2026-01-01","attributes":{"rank":1,"rank":2}}""",
            System.Text.Encoding.UTF8,
            "application/json");
        await admin.PostAsync($"{Root}/urgency/codes", twice).ExpectProblem(400, "malformed-request");
    }

    [Fact]
    public async Task A_code_ends_on_a_day_to_come_and_the_end_can_be_taken_back_until_then()
    {
        var admin = await SignedIn(Role.Administrator);
        var id = await (await admin.Post($"{Root}/programme/codes", New("short")).Expect(201)).Id();
        var path = $"{Root}/programme/codes/{id}";
        var tag = (await admin.GetAsync(path).Expect(200)).Tag();
        var tomorrow = api.Given.Today.AddDays(1);

        tag = (await admin.Post($"{path}/end", new { until = tomorrow, reason = "Programm läuft aus" }, tag).Expect(200)).Tag();
        tag = (await admin.Post($"{path}/end", new { until = (DateOnly?)null }, tag).Expect(200)).Tag();
        await admin.Post($"{path}/end", new { until = tomorrow }, tag).Expect(200);
        Assert.Contains("short", Codes(await admin.Read($"{Root}/programme")));

        api.Clock.Offset += TimeSpan.FromDays(1);
        admin = await SignedIn(Role.Administrator);
        Assert.DoesNotContain("short", Codes(await admin.Read($"{Root}/programme")));
        var ended = await admin.GetAsync(path).Expect(200);
        Assert.Equal("code-ended", (await ended.Json()).Value<string>("allowedActions/0/code"));
        await admin.Post($"{path}/end", new { until = tomorrow.AddDays(30) }, ended.Tag()).ExpectProblem(409, "code-ended");
    }

    [Fact]
    public async Task A_code_is_not_taken_out_of_days_gone_by()
    {
        var admin = await SignedIn(Role.Administrator);
        var (id, tag, _) = await Read(admin, "document-kind", "passport");
        var problem = await admin.Post($"{Root}/document-kind/codes/{id}/end", new { until = "2026-01-01" }, tag).ExpectProblem(400, "validation-failed");
        Assert.Equal("code-end-past", problem.Value<string>("errors/0/code"));
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_changes_nothing()
    {
        var admin = await SignedIn(Role.Administrator);
        var (id, tag, _) = await Read(admin, "document-kind", "debt");
        await admin.Post($"{Root}/document-kind/codes/{id}/end", new { until = "2099-01-01" }, tag).Expect(200);
        await admin.Post($"{Root}/document-kind/codes/{id}/end", new { until = "2098-01-01" }, tag).ExpectProblem(412, "stale");
        await admin.Post($"{Root}/document-kind/codes/{id}/end", new { until = "2098-01-01" }).ExpectProblem(428, "if-match-required");
        Assert.Equal("2099-01-01", await api.Sql<string>($"select valid_to::text from app.code where id = '{id}'"));
    }

    [Fact]
    public async Task A_code_of_another_list_is_404_there()
    {
        var admin = await SignedIn(Role.Administrator);
        var (id, tag, _) = await Read(admin, "document-kind", "passport");
        await admin.GetAsync($"{Root}/sex/codes/{id}").ExpectProblem(404, "not-found");
        await admin.Post($"{Root}/sex/codes/{id}/end", new { until = "2099-01-01" }, tag).ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("delete from app.code where list = 'sex'", "42501")]
    [InlineData("update app.code set label_de = 'x' where list = 'sex'", "42501")]
    [InlineData("update app.code_list set revision = 1", "42501")]
    [InlineData("update app.code set valid_to = '2024-01-01' where list = 'sex'", "23514")]
    [InlineData("update app.code set valid_to = null where list = 'benefit-regime' and valid_to < '2026-01-01'", "23514")]
    public async Task The_database_itself_keeps_codes_from_being_deleted_renamed_or_taken_from_the_past(string sql, string state)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(api.App);
        await using var command = source.CreateCommand(sql);
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(state, refused.SqlState);
    }

    [Fact]
    public async Task A_check_of_many_codes_is_one_round_trip_and_names_each_that_is_not_valid_on_its_day()
    {
        await using var scope = api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(null);
        var codes = scope.ServiceProvider.GetRequiredService<ReferenceCodes>();
        using var counted = new Statements();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => codes.Check(TestContext.Current.CancellationToken,
            new CodeUse("/status", CodeLists.ResidenceStatus, "24"),
            new CodeUse("/nothing", CodeLists.ResidenceStatus, null),
            new CodeUse("/old", CodeLists.ResidenceStatus, "buema"),
            new CodeUse("/oldThen", CodeLists.ResidenceStatus, "buema", new DateOnly(2016, 1, 1)),
            new CodeUse("/wrongList", CodeLists.Sex, "24"),
            new CodeUse("/future", CodeLists.ResidenceStatus, "104c", new DateOnly(2027, 7, 1))));
        Assert.Equal(["/old", "/wrongList", "/future"], refused.Errors.Select(error => error.Pointer));
        Assert.Equal(1, counted.Count);
    }

    [Fact]
    public async Task Codes_for_work_on_many_rows_are_those_of_the_day()
    {
        await using var scope = api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(null);
        var codes = await scope
            .ServiceProvider.GetRequiredService<ReferenceCodes>()
            .ValidOn(new DateOnly(2016, 1, 1), [CodeLists.ResidenceStatus, CodeLists.Sex], TestContext.Current.CancellationToken);
        Assert.Contains((CodeLists.ResidenceStatus, "buema"), codes);
        Assert.DoesNotContain((CodeLists.Sex, "divers"), codes);
        Assert.DoesNotContain(codes, code => code.List == CodeLists.Language);
    }

    private static object New(string code, string from = "2026-01-01", string? until = null, string? reason = null) =>
        new { code, labelDe = "Bezeichnung", labelEn = "Label", from, until, reason };

    private static IEnumerable<string> Codes(JsonNode list) => [.. list.Values<string>("codes/*/code")];

    private static string Label(JsonNode list, string code) =>
        list["codes"]!.AsArray().Single(item => item.Value<string>("code") == code).Value<string>("label");

    private async Task<HttpClient> SignedIn(Role role) => await api.As(await api.Given.Staff(await api.Given.Organisation(), role));

    private static async Task<HttpResponseMessage> Ask(HttpClient client, string path, string ifNoneMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await client.SendAsync(request);
    }

    private static async Task<(Guid Id, string Tag, JsonNode Code)> Read(HttpClient client, string list, string code)
    {
        var id = (await client.Read($"{Root}/{list}"))["codes"]!
            .AsArray()
            .Single(item => item.Value<string>("code") == code).Value<Guid>("id");
        var response = await client.GetAsync($"{Root}/{list}/codes/{id}").Expect(200);
        return (id, response.Tag(), await response.Json());
    }
}
