using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>What is handed in gives nobody away, whatever was handed in before, and stays as it was.</summary>
public sealed class PublicationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Publications = "/api/v1/statistics/publications", Audiences = "/api/v1/statistics/audiences";

    // A town with three teams of 9, 2 and 12 open cases, yesterday; two supervisors.
    private sealed record Town(Guid Organisation, Guid[] Teams, IReadOnlyList<GivenCase> Cases, Person First, Person Second, Guid Audience, DateOnly On)
    {
        public Person Officer { get; init; } = null!;
    }

    private async Task<Town> Built(params int[] sizes)
    {
        sizes = sizes.Length > 0 ? sizes : [9, 2, 12];
        var organisation = await api.Given.Organisation();
        var (teams, cases) = (new List<Guid>(), new List<GivenCase>());
        foreach (var size in sizes)
        {
            var team = await api.Given.Team(organisation);
            var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
            for (var i = 0; i < size; i++)
            {
                cases.Add(await api.Given.CaseOf(team, lead));
            }
            teams.Add(team);
        }
        var first = await api.Given.Staff(organisation, Role.Supervisor, teams[0]);
        var on = api.Given.Today;
        api.Clock.Offset += TimeSpan.FromDays(1);
        return new Town(organisation, [.. teams], cases, first, await api.Given.Staff(organisation, Role.Supervisor),
            await api.Given.Audience(organisation, first), on)
        {
            Officer = await api.Given.Staff(organisation, Role.DataProtectionOfficer),
        };
    }

    private static object ByTeam(Town town) => new { figure = "open_cases", on = $"{town.On:O}", by = new[] { new { dimension = "team" } } };

    private static object Whole(Town town) => new { figure = "open_cases", on = $"{town.On:O}" };

    private static object OfTeam(Town town, int team) =>
        new { figure = "open_cases", on = $"{town.On:O}", filters = new[] { new { dimension = "team", value = $"{town.Teams[team]}" } } };

    private static async Task<string> Draft(HttpClient client, Town town, params object[] tables) =>
        $"{Publications}/{await (await client.Post(Publications, new { audienceId = town.Audience, title = "Bericht", tables }).Expect(201)).Id()}";

    private static async Task<HttpResponseMessage> Move(HttpClient client, string path, string move) =>
        await client.Post($"{path}/{move}", null, (await client.GetAsync(path).Expect(200)).Tag());

    private async Task<string> Published(Town town, params object[] tables)
    {
        var (first, second) = (await api.As(town.First), await api.As(town.Second));
        var path = await Draft(first, town, tables);
        Assert.Equal(200, (int)(await Move(second, path, "sign-off")).StatusCode);
        Assert.Equal(200, (int)(await Move(first, path, "publish")).StatusCode);
        return path;
    }

    private static Dictionary<string, long?> Cells(JsonNode publication, int table = 0) => publication["tables"]![table]!["cells"]!.AsArray().ToDictionary(
        cell => string.Join(' ', cell!["values"]!.AsArray().Select(value => value.Text("value"))), cell => (long?)cell!["n"]);

    [Fact]
    public async Task A_small_number_is_hidden_and_what_would_give_it_away_another_signs_off_and_the_proof_can_be_checked_by_anybody()
    {
        var town = await Built();
        var (first, second, officer) = (await api.As(town.First), await api.As(town.Second), await api.As(town.Officer));
        var path = await Draft(first, town, ByTeam(town));
        var draft = await first.Read(path);
        var cells = Cells(draft);
        Assert.Null(cells[$"{town.Teams[1]}"]);
        Assert.True(cells.Values.Count(n => n is null) >= 2);
        Assert.DoesNotContain(cells.Values, n => n == 2);
        // Who has drafted it is not the second pair of eyes.
        Assert.Equal(["discard", "protect"], Allowed(draft));
        await first.Post($"{path}/sign-off", null, (await first.GetAsync(path)).Tag()).ExpectProblem(403, "publication-needs-another");
        await first.Post($"{path}/publish", null, (await first.GetAsync(path)).Tag()).ExpectProblem(409, "publication-transition");
        await officer.GetAsync($"{path}/proof").ExpectProblem(404, "not-found");
        var tag = (await second.GetAsync(path)).Tag();
        await second.Post($"{path}/sign-off", null, tag).Expect(200);
        await second.Post($"{path}/sign-off", null, tag).ExpectProblem(412, "stale");
        await second.Post($"{path}/sign-off", null).ExpectProblem(428, "if-match-required");
        Assert.Equal(200, (int)(await Move(first, path, "publish")).StatusCode);

        var published = await first.Read(path);
        Assert.Equal("published", published.Text("publication/status"));
        Assert.Equal($"{town.Second.StaffId}", published.Text("publication/signedOffBy"));
        Assert.Equal(cells, Cells(published));
        Assert.Empty(Allowed(published));
        foreach (var move in new[] { "sign-off", "publish", "protect", "discard" })
        {
            Assert.Equal(409, (int)(await Move(second, path, move)).StatusCode);
        }
        Check(await officer.Read($"{path}/proof"), cells.Values.Count(n => n is null));
        // Whole numbers of a table: what is hidden and what is shown make one total.
        Assert.Equal(1, (await first.Read($"{Publications}?count=true&status=published")).Number("count"));
    }

    private static string[] Allowed(JsonNode publication) => [.. publication["allowedActions"]!.AsArray().Where(one => one.Value<bool>("allowed"))
        .Select(one => one.Text("action")!)];

    // A third party with nothing but the file: puts the tables into the equations.
    private static void Check(JsonNode proof, int hidden)
    {
        Assert.NotEmpty(proof["attackers"]!.AsArray());
        foreach (var attacker in proof["attackers"]!.AsArray())
        {
            var threshold = attacker.Number("threshold")!.Value;
            var (rows, targets, points, part) = (attacker!["rows"]!.AsArray(), attacker["targets"]!.AsArray(), attacker["points"]!.AsArray(),
                attacker["variables"]!.AsArray().Select(variable => variable.Number("part")).ToList());
            long At(JsonNode sum, IEnumerable<int> of) => sum["terms"]!.AsArray()
                .Sum(term => (long)term!["times"]! * of.Sum(point => Value(point, (int)term["variable"]!)));
            long Value(int point, int variable) => points[point]!["values"]!.AsArray()
                .Where(one => (int)one!["variable"]! == variable).Sum(one => (long)one!["times"]!);
            for (var i = 0; i < points.Count; i++)
            {
                var of = points[i].Number("part");
                Assert.All(points[i]!["values"]!.AsArray(), one => Assert.True((long)one!["times"]! >= 0 && part[(int)one["variable"]!] == of));
                foreach (var row in rows.Where(row => row!["terms"]!.AsArray().All(term => part[(int)term!["variable"]!] == of)))
                {
                    Assert.InRange(At(row!, [i]), (long)row!["atLeast"]!, row["atMost"] is { } most ? (long)most : long.MaxValue);
                }
            }
            // Nothing that was told is small; the rest is what the attacker may think.
            Assert.All(rows, row => Assert.True(row!["atMost"] is not { } most || (long)most == 0 || (long)most >= threshold));
            Assert.Equal(hidden, targets.Count(target => target.Text("kind") == "hidden"));
            foreach (var target in targets)
            {
                int[] Points(string name) => [.. target![name]!.AsArray().Select(point => (int)point!)];
                var (lower, upper) = ((long)target!["lower"]!, (long)target["upper"]!);
                Assert.Equal(upper, At(target, Points("upperPoints")));
                Assert.True(target.Text("kind") switch
                {
                    "hidden" => lower == At(target, Points("lowerPoints")) && (lower >= threshold
                        || (upper >= threshold && upper - lower >= threshold - 1)),
                    "inner" => upper >= threshold || upper == 0,
                    "remainder" => upper >= threshold || lower <= -threshold || (lower == 0 && upper == 0),
                    _ => (lower <= 0 && upper >= 0) || upper >= threshold || lower <= -threshold,
                });
            }
        }
    }

    [Fact]
    public async Task Of_two_that_are_safe_alone_and_published_at_the_same_moment_the_second_knows_the_first()
    {
        var town = await Built(9, 2);
        var (first, second) = (await api.As(town.First), await api.As(town.Second));
        // 11 and 9 tell 2.
        string[] paths = [await Draft(first, town, Whole(town)), await Draft(first, town, OfTeam(town, 0))];
        foreach (var path in paths)
        {
            Assert.Equal(200, (int)(await Move(second, path, "sign-off")).StatusCode);
        }
        var answers = await Task.WhenAll(paths.Select(path => Move(first, path, "publish")));
        Assert.Equal([200, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        var loser = Array.FindIndex(answers, answer => (int)answer.StatusCode == 409);
        var problem = await answers[loser].Json();
        Assert.Equal("publication-unsafe", problem.Text("code"));
        Assert.Equal("cell-derivable", problem.Text("errors/0/code"));
        Assert.Contains("Sozialplanung", problem.Text("errors/0/message"), StringComparison.Ordinal);
        // What the message names is no number of the table.
        Assert.DoesNotContain(" 2", problem.Text("errors/0/message")!.Replace($"{town.On:O}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("signed_off", (await first.Read(paths[loser])).Text("publication/status"));

        // Protected anew it hides its number, and somebody signs off again.
        Assert.Equal(200, (int)(await Move(first, paths[loser], "protect")).StatusCode);
        Assert.Null(Cells(await first.Read(paths[loser]))[""]);
        Assert.Equal("draft", (await first.Read(paths[loser])).Text("publication/status"));
        Assert.Equal(200, (int)(await Move(second, paths[loser], "sign-off")).StatusCode);
        Assert.Equal(200, (int)(await Move(first, paths[loser], "publish")).StatusCode);
        Check(await first.Read($"{paths[loser]}/proof"), 1);
    }

    [Fact]
    public async Task What_the_public_has_every_audience_has_and_another_audience_has_not()
    {
        var town = await Built(9, 2);
        var first = await api.As(town.First);
        var everybody = await api.Given.Audience(town.Organisation, town.First, "Öffentlichkeit", isPublic: true);
        var other = await api.Given.Audience(town.Organisation, town.First, "Gemeinderat");
        await Published(town, Whole(town));
        // The audience that has the whole is not told a part; another one is.
        Assert.Null(Cells(await first.Read(await Draft(first, town, OfTeam(town, 0))))[""]);
        Assert.Equal(9, Cells(await first.Read(await Draft(first, town with { Audience = other }, OfTeam(town, 0))))[""]);
        // What is for everybody is for those, too, who have the whole.
        Assert.Null(Cells(await first.Read(await Draft(first, town with { Audience = everybody }, OfTeam(town, 0))))[""]);
        var path = await Published(town with { Audience = everybody }, Whole(town));
        Assert.Null(Cells(await first.Read(await Draft(first, town with { Audience = other }, OfTeam(town, 0))))[""]);
        Assert.Equal(200, (int)(await first.GetAsync($"{path}/proof")).StatusCode);
    }

    [Fact]
    public async Task A_district_that_knows_its_own_allocations_does_not_find_the_others_by_them()
    {
        var town = await Built(9, 1, 8);
        var (district, elsewhere) = (await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.District),
            await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.District));
        foreach (var (of, i) in town.Cases.Select((of, i) => (of, i)))
        {
            // Ten to one municipality, of whom nine are the district's own; eight elsewhere, none of them.
            var path = $"/api/v1/clients/{of.ClientId}/allocations";
            await (await api.As(of.Lead!)).Post(path, new
            {
                allocatedOn = $"{town.On:O}", municipalityAgs = i < 10 ? "08116056" : "08116019", districtId = i < 9 ? district : elsewhere,
            }).Expect(201);
        }
        var first = await api.As(town.First);
        object[] tables =
        [
            new { figure = "allocated", from = $"{town.On:O}", until = $"{town.On.AddDays(1):O}", by = new[] { new { dimension = "municipality" } } },
        ];
        Assert.Equal(new Dictionary<string, long?> { ["08116019"] = 8, ["08116056"] = 10, ["total"] = 18 },
            Cells(await first.Read(await Draft(first, town, tables))).OrderBy(cell => cell.Key, StringComparer.Ordinal).ToDictionary());
        var knowing = await api.Given.Audience(town.Organisation, town.First, "Landratsamt", district);
        var cells = Cells(await first.Read(await Draft(first, town with { Audience = knowing }, tables)));
        Assert.Null(cells["08116056"]);
        Assert.Equal(2, cells.Values.Count(n => n is null));
        // Asked by nobody else: it is no dimension of a figure.
        await first.GetAsync($"/api/v1/statistics/figures/allocated?from={town.On:O}&until={town.On.AddDays(1):O}&by=district")
            .ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task What_was_handed_in_stays_after_corrections_and_erasures_and_the_difference_is_told()
    {
        var town = await Built();
        var (first, officer) = (await api.As(town.First), await api.As(town.Officer));
        var path = await Published(town, ByTeam(town), Whole(town));
        var (before, proof) = ((await first.Read(path)).ToJsonString(), (await officer.Read($"{path}/proof")).ToJsonString());
        Assert.Empty((await first.Read($"{path}/differences"))["items"]!.AsArray());
        // One is erased; one more is opened with effect from that day.
        await (await api.Given.Erasure(town.Cases[0])).CarriedOut();
        var lead = town.Cases[^1].Lead!;
        await (await api.As(lead)).Post("/api/v1/cases", new
        {
            clientId = await api.Given.Client(town.Organisation), teamId = town.Teams[2], leadStaffId = lead.StaffId, openedOn = $"{town.On:O}",
        }).Expect(201);
        Assert.Equal((before, proof), ((await first.Read(path)).ToJsonString(), (await officer.Read($"{path}/proof")).ToJsonString()));
        var changes = (await first.Read($"{path}/differences"))["items"]!.AsArray().Select(change =>
            (change.Number("table"), change!["values"]!.AsArray().LastOrDefault().Text("value") ?? "", change.Number("then"), change.Number("now"))).ToList();
        Assert.Equal([(0, $"{town.Teams[2]}", 12, 13), (0, "total", 23, 24), (1, "", 23, 24)],
            changes.OrderBy(change => (change.Item1, change.Item4)).ToList());
        await officer.GetAsync($"{path}/differences").ExpectProblem(403, "not-permitted");
        // Nobody changes it past the product either.
        foreach (var statement in new[] { "update app.statistical_publication set title = 'x'", "delete from app.statistical_publication",
            "update app.statistical_publication set tables = '[]', status = 'draft'" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => api.Execute($"""
                set local row_security = off;
                alter table app.statistical_publication no force row level security; {statement} where id = '{path.Split('/')[^1]}'
                """));
            Assert.Equal("statistical_publication_kept", refused.ConstraintName);
        }
        // A second edition that would tell the one by whom it differs hides it.
        var cells = Cells(await first.Read(await Draft(first, town, Whole(town))));
        Assert.Null(cells[""]);
    }

    [Fact]
    public async Task The_same_key_publishes_once()
    {
        var town = await Built();
        var (first, second) = (await api.As(town.First), await api.As(town.Second));
        var path = await Draft(first, town, ByTeam(town));
        Assert.Equal(200, (int)(await Move(second, path, "sign-off")).StatusCode);
        var tag = (await first.GetAsync(path)).Tag();
        first.DefaultRequestHeaders.Add("Idempotency-Key", "einmal");
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => first.Post($"{path}/publish", null, tag)));
        Assert.Single((await Task.WhenAll(answers.Select(async answer => $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"))).Distinct());
        Assert.Equal(200, (int)answers[0].StatusCode);
    }

    [Fact]
    public async Task Publications_are_the_organisations_own_and_the_supervisors()
    {
        var (town, other) = (await Built(6), await Built(6));
        var path = await Published(town, Whole(town));
        var stranger = await api.As(other.First);
        foreach (var at in new[] { path, $"{path}/proof", $"{path}/differences", $"{Audiences}/{town.Audience}" })
        {
            await stranger.GetAsync(at).ExpectProblem(404, "not-found");
        }
        Assert.Equal(0, (await stranger.Read($"{Publications}?count=true")).Number("count"));
        Assert.Equal("audience-unknown", (await stranger.Post(Publications, new { audienceId = town.Audience, title = "x", tables = new[] { Whole(town) } })
            .ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
        var worker = await api.As(town.Cases[0].Lead!);
        await worker.GetAsync(path).ExpectProblem(403, "not-permitted");
        await worker.Post(Publications, new { audienceId = town.Audience, title = "x", tables = new[] { Whole(town) } }).ExpectProblem(403, "not-permitted");
        var officer = await api.As(town.Officer);
        // A draft that is given up was received by nobody.
        var first = await api.As(town.First);
        var draft = await Draft(first, town, OfTeam(town, 0));
        Assert.Equal(["discard", "protect", "sign-off"], (await officer.Read(draft))["allowedActions"]!.AsArray()
            .Where(action => action.Text("code") == "not-permitted").Select(action => action.Text("action")!));
        await officer.Post($"{draft}/discard", null, (await officer.GetAsync(draft)).Tag()).ExpectProblem(403, "not-permitted");
        Assert.Equal(200, (int)(await Move(first, draft, "discard")).StatusCode);
        Assert.Equal(1, (await first.Read($"{Publications}?count=true")).Number("count"));
        Assert.Equal(2, (await first.Read($"{Publications}?count=true&include=ended")).Number("count"));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_at_its_place()
    {
        var town = await Built(6);
        var first = await api.As(town.First);
        var day = $"{town.On:O}";
        foreach (var (table, pointer, rule) in new (object, string, string)[]
        {
            (new { figure = "happiness", on = day }, "/tables/0/figure", "unknown-value"),
            (new { figure = "open_cases" }, "/tables/0/on", "required"),
            (new { figure = "open_cases", on = $"{town.On.AddDays(1):O}" }, "/tables/0/on", "figure-not-over"),
            (new { figure = "open_cases", on = day, from = day }, "/tables/0/from", "unknown-member"),
            (new { figure = "allocated", from = day, until = day }, "/tables/0/until", "figure-period-empty"),
            (new { figure = "open_cases", on = day, by = new[] { new { dimension = "leave_reason" } } }, "/tables/0/by/0/dimension", "unknown-value"),
            (new { figure = "open_cases", on = day, by = new[] { new { dimension = "sex" }, new { dimension = "sex" } } }, "/tables/0/by", "duplicate"),
            (new { figure = "open_cases", on = day, zerosSensitive = true, by = new[] { new { dimension = "sex" } } }, "/tables/0/by", "groups-needed"),
            (new
                {
                    figure = "open_cases", on = day,
                    by = new[] { new { dimension = "sex", groups = new[] { new { label = "total", values = new[] { "male" } } } } },
                },
                "/tables/0/by/0/groups", "groups-overlap"),
            (new
                {
                    figure = "open_cases", on = day,
                    by = new[] { new { dimension = "sex", groups = new[] { new { label = "Total", values = new[] { "male" } } } } },
                },
                "/tables/0/by/0/groups", "groups-overlap"),
            (new
                {
                    figure = "open_cases", on = day,
                    by = new[] { new { dimension = "sex", groups = new[] { new { label = "Frauen", values = new[] { "weiblich" } } } } },
                },
                "/tables/0/by/0/groups/0/values/0", "unknown-code"),
            (new { figure = "open_cases", on = day, filters = new[] { new { dimension = "age_band", value = "0-18" } } },
                "/tables/0/filters/0/value", "unknown-value"),
        })
        {
            var problem = await first.Post(Publications, new { audienceId = town.Audience, title = "x", tables = new[] { table } })
                .ExpectProblem(400, "validation-failed");
            Assert.Contains((pointer, rule), problem["errors"]!.AsArray().Select(error => (error.Text("pointer"), error.Text("code"))));
        }
        foreach (var (audience, rule) in new (object, string)[]
        {
            (new { name = "A", kind = "external", threshold = 4 }, "threshold-too-small"),
            (new { name = "A", kind = "internal", isPublic = true }, "audience-public-external"),
            (new { name = "A", kind = "external", recipientId = town.Organisation }, "recipient-unknown"),
            (new { name = "A", kind = "internal", recipientId = await api.Given.Organisation() }, "audience-recipient-external"),
        })
        {
            Assert.Equal(rule, (await first.Post(Audiences, audience).ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
        }
        await first.Post(Audiences, new { name = "sozialplanung ", kind = "external" }).ExpectProblem(409, "audience-exists");
        var added = await first.Post(Audiences, new { name = "Jugendhilfe", kind = "internal" }).Expect(201);
        Assert.Equal(3, (await first.Read($"{added.Headers.Location}")).Number("audience/threshold"));
        Assert.Equal(2, (await first.Read($"{Audiences}?count=true")).Number("count"));
    }

    [Fact]
    public async Task Zeros_that_are_sensitive_are_hidden_among_rows_that_were_named()
    {
        var town = await Built(9, 8);
        var first = await api.As(town.First);
        object Table(bool zerosSensitive) => new
        {
            figure = "open_cases", on = $"{town.On:O}", zerosSensitive, by = new[]
            {
                new { dimension = "team", groups = new[]
                {
                    new { label = "Nord", values = new[] { $"{town.Teams[0]}" } }, new { label = "Süd", values = new[] { $"{town.Teams[1]}" } },
                    new { label = "West", values = new[] { $"{Guid.NewGuid()}" } },
                } },
            },
        };
        var open = Cells(await first.Read(await Draft(first, town, Table(false))));
        Assert.Equal((9, 8, 0, 0, 17), (open["Nord"], open["Süd"], open["West"], open["other"], open["total"]));
        var hidden = Cells(await first.Read(await Draft(first, town, Table(true))));
        Assert.Null(hidden["West"]);
        Assert.Null(hidden["other"]);
        // 17 – 9 – 8 would tell that both are nobody.
        Assert.True(hidden.Values.Count(n => n is null) > 2);
    }

    [Fact]
    public async Task A_figure_to_be_passed_on_is_rounded_and_says_so()
    {
        var town = await Built(9, 2);
        var first = await api.As(town.First);
        var five = await first.Read($"/api/v1/statistics/figures/open_cases?on={town.On:O}&by=team&rounding=to_5");
        Assert.Equal(("to_5", 10), (five.Text("rounding"), five.Number("n")));
        // Of the two not even that there is somebody.
        Assert.Equal([10], five["cells"]!.AsArray().Select(cell => cell.Number("n")!.Value));
        var ten = await first.Read($"/api/v1/statistics/figures/open_cases?on={town.On:O}&team={town.Teams[1]}&rounding=to_10");
        Assert.Equal(("to_10", 0), (ten.Text("rounding"), ten.Number("n")));
    }

    [Fact]
    public async Task By_nationality_and_by_group_of_nationality_nothing_can_be_subtracted()
    {
        var town = await Built(29);
        string[] of = [.. Enumerable.Repeat("AFG", 10), .. Enumerable.Repeat("SYR", 3), .. Enumerable.Repeat("ITA", 4), .. Enumerable.Repeat("DEU", 4),
            .. Enumerable.Repeat("XXA", 8)];
        foreach (var (one, nationality) in town.Cases.Zip(of))
        {
            await api.Given.Nationality(town.Organisation, one.ClientId, nationality, town.On.AddDays(-10));
        }
        var first = await api.As(town.First);
        object By(string dimension) => new { figure = "open_cases", on = $"{town.On:O}", by = new[] { new { dimension } } };
        var draft = await first.Read(await Draft(first, town, By("nationality"), By("nationality_group")));
        var (nationalities, groups) = (Cells(draft), Cells(draft, 1));
        Assert.Equal((29, null), (nationalities["total"], nationalities["SYR"]));
        // 13 of third countries less 10 from Afghanistan are three.
        Assert.True(nationalities["AFG"] is null || groups["third_country"] is null);
        // Where the one is out, the other hides it.
        await Published(town, By("nationality"));
        var later = Cells(await first.Read(await Draft(first, town, By("nationality_group"))));
        Assert.Null(later["third_country"]);
    }

    [Fact]
    public async Task The_same_contacts_by_their_purpose_do_not_tell_what_is_hidden_by_their_kind()
    {
        var town = await Built(1);
        var lead = town.Cases[0].Lead!;
        await api.InOrganisation(town.Organisation, async db =>
        {
            foreach (var kind in Enumerable.Repeat("office", 12).Concat(Enumerable.Repeat("phone", 3)))
            {
                db.Add(CaseManagement.Api.Contacts.Contact.With(town.Organisation, town.Teams[0], null, lead.StaffId,
                    new(kind, "counselled", true, api.Given.Now.AddDays(-1), 30, null, null, []),
                    [new CaseManagement.Api.Contacts.ContactPerson(town.Cases[0].ClientId, town.Cases[0].CaseId, true)], api.Given.Now));
            }
            return await db.SaveChangesAsync();
        });
        var (from, until) = ($"{town.On.AddDays(-1):O}", $"{town.On.AddDays(1):O}");
        object kinds = new { figure = "contacts", from, until, by = new[] { new { dimension = "contact_kind" } } };
        var first = await api.As(town.First);
        await Published(town, kinds);
        var draft = await first.Read(await Draft(first, town,
            new { figure = "contacts_by_purpose", from, until, filters = new[] { new { dimension = "contact_kind", value = "office" } } }));
        Assert.Null(Cells(draft)[""]);
    }

    [Fact]
    public async Task What_goes_with_what_is_what_units_say()
    {
        // Each dimension that follows from others is known to the database, with all of them or some.
        foreach (var (dimension, words) in CaseManagement.Api.Statistics.DimensionWords.Of.Where(one => one.Value.From.Count > 0))
        {
            var name = CaseManagement.Api.Statistics.FigureQuestion.NameOf(dimension);
            foreach (var from in words.From.Select(CaseManagement.Api.Statistics.FigureQuestion.NameOf))
            {
                await api.Sql<string>($$"""select coalesce(figures.goes_with('{{name}}', '{"{{from}}": "x"}')::text, '')""");
            }
        }
        foreach (var (dimension, said, values) in new[]
        {
            ("nationality_group", """{"nationality": "AFG"}""", "{third_country}"), ("nationality_group", """{"nationality": "AFG.DEU"}""", "{german}"),
            ("nationality_group", """{"nationality": "not_known"}""", ""), ("participation_group", """{"participation_kind": "club"}""", "{other}"),
            ("participation_group", """{"participation_kind": "withheld"}""", "{withheld}"),
            ("labour_market", """{"employment_kind": "full-time"}""", "{first}"),
            ("school_kind", """{"participation_kind": "club"}""", "{not_known}"), ("school_kind", """{"participation_group": "course"}""", "{not_known}"),
            ("school_kind", """{"participation_group": "school"}""", ""), ("contact_reached", """{"contact_kind": "office"}""", "{yes,no}"),
            ("contact_reached", """{"contact_kind": "letter"}""", "{no}"),
            ("contact_reached", """{"contact_kind": "office", "contact_outcome": "counselled"}""", "{yes}"),
            ("interpreting", """{"contact_outcome": "no-interpreter"}""", "{not_found}"),
            ("interpreting", """{"contact_reached": "yes"}""", "{found,not_needed,not_known}"),
            ("about_goals", """{"contact_purpose": "crisis.goal"}""", "{yes}"), ("about_goals", """{"contact_purpose": "crisis"}""", "{no}"),
            ("about_upkeep", """{"about_goals": "not_known"}""", "{not_known}"), ("declined_by", """{"referral_result": "completed"}""", "{not_known}"),
        })
        {
            Assert.Equal((dimension, said, values), (dimension, said, await api.Sql<string>(
                $"select coalesce(figures.goes_with('{dimension}', '{said}')::text, '')")));
        }
    }
}
