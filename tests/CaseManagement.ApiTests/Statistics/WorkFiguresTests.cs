using System.Text.Json.Nodes;
using CaseManagement.Api.Contacts;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Contacts, waiting times and what became of needs, in a small town whose numbers are known.</summary>
public sealed class WorkFiguresTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Root = "/api/v1/statistics";

    private sealed record Town(Guid Organisation, Guid Team, Person Lead, Person Supervisor);

    private async Task<Town> Built()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        return new Town(organisation, team, await api.Given.Staff(organisation, Role.Caseworker, team),
            await api.Given.Staff(organisation, Role.Supervisor, team));
    }

    // A contact of the team, with some persons of one household or with nobody in particular.
    private Task<Guid> Contact(Town town, DateTimeOffset at, GivenCase[] with, bool reached = true, int? minutes = 30, string? interpreter = null,
        string kind = "office", string? outcome = null, GivenCase? absent = null, string[]? purposes = null) =>
        api.InOrganisation(town.Organisation, async db =>
        {
            var facts = new ContactFacts(
                kind, outcome ?? (reached ? "counselled" : "not-reached"), reached, at, minutes, null, interpreter, [], purposes);
            var contact = with.Length == 0
                ? CaseManagement.Api.Contacts.Contact.Anonymous(town.Organisation, town.Team, town.Lead.StaffId, facts, 12, api.Given.Now)
                : CaseManagement.Api.Contacts.Contact.With(town.Organisation, town.Team, with[0].HouseholdId, town.Lead.StaffId, facts,
                    [.. with.Select(of => new ContactPerson(of.ClientId, of.CaseId, of != absent))], api.Given.Now);
            db.Add(contact);
            await db.SaveChangesAsync();
            return contact.Id;
        });

    private static string Period(DateOnly from, DateOnly until) => $"from={from:O}&until={until:O}";

    private static async Task<int> N(HttpClient client, string question) => (await client.Read($"{Root}/figures/{question}")).Number("n")!.Value;

    private static async Task<Dictionary<string, int>> Cells(HttpClient client, string question) =>
        (await client.Read($"{Root}/figures/{question}"))["cells"]!.AsArray()
            .ToDictionary(cell => string.Join(' ', cell!.Values<string>("values/*/value")), cell => cell!.Number("n")!.Value);

    private static decimal? Value(JsonNode node, string name) => (decimal?)node[name];

    [Fact]
    public async Task A_contact_is_one_however_many_take_part_and_stays_one_when_it_is_corrected_or_one_of_them_erased()
    {
        var town = await Built();
        var family = await api.Given.CasesOfHousehold(town.Team, town.Lead, 3);
        var alone = await api.Given.CaseOf(town.Team, town.Lead);
        var (day, now) = (api.Given.Today, api.Given.Now);
        var together = await Contact(town, now.AddMinutes(-50), [.. family], minutes: 60, interpreter: "professional", absent: family[2]);
        var last = await Contact(town, now.AddMinutes(-40), [alone], minutes: 45);
        await Contact(town, now.AddMinutes(-30), [alone], reached: false, minutes: null, kind: "failed-attempt");
        await Contact(town, now.AddMinutes(-20), [alone], reached: false, minutes: null, outcome: "no-interpreter");
        await Contact(town, now.AddMinutes(-10), [], minutes: 90, kind: "group");
        await api.Given.CaseWork(alone);
        var (client, today) = (await api.As(town.Supervisor), Period(day, day.AddDays(1)));

        async Task Same(int persons)
        {
            client = await api.As(town.Supervisor);
            Assert.Equal(5, await N(client, $"contacts?{today}"));
            Assert.Equal(new Dictionary<string, int> { ["failed-attempt"] = 1, ["group"] = 1, ["office"] = 3 },
                await Cells(client, $"contacts?{today}&by=contact_kind"));
            Assert.Equal(new Dictionary<string, int> { ["found"] = 1, ["not_found"] = 1, ["not_known"] = 3 },
                await Cells(client, $"contacts?{today}&by=interpreting"));
            Assert.Equal(2, await N(client, $"contacts?{today}&contactReached=no"));
            Assert.Equal(persons, await N(client, $"persons_reached?{today}"));
            var minutes = (await client.Read($"{Root}/figures/contacts/amounts?{today}"))["total"]!;
            Assert.Equal((5m, 3m, 195m, 65m, 60m), (Value(minutes, "n"), Value(minutes, "measured"), Value(minutes, "sum"), Value(minutes, "mean"),
                Value(minutes, "median")));
            Assert.Equal(1, await N(client, $"case_work?{today}&workKind=call-office"));
            Assert.Equal(0, await N(client, $"contacts?{Period(day.AddDays(-1), day)}"));
            Assert.Equal(0, await N(client, $"contacts?{Period(day.AddDays(1), day.AddDays(2))}"));
            // A row for each contact, of persons whom the caller may open; nobody's says so.
            var units = (await client.Read($"{Root}/figures/contacts/units?{today}&count=true"))!;
            Assert.Equal((5, 5), (units.Number("count"), units["items"]!.AsArray().Count));
            Assert.Equal("nobody", Assert.Single(units["items"]!.AsArray(), unit => unit!.Text("availability") == "nobody")!.Text("availability"));
        }

        await Same(3);
        // Corrected twice: it was a visit; it was not.
        var worker = await api.As(town.Lead);
        foreach (var kind in new[] { "home-visit", "office" })
        {
            var path = $"/api/v1/contacts/{last}";
            await worker.Post($"{path}/correct", new
            {
                kind, outcome = "counselled", at = now.AddMinutes(-40), durationMinutes = 45, reason = "Irrtum",
                persons = new[] { new { clientId = alone.ClientId, present = true } },
            }, (await worker.GetAsync(path).Expect(200)).Tag()).Expect(200);
        }
        await Same(3);
        await (await api.Given.Erasure(family[0])).CarriedOut();
        await Same(3);
        // What stays of the contact with the others is touched once more.
        await api.Execute($"update app.contact set duration_minutes = 60 where id = '{together}'");
        await Same(3);
        await (await api.Given.Erasure(alone)).CarriedOut();
        await Same(3);
        var erased = (await client.Read($"{Root}/figures/persons_reached/units?{today}"))["items"]!.AsArray();
        Assert.Equal(2, erased.Count(unit => unit!.Text("availability") == "erased"));
    }

    [Fact]
    public async Task Group_sessions_tell_persons_and_households_apart()
    {
        var town = await Built();
        var family = await api.Given.CasesOfHousehold(town.Team, town.Lead, 3);
        var other = await api.Given.CasesOfHousehold(town.Team, town.Lead, 1);
        var alone = await api.Given.CaseOf(town.Team, town.Lead);
        await api.Execute($"update app.client set sex = 'male' where id = '{family[1].ClientId}'");
        await api.Execute($"update app.client set sex = 'female' where id in ('{family[0].ClientId}', '{family[2].ClientId}', '{other[0].ClientId}')");
        var (day, now) = (api.Given.Today, api.Given.Now);
        // One of three was absent; the family came twice; who is alone has no household; nobody is named; an office talk is no group.
        await Contact(town, now.AddMinutes(-50), [.. family], kind: "group", absent: family[2]);
        await Contact(town, now.AddMinutes(-40), [family[0]], kind: "group");
        await Contact(town, now.AddMinutes(-30), [alone], kind: "group");
        await Contact(town, now.AddMinutes(-20), [], kind: "group");
        await Contact(town, now.AddMinutes(-15), [other[0]]);
        var (client, today) = (await api.As(town.Supervisor), Period(day, day.AddDays(1)));
        Assert.Equal((3, 1), (await N(client, $"group_persons?{today}"), await N(client, $"group_households?{today}")));

        await Contact(town, now.AddMinutes(-10), [other[0]], kind: "group");
        Assert.Equal((4, 2), (await N(client, $"group_persons?{today}"), await N(client, $"group_households?{today}")));
        Assert.Equal(1, (await Cells(client, $"group_persons?{today}&by=sex"))["male"]);
        Assert.Equal(2, (await Cells(client, $"group_households?{today}&by=team"))[$"{town.Team}"]);
        var before = Period(day.AddDays(-9), day);
        Assert.Equal((0, 0), (await N(client, $"group_persons?{before}"), await N(client, $"group_households?{before}")));

        // What is counted is the list of it; a household without a name of its own has a reference beside its id.
        var households = await client.Read($"{Root}/figures/group_households/units?{today}&count=true");
        Assert.Equal(2, households.Number("count"));
        Assert.Equal(new[] { family[0].HouseholdId!.Value, other[0].HouseholdId!.Value }.Order(),
            households["items"]!.AsArray().Select(unit => unit!.Value<Guid>("householdId")).Order());
        Assert.All(households["items"]!.AsArray(), unit => Assert.Matches("^HH-[0-9A-F]{8}$", unit!.Text("householdReference")!));
        var persons = await client.Read($"{Root}/figures/group_persons/units?{today}&count=true");
        Assert.Equal((4, 4), (persons.Number("count"), persons.Values<string>("items/*/clientId").Count()));
    }

    [Fact]
    public async Task Reviews_of_goals_are_on_time_late_or_still_to_come()
    {
        var town = await Built();
        var start = api.Given.Today;
        var agreements = new List<GivenAgreement>();
        for (var i = 0; i < 5; i++)
        {
            var agreement = await api.Given.ActiveAgreement(await api.Given.CaseOf(town.Team, town.Lead));
            agreements.Add(agreement);
            if (i == 0)
            {
                // Another goal, agreed on the first day: each goal is reviewed by itself.
                await Amended(agreement);
            }
        }
        // Known days: all are to be reviewed on the hundredth one.
        await api.Execute($"update app.agreement set review_on = '{start.AddDays(100):O}', reviews_due = '{"{}"}', reviews_done = '{"{}"}' "
            + $"where organisation_id = '{town.Organisation}'");
        api.Clock.Offset += TimeSpan.FromDays(90);
        await Reviewed(agreements[0], 200); // Before it was due.
        await agreements[3].Call("terminate", new { reasonCode = "other", note = "Umzug" }).Expect(200); // Never due.
        api.Clock.Offset += TimeSpan.FromDays(10);
        await Reviewed(agreements[1], 201); // On the day.
        api.Clock.Offset += TimeSpan.FromDays(1);
        await Reviewed(agreements[2], 202); // The day after; of the last nobody has thought.
        var client = await api.As(town.Supervisor);
        Assert.Equal(new Dictionary<string, int> { ["yes"] = 3, ["no"] = 1, ["not_known"] = 1 }, await On(0, 150));
        Assert.Equal(new Dictionary<string, int> { ["yes"] = 2 }, await On(0, 100));
        Assert.Equal(new Dictionary<string, int> { ["yes"] = 1, ["no"] = 1, ["not_known"] = 1 }, await On(100, 101));
        Assert.Empty(await On(101, 150));
        Assert.Equal(4, await N(client, $"goals_reviewed?{Period(start.AddDays(200), start.AddDays(203))}&onTime=not_known"));

        // A new version is a review, too; what ends before the next one leaves nothing due.
        await Amended(agreements[4]);
        await api.Execute($"update app.agreement set review_on = '{start.AddDays(210):O}' where id = '{agreements[4].Id}'");
        client = await api.As(town.Supervisor);
        Assert.Equal(new Dictionary<string, int> { ["yes"] = 3, ["no"] = 2 }, await On(0, 150));
        Assert.Equal(2, await N(client, $"goals_reviewed?{Period(start.AddDays(210), start.AddDays(211))}"));
        var goal = (await agreements[4].Read()).Value<Guid>("goals/0/id");
        await agreements[4].Call($"goals/{goal}/progress", new { status = "achieved", result = "Geschafft" }).Expect(200);
        client = await api.As(town.Supervisor);
        Assert.Equal(1, await N(client, $"goals_reviewed?{Period(start.AddDays(210), start.AddDays(211))}"));
        var units = await client.Read($"{Root}/figures/goals_reviewed/units?{Period(start, start.AddDays(150))}&count=true&by=on_time");
        Assert.Equal((5, 5), (units.Number("count"), units["items"]!.AsArray().Count));
        await CaseManagement.ApiTests.Ledger.KeptLedger.AgreesWithTheFacts(api);

        Task<Dictionary<string, int>> On(int from, int until) =>
            Cells(client, $"goals_reviewed?{Period(start.AddDays(from), start.AddDays(until))}&by=on_time");

        Task Reviewed(GivenAgreement agreement, int next) => agreement.Call("reviewed", new { nextReviewOn = $"{start.AddDays(next):O}" }).Expect(200);

        async Task Amended(GivenAgreement agreement)
        {
            await agreement.Call("amend", new { kind = "goals", what = "Noch ein Ziel", why = "Wunsch" }).Expect(200);
            await agreement.Complete("language", "Deutsch bis B1 lernen");
            await agreement.Agreed();
        }
    }

    [Fact]
    public async Task Contacts_about_plans_stand_beside_those_about_goals_and_one_about_both_counts_in_each_and_once_in_all()
    {
        var town = await Built();
        var family = await api.Given.CasesOfHousehold(town.Team, town.Lead, 3);
        var (day, now) = (api.Given.Today, api.Given.Now);
        await Contact(town, now.AddMinutes(-60), [.. family], minutes: 60, purposes: ["plan-upkeep"]);
        await Contact(town, now.AddMinutes(-50), [family[0]], minutes: 20, purposes: ["plan-upkeep", "need"]);
        await Contact(town, now.AddMinutes(-40), [family[0]], minutes: 45, purposes: ["goal", "plan-upkeep"]);
        await Contact(town, now.AddMinutes(-30), [family[1]], minutes: 30, purposes: ["goal"]);
        await Contact(town, now.AddMinutes(-25), [family[1]], minutes: 5, purposes: ["crisis"]);
        await Contact(town, now.AddMinutes(-20), [], minutes: 90, kind: "group"); // Nobody has said.
        var unsaid = await Contact(town, now.AddMinutes(-10), [family[2]], minutes: 15);
        var (client, today) = (await api.As(town.Supervisor), Period(day, day.AddDays(1)));
        Assert.Equal((7, 7), (await N(client, $"contacts_by_purpose?{today}"), await N(client, $"contacts?{today}")));
        Assert.Equal(new Dictionary<string, int> { ["yes no"] = 2, ["yes yes"] = 1, ["no yes"] = 1, ["no no"] = 1, ["not_known not_known"] = 2 },
            await Cells(client, $"contacts_by_purpose?{today}&by=about_upkeep,about_goals"));
        Assert.Equal(new Dictionary<string, int>
        {
            ["plan-upkeep"] = 1, ["need.plan-upkeep"] = 1, ["goal.plan-upkeep"] = 1, ["goal"] = 1, ["crisis"] = 1,
            ["not_known"] = 2
        }, await Cells(client, $"contacts_by_purpose?{today}&by=contact_purpose"));
        Assert.Equal((3, 125m), await Of("aboutUpkeep=yes"));
        Assert.Equal((2, 75m), await Of("aboutGoals=yes"));
        Assert.Equal((2, 105m), await Of("aboutGoals=not_known"));
        Assert.Equal((7, 265m), await Of(""));
        Assert.Equal((1, 45m), await Of("contactPurpose=goal.plan-upkeep"));
        Assert.Equal(3, (await client.Read($"{Root}/figures/contacts_by_purpose/units?{today}&aboutUpkeep=yes&count=true")).Number("count"));
        Assert.Equal(0, await N(client, $"contacts_by_purpose?{Period(day.AddDays(-1), day)}"));

        // Corrected, it says what it was for, and takes that back again; the same body twice changes nothing.
        var worker = await api.As(town.Lead);
        var path = $"/api/v1/contacts/{unsaid}";
        async Task Correct(params string[] purposes) => await worker.Post($"{path}/correct", new
        {
            kind = "office", outcome = "counselled", at = now.AddMinutes(-10), durationMinutes = 15, reason = "Nachgetragen", purposes,
            persons = new[] { new { clientId = family[2].ClientId, present = true } },
        }, (await worker.GetAsync(path).Expect(200)).Tag()).Expect(200);
        await Correct("plan-upkeep", "goal");
        await Correct("goal", "plan-upkeep");
        Assert.Equal(["goal", "plan-upkeep"], (await worker.Read(path)).Values<string>("purposes/*"));
        Assert.Equal(["goal", "plan-upkeep"], (await worker.Read($"/api/v1/contacts?clientId={family[2].ClientId}"))
            ["items"]!.AsArray().Single(row => row!.Value<Guid>("id") == unsaid)!.Values<string>("purposes/*"));
        client = await api.As(town.Supervisor);
        Assert.Equal(((4, 140m), (3, 90m), (7, 265m)), (await Of("aboutUpkeep=yes"), await Of("aboutGoals=yes"), await Of("")));
        await Correct();
        client = await api.As(town.Supervisor);
        Assert.Equal((3, 125m), await Of("aboutUpkeep=yes"));
        await CaseManagement.ApiTests.Ledger.KeptLedger.AgreesWithTheFacts(api);

        async Task<(int, decimal)> Of(string filter)
        {
            var told = (await client.Read($"{Root}/figures/contacts_by_purpose/amounts?{today}&{filter}".TrimEnd('&')))["total"]!;
            return (told.Number("n")!.Value, Value(told, "sum")!.Value);
        }
    }

    [Fact]
    public async Task Goals_tell_how_far_from_baseline_to_target_they_had_come_by_the_end_of_a_period()
    {
        var town = await Built();
        var start = api.Given.Today;
        var goals = new List<(GivenAgreement Of, Guid Goal)>();
        var cases = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => api.Given.CaseOf(town.Team, town.Lead)));
        // Hours: halfway and worse later; reached and ended; less than half; not measured; none. Levels: one of two steps. And one in a compartment.
        foreach (var (from, to, unit, area) in new (object, object, string, string)[]
        {
            (10m, 20m, "hours-per-week", "work"), (10m, 20m, "hours-per-week", "work"), (4000m, 0m, "euros", "housing"), (0m, 100m, "percent", "housing"),
            (1m, 2m, "number", "family"), ("A1", "B1", "cefr-level", "language"), (0m, 4m, "number", "health"),
        })
        {
            var agreement = await api.Given.StartedAgreement(cases[goals.Count]);
            var id = await agreement.Complete(area, "Etwas erreichen wollen");
            await agreement.Call($"goals/{id}", agreement.Measured(from, to, unit, area, "Etwas erreichen wollen"), HttpMethod.Put).Expect(200);
            await agreement.Agreed();
            goals.Add((agreement, id));
        }
        await api.Given.ActiveAgreement(await api.Given.CaseOf(town.Team, town.Lead)); // Nothing is measured of it.
        Assert.Equal(new Dictionary<string, int> { ["not_measured"] = 6, ["withheld"] = 1 }, await On(0, 1));

        api.Clock.Offset += TimeSpan.FromDays(10);
        await Measure(0, 15m); // exactly half
        await Measure(1, 19.99m);
        await Measure(2, 2000.01m); // just not half: downwards is a way, too
        await Measure(4, 1m);
        await Measure(5, "A2");
        await Measure(6, 4m);
        api.Clock.Offset += TimeSpan.FromDays(10);
        await Measure(0, 9.99m);
        await Measure(1, 20m);
        await End(1, "achieved");
        await End(6, "achieved");
        api.Clock.Offset += TimeSpan.FromDays(10);
        Assert.Equal(new Dictionary<string, int> { ["not_measured"] = 6, ["withheld"] = 1 }, await On(0, 10));
        Assert.Equal(new Dictionary<string, int> { ["half_or_more"] = 3, ["under_half"] = 1, ["none"] = 1, ["not_measured"] = 1, ["withheld"] = 1 },
            await On(0, 20));
        var whole = new Dictionary<string, int>
        {
            ["worse"] = 1, ["reached"] = 1, ["under_half"] = 1, ["none"] = 1, ["half_or_more"] = 1, ["not_measured"] = 1, ["withheld"] = 1,
        };
        Assert.Equal(whole, await On(0, 30));
        Assert.Equal(whole, await On(20, 30)); // What ended on its first day is the period's.
        whole.Remove("reached");
        whole.Remove("withheld");
        Assert.Equal(whole, await On(21, 30));
        Assert.Empty(await On(-9, 0));
        var client = await api.As(town.Supervisor);
        Assert.Equal(new Dictionary<string, int>
        {
            ["work worse"] = 1, ["work reached"] = 1, ["housing under_half"] = 1, ["housing not_measured"] = 1,
            ["family none"] = 1, ["language half_or_more"] = 1, ["withheld withheld"] = 1
        },
            await Cells(client, $"goals_measured?{Period(start, start.AddDays(30))}&by=need_area,attainment"));
        Assert.Equal(1, await N(client, $"goals_measured?{Period(start, start.AddDays(30))}&measureUnit=cefr-level&attainment=half_or_more"));
        var units = await client.Read($"{Root}/figures/goals_measured/units?{Period(start, start.AddDays(30))}&count=true&by=attainment");
        Assert.Equal((7, 7), (units.Number("count"), units["items"]!.AsArray().Count));
        Assert.Single(units["items"]!.AsArray(), unit => unit!.Text("availability") == "restricted");

        // A measurement that is void never was: from then on also the past says so.
        var slip = (await goals[0].Of.Read()).Text("goals/0/measurements/0/id");
        await goals[0].Of.Call($"goals/{goals[0].Goal}/measurements/{slip}/void", new { reason = "Verlesen" }).Expect(200);
        Assert.Equal(2, (await On(0, 30))["half_or_more"]);
        // Agreed otherwise, the past keeps what was agreed then; in another unit nothing was measured yet.
        await Agree(4, agreement => agreement.Measured(0m, 4m, "number", "family"));
        await Agree(5, agreement => agreement.Measured(0m, 4m, "percent", "language"));
        await Agree(2, agreement => agreement.Goal("housing", "Nichts mehr messen"));
        Assert.Equal(new Dictionary<string, int>
        {
            ["half_or_more"] = 2, ["under_half"] = 1, ["none"] = 1, ["not_measured"] = 1, ["reached"] = 1,
            ["withheld"] = 1
        }, await On(0, 30));
        Assert.Equal(new Dictionary<string, int> { ["half_or_more"] = 1, ["under_half"] = 2, ["not_measured"] = 2 }, await On(30, 31));
        await goals[3].Of.Call("terminate", new { reasonCode = "other", note = "Umzug" }).Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(1);
        Assert.Equal(new Dictionary<string, int> { ["half_or_more"] = 1, ["under_half"] = 1, ["not_measured"] = 1 }, await On(31, 32));
        await CaseManagement.ApiTests.Ledger.KeptLedger.AgreesWithTheFacts(api);

        // Erased, it counts on, and opens to nobody.
        await (await api.Given.Erasure(cases[3])).CarriedOut();
        Assert.Equal(new Dictionary<string, int>
        {
            ["half_or_more"] = 2, ["under_half"] = 1, ["none"] = 1, ["not_measured"] = 1, ["reached"] = 1,
            ["withheld"] = 1
        }, await On(0, 30));

        async Task<Dictionary<string, int>> On(int from, int until) => await Cells(await api.As(town.Supervisor),
            $"goals_measured?{Period(start.AddDays(from), start.AddDays(until))}&by=attainment");

        Task Measure(int of, object value) => goals[of].Of.Measure(goals[of].Goal, value).Expect(200);

        Task End(int of, string status) => goals[of].Of.Call($"goals/{goals[of].Goal}/progress", new { status, result = "So kam es" }).Expect(200);

        async Task Agree(int of, Func<GivenAgreement, JsonObject> goal)
        {
            await goals[of].Of.Call("amend", new { kind = "goals", what = "Anders", why = "Wunsch" }).Expect(200);
            await goals[of].Of.Call($"goals/{goals[of].Goal}", goal(goals[of].Of), HttpMethod.Put).Expect(200);
            await goals[of].Of.Agreed();
        }
    }

    [Fact]
    public async Task Days_until_the_first_contact_are_told_with_their_n_and_who_waits_or_has_gone_apart()
    {
        var town = await Built();
        var day = api.Given.Today.AddDays(-40);
        // Allocated on a day, reached after 0, 2, 4 and 10 days; not reached at all; reached after the period; gone before; twice allocated.
        var cases = new List<GivenCase>();
        for (var i = 0; i < 8; i++)
        {
            cases.Add(await api.Given.CaseOf(town.Team, town.Lead));
            await api.Given.Allocation(cases[i], day);
        }
        await api.Given.Allocation(cases[0], day.AddDays(3));
        // Before midnight in Germany, after midnight: the day counts, not the hours.
        DateTimeOffset At(int days, int hour = 12) => new DateTimeOffset(day.AddDays(days), new TimeOnly(hour, 30), TimeSpan.Zero);
        foreach (var (of, days) in new[] { (0, 0), (1, 2), (2, 4), (3, 10) })
        {
            await Contact(town, At(days), [cases[of]]);
            await Contact(town, At(days + 1), [cases[of]]);
        }
        await Contact(town, At(1), [cases[4]], reached: false, kind: "failed-attempt");
        await Contact(town, At(20), [cases[5]]);
        await Contact(town, At(20, 3), [cases[6]], reached: false, kind: "letter");
        var worker = await api.As(town.Lead);
        await worker.Post($"/api/v1/clients/{cases[7].ClientId}/presences",
            new { from = $"{day:O}", arrivedAs = "allocation", until = $"{day.AddDays(6):O}", leaveReason = "moved" }).Expect(201);
        await Contact(town, At(12), [cases[7]]);

        var client = await api.As(town.Supervisor);
        var until = day.AddDays(20);
        var told = await client.Read($"{Root}/figures/allocation_to_first_contact/amounts?{Period(day, until)}&by=wait");
        var total = told["total"]!;
        Assert.Equal((8m, 4m, 16m, 4m, 3m, 8.2m), (Value(total, "n"), Value(total, "measured"), Value(total, "sum"), Value(total, "mean"),
            Value(total, "median"), Value(total, "p90")));
        Assert.Equal((3m, 20m, 20m, 1m), (Value(total, "waiting"), Value(total, "waitingMean"), Value(total, "waitingP90"), Value(total, "gone")));
        Assert.Equal(["ended 4", "gone 1", "waiting 3"],
            told["cells"]!.AsArray().Select(cell => $"{cell!.Text("values/0/value")} {cell!.Number("n")}"));
        Assert.Equal(8, await N(client, $"allocation_to_first_contact?{Period(day, until)}"));
        Assert.Equal(3, (await client.Read($"{Root}/figures/allocation_to_first_contact/units?{Period(day, until)}&wait=waiting&count=true")).Number("count"));
        // As of a day later the one on the twentieth is not waiting any more; as of the day of the allocation nobody was allocated.
        var later = await client.Read($"{Root}/figures/allocation_to_first_contact/amounts?{Period(day, until.AddDays(1))}");
        Assert.Equal(5m, Value(later["total"]!, "measured"));
        Assert.Equal(0, await N(client, $"allocation_to_first_contact?{Period(day.AddDays(-9), day)}"));
        await client.GetAsync($"{Root}/figures/open_cases/amounts").ExpectProblem(404, "not-found");
        await client.GetAsync($"{Root}/figures/contacts/amounts?{Period(day, until)}&by=sex").ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task The_hour_of_a_contact_counts_by_the_day_in_Germany_in_summer_and_in_winter()
    {
        var town = await Built();
        var of = await api.Given.CaseOf(town.Team, town.Lead);
        var year = api.Given.Today.Year - 1;
        // Before midnight UTC: in July an hour and a half into the next day, in January half an hour into it; the hour that comes twice in October is one day.
        await Contact(town, new DateTimeOffset(year, 7, 14, 22, 30, 0, TimeSpan.Zero), [of]);
        await Contact(town, new DateTimeOffset(year, 1, 14, 22, 30, 0, TimeSpan.Zero), [of]);
        var autumn = Enumerable.Range(25, 7).Select(d => new DateOnly(year, 10, d)).Single(d => d.DayOfWeek == DayOfWeek.Sunday);
        await Contact(town, new DateTimeOffset(autumn, new TimeOnly(0, 30), TimeSpan.Zero), [of]);
        await Contact(town, new DateTimeOffset(autumn, new TimeOnly(1, 30), TimeSpan.Zero), [of]);
        var client = await api.As(town.Supervisor);
        Assert.Equal(1, await N(client, $"contacts?{Period(new(year, 7, 15), new(year, 7, 16))}"));
        Assert.Equal(1, await N(client, $"contacts?{Period(new(year, 1, 14), new(year, 1, 15))}"));
        Assert.Equal(2, await N(client, $"contacts?{Period(autumn, autumn.AddDays(1))}"));
        Assert.Equal(4, await N(client, $"contacts?{Period(new(year, 1, 1), new(year + 1, 1, 1))}"));
    }

    [Fact]
    public async Task A_need_counts_once_and_says_how_far_it_has_come_and_a_restricted_one_says_nothing()
    {
        var town = await Built();
        var day = api.Given.Today;
        var (first, second) = (await api.Given.CaseOf(town.Team, town.Lead), await api.Given.CaseOf(town.Team, town.Lead));
        await api.Given.CompletedAssessment(first, new GivenNeed("language", "medium", "Kurs"), new GivenNeed("housing", "medium"),
            new GivenNeed("health", "medium", "Arzt"));
        await api.Given.CompletedAssessment(second, new GivenNeed("language", "low", GapReason: "waiting-list"));
        var agreement = await api.Given.ActiveAgreement(first); // with a goal for housing
        var referral = await (await api.Given.Referral(first)).Completed(); // to a service for language
        api.Clock.Offset += TimeSpan.FromDays(3);
        // The same needs again, and one that is new.
        await api.Given.CompletedAssessment(first, new GivenNeed("language", "acute", "Kurs"), new GivenNeed("work", "low"));
        api.Clock.Offset += TimeSpan.FromDays(1);

        var client = await api.As(town.Supervisor);
        var whole = Period(day, day.AddDays(4));
        var cells = await Cells(client, $"needs_found?{whole}&by=need_area,with_goal,with_referral,with_outcome");
        Assert.Equal(1, cells["language no yes yes"]);
        Assert.Equal(1, cells["language no no no"]);
        Assert.Equal(1, cells["housing yes no no"]);
        Assert.Equal(1, cells["work no no no"]);
        Assert.Equal(1, cells["withheld withheld withheld withheld"]);
        Assert.Equal((5, 5), (cells.Values.Sum(), await N(client, $"needs_found?{whole}")));
        Assert.Equal(1, await N(client, $"needs_found?{Period(day.AddDays(3), day.AddDays(4))}"));
        Assert.Equal(1, await N(client, $"needs_found?{whole}&gap=waiting-list"));
        var offers = (await client.Read($"{Root}/figures/need_to_offer/amounts?{whole}&needArea=language"))["total"]!;
        Assert.Equal((2m, 1m, 0m, 1m), (Value(offers, "n"), Value(offers, "measured"), Value(offers, "median"), Value(offers, "waiting")));
        var answers = (await client.Read($"{Root}/figures/referral_to_outcome/amounts?{whole}"))["total"]!;
        Assert.Equal((1m, 1m, 0m), (Value(answers, "n"), Value(answers, "measured"), Value(answers, "median")));
        Assert.Equal(1, await N(client, $"referrals_ended?{whole}&referralResult=completed"));
        Assert.Equal(1, await N(client, $"goals_set?{whole}&needArea=housing"));
        Assert.Equal(1, await N(client, $"agreements_made?{whole}"));
        Assert.NotEqual(Guid.Empty, agreement.Id);
        Assert.Equal(first, referral.Of);
        Assert.All(await Restricted(client, $"needs_found/units?{whole}&by=need_area&needArea=withheld"), unit => Assert.Equal("restricted", unit));
    }

    private static async Task<IEnumerable<string>> Restricted(HttpClient client, string question)
    {
        var items = (await client.Read($"{Root}/figures/{question}"))["items"]!.AsArray();
        Assert.NotEmpty(items);
        return items.Select(unit => unit!.Text("availability")!);
    }

    [Fact]
    public async Task From_submission_to_acceptance_and_to_the_first_referral_at_who_has_accepted()
    {
        var town = await Built();
        var day = api.Given.Today;
        var sending = await api.Given.Organisation();
        var from = await api.Given.Team(sending);
        var sender = await api.Given.Staff(sending, Role.Caseworker, from);
        var family = await api.Given.CasesOfHousehold(from, sender, 2);
        var handover = await (await new GivenHandover(api, sender, town.Lead, town.Team, family).Ready()).Submitted();
        api.Clock.Offset += TimeSpan.FromDays(2);
        await handover.Move(handover.To, "accept", new { leadStaffId = town.Lead.StaffId }).Expect(200);
        var accepted = api.Given.Today;
        var client = await api.As(town.Supervisor);
        var total = (await client.Read($"{Root}/figures/submission_to_acceptance/amounts?{Period(day, accepted.AddDays(1))}"))["total"]!;
        Assert.Equal((2m, 2m, 2m, 2m), (Value(total, "n"), Value(total, "measured"), Value(total, "median"), Value(total, "mean")));
        var offers = (await client.Read($"{Root}/figures/acceptance_to_first_offer/amounts?{Period(day, accepted.AddDays(1))}"))["total"]!;
        Assert.Equal((2m, 0m, 2m), (Value(offers, "n"), Value(offers, "measured"), Value(offers, "waiting")));
        Assert.Null(offers["median"]);
        // The sender has accepted nothing.
        var other = await api.As(await api.Given.Staff(sending, Role.Supervisor, from));
        Assert.Equal(0, await N(other, $"submission_to_acceptance?{Period(day, accepted.AddDays(1))}"));
    }

    [Fact]
    public async Task Work_lost_lasting_and_independence_follow_the_days()
    {
        var town = await Built();
        var worker = await api.As(town.Lead);
        var today = api.Given.Today;
        var cases = new List<GivenCase>();
        for (var i = 0; i < 4; i++)
        {
            cases.Add(await api.Given.CaseOf(town.Team, town.Lead));
            await Came(worker, cases[i], today.AddDays(-400));
        }
        async Task Job(int of, int from, int? until) => await worker.Post("/api/v1/employments", new
        {
            caseId = cases[of].CaseId, kind = "full-time", employer = $"Betrieb {from}", from = $"{today.AddDays(from):O}",
            until = until is { } end ? $"{today.AddDays(end):O}" : null, endReason = until is null ? null : "dismissed",
        }).Expect(201);
        await Job(0, -300, -100); // lost
        await Job(1, -300, -100); // changed on the same day
        await Job(1, -100, null);
        await Job(2, -300, -100); // lost, and found again
        await Job(2, -50, null);
        await Job(3, -300, null); // two at once, one of them lost
        await Job(3, -200, -100);
        var client = await api.As(town.Supervisor);
        Assert.Equal(2, await N(client, $"work_lost?{Period(today.AddDays(-100), today.AddDays(-99))}"));
        Assert.Equal(0, await N(client, $"work_lost?{Period(today.AddDays(-99), today)}"));
        Assert.Equal(2, await N(client, $"in_work?on={today.AddDays(-100):O}"));
        Assert.Equal(4, await N(client, $"in_work?on={today.AddDays(-101):O}"));
        Assert.Equal(new Dictionary<string, int> { ["00-02"] = 1, ["06-11"] = 2 }, await Cells(client, $"in_work?on={today:O}&by=lasting"));
    }

    [Fact]
    public async Task Who_has_left_or_died_is_not_in_work_whatever_job_nobody_has_ended()
    {
        var town = await Built();
        var worker = await api.As(town.Lead);
        var today = api.Given.Today;
        for (var i = 0; i < 3; i++)
        {
            var of = await api.Given.CaseOf(town.Team, town.Lead);
            await Came(worker, of, today.AddDays(-400), i switch { 0 => "died", 1 => "moved", _ => null }, today.AddDays(-50));
            await worker.Post("/api/v1/employments",
                new { caseId = of.CaseId, kind = "full-time", employer = $"Betrieb {i}", from = $"{today.AddDays(-300):O}" }).Expect(201);
        }
        var client = await api.As(town.Supervisor);
        Assert.Equal(3, await N(client, $"in_work?on={today.AddDays(-51):O}"));
        Assert.Equal(1, await N(client, $"in_work?on={today.AddDays(-50):O}"));
        Assert.Equal(1, await N(client, $"in_work?on={today:O}"));
        Assert.Equal(3, await N(client, $"found_work?{Period(today.AddDays(-300), today)}"));
        Assert.Equal(2, (await client.Read($"{Root}/definitions/in_work")).Number("version"));
    }

    private static Task<HttpResponseMessage> Came(HttpClient worker, GivenCase of, DateOnly from, string? left = null, DateOnly? until = null) =>
        worker.Post($"/api/v1/clients/{of.ClientId}/presences", new
        {
            from = $"{from:O}", arrivedAs = "moved-in", until = left is null ? null : $"{until:O}", leaveReason = left,
        }).Expect(201);

    [Fact]
    public async Task Who_draws_nothing_is_independent_since_the_day_it_began_and_not_any_more_when_something_follows()
    {
        var town = await Built();
        var worker = await api.As(town.Lead);
        var today = api.Given.Today;
        var cases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.Given.CaseOf(town.Team, town.Lead)));
        foreach (var of in cases)
        {
            await api.Given.Presence(of);
        }
        await Draws(0, "sgb2", -300);
        await Draws(0, "none", -100);
        await Draws(1, "sgb2", -300);
        await Draws(2, "none", -400);
        await Draws(3, "none", -200);
        await Draws(3, "sgb2", -20);
        var client = await api.As(town.Supervisor);
        Assert.Equal(new Dictionary<string, int> { ["03-05"] = 1, ["12-23"] = 1 }, await Cells(client, $"independent?on={today:O}&by=lasting"));
        Assert.Equal(3, await N(client, $"independent?on={today.AddDays(-21):O}"));
        Assert.Equal(2, await N(client, $"independent?on={today.AddDays(-20):O}"));

        async Task Draws(int of, string regime, int from)
        {
            var path = $"/api/v1/clients/{cases[of].ClientId}";
            var tag = (await worker.GetAsync(path).Expect(200)).Tag();
            await worker.Post($"{path}/benefits", new { regime, from = $"{today.AddDays(from):O}" }, tag).Expect(200);
        }
    }

    [Fact]
    public async Task Goals_end_with_what_came_of_them_and_by_their_day_answers_take_days_and_gaps_are_nobodys()
    {
        var town = await Built();
        var day = api.Given.Today;
        var cases = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.Given.CaseOf(town.Team, town.Lead)));
        var agreements = new List<GivenAgreement>();
        foreach (var of in cases)
        {
            agreements.Add(await api.Given.ActiveAgreement(of));
        }
        await End(0, "achieved");
        await End(1, "dropped");
        var answered = await (await api.Given.Referral(cases[0])).Sent();
        await (await api.Given.Referral(cases[1])).Sent();
        api.Clock.Offset += TimeSpan.FromDays(2);
        await answered.Answer("accept").Expect(200);
        var worker = await api.As(town.Lead);
        await worker.Post("/api/v1/service-gaps", new { needArea = "housing", language = "prs" }).Expect(200);
        await worker.Post("/api/v1/service-gaps", new { needArea = "housing", language = "prs" }).Expect(200);
        await worker.Post("/api/v1/service-gaps", new { needArea = "work" }).Expect(200);

        var client = await api.As(town.Supervisor);
        var period = Period(day, day.AddDays(3));
        var total = (await client.Read($"{Root}/figures/referral_to_answer/amounts?{period}"))["total"]!;
        Assert.Equal((2m, 1m, 2m, 1m), (Value(total, "n"), Value(total, "measured"), Value(total, "median"), Value(total, "waiting")));
        Assert.Equal(new Dictionary<string, int> { ["housing prs"] = 2, ["work not_known"] = 1 },
            await Cells(client, $"gaps?{period}&by=need_area,talk_language"));
        Assert.Equal("nobody", Assert.Single((await Restricted(client, $"gaps/units?{period}")).Distinct()));
        Assert.Equal(0, await N(client, $"gaps?{Period(day, day.AddDays(2))}"));

        api.Clock.Offset += TimeSpan.FromDays(180); // The goals were due 180 days after they were set.
        await End(2, "not_achieved");
        Assert.Equal(new Dictionary<string, int> { ["achieved yes"] = 1, ["dropped yes"] = 1, ["not_achieved no"] = 1 },
            await Cells(client = await api.As(town.Supervisor), $"goals_ended?{Period(day, api.Given.Today.AddDays(1))}&by=goal_result,on_time"));
        Assert.Equal(2, await N(client, $"goals_ended?{period}"));

        async Task End(int of, string status)
        {
            var goal = (await agreements[of].Read()).Value<Guid>("goals/0/id");
            await agreements[of].Call($"goals/{goal}/progress", new { status, result = "So kam es" }).Expect(200);
        }
    }

    [Fact]
    public async Task A_contact_that_is_corrected_after_one_of_its_persons_was_erased_stays_one()
    {
        var town = await Built();
        var family = await api.Given.CasesOfHousehold(town.Team, town.Lead, 2);
        api.Clock.Offset += TimeSpan.FromDays(10);
        var (at, before) = (api.Given.Now.AddMinutes(-10), api.Given.Now.AddDays(-5));
        var id = await Contact(town, at, [.. family], kind: "home-visit");
        await (await api.Given.Erasure(family[0])).CarriedOut();
        var (worker, path) = (await api.As(town.Lead), $"/api/v1/contacts/{id}");
        await worker.Post($"{path}/correct", new
        {
            kind = "office", outcome = "counselled", at = before, durationMinutes = 45, reason = "Irrtum",
            persons = new[] { new { clientId = family[1].ClientId, present = true } },
        }, (await worker.GetAsync(path).Expect(200)).Tag()).Expect(200);
        var client = await api.As(town.Supervisor);
        var (day, then) = (CaseManagement.Api.Rules.LocalTime.DateOf(at), CaseManagement.Api.Rules.LocalTime.DateOf(before));
        Assert.Equal(0, await N(client, $"contacts?{Period(day, day.AddDays(1))}"));
        Assert.Equal(new Dictionary<string, int> { ["office"] = 1 }, await Cells(client, $"contacts?{Period(then, day.AddDays(1))}&by=contact_kind"));
        Assert.Equal(2, await N(client, $"persons_reached?{Period(then, then.AddDays(1))}"));
        Assert.Equal(0, await N(client, $"persons_reached?{Period(day, day.AddDays(1))}"));
    }

    [Fact]
    public async Task A_referral_to_a_service_of_several_areas_is_one_for_each_need_in_them()
    {
        var town = await Built();
        var of = await api.Given.CaseOf(town.Team, town.Lead);
        await api.Given.CompletedAssessment(of, new GivenNeed("language", "medium", "Kurs"), new GivenNeed("work", "medium", "Suche"),
            new GivenNeed("housing", "medium", "Suche"));
        var referral = await api.Given.Referral(of);
        await api.Execute($"update app.service set need_areas = '{{language,work}}' where id = '{referral.Service}'");
        await referral.Written();
        await api.Execute($"update app.referral set purpose = 'work' where id = '{referral.Id}'");
        await referral.Sent();
        var (client, today) = (await api.As(town.Supervisor), Period(api.Given.Today, api.Given.Today.AddDays(1)));
        Assert.Equal(new Dictionary<string, int> { ["housing no"] = 1, ["language yes"] = 1, ["work yes"] = 1 },
            (await Cells(client, $"needs_found?{today}&by=need_area,with_referral")).OrderBy(cell => cell.Key, StringComparer.Ordinal).ToDictionary());
        // It is one, and stands in the area for which it was sent.
        Assert.Equal(new Dictionary<string, int> { ["work"] = 1 }, await Cells(client, $"referrals_sent?{today}&by=need_area"));
    }
}
