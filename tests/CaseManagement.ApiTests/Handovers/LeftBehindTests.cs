using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>Restricted entries that stay with the sender of a handover: in nobody's way, and not nobody's.</summary>
public sealed class LeftBehindTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string LeftBehind = "/api/v1/left-behind";

    [Fact]
    public async Task A_period_that_stayed_behind_ends_at_the_transfer_and_is_not_in_the_receivers_way()
    {
        var (handover, shelter, _) = await Accepted();
        var client = handover.Cases[0].ClientId;
        Assert.Equal(api.Given.Today, await api.Sql<DateOnly>($"select until_date from app.client_accommodation where id = '{shelter}'"));

        var (to, path) = (await handover.To, $"/api/v1/clients/{client}");
        Assert.Empty((await to.Read(path))["accommodations"]!.AsArray());
        var tag = (await to.GetAsync(path).Expect(200)).Tag();
        await to.Post($"{path}/accommodations", new { kind = "mietwohnung", from = api.Given.Today.AddDays(-20) }, tag).Expect(200);
        Assert.Equal("mietwohnung", (await to.Read(path)).Text("accommodations/0/kind"));
    }

    [Fact]
    public async Task Who_led_the_case_keeps_what_stayed_behind_and_nobody_else_sees_it()
    {
        var (handover, shelter, record) = await Accepted();
        var (organisation, team) = (handover.Sender.OrganisationId, handover.SendingTeam);
        var colleague = await api.Given.Staff(organisation, Role.Caseworker, team);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        api.Clock.Offset += TimeSpan.FromDays(15); // The grace period is over.

        var kept = await Row(handover, handover.Sender);
        var seen = await (await handover.From).Read($"{LeftBehind}/{kept}");
        Assert.Equal(["accommodation", "need", "record"], seen.Values<string>("items/*/kind"));
        Assert.Equal([shelter, record], Items(seen).Where(item => item == shelter || item == record));
        Assert.Contains("Trauma", seen.ToJsonString(), StringComparison.Ordinal);

        Assert.Empty((await (await api.As(colleague)).Read(LeftBehind))["items"]!.AsArray());
        await (await api.As(colleague)).GetAsync($"{LeftBehind}/{kept}").ExpectProblem(404, "not-found");
        Assert.Empty((await (await handover.To).Read(LeftBehind))["items"]!.AsArray());
        // A supervisor sees who keeps it, and nothing of it.
        Assert.Equal(handover.Sender.StaffId, (await (await api.As(supervisor)).Read(LeftBehind)).Value<Guid>("items/0/keeperId"));
        Assert.Empty(Items(await (await api.As(supervisor)).Read($"{LeftBehind}/{kept}")));
        await (await Change(supervisor, kept, $"items/{record}/erase", new { reason = "Auf Antrag" })).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task What_stayed_behind_is_corrected_and_erased_on_request()
    {
        var (handover, shelter, record) = await Accepted();
        var kept = await Row(handover, handover.Sender);
        var from = api.Given.Today.AddDays(-10);
        await (await Change(handover.Sender, kept, $"items/{record}/correct", new { text = "Berichtigt", reason = "Auf Antrag" })).Expect(200);
        await (await Change(handover.Sender, kept, $"items/{shelter}/correct", new { from, reason = "Falscher Tag" })).Expect(200);
        var seen = (await (await handover.From).Read($"{LeftBehind}/{kept}")).ToJsonString();
        Assert.Contains("Berichtigt", seen, StringComparison.Ordinal);
        Assert.Contains($"{from:yyyy-MM-dd}", seen, StringComparison.Ordinal);
        await (await Change(handover.Sender, kept, $"items/{shelter}/correct", new { reason = "Nichts" })).ExpectProblem(400, "validation-failed");

        foreach (var item in Items(await (await handover.From).Read($"{LeftBehind}/{kept}")))
        {
            await (await Change(handover.Sender, kept, $"items/{item}/erase", new { reason = "Art. 17 DSGVO" })).Expect(200);
        }
        Assert.Empty(Items(await (await handover.From).Read($"{LeftBehind}/{kept}")));
        Assert.Equal(2L, await api.Sql<long>($"""
            select count(*) from audit.entry where row_id in ('{record}', '{shelter}') and operation = 'delete' and reason = 'Art. 17 DSGVO'
            """));
    }

    [Fact]
    public async Task A_need_that_stayed_behind_can_be_erased_and_not_corrected()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        await api.Given.Assessed(handover.Cases[0],
            new GivenNeed("housing", "acute", "Wohnungshilfe"), new GivenNeed("health", "high", "Hausarzt", Need: "Bedarf"));
        await (await handover.Prepared()).Written();
        await handover.Accepted();
        var kept = await Row(handover, handover.Sender);
        var need = Assert.Single(Items(await (await handover.From).Read($"{LeftBehind}/{kept}")));
        var text = new { text = "Anders", reason = "Auf Antrag" };
        await (await Change(handover.Sender, kept, $"items/{need}/correct", text)).ExpectProblem(409, "left-behind-need");
        await (await Change(handover.Sender, kept, $"items/{need}/erase", new { reason = "Auf Antrag" })).Expect(200);
        Assert.Empty(Items(await (await handover.From).Read($"{LeftBehind}/{kept}")));
    }

    [Fact]
    public async Task A_supervisor_names_another_keeper_when_the_first_has_left_and_all_are_told()
    {
        var (handover, _, record) = await Accepted();
        var (organisation, team) = (handover.Sender.OrganisationId, handover.SendingTeam);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        var officer = await api.Given.Staff(organisation, Role.DataProtectionOfficer);
        var next = await api.Given.Staff(organisation, Role.Caseworker, team);
        var stranger = await api.Given.Staff(organisation, Role.Caseworker);
        var kept = await Row(handover, handover.Sender);

        await (await Change(handover.Sender, kept, "name-keeper", new { next.StaffId, reason = "Vertretung" })).ExpectProblem(403, "not-permitted");
        await (await Change(supervisor, kept, "name-keeper", new { stranger.StaffId, reason = "Vertretung" })).Expect(409);
        await (await Change(supervisor, kept, "name-keeper", new { next.StaffId, reason = "Ausgeschieden" })).Expect(200);

        await (await handover.From).GetAsync($"{LeftBehind}/{kept}").ExpectProblem(404, "not-found");
        Assert.Contains(record, Items(await (await api.As(next)).Read($"{LeftBehind}/{kept}")));
        foreach (var told in new[] { handover.Sender, next, officer })
        {
            Assert.Contains("left-behind-kept", (await (await api.As(told)).Read("/api/v1/notices")).ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_a_keeper_leaves_the_supervisor_is_told_that_somebody_has_to_be_named()
    {
        var (handover, _, record) = await Accepted();
        var (organisation, team) = (handover.Sender.OrganisationId, handover.SendingTeam);
        var supervisor = await api.As(await api.Given.Staff(organisation, Role.Supervisor, team));
        var administrator = await api.As(await api.Given.Staff(organisation, Role.Administrator));
        var kept = await Row(handover, handover.Sender);
        Assert.DoesNotContain("left-behind-unkept", await Kinds());

        var path = $"/api/v1/staff/{handover.Sender.StaffId}";
        await administrator.Post($"{path}/disable", new { reason = "Ausgeschieden" }, (await administrator.GetAsync(path)).Tag()).Expect(200);

        Assert.Single(await Kinds(), "left-behind-unkept");
        var seen = await supervisor.Read($"{LeftBehind}/{kept}");
        Assert.Null(seen.At("keeperId"));
        Assert.Empty(Items(seen));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.restricted_record where id = '{record}'"));

        async Task<IEnumerable<string?>> Kinds() =>
            (await supervisor.Read("/api/v1/notices"))["items"]!.AsArray().Select(notice => notice.Text("kind"));
    }

    [Fact]
    public async Task When_the_household_comes_back_who_leads_the_case_opens_what_stayed_behind_and_who_kept_it_does_not()
    {
        var (handover, shelter, record) = await Accepted();
        var kept = await Row(handover, handover.Sender);
        var next = await api.Given.Staff(handover.Sender.OrganisationId, Role.Caseworker, handover.SendingTeam);
        Assert.True(await Opens(handover.Sender));
        Assert.False(await Opens(next));

        var there = handover.Cases.Select(c => c with
        {
            OrganisationId = handover.Receiver.OrganisationId,
            TeamId = handover.ReceivingTeam,
            Lead = handover.Receiver,
        }).ToList();
        await new GivenHandover(api, handover.Receiver, next, handover.SendingTeam, there).Accepted();

        Assert.True(await Opens(next));
        Assert.False(await Opens(handover.Sender));
        Assert.DoesNotContain(kept, (await (await handover.From).Read(LeftBehind)).Values<Guid>("items/*/id"));
        await (await handover.From).GetAsync($"{LeftBehind}/{kept}").ExpectProblem(404, "not-found");
        var ended = await api.Sql<bool>($"select ended_at is not null from app.keeper where id = '{kept}'");
        Assert.True(ended);
        var periods = (await (await api.As(next)).Read($"/api/v1/clients/{handover.Cases[0].ClientId}"))["accommodations"]!.AsArray();
        Assert.Contains(shelter, periods.Select(period => period.Value<Guid>("id")));

        async Task<bool> Opens(Person who) => (int)(await (await api.As(who)).GetAsync($"/api/v1/restricted-records/{record}")).StatusCode == 200
            || ((await (await api.As(who)).Read(LeftBehind)).Values<Guid>("items/*/id").Contains(kept)
                && Items(await (await api.As(who)).Read($"{LeftBehind}/{kept}")).Contains(record));
    }

    [Fact]
    public async Task A_colleague_learns_nothing_of_a_hidden_period_by_recording_over_it()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var (lead, colleague) = (await api.Given.Staff(town, Role.Caseworker, team), await api.Given.Staff(town, Role.Caseworker, team));
        var of = await api.Given.CaseOf(team, lead);
        await api.Given.Shelter(town, of.ClientId);
        var (http, path) = (await api.As(colleague), $"/api/v1/clients/{of.ClientId}");
        var body = new { kind = "mietwohnung", from = api.Given.Today.AddDays(-60), until = api.Given.Today.AddDays(-1) };
        await http.Post($"{path}/accommodations", body, (await http.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Single((await http.Read(path))["accommodations"]!.AsArray());
        // What everybody sees, and what one sees oneself, is in the way as before.
        await http.Post($"{path}/accommodations", body, (await http.GetAsync(path).Expect(200)).Tag()).ExpectProblem(409, "periods-overlap");
        var asLead = await api.As(lead);
        Assert.Equal(2, (await asLead.Read(path))["accommodations"]!.AsArray().Count);
        // Blocking the address hides both, and is not refused because they overlap.
        await asLead.Post($"{path}/block-address", new { }, (await asLead.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    // A household of one person, with a shelter and a record that do not go along.
    private async Task<(GivenHandover Handover, Guid Shelter, Guid Record)> Accepted()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var (shelter, record) = (await api.Given.Shelter(of.OrganisationId, of.ClientId), await api.Given.RestrictedRecord(of, content: "Trauma"));
        return (await handover.Accepted(), shelter, record);
    }

    private async Task<Guid> Row(GivenHandover handover, Person who) =>
        (await (await api.As(who)).Read(LeftBehind))["items"]!.AsArray()
            .Single(row => row.Value<Guid>("clientId") == handover.Cases[0].ClientId)!.Value<Guid>("id");

    private async Task<Task<HttpResponseMessage>> Change(Person who, Guid kept, string action, object body)
    {
        var http = await api.As(who);
        var found = await http.GetAsync($"{LeftBehind}/{kept}");
        return http.Post($"{LeftBehind}/{kept}/{action}", body, found.Tag());
    }

    private static List<Guid> Items(JsonNode seen) => [.. seen.Values<Guid>("items/*/itemId")];
}
