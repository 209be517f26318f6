using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Facts;

/// <summary>A district assigns a person to a municipality on a day: a fact of its own, of who has recorded it.</summary>
public sealed class AllocationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task It_is_recorded_read_corrected_and_cancelled_and_figures_follow()
    {
        var of = await api.Given.CaseWithLead();
        var district = await api.Given.Organisation(OrganisationKind.District);
        var place = await api.Given.Accommodation(of.OrganisationId, of.TeamId);
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/allocations";
        var body = new
        {
            allocatedOn = "2026-01-12", municipalityAgs = "08116056", districtId = district, accommodationId = place, residenceStatus = "gestattung",
        };
        var path = (await client.Post(list, body).Expect(201)).Headers.Location!;
        var read = await client.GetAsync(path).Expect(200);
        var shown = await read.Json();
        Assert.Equal(("2026-01-12", "08116056", "Filsweg 7", "gestattung", "effective"), (shown.Text("allocatedOn"), shown.Text("municipalityAgs"),
            shown.Text("accommodationName"), shown.Text("residenceStatus"), shown.Text("status")));
        Assert.Equal((district, of.Lead!.StaffId), (shown.Value<Guid>("districtId"), shown.Value<Guid>("recordedBy")));
        Assert.Equal(["2026-01-12"], await Allocated(of.ClientId));

        var corrected = await client.Put($"{path}", new { allocatedOn = "2026-01-13", municipalityAgs = "08116056", reason = "Bescheid gesehen" }, read.Tag())
            .Expect(200);
        Assert.Equal(["2026-01-12", "-2026-01-12", "2026-01-13"], await Allocated(of.ClientId));
        Assert.Null((await client.Read(path)).Text("accommodationId"));

        await client.Post($"{path}/cancel", new { cancelReason = "never-arrived", cancelNote = "Unterwegs nach Kehl" }, corrected.Tag()).Expect(200);
        Assert.Equal("-2026-01-13", (await Allocated(of.ClientId))[^1]);
        Assert.Empty((await client.Read(list))["items"]!.AsArray());
        var all = await client.Read($"{list}?include=ended&count=true");
        Assert.Equal(("cancelled", "never-arrived", 1), (all.Text("items/0/status"), all.Text("items/0/cancelReason"), all.Number("count")));
        Assert.Contains((await client.Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray(), item => item.Text("kind") == "allocated");
        // Sent anew, the person is allocated after all.
        await client.Post(list, body).Expect(201);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nothing_is_recorded_twice()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/allocations";
        await Fault("/allocatedOn", "allocation-day-far", new { allocatedOn = $"{api.Given.Today.AddDays(184):O}" });
        await Fault("/allocatedOn", "allocation-day-far", new { allocatedOn = "1989-12-31" });
        await Fault("/municipalityAgs", "ags-form", new { allocatedOn = "2026-01-12", municipalityAgs = "8116056" });
        await Fault("/municipalityAgs", "ags-form", new { allocatedOn = "2026-01-12", municipalityAgs = "17116056" });
        await Fault("/districtId", "unknown-district", new { allocatedOn = "2026-01-12", districtId = of.OrganisationId });
        await Fault("/accommodationId", "unknown-accommodation", new { allocatedOn = "2026-01-12", accommodationId = Guid.NewGuid() });
        await Fault("/residenceStatus", "unknown-code", new { allocatedOn = "2026-01-12", residenceStatus = "x" });

        var body = new { allocatedOn = $"{api.Given.Today.AddDays(183):O}" };
        var first = await client.Post(list, body, key: "zweimal").Expect(201);
        Assert.Equal(await first.Id(), await (await client.Post(list, body, key: "zweimal").Expect(201)).Id());
        await client.Post(list, body).ExpectProblem(409, "allocation-exists");
        var other = new { allocatedOn = "2026-01-12" };
        var answers = await Task.WhenAll(client.Post(list, other), client.Post(list, other), client.Post(list, other));
        var statuses = answers.Select(answer => (int)answer.StatusCode);
        Assert.Equal([201, 409, 409], statuses.Order());

        async Task Fault(string pointer, string code, object what)
        {
            var problem = await client.Post(list, what).ExpectProblem(400, "validation-failed");
            Assert.Equal((pointer, code), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
    }

    [Fact]
    public async Task A_stale_tag_and_an_illegal_move_are_refused_and_change_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/allocations/{await api.Given.Allocation(of)}";
        var cancel = new { cancelReason = "taken-back" };
        var correct = new { allocatedOn = "2026-01-12", reason = "Irrtum" };
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Post($"{path}/cancel", cancel).ExpectProblem(428, "if-match-required");
        var moved = await client.Put(path, correct, tag).Expect(200);
        await client.Post($"{path}/cancel", cancel, tag).ExpectProblem(412, "stale");
        await client.Put(path, correct, tag).ExpectProblem(412, "stale");
        var cancelled = await client.Post($"{path}/cancel", cancel, moved.Tag()).Expect(200);
        Assert.Empty((await client.Post($"{path}/cancel", cancel, cancelled.Tag()).ExpectProblem(409, "allocation-transition"))["allowedActions"]!.AsArray());
        await client.Put(path, correct, cancelled.Tag()).ExpectProblem(409, "allocation-transition");
        Assert.Equal("cancelled", (await client.Read(path)).Text("status"));
    }

    [Fact]
    public async Task Somebody_elses_is_not_there_and_who_has_no_permission_is_refused()
    {
        var of = await api.Given.CaseWithLead();
        var allocation = await api.Given.Allocation(of);
        var other = await api.As((await api.Given.CaseWithLead()).Lead!);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)));
        foreach (var stranger in (HttpClient[])[other, colleague])
        {
            await stranger.GetAsync($"/api/v1/clients/{of.ClientId}/allocations").ExpectProblem(404, "not-found");
            await stranger.GetAsync($"/api/v1/allocations/{allocation}").ExpectProblem(404, "not-found");
            await stranger.Post($"/api/v1/clients/{of.ClientId}/allocations", new { allocatedOn = "2026-01-12" }).ExpectProblem(404, "not-found");
            await stranger.Post($"/api/v1/allocations/{allocation}/cancel", new { cancelReason = "other" }, "\"1\"").ExpectProblem(404, "not-found");
        }
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        await officer.GetAsync($"/api/v1/clients/{of.ClientId}/allocations").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task At_a_handover_it_stays_with_who_allocated_and_the_receiver_reads_a_copy_in_the_package()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var allocation = await api.Given.Allocation(of, new DateOnly(2026, 1, 12));
        var tag = (await (await handover.From).GetAsync($"/api/v1/allocations/{allocation}").Expect(200)).Tag();
        await handover.Accepted();

        Assert.Equal(of.OrganisationId, await api.Sql<Guid>($"select organisation_id from app.allocation where id = '{allocation}'"));
        await (await handover.To).GetAsync($"/api/v1/allocations/{allocation}").ExpectProblem(404, "not-found");
        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(item => item.Text("section") == "allocations");
        Assert.Equal(("2026-01-12", "effective"), (record.Text("content/allocatedOn"), record.Text("content/status")));
        // It is the sender's: taken back after the handover, it is none, neither there nor in a figure.
        var sender = await handover.From;
        Assert.DoesNotContain("handed-over", (await sender.Read($"/api/v1/allocations/{allocation}")).At("allowedActions")!.ToJsonString(),
            StringComparison.Ordinal);
        await sender.Post($"/api/v1/clients/{of.ClientId}/allocations", new { allocatedOn = "2026-02-02" }).ExpectProblem(409, "handed-over");
        await sender.Post($"/api/v1/allocations/{allocation}/cancel", new { cancelReason = "other" }, tag).Expect(200);
        Assert.Equal(["2026-01-12", "-2026-01-12"], await Allocated(of.ClientId));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Where_the_address_is_blocked_only_who_is_admitted_sees_where_the_person_was_sent()
    {
        var of = await api.Given.CaseWithLead();
        var allocation = $"/api/v1/allocations/{await api.Given.Allocation(of)}";
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        await colleague.GetAsync(allocation).Expect(200);
        var (client, person) = (await api.As(of.Lead!), $"/api/v1/clients/{of.ClientId}");
        await client.Post($"{person}/block-address", new { source = "Meldebehörde" }, (await client.GetAsync(person).Expect(200)).Tag()).Expect(200);
        await colleague.GetAsync(allocation).ExpectProblem(404, "not-found");
        Assert.True((await client.Read(allocation)).Value<bool>("restricted"));
        await colleague.Post($"{person}/allocations", new { allocatedOn = "2026-01-12" }).ExpectProblem(403, "compartment-closed");
        Assert.True(await api.Sql<bool>($"""
            select bool_and(e.withheld) from ledger.source s join ledger.entry e on e.no = s.entry_no
            where s.fact_table = 'app.allocation' and e.organisation_id = '{of.OrganisationId}'
            """));
    }

    // The days that the ledger tells of a person, reversals with a minus.
    private Task<string[]> Allocated(Guid client) => api.Sql<string[]>($"""
        select array_agg(case when e.reversal_of is null then '' else '-' end || e.on_date order by e.no)
        from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym where x.unit_id = '{client}' and e.kind = 'allocated'
        """);
}
