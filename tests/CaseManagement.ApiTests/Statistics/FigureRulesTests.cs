using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;
using Npgsql;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Who is told figures, what is refused, and what never leaves.</summary>
public sealed class FigureRulesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Figures = "/api/v1/statistics/figures";

    [Fact]
    public async Task Supervisors_are_told_figures_of_their_organisation_and_nobody_else_is()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var answer = await supervisor.Read($"{Figures}/open_cases?by=team");
        Assert.Equal((1, "open_cases", 1, "persons", "none", $"{api.Given.Today:O}", false), (answer.Number("n"), answer.Text("name"), answer.Number("version"),
            answer.Text("unit"), answer.Text("rounding"), answer.Text("on"), answer.Value<bool>("isOver")));
        Assert.Equal(of.TeamId.ToString(), answer.Text("cells/0/values/0/value"));
        Assert.Equal(await api.Sql<string>($"select name from app.team where id = '{of.TeamId}'"), answer.Text("cells/0/values/0/label"));
        Assert.StartsWith("Persons for whose case", answer.Text("population"), StringComparison.Ordinal);

        var stranger = await api.Given.CaseWithLead();
        var elsewhere = await api.As(await api.Given.Staff(stranger.OrganisationId, Role.Supervisor, stranger.TeamId));
        Assert.Equal(1, (await elsewhere.Read($"{Figures}/open_cases?by=team")).Number("n"));
        Assert.Equal(0, (await elsewhere.Read($"{Figures}/open_cases?team={of.TeamId}")).Number("n"));
        foreach (var role in new[] { Role.Caseworker, Role.AccommodationStaff, Role.DataProtectionOfficer, Role.Administrator })
        {
            var other = await api.As(await api.Given.Staff(of.OrganisationId, role, of.TeamId));
            foreach (var path in new[] { "figures/open_cases", "figures/open_cases/units", "definitions", "definitions/open_cases" })
            {
                await other.GetAsync($"/api/v1/statistics/{path}").ExpectProblem(403, "not-permitted");
            }
        }
    }

    [Fact]
    public async Task By_worker_a_figure_is_told_to_that_worker_alone()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var leads = await api.Given.Staff(organisation, [Role.Supervisor, Role.Caseworker], team);
        var colleague = await api.Given.Staff(organisation, Role.Caseworker, team);
        await api.Given.CaseOf(team, leads);
        await api.Given.CaseOf(team, colleague);
        var client = await api.As(leads);
        Assert.Equal(2, (await client.Read($"{Figures}/open_cases")).Number("n"));
        Assert.Equal(1, (await client.Read($"{Figures}/open_cases?worker={leads.StaffId}")).Number("n"));
        await client.GetAsync($"{Figures}/open_cases?worker={colleague.StaffId}").ExpectProblem(403, "figure-of-another-worker");
        await client.GetAsync($"{Figures}/open_cases/units?worker={colleague.StaffId}").ExpectProblem(403, "figure-of-another-worker");
        await client.GetAsync($"{Figures}/open_cases?by=worker").ExpectProblem(400, "validation-failed");
        await client.GetAsync($"{Figures}/present?worker={leads.StaffId}").ExpectProblem(400, "validation-failed");
    }

    [Theory]
    [InlineData("open_cases?by=leave_reason", "by", "unknown-value")]
    [InlineData("open_cases?by=team,team", "by", "duplicate")]
    [InlineData("open_cases?leaveReason=moved", "leaveReason", "unknown-parameter")]
    [InlineData("open_cases?from=2026-01-01", "from", "unknown-parameter")]
    [InlineData("open_cases?month=3", "month", "unknown-parameter")]
    [InlineData("allocated?on=2026-01-01&from=2026-01-01&until=2026-02-01", "on", "unknown-parameter")]
    [InlineData("allocated?from=2026-01-01", "until", "required")]
    [InlineData("allocated?from=2026-01-01&until=2026-01-01", "until", "figure-period-empty")]
    public async Task What_a_figure_does_not_know_is_refused_and_named(string question, string parameter, string rule)
    {
        var client = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        foreach (var path in new[] { question, question.Replace("?", "/units?", StringComparison.Ordinal) })
        {
            var fault = Assert.Single((await client.GetAsync($"{Figures}/{path}").ExpectProblem(400, "validation-failed"))["errors"]!.AsArray());
            Assert.Equal((parameter, rule), (fault.Text("pointer"), fault.Text("code")));
            Assert.True(rule is "duplicate" or "required" or "figure-period-empty" || fault!["allowed"]!.AsArray().Count > 0);
        }
        await client.GetAsync($"{Figures}/happiness").ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("sex=weiblich", "sex", "unknown-code"), InlineData("nationality=SYR.syr", "nationality", "unknown-code")]
    [InlineData("ageBand=0-18", "ageBand", "unknown-value"), InlineData("counselled=x", "counselled", "unknown-value")]
    [InlineData("team=abc", "team", "wrong-type"), InlineData("quarter=Stumpenhof", "quarter", "wrong-type")]
    public async Task A_value_that_never_was_one_is_refused_and_not_counted_as_none(string filter, string parameter, string rule)
    {
        var client = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        foreach (var path in new[] { "open_cases", "open_cases/units" })
        {
            var fault = Assert.Single((await client.GetAsync($"{Figures}/{path}?{filter}").ExpectProblem(400, "validation-failed"))["errors"]!.AsArray());
            Assert.Equal((parameter, rule), (fault.Text("pointer"), fault.Text("code")));
        }
    }

    [Fact]
    public async Task A_value_is_the_same_however_it_is_spelled_and_a_publication_keeps_one_spelling()
    {
        var of = await api.Given.CaseWithLead();
        var quarter = await api.Given.Quarter(of.OrganisationId);
        var (worker, person) = (await api.As(of.Lead!), $"/api/v1/clients/{of.ClientId}");
        foreach (var nationality in new[] { "ETH", "ERI" })
        {
            await worker.Post($"{person}/nationalities", new { nationality, from = $"{api.Given.Today.AddDays(-30):O}" },
                (await worker.GetAsync(person).Expect(200)).Tag()).Expect(200);
        }
        api.Clock.Offset += TimeSpan.FromDays(2);
        var (supervisor, day) = (await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId), api.Given.Today.AddDays(-1));
        var client = await api.As(supervisor);
        var told = (await client.Read($"{Figures}/open_cases?by=nationality"))["cells"]!.AsArray().Select(cell => cell.Text("values/0/value"));
        Assert.Contains("ERI.ETH", told);
        string[] spellings = [$"{of.TeamId}", $"{of.TeamId}".ToUpperInvariant(), $"{of.TeamId:N}", $"{{{of.TeamId}}}"];
        foreach (var filter in spellings.Select(team => $"team={team}").Concat(["nationality=ERI.ETH", "nationality=ETH.ERI", "nationality=ETH.ERI.ETH"]))
        {
            var answer = await client.Read($"{Figures}/open_cases?{filter}");
            Assert.Equal((filter, 1), (filter, answer.Number("n")));
            Assert.Contains(answer.Text("filters/0/value"), new[] { $"{of.TeamId}", "ERI.ETH" });
            Assert.Equal(1, (await client.Read($"{Figures}/open_cases/units?{filter}&count=true")).Number("count"));
        }
        Assert.Equal($"{quarter}", (await client.Read($"{Figures}/open_cases?quarter={$"{quarter}".ToUpperInvariant()}")).Text("filters/0/value"));
        // Several values of what has one are none.
        await client.GetAsync($"{Figures}/open_cases?sex=female.male").ExpectProblem(400, "validation-failed");

        var audience = await api.Given.Audience(of.OrganisationId, supervisor);
        var drafts = new List<string>();
        foreach (var (team, nationality) in spellings.Zip(["ERI.ETH", "ETH.ERI", "ETH.ERI", "ERI.ETH"]))
        {
            var path = (await client.Post("/api/v1/statistics/publications", new
            {
                audienceId = audience, title = "Bericht", tables = new[] { new
                {
                    figure = "open_cases", on = $"{day:O}", filters = new[] { new { dimension = "team", value = team } }, zerosSensitive = true,
                    by = new[] { new { dimension = "nationality", groups = new[] { new { label = "Beide", values = new[] { nationality } } } } },
                } },
            }).Expect(201)).Headers.Location!;
            drafts.Add(await api.Sql<string>($"""
                select (tables -> 0 ->> 'Filters') || (tables -> 0 ->> 'Axes') || (select string_agg(c ->> 'N', ' ')
                    from jsonb_array_elements(tables -> 0 -> 'Cells') c)
                from app.statistical_publication where id = '{$"{path}".Split('/')[^1]}'
                """));
        }
        Assert.Single(drafts.Distinct());
        Assert.Contains($"{of.TeamId}", drafts[0], StringComparison.Ordinal);
        Assert.EndsWith("1 0 1", drafts[0], StringComparison.Ordinal);
        await client.Post("/api/v1/statistics/publications", new
        {
            audienceId = audience, title = "Bericht", tables = new[] { new
            {
                figure = "open_cases", on = $"{day:O}", by = new[] { new
                {
                    dimension = "nationality",
                    groups = new[] { new { label = "Die", values = new[] { "ERI.ETH" } }, new { label = "Das", values = new[] { "ETH.ERI" } } },
                } },
            } },
        }).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task Of_a_closed_case_the_team_that_had_it_last_counts_whatever_is_recorded_afterwards()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        foreach (var isLater in new[] { false, true })
        {
            var of = await api.Given.CaseOf(team, lead);
            await api.Given.Presence(of);
            await Move(of, "close", new { reasonCode = "goals-reached" });
            if (isLater)
            {
                api.Clock.Offset += TimeSpan.FromDays(3);
                await api.Given.Nationality(organisation, of.ClientId, "SYR", api.Given.Today.AddDays(-1));
            }
        }
        var client = await api.As(supervisor);
        var answer = await client.Read($"{Figures}/present?by=team");
        Assert.Equal(($"{team}", 2), (answer.Text("cells/0/values/0/value"), answer.Number("cells/0/n")));
        Assert.Equal(2, (await client.Read($"{Figures}/present?team={team}")).Number("n"));

        async Task Move(GivenCase of, string move, object body)
        {
            var (worker, path) = (await api.As(of.Lead!), $"/api/v1/cases/{of.CaseId}");
            await worker.Post($"{path}/{move}", body, (await worker.GetAsync(path).Expect(200)).Tag()).Expect(200);
        }
    }

    [Fact]
    public async Task Bands_are_those_by_which_it_is_counted()
    {
        Assert.Equal(CaseManagement.Api.Statistics.FigureValues.AgeBands, await api.Sql<string[]>("""
            select array_agg(distinct app.age_band('1900-06-15', ('1900-06-15'::date + make_interval(years => y))::date)) from generate_series(0, 120) y
            """));
        Assert.Equal(CaseManagement.Api.Statistics.FigureValues.Months, await api.Sql<string[]>("""
            select array_agg(distinct figures.lasting('2000-01-01', ('2000-01-01'::date + make_interval(months => m))::date)) from generate_series(0, 60) m
            """));
    }

    [Fact]
    public async Task What_is_in_a_compartment_counts_in_the_total_and_is_told_of_nobody()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        await api.Given.Participation(of, CaseManagement.Api.TakingPart.ParticipationStatus.Begun);
        await api.Given.Participation(of, CaseManagement.Api.TakingPart.ParticipationStatus.Begun, Compartment.Health);
        var time = $"from={api.Given.Today:O}&until={api.Given.Today.AddDays(1):O}";
        var answer = await supervisor.Read($"{Figures}/participations_begun?{time}&by=participation_kind");
        Assert.Equal((2, "kindergarten", "withheld"),
            (answer.Number("n"), answer.Text("cells/0/values/0/value"), answer.Text("cells/1/values/0/value")));
        var units = (await supervisor.Read($"{Figures}/participations_begun/units?{time}&by=participation_kind"))["items"]!.AsArray();
        Assert.Equal(["open", "restricted"], units.Select(unit => unit.Text("availability")).Order(StringComparer.Ordinal));
        Assert.Equal("""[{"availability":"restricted"}]""",
            (await supervisor.Read($"{Figures}/participations_begun/units?{time}&participationKind=withheld"))["items"]!.ToJsonString());
    }

    [Fact]
    public async Task Colleagues_whom_the_caller_does_not_see_are_counted_and_not_named_and_no_pseudonym_leaves()
    {
        var organisation = await api.Given.Organisation();
        var (mine, others) = (await api.Given.Team(organisation), await api.Given.Team(organisation));
        var seen = await api.Given.CaseOf(mine, await api.Given.Staff(organisation, Role.Caseworker, mine));
        var unseen = await api.Given.CaseOf(others, await api.Given.Staff(organisation, Role.Caseworker, others));
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, mine);
        var client = await api.As(supervisor);
        var all = "";
        for (string? cursor = null; ;)
        {
            var page = await client.Read($"{Figures}/open_cases/units?by=team&limit=1&count=true{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.Equal(2, page.Number("count"));
            cursor = page.Text("nextCursor");
            all += page.ToJsonString() + (cursor is null ? "" : System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)));
            if (cursor is null)
            {
                break;
            }
            await client.GetAsync($"{Figures}/open_cases/units?by=sex&limit=1&count=true&cursor={cursor}").ExpectProblem(400, "cursor-invalid");
        }
        Assert.Contains($"{seen.ClientId}", all, StringComparison.Ordinal);
        Assert.DoesNotContain($"{unseen.ClientId}", all, StringComparison.Ordinal);
        foreach (var pseudonym in await api.Sql<Guid[]>($"select array_agg(pseudonym) from ledger.subject where organisation_id = '{organisation}'"))
        {
            Assert.DoesNotContain($"{pseudonym}", all, StringComparison.Ordinal);
        }
        // That she was shown one of them is on record, and of the other nothing.
        var readings = await api.Sql<string>("""
            select coalesce(string_agg(to_jsonb(i)::text, ' '), '') from audit.inbox i where to_jsonb(i)::text like '%ListFigureUnits%'
            """);
        Assert.Contains($"{seen.ClientId}", readings, StringComparison.Ordinal);
        Assert.DoesNotContain($"{unseen.ClientId}", readings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_APIs_login_reads_the_ledger_by_no_other_door()
    {
        var of = await api.Given.CaseWithLead();
        var session = await api.SessionOf(of.Lead!);
        foreach (var (sql, state) in new[]
        {
            ("select * from figures.fact", "42501"), ("select * from figures.of_present(date '2030-01-01', null, '{}')", "42501"),
            ("select * from figures.counted('open_cases', date '2030-01-01', null, '{}', '{}', '{}')", "42501"),
            ("select * from figures.cells('open_cases', date '2030-01-01', null, '{}', '{}', '{}')", "42501"),
            ("select * from figures.count('present(1) --', date '2030-01-01', null, '{}', '{}')", "22023"),
            ("select * from figures.count('open_cases', date '2030-01-01', null, '{household}', '{}')", "22023"),
            ("select * from figures.count('open_cases', date '2030-01-01', null, '{}', '{\"household\":\"x\"}')", "22023"),
        })
        {
            await using var source = NpgsqlDataSource.Create(api.App);
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var enter = new NpgsqlCommand($"call access.enter('{session}', '{api.Given.Now:O}', 'test', 'test', null)", connection, transaction);
            await enter.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            Assert.Equal((sql, state), (sql, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState));
        }
        // Without a context there is nothing to count.
        await using var bare = NpgsqlDataSource.Create(api.App);
        await using var count = bare.CreateCommand("select count(*) from figures.count('open_cases', date '2030-01-01', null, '{}', '{}')");
        Assert.Equal(0L, await count.ExecuteScalarAsync());
        Assert.Equal("casemanagement_statistics casemanagement_statistics", await api.Sql<string>("""
            select string_agg(pg_get_userbyid(proowner), ' ') from pg_proc where pronamespace = 'figures'::regnamespace and proname in ('cells', 'counted')
            """));
    }

    [Fact]
    public async Task Each_definition_has_its_function_and_each_function_its_definition()
    {
        var client = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        var definitions = (await client.Read("/api/v1/statistics/definitions"))["items"]!.AsArray();
        Assert.Equal(await api.Sql<string[]>("""
            select array_agg(f.name order by f.name collate "C") from (
                select substr(proname, 4) from pg_proc where pronamespace = 'figures'::regnamespace and proname like 'of\_%'
                union all
                select x.name from unnest('{allocation_to_first_contact,asylblg_to_sgb2,need_to_offer,needs_found,open_cases,places}'::text[]) x(name)
                cross join lateral figures.kept(x.name)) f(name)
            """), definitions.Select(one => one.Text("name")!).Order(StringComparer.Ordinal));
        foreach (var definition in definitions)
        {
            Assert.Equal(definition!.ToJsonString(), (await client.Read($"/api/v1/statistics/definitions/{definition.Text("name")}")).ToJsonString());
            foreach (var text in new[] { "title", "population", "excluded" })
            {
                Assert.NotEqual(definition.Text($"{text}/de"), definition.Text($"{text}/en"));
            }
        }
    }

    [Fact]
    public async Task A_figure_takes_two_round_trips_and_its_plan_can_be_read()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        using var sent = new SentCommands(api);
        await client.Read($"{Figures}/open_cases?by=team,sex,nationality&residenceStatus=not_known");
        Assert.Equal(2, sent.All.Count);
        await client.Read($"{Figures}/open_cases/units?by=team");
        Assert.Equal(4, sent.All.Count);
        // Definitions are put into the statement: tables and indexes stand in its plan, no function that would be called for each unit; one at most, for all
        // persons of whom the ledger has said something that is not kept yet.
        foreach (var definition in (await client.Read("/api/v1/statistics/definitions"))["items"]!.AsArray())
        {
            var plan = await api.Sql<string>($"""
                create function pg_temp.plan() returns text language plpgsql as $$
                declare line text; plan text := '';
                begin
                    for line in execute 'explain ' || replace(replace(replace(figures.statement('{definition.Text("name")}', array['sex'], '{"{}"}'),
                        '$1', 'date ''2026-01-01'''), '$2', 'date ''2027-01-01'''), '$3', '''{"{}"}''::jsonb') loop plan := plan || line || E'\n'; end loop;
                    return plan;
                end $$;
                select pg_temp.plan()
                """);
            Assert.DoesNotContain("Function Scan", plan.Replace("Function Scan on told_", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Matches("entry|unit_", plan);
        }
    }

    [Fact]
    public async Task A_household_that_comes_back_counts_again_and_once()
    {
        var (first, second) = (await api.Given.CaseWithLead(), await api.Given.CaseWithLead());
        var of = (await api.Given.CasesOfHousehold(first.TeamId, first.Lead!, 1))[0];
        var planner = await api.Given.Staff(first.OrganisationId, Role.Supervisor);
        api.Clock.Offset += TimeSpan.FromDays(1);
        var moved = api.Given.Today;
        await new GivenHandover(api, first.Lead!, second.Lead!, second.TeamId, [of]).Accepted();
        api.Clock.Offset += TimeSpan.FromDays(3);
        await new GivenHandover(api, second.Lead!, first.Lead!, first.TeamId,
            [of with { OrganisationId = second.OrganisationId, TeamId = second.TeamId, Lead = second.Lead }]).Accepted();
        api.Clock.Offset += TimeSpan.FromDays(1);
        var client = await api.As(planner);
        // Beside the one that stays.
        Assert.Equal((2, 1, 1, 2, 2),
            (await N(moved.AddDays(-1)), await N(moved), await N(moved.AddDays(2)), await N(moved.AddDays(3)), await N(moved.AddDays(4))));
        Assert.Equal(1, (await client.Read($"{Figures}/handed_over?from={moved:O}&until={moved.AddDays(9):O}")).Number("n"));
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<int> N(DateOnly on) => (await client.Read($"{Figures}/open_cases?on={on:O}")).Number("n")!.Value;
    }

    [Fact]
    public async Task A_code_that_is_only_planned_changes_nothing_that_was()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var (day, next) = (api.Given.Today, api.Given.Today.AddDays(20));
        await api.Given.Code("participation-kind", "sewing", until: next);
        for (var i = 0; i < 5; i++)
        {
            await Begun(i == 0 ? of : await api.Given.CaseOf(of.TeamId, of.Lead!));
        }
        api.Clock.Offset += TimeSpan.FromDays(1);
        var audience = await api.Given.Audience(of.OrganisationId, supervisor);
        var path = await Published();
        Assert.Equal(("other", 5, "sewing"), await Told(day));
        await api.Given.Code("participation-kind", "sewing", from: next, attributes: """{"course": true}""");
        await api.Execute($"update app.code set label_de = 'Später', label_en = 'Later' where code = 'sewing' and valid_from = date '{next:O}'");
        Assert.Equal(("other", 5, "sewing"), await Told(day));
        api.Clock.Offset += TimeSpan.FromDays(25);
        // Called as it is called now; it was no course then. What was published stays.
        var later = api.Given.Today;
        await Begun(of);
        Assert.Equal(("other", 5, "Later"), await Told(day));
        Assert.Equal(("course", 1, "Later"), await Told(later));
        Assert.Equal("sewing", (await (await api.As(supervisor)).Read(path)).Text("tables/0/cells/0/values/0/label"));

        async Task Begun(GivenCase by) => await api.Execute($"""
            update app.participation set kind = 'sewing'
            where id = '{await api.Given.Participation(by, CaseManagement.Api.TakingPart.ParticipationStatus.Begun)}'
            """);

        async Task<(string?, int?, string?)> Told(DateOnly on)
        {
            var client = await api.As(supervisor);
            var answer = await client.Read(
                $"{Figures}/participations_begun?from={on:O}&until={on.AddDays(1):O}&by=participation_group,participation_kind");
            return (answer.Text("cells/0/values/0/value"), answer.Number("n"), answer.Text("cells/0/values/1/label"));
        }

        async Task<string> Published()
        {
            const string Publications = "/api/v1/statistics/publications";
            var (first, second) = (await api.As(supervisor), await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor)));
            var draft = $"{Publications}/{await (await first.Post(Publications, new
            {
                audienceId = audience, title = "Bericht", tables = new[] { new
                {
                    figure = "participations_begun", from = $"{day:O}", until = $"{day.AddDays(1):O}", by = new[] { new { dimension = "participation_kind" } },
                } },
            }).Expect(201)).Id()}";
            await second.Post($"{draft}/sign-off", null, (await second.GetAsync(draft).Expect(200)).Tag()).Expect(200);
            await first.Post($"{draft}/publish", null, (await first.GetAsync(draft).Expect(200)).Tag()).Expect(200);
            return draft;
        }
    }

    [Fact]
    public async Task A_case_closed_as_entered_in_error_never_was_one_until_it_is_reopened()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.CaseOf(of.TeamId, of.Lead!);
        var day = api.Given.Today;
        api.Clock.Offset += TimeSpan.FromDays(3);
        // Led by another team meanwhile.
        var team = await api.Given.Team(of.OrganisationId);
        await api.Execute(api.Given.Giving(of, team));
        api.Clock.Offset += TimeSpan.FromDays(3);
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor);
        var worker = await api.Given.Staff(of.OrganisationId, Role.Caseworker, team);
        await Are(2, 2);
        await Move("close", new { reasonCode = "entered-in-error" });
        await Are(1, 1);
        await Move("reopen", new { reasonCode = "new-need" });
        await Are(2, 2);
        await Move("close", new { reasonCode = "goals-reached" });
        await Are(2, 1);

        async Task Are(int then, int now)
        {
            var client = await api.As(supervisor);
            Assert.Equal((then, now), ((await client.Read($"{Figures}/open_cases?on={day:O}")).Number("n"),
                (await client.Read($"{Figures}/open_cases?on={api.Given.Today:O}")).Number("n")));
        }

        async Task Move(string move, object body)
        {
            var (client, path) = (await api.As(worker), $"/api/v1/cases/{of.CaseId}");
            await client.Post($"{path}/{move}", body, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        }
    }
}
