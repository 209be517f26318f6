using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Facts;

/// <summary>That a person is here, independent of the case: from the arrival until leaving, half-open.</summary>
public sealed class PresenceTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_family_member_comes_is_lost_found_leaves_and_comes_back()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/presences";
        var path = (await client.Post(list, new { from = "2025-03-03", arrivedAs = "allocation" }).Expect(201)).Headers.Location!.ToString();
        Assert.Equal(("present", "day", "2025-03-03"), await Shown());
        await Move("unknown", new { unknownSince = "2025-06-01" });
        Assert.Equal("unknown", (await Shown()).Status);
        await Move("found");
        Assert.Equal("present", (await Shown()).Status);
        await Move("leave", new { until = "2025-09-01", untilPrecision = "month", leaveReason = "moved", destination = "other-land" });
        Assert.Equal("left", (await Shown()).Status);
        await client.Post(list, new { from = "2026-01-15", arrivedAs = "returned" }).Expect(201);

        // Who leaves on the key date is gone that day.
        var here = await Task.WhenAll(new[] { "2025-03-03", "2025-08-31", "2025-09-01", "2026-01-14", "2026-01-15" }
            .Select(async day => (await client.Read($"{list}?on={day}"))["items"]!.AsArray().Count));
        Assert.Equal([1, 1, 0, 0, 1], here);
        Assert.Equal(["returned", "allocation"], (await client.Read(list)).Values<string>("items/*/arrivedAs"));
        Assert.Equal(["2025-03-03 arrived", "2025-06-01 presence_unknown", "2025-06-01 -presence_unknown", "2025-09-01 left", "2026-01-15 arrived"],
            await api.Sql<string[]>($"""
                select array_agg(e.on_date || ' ' || case when e.reversal_of is null then '' else '-' end || e.kind order by e.no)
                from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
                where x.unit_id = '{of.ClientId}' and e.kind in ('arrived', 'left', 'presence_unknown')
                """));
        Assert.Contains((await client.Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray(), item => item.Text("kind") == "presence_recorded");
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<(string? Status, string? Precision, string? From)> Shown()
        {
            var shown = await client.Read(path);
            return (shown.Text("status"), shown.Text("fromPrecision"), shown.Text("from"));
        }

        async Task Move(string action, object? body = null) =>
            await client.Post($"{path}/{action}", body, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    [Fact]
    public async Task Nothing_of_a_persons_life_begins_before_the_birth()
    {
        var of = await api.Given.CaseOfAged(10);
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/clients/{of.ClientId}";
        var born = api.Given.Today.AddYears(-10);
        Assert.Equal(born, DateOnly.Parse((await client.Read(path)).Text("birthDate")!, System.Globalization.CultureInfo.InvariantCulture));
        async Task Post(DateOnly from, Func<HttpResponseMessage, Task> then)
        {
            var tag = (await client.GetAsync(path).Expect(200)).Tag();
            await then(await client.Post($"{path}/nationalities", new { nationality = "ERI", from }, tag));
            tag = (await client.GetAsync(path).Expect(200)).Tag();
            await then(await client.Post($"{path}/residence-statuses", new { status = "gestattung", from }, tag));
            await then(await client.Post($"{path}/representations",
                new { name = "Haddad, Amal", kind = "parent-sole-custody", scopes = new[] { "all" }, from, evidence = "Geburtsurkunde" }));
            await then(await client.Post($"{path}/presences", new { from, arrivedAs = "moved-in" }));
        }
        await Post(born.AddDays(-1), async response =>
        {
            var refused = await Task.FromResult(response).ExpectProblem(400, "validation-failed");
            Assert.Equal(("/from", "before-birth"), (refused["errors"]![0]!.Text("pointer"), refused["errors"]![0]!.Text("code")));
        });
        await Post(born, response => { response.EnsureSuccessStatusCode(); return Task.CompletedTask; });

        // Of who came in the month of the birth the first of that month is written down.
        var other = await api.Given.CaseOfAged(10);
        var first = new DateOnly(born.Year, born.Month, 1);
        await (await api.As(other.Lead!)).Post($"/api/v1/clients/{other.ClientId}/presences",
            new { from = first, fromPrecision = "month", arrivedAs = "moved-in" }).Expect(201);
        // A person is registered with nothing from before, either.
        var registered = await client.Post("/api/v1/clients", new
        {
            familyName = "Tesfay", givenName = "Merhawi", sex = "male", birthDate = born, nationalities = new[] { "ERI" },
            benefits = new[] { new { from = born, regime = "sgb2" }, new { from = born.AddDays(-1), regime = "asylblg-3" } },
        }).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/benefits/1/from", "before-birth"), (registered["errors"]![0]!.Text("pointer"), registered["errors"]![0]!.Text("code")));
    }

    [Fact]
    public async Task A_death_ends_presence_and_reminders_and_nothing_follows_it()
    {
        var of = await api.Given.CaseWithLead();
        var reminder = await api.Given.Reminder(of);
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/presences";
        var created = await client.Post(list, new { from = "2025-01-01", fromPrecision = "year", arrivedAs = "moved-in" }).Expect(201);
        var path = created.Headers.Location!;
        await client.Post($"{path}/leave", new { until = "2026-02-01", leaveReason = "died", destination = "unknown" }, created.Tag())
            .ExpectProblem(400, "validation-failed");
        var died = await client.Post($"{path}/leave", new { until = "2026-02-01", leaveReason = "died" }, created.Tag()).Expect(200);
        Assert.Equal(("cancelled", "died"), (await Reminder("status"), await Reminder("reason")));
        await client.Post(list, new { from = "2026-03-01", arrivedAs = "returned" }).ExpectProblem(409, "person-has-died");
        await client.Post(list, new { from = "2024-03-01", until = "2024-06-01", leaveReason = "moved", arrivedAs = "allocation" }).Expect(201); // Before.
        // The case and the file are as they were.
        Assert.Equal("open", (await client.Read($"/api/v1/cases/{of.CaseId}")).Text("status"));

        // Recorded by mistake, it is corrected, and then the person may come back.
        await client.Put($"{path}", new
        {
            from = "2025-01-01", fromPrecision = "year", arrivedAs = "moved-in", until = "2026-02-01", leaveReason = "moved",
            reason = "Verwechslung"
        }, died.Tag()).Expect(200);
        await client.Post(list, new { from = "2026-03-01", arrivedAs = "returned" }).Expect(201);
        await KeptLedger.AgreesWithTheFacts(api);

        Task<string> Reminder(string column) => api.Sql<string>($"select {column} from app.reminder where id = '{reminder}'");
    }

    [Fact]
    public async Task A_death_is_the_last_day_may_be_that_of_the_birth_and_what_ended_with_it_follows_its_correction()
    {
        var of = await api.Given.CaseOfAged(1);
        var (client, born) = (await api.As(of.Lead!), api.Given.Today.AddYears(-1));
        var list = $"/api/v1/clients/{of.ClientId}/presences";
        string Iso(int days) => $"{born.AddDays(days):O}";
        await client.Post(list, new { from = Iso(0), arrivedAs = "birth", until = Iso(0), leaveReason = "moved" }).ExpectProblem(400, "validation-failed");
        var lived = await client.Post(list, new { from = Iso(0), arrivedAs = "birth", until = Iso(0), leaveReason = "died" }).Expect(201);
        Assert.Empty((await client.Read($"{list}?on={Iso(0)}"))["items"]!.AsArray());
        await client.Post(list, new { from = Iso(100), arrivedAs = "returned" }).ExpectProblem(409, "person-has-died");

        await client.Post($"{lived.Headers.Location}/void", new { reason = "Verwechslung" }, lived.Tag()).Expect(200);
        await client.Post(list, new { from = Iso(100), arrivedAs = "returned" }).Expect(201);
        await client.Post(list, new { from = Iso(0), arrivedAs = "birth", until = Iso(50), leaveReason = "died" }).ExpectProblem(409, "present-after-death");
        var before = await client.Post(list, new { from = Iso(0), arrivedAs = "birth", until = Iso(50), leaveReason = "moved" }).Expect(201);
        await client.Put($"{before.Headers.Location}", new { from = Iso(0), arrivedAs = "birth", until = Iso(50), leaveReason = "died", reason = "Irrtum" },
            before.Tag()).ExpectProblem(409, "present-after-death");

        var club = await client.Post("/api/v1/participations", new { of.CaseId, kind = "club", provider = "TSV", status = "begun", on = Iso(120) }).Expect(201);
        var last = (await client.Read(list))["items"]!.AsArray().Single(row => row.Text("from") == Iso(100)).Text("id");
        var died = await client.Post($"/api/v1/presences/{last}/leave", new { until = Iso(200), leaveReason = "died" },
            (await client.GetAsync($"/api/v1/presences/{last}")).Tag()).Expect(200);
        Assert.Equal(Iso(200), (await client.Read(club.Headers.Location!)).Text("endedOn"));
        await client.Put($"/api/v1/presences/{last}", new
        {
            from = Iso(100), arrivedAs = "returned", until = Iso(190), leaveReason = "died", reason = "Sterbeurkunde",
        }, died.Tag()).Expect(200);
        Assert.Equal(Iso(190), (await client.Read(club.Headers.Location!)).Text("endedOn"));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Who_was_born_here_is_present_from_birth_on_and_allocated_by_nobody()
    {
        var of = await api.Given.CaseOfAged(1);
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/presences";
        var born = api.Given.Today.AddYears(-1);
        Assert.Equal("not-the-birth", (await client.Post(list, new { from = $"{born.AddDays(1):O}", arrivedAs = "birth" })
            .ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
        await client.Post(list, new { from = $"{born:O}", arrivedAs = "birth" }).Expect(201);
        Assert.Empty((await client.Read($"/api/v1/clients/{of.ClientId}/allocations"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nobody_is_here_twice()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/presences";
        await Fault("in-the-future", new { from = $"{api.Given.Today.AddDays(1):O}", arrivedAs = "moved-in" });
        await Fault("date-precision", new { from = "2025-03-02", fromPrecision = "month", arrivedAs = "moved-in" });
        await Fault("leave-reason", new { from = "2025-03-02", until = "2025-04-01", arrivedAs = "moved-in" });
        await Fault("until-before-from", new { from = "2025-03-02", until = "2025-03-02", leaveReason = "moved", arrivedAs = "moved-in" });
        await Fault("unknown-outside", new { from = "2025-03-02", unknownSince = "2025-03-01", arrivedAs = "moved-in" });
        await Fault("unknown-code", new { from = "2025-03-02", arrivedAs = "x" });

        var body = new { from = "2025-03-02", arrivedAs = "moved-in" };
        var answers = await Task.WhenAll(client.Post(list, body), client.Post(list, body), client.Post(list, body));
        Assert.Equal([201, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        await client.Post(list, new { from = "2025-02-01", until = "2025-03-03", leaveReason = "moved", arrivedAs = "moved-in" })
            .ExpectProblem(409, "presences-overlap");
        await client.Post(list, new { from = "2025-02-01", until = "2025-03-02", leaveReason = "moved", arrivedAs = "moved-in" }).Expect(201);
        // What never was so stands in nobody's way.
        var path = answers.Single(answer => answer.Headers.Location is not null).Headers.Location!;
        await client.Post($"{path}/void", new { reason = "Andere Person" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        await client.Post(list, new { from = "2025-03-05", arrivedAs = "moved-in" }).Expect(201);
        Assert.Equal(3, (await client.Read($"{list}?include=ended"))["items"]!.AsArray().Count);
        await KeptLedger.AgreesWithTheFacts(api);

        async Task Fault(string code, object what) =>
            Assert.Equal(code, (await client.Post(list, what).ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
    }

    [Fact]
    public async Task A_stale_tag_an_illegal_move_and_strangers_are_refused()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/presences/{await api.Given.Presence(of)}";
        var leave = new { until = $"{api.Given.Today:O}", leaveReason = "moved" };
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Post($"{path}/leave", leave).ExpectProblem(428, "if-match-required");
        var left = await client.Post($"{path}/leave", leave, tag).Expect(200);
        await client.Post($"{path}/leave", leave, tag).ExpectProblem(412, "stale");
        await client.Post($"{path}/leave", leave, left.Tag()).ExpectProblem(409, "presence-transition");
        await client.Post($"{path}/found", null, left.Tag()).ExpectProblem(409, "presence-transition");

        var other = await api.As((await api.Given.CaseWithLead()).Lead!);
        await other.GetAsync(path).ExpectProblem(404, "not-found");
        await other.GetAsync($"/api/v1/clients/{of.ClientId}/presences").ExpectProblem(404, "not-found");
        await other.Post($"{path}/void", new { reason = "x" }, left.Tag()).ExpectProblem(404, "not-found");
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        await officer.GetAsync(path).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task It_moves_with_the_household_and_stands_in_the_package()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var presence = $"/api/v1/presences/{await api.Given.Presence(handover.Cases[0])}";
        await handover.Accepted();
        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(item => item.Text("section") == "presences");
        Assert.Equal("allocation", record.Text("content/arrivedAs"));
        var receiver = await handover.To;
        var tag = (await receiver.GetAsync(presence).Expect(200)).Tag();
        await (await handover.From).Post($"{presence}/unknown", new { unknownSince = $"{api.Given.Today:O}" }, tag).ExpectProblem(409, "handed-over");
        await receiver.Post($"{presence}/unknown", new { unknownSince = $"{api.Given.Today:O}" }, tag).Expect(200);
        await KeptLedger.AgreesWithTheFacts(api);
    }
}
