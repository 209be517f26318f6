using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Dwellings;

/// <summary>Flats, landlords, leases, and who lives where: what a town does from finding a flat to moving out.</summary>
public sealed class DwellingTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Dwellings = "/api/v1/dwellings", Occupancies = "/api/v1/occupancies";

    [Fact]
    public async Task A_flat_is_found_let_and_moved_into_and_each_unit_counts_for_itself()
    {
        var (client, family, household) = await Family(3);
        foreach (var of in family.Take(2))
        {
            await api.Given.Stay(of.OrganisationId, of.ClientId); // Emergency accommodation since 30 days.
        }
        var landlord = await (await client.Post("/api/v1/landlords", new { kind = "person", name = "Vera Vermieterin", phone = "07153 1" }).Expect(201)).Id();
        var found = await client.Post(Dwellings, Flat(body => (body["landlordId"], body["foundOn"]) = (landlord, Iso(-40)))).Expect(201);
        var dwelling = await found.Id();
        var path = $"{Dwellings}/{dwelling}";
        Assert.Equal([dwelling], (await client.Read($"{Dwellings}?let=false")).Values<Guid>("items/*/id"));
        await client.Post($"{path}/leases", new { holder = "household", householdId = household, from = Iso(-20) }).Expect(201);
        var (stale, tag) = (found.Tag(), await Tag(client, path));
        await client.Post($"{path}/move-in", In(-20, family[0], family[1])).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/move-in", In(-20, family[0], family[1]), stale).ExpectProblem(412, "stale");
        var moved = await client.Post($"{path}/move-in", In(-20, family[0], family[1]), tag).Expect(200);

        // The stay in shared accommodation ended, and the person's own histories say where they live now.
        var person = await client.Read($"/api/v1/clients/{family[0].ClientId}");
        Assert.Equal([("mietwohnung", Iso(-20), null), ("notunterkunft", Iso(-30), Iso(-20))],
            person["accommodations"]!.AsArray().Select(home => (home!.Text("kind"), home.Text("from"), home.Text("until"))));
        Assert.Equal(("Neckarstraße 12", Iso(-20)), (person.Text("addresses/0/street"), person.Text("addresses/0/from")));

        // The checklist is asked once for the move, and not again for who comes later.
        Assert.Equal("move_contracts, move_furnishing, move_places, move_registration, move_rent, move_visit", await Reminders(household));
        await client.Post($"{path}/move-in", In(-5, family[2]), moved.Tag()).Expect(200);
        Assert.Equal(6, (await Reminders(household)).Split(", ").Length);
        var mine = (await client.Read("/api/v1/reminders"))["items"]!.AsArray();
        Assert.Equal(6, mine.Count(row => row.Text("kind")!.StartsWith("move_", StringComparison.Ordinal)));

        // Key dates are half-open, and what stood empty is not what is let.
        Assert.Equal(["", $"{dwelling}", "", $"{dwelling}", ""], [await On(-41, ""), await On(-40, "&let=false"), await On(-40, "&let=true"),
            await On(-20, "&let=true&holder=household"), await On(-20, "&holder=town")]);
        Assert.Equal((0, 2, 3), (await Living(-21), await Living(-20), await Living(-5)));

        Assert.Equal([$"dwelling dwelling_found {Iso(-40)} town-on-general-market", $"dwelling dwelling_let {Iso(-20)} town-on-general-market household"],
            await Told(dwelling));
        Assert.Equal([$"landlord landlord_won {Iso(-40)} town-on-general-market", $"landlord landlord_let {Iso(-20)} town-on-general-market household"],
            await Told(landlord));
        Assert.Equal([$"household lease_begun {Iso(-20)} town-on-general-market household"], await Told(household));
        Assert.Equal([$"client occupancy_begun {Iso(-20)} town-on-general-market"], await Told(family[0].ClientId, "occupancy%"));
        Assert.Contains((await client.Read($"/api/v1/cases/{family[0].CaseId}/timeline"))["items"]!.AsArray(), row => row.Text("kind") == "occupancy_recorded");
        var landlords = (await client.Read("/api/v1/landlords"))["items"]!.AsArray();
        Assert.Equal(("Vera Vermieterin", 1), (landlords[0].Text("name"), landlords[0].Number("dwellings")));
        await client.Post($"/api/v1/landlords/{landlord}/remove", new { reason = "x" }, await Tag(client, $"/api/v1/landlords/{landlord}"))
            .ExpectProblem(409, "landlord-in-use");
        await client.Post($"{path}/remove", new { reason = "x" }, await Tag(client, path)).ExpectProblem(409, "dwelling-in-use");
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<string> On(int days, string more) =>
            string.Join(' ', (await client.Read($"{Dwellings}?on={Iso(days)}{more}")).Values<string>("items/*/id"));

        async Task<int> Living(int days) => (await client.Read($"{Occupancies}?dwellingId={dwelling}&on={Iso(days)}"))["items"]!.AsArray().Count;
    }

    [Fact]
    public async Task Who_moves_within_the_town_leaves_the_other_flat_and_who_moves_out_has_no_address_any_more()
    {
        var (client, family, _) = await Family(1);
        var of = family[0];
        var (first, second) = (await api.Given.Dwelling(of.OrganisationId), await api.Given.Dwelling(of.OrganisationId));
        await api.Given.Lease(of.OrganisationId, second); // The town rents it.
        await MoveIn(client, first, In(-50, of)).Expect(200);
        await MoveIn(client, first, In(-49, of)).ExpectProblem(409, "lives-there");
        await MoveIn(client, second, In(-60, of)).ExpectProblem(409, "periods-overlap");
        await MoveIn(client, second, In(-10, of)).Expect(200);
        Assert.Equal([($"{second}", Iso(-10), null, null), ($"{first}", Iso(-50), Iso(-10), "moved-within-town")], await Lived());
        var person = await client.Read($"/api/v1/clients/{of.ClientId}");
        Assert.Equal(["dezentrale-wohnung", "mietwohnung"], person.Values<string>("accommodations/*/kind"));
        Assert.Equal([Iso(-10), Iso(-50)], person.Values<string>("addresses/*/from"));

        var path = $"{Occupancies}/{(await client.Read($"{Occupancies}?clientId={of.ClientId}")).Text("items/0/id")}";
        var tag = await Tag(client, path);
        await client.Post($"{path}/move-out", new { until = Iso(-10), leaveReason = "moved-away" }, tag).ExpectProblem(400, "validation-failed");
        foreach (var (until, reason, rule) in new (string?, string?, string)[]
        {
            (Iso(-1), null, "required"), (null, "moved-away", "reason-without-end"),
        })
        {
            var refused = await client.Put(path, new { from = Iso(-10), until, leaveReason = reason, reason = "Berichtigung" }, tag)
                .ExpectProblem(400, "validation-failed");
            Assert.Equal(("/leaveReason", rule), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        }
        var left = await client.Post($"{path}/move-out", new { until = Iso(-1), leaveReason = "moved-away" }, tag).Expect(200);
        await client.Post($"{path}/move-out", new { until = Iso(-1), leaveReason = "moved-away" }, tag).ExpectProblem(412, "stale");
        await client.Post($"{path}/move-out", new { until = Iso(-1), leaveReason = "moved-away" }, left.Tag()).ExpectProblem(409, "moved-out");
        person = await client.Read($"/api/v1/clients/{of.ClientId}");
        Assert.Equal((Iso(-1), Iso(-1)), (person.Text("addresses/0/until"), person.Text("accommodations/0/until")));
        Assert.Equal($"occupancy_begun {Iso(-50)}, occupancy_ended {Iso(-10)} moved-within-town, occupancy_begun {Iso(-10)}, "
            + $"occupancy_ended {Iso(-1)} moved-away", await Housed(of));
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<List<(string?, string?, string?, string?)>> Lived() =>
            [.. (await client.Read($"{Occupancies}?clientId={of.ClientId}&include=ended"))["items"]!.AsArray()
                .Select(row => (row.Text("dwellingId"), row.Text("from"), row.Text("until"), row.Text("leaveReason")))];
    }

    [Fact]
    public async Task Moving_in_ends_a_stay_that_lasts_and_changes_none_that_is_over()
    {
        var (client, family, household) = await Family(1);
        var of = family[0];
        var (first, second) = (await api.Given.Dwelling(of.OrganisationId), await api.Given.Dwelling(of.OrganisationId));
        await api.Given.Stay(of.OrganisationId, of.ClientId); // For 30 days.
        await api.Execute($"update app.client_accommodation set until_date = from_date + 20 where client_id = '{of.ClientId}'");
        await MoveIn(client, first, In(-15, of)).ExpectProblem(409, "periods-overlap");
        var person = await client.Read($"/api/v1/clients/{of.ClientId}");
        Assert.Equal([(Iso(-30), Iso(-10))], person["accommodations"]!.AsArray().Select(home => (home!.Text("from"), home.Text("until"))));
        Assert.Empty(person["addresses"]!.AsArray());
        await MoveIn(client, first, In(-10, of)).Expect(200);

        var path = $"{Occupancies}/{(await client.Read($"{Occupancies}?clientId={of.ClientId}")).Text("items/0/id")}";
        await client.Post($"{path}/move-out", new { until = Iso(-4), leaveReason = "moved-away" }, await Tag(client, path)).Expect(200);
        await MoveIn(client, second, In(-5, of)).ExpectProblem(409, "periods-overlap");
        Assert.Equal((Iso(-4), "moved-away"), ((await client.Read(path)).Text("until"), (await client.Read(path)).Text("leaveReason")));
        await MoveIn(client, second, In(-4, of)).Expect(200);

        // A lease says whose household it is, as offices call it.
        await api.Execute($"update app.household set reference = 'H 017' where id = '{household}'");
        var lease = await api.Given.Lease(of.OrganisationId, second, household);
        Assert.Equal("H 017", (await client.Read($"/api/v1/leases/{lease}")).Text("householdReference"));
        Assert.Equal("H 017", (await client.Read($"{Dwellings}/{second}")).Text("leases/0/householdReference"));
    }

    [Fact]
    public async Task What_was_recorded_wrongly_is_corrected_with_what_it_wrote_and_what_never_was_goes()
    {
        var (client, family, _) = await Family(1);
        var of = family[0];
        var (wrong, right) = (await api.Given.Dwelling(of.OrganisationId), await api.Given.Dwelling(of.OrganisationId));
        await MoveIn(client, wrong, In(-20, of)).Expect(200);
        var path = $"{Occupancies}/{(await client.Read($"{Occupancies}?clientId={of.ClientId}")).Text("items/0/id")}";
        await client.Put(path, new { dwellingId = right, from = Iso(-25) }, await Tag(client, path)).ExpectProblem(400, "malformed-request"); // Why?
        await client.Put(path, new { dwellingId = Guid.NewGuid(), from = Iso(-25), reason = "Falsche Wohnung" }, await Tag(client, path))
            .ExpectProblem(400, "validation-failed");
        await client.Put(path, new { dwellingId = right, from = Iso(-25), reason = "Falsche Wohnung" }, await Tag(client, path)).Expect(200);
        var shown = await client.Read(path);
        var person = await client.Read($"/api/v1/clients/{of.ClientId}");
        Assert.Equal(($"{right}", Iso(-25)), (shown.Text("dwellingId"), shown.Text("from")));
        Assert.Equal([(shown.Text("street"), Iso(-25))], person["addresses"]!.AsArray().Select(row => (row!.Text("street"), row.Text("from"))));
        Assert.Equal([Iso(-25)], person.Values<string>("accommodations/*/from"));
        Assert.Equal($"occupancy_begun {Iso(-25)}", await Housed(of));
        Assert.True(await api.Sql<long>("select count(*) from audit.entry where table_name = 'app.occupancy' and action = 'CorrectOccupancy'") > 0);

        await client.Post($"{path}/remove", new { reason = "Andere Person" }, await Tag(client, path)).Expect(204);
        await client.GetAsync(path).ExpectProblem(404, "not-found");
        person = await client.Read($"/api/v1/clients/{of.ClientId}");
        Assert.Equal((0, 0), (person["addresses"]!.AsArray().Count, person["accommodations"]!.AsArray().Count));
        Assert.Equal("", await Housed(of));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_of_two_at_once_one_is_told()
    {
        var (client, family, household) = await Family(2);
        var of = family[0];
        foreach (var (member, value, code) in new (string, JsonNode?, string)[]
        {
            ("foundBy", "x", "unknown-code"), ("foundOn", Iso(1), "in-the-future"), ("availableUntil", Iso(-40), "gone-before-found"),
            ("landlordId", Guid.NewGuid(), "unknown-landlord"), ("quarterId", Guid.NewGuid(), "unknown-quarter"),
        })
        {
            await Fault(client.Post(Dwellings, Flat(body => body[member] = value)), code);
        }
        await Fault(client.Post(Dwellings, Flat(body => (body["ags"], body["quarterId"]) = (null, Guid.NewGuid()))), "quarter-without-ags");
        var dwelling = await (await client.Post(Dwellings, Flat()).Expect(201)).Id();
        await client.Post(Dwellings, Flat()).ExpectProblem(409, "dwelling-exists");
        await client.Post(Dwellings, Flat(body => body["street"] = "Neckar Str.12")).ExpectProblem(409, "dwelling-exists");
        await client.Post(Dwellings, Flat(body => body["name"] = "1. OG")).Expect(201);

        var leases = $"{Dwellings}/{dwelling}/leases";
        await Fault(client.Post(leases, new { holder = "household", from = Iso(-20) }), "lease-holder");
        await Fault(client.Post(leases, new { holder = "town", from = Iso(-20), until = Iso(-20) }), "until-before-from");
        await Fault(client.Post(leases, new { holder = "household", householdId = Guid.NewGuid(), from = Iso(-20) }), "unknown-household");
        var lease = (await client.Post(leases, new { holder = "town", from = Iso(-20) }).Expect(201)).Headers.Location!.ToString();
        await client.Post(leases, new { holder = "town", from = Iso(-10) }).ExpectProblem(409, "leases-overlap");
        await client.Post(leases, new { holder = "household", householdId = household, from = Iso(-10) }).Expect(201); // The town lets on.
        await client.Post($"{lease}/end", new { until = Iso(-5), reasonCode = "taken-over" }, await Tag(client, lease)).Expect(200);
        await client.Post($"{lease}/end", new { until = Iso(-5), reasonCode = "taken-over" }, await Tag(client, lease)).ExpectProblem(409, "lease-ended");
        await client.Put(lease, new { holder = "town", from = Iso(-20), reason = "Läuft weiter" }, await Tag(client, lease)).Expect(200);
        Assert.Null((await client.Read(lease)).Text("until"));
        await client.Post($"{lease}/remove", new { reason = "Nie geschlossen" }, await Tag(client, lease)).Expect(204);
        Assert.Equal(["household"], (await client.Read($"{Dwellings}/{dwelling}")).Values<string>("leases/*/holder"));

        await Fault(MoveIn(client, dwelling, new { clientIds = Array.Empty<Guid>(), from = Iso(0) }), "required");
        await Fault(MoveIn(client, dwelling, new { clientIds = (Guid[])[Guid.NewGuid()], from = Iso(0) }), "unknown-client");
        await Fault(MoveIn(client, dwelling, In(1, of)), "in-the-future");
        var tag = await Tag(client, $"{Dwellings}/{dwelling}");
        var answers = await Task.WhenAll(family.Select(one => client.Post($"{Dwellings}/{dwelling}/move-in", In(-3, one), tag)));
        Assert.Equal([200, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.occupancy where dwelling_id = '{dwelling}'"));
        // All or nothing: one of them lives there already.
        await MoveIn(client, dwelling, In(-2, [.. family])).ExpectProblem(409, "lives-there");
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.occupancy where dwelling_id = '{dwelling}'"));
        await KeptLedger.AgreesWithTheFacts(api);

        static async Task Fault(Task<HttpResponseMessage> sending, string code)
        {
            Assert.Equal(code, (await sending.ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
        }
    }

    [Fact]
    public async Task What_a_dwelling_reveals_shows_who_lives_there_to_who_is_admitted_alone_and_no_figure_says_where()
    {
        var (client, family, household) = await Family(1);
        var of = family[0];
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var shelter = await api.Given.Dwelling(of.OrganisationId, reveals: Compartment.Protection);
        await MoveIn(colleague, shelter, In(-10, of)).ExpectProblem(403, "compartment-closed");
        Assert.True((await client.Read($"{Dwellings}/{shelter}")).Value<bool>("isPlaceHidden"));
        await MoveIn(client, shelter, In(-10, of)).Expect(200);
        await api.Given.Lease(of.OrganisationId, shelter, household);

        var occupancy = (await client.Read($"{Occupancies}?clientId={of.ClientId}")).Text("items/0/id");
        await colleague.GetAsync($"{Occupancies}/{occupancy}").ExpectProblem(404, "not-found");
        Assert.Empty((await colleague.Read($"{Occupancies}?clientId={of.ClientId}"))["items"]!.AsArray());
        Assert.Empty((await client.Read($"{Occupancies}?dwellingId={shelter}"))["items"]!.AsArray()); // Never in a list of several.
        var (told, hidden) = (await client.Read($"{Dwellings}/{shelter}"), await colleague.Read($"{Dwellings}/{shelter}"));
        Assert.StartsWith("Neckarstraße", told.Text("street"), StringComparison.Ordinal);
        Assert.Equal($"{household}", told.Text("leases/0/householdId"));
        Assert.Equal((null, null, true), (hidden.Text("street"), hidden.Text("leases/0/householdId"), hidden.Value<bool>("isLet")));
        var person = await colleague.Read($"/api/v1/clients/{of.ClientId}");
        Assert.Equal((0, 0), (person["addresses"]!.AsArray().Count, person["accommodations"]!.AsArray().Count));
        Assert.Equal("true {}", await api.Sql<string>($"""
            select distinct e.withheld || ' ' || e.attributes from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id in ('{of.ClientId}', '{shelter}') and (e.kind like 'occupancy%' or e.kind like 'dwelling%')
            """));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task A_dwelling_that_begins_to_reveal_something_hides_who_lives_there_and_so_does_a_bar_on_the_address()
    {
        var (client, family, household) = await Family(2);
        var (of, other) = (family[0], family[1]);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var dwelling = await (await client.Post(Dwellings, Flat(body => body["name"] = "EG")).Expect(201)).Id();
        await client.Post($"{Dwellings}/{dwelling}/leases", new { holder = "household", householdId = household, from = Iso(-20) }).Expect(201);
        await MoveIn(client, dwelling, In(-20, of, other)).Expect(200);
        Assert.Equal(2, await Seen(colleague));

        // A bar on one person's address.
        var person = $"/api/v1/clients/{of.ClientId}";
        await client.Post($"{person}/block-address", new { source = "Meldebehörde" }, await Tag(client, person)).Expect(200);
        Assert.Equal(1, await Seen(colleague));
        Assert.Null((await colleague.Read($"{Dwellings}/{dwelling}")).Text("leases/0/householdId"));
        Assert.Equal($"{household}", (await client.Read($"{Dwellings}/{dwelling}")).Text("leases/0/householdId"));

        // The house becomes assisted living.
        var body = Flat(flat => (flat["name"], flat["reveals"], flat["reason"]) = ("EG", "health", "Jetzt betreutes Wohnen"));
        await client.Put($"{Dwellings}/{dwelling}", body, await Tag(client, $"{Dwellings}/{dwelling}")).Expect(200);
        Assert.Equal(0, await Seen(colleague));
        Assert.Empty((await colleague.Read($"/api/v1/clients/{other.ClientId}"))["addresses"]!.AsArray());
        Assert.Single((await client.Read($"{Occupancies}?clientId={other.ClientId}"))["items"]!.AsArray());
        await colleague.Put($"{Dwellings}/{dwelling}", body, await Tag(colleague, $"{Dwellings}/{dwelling}")).ExpectProblem(403, "compartment-closed");
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<int> Seen(HttpClient who) => (await who.Read($"{Occupancies}?dwellingId={dwelling}"))["items"]!.AsArray().Count;
    }

    [Fact]
    public async Task Strangers_and_officers_find_nothing()
    {
        var (client, family, _) = await Family(1);
        var of = family[0];
        var dwelling = await api.Given.Dwelling(of.OrganisationId, await api.Given.Landlord(of.OrganisationId));
        var lease = await api.Given.Lease(of.OrganisationId, dwelling);
        var occupancy = await api.Given.Occupancy(of, dwelling);
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        foreach (var path in (string[])[$"{Dwellings}/{dwelling}", $"/api/v1/leases/{lease}", $"{Occupancies}/{occupancy}"])
        {
            await client.GetAsync(path).Expect(200);
            await stranger.GetAsync(path).ExpectProblem(404, "not-found");
            await stranger.Post($"{path}/remove", new { reason = "x" }, "\"1\"").ExpectProblem(404, "not-found");
        }
        Assert.Empty((await stranger.Read(Dwellings))["items"]!.AsArray());
        await MoveIn(client, dwelling, In(-1, await api.Given.CaseWithLead())).ExpectProblem(400, "validation-failed");
        await stranger.Post($"{Dwellings}/{dwelling}/move-in", In(-1, of), "\"1\"").ExpectProblem(404, "not-found");
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        await officer.GetAsync($"{Dwellings}/{dwelling}").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task The_same_key_answers_what_it_answered_and_moves_nobody_twice()
    {
        var (client, family, household) = await Family(1);
        var dwelling = await api.Given.Dwelling(family[0].OrganisationId);
        var tag = await Tag(client, $"{Dwellings}/{dwelling}");
        client.DefaultRequestHeaders.Add("Idempotency-Key", $"{Guid.NewGuid()}");
        var first = await client.Post($"{Dwellings}/{dwelling}/move-in", In(-3, family[0]), tag).Expect(200);
        var again = await client.Post($"{Dwellings}/{dwelling}/move-in", In(-3, family[0]), tag).Expect(200);
        Assert.Equal(first.Tag(), again.Tag());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.occupancy where dwelling_id = '{dwelling}'"));
        Assert.Equal(6, (await Reminders(household)).Split(", ").Length);
        client.DefaultRequestHeaders.Remove("Idempotency-Key");
    }

    [Fact]
    public async Task What_is_long_over_asks_no_aftercare_and_a_death_ends_where_somebody_lived()
    {
        var (client, family, household) = await Family(1);
        var of = family[0];
        var (old, now) = (await api.Given.Dwelling(of.OrganisationId), await api.Given.Dwelling(of.OrganisationId));
        await MoveIn(client, old, new { clientIds = (Guid[])[of.ClientId], from = Iso(-400), until = Iso(-300), leaveReason = "lease-ended" }).Expect(200);
        await MoveIn(client, now, In(-200, of)).Expect(200);
        Assert.Equal("", await Reminders(household));
        Assert.Equal([Iso(-200), Iso(-400)], (await client.Read($"{Occupancies}?clientId={of.ClientId}&include=ended")).Values<string>("items/*/from"));

        await client.Post($"/api/v1/clients/{of.ClientId}/presences",
            new { from = Iso(-400), arrivedAs = "moved-in", until = Iso(-7), leaveReason = "died" }).Expect(201);
        var shown = (await client.Read($"{Occupancies}?clientId={of.ClientId}&include=ended"))["items"]![0]!;
        Assert.Equal((Iso(-7), "died"), (shown.Text("until"), shown.Text("leaveReason")));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task It_goes_along_at_a_handover_and_dwelling_lease_and_landlord_stay()
    {
        var handover = await api.Given.HouseholdToHandOver(2);
        var from = await handover.From;
        var (one, secret) = (handover.Cases[0], handover.Cases[1]);
        var landlord = await api.Given.Landlord(one.OrganisationId);
        var dwelling = await api.Given.Dwelling(one.OrganisationId, landlord);
        var lease = await api.Given.Lease(one.OrganisationId, dwelling, one.HouseholdId);
        await MoveIn(from, dwelling, In(-20, one)).Expect(200);
        var shelter = await api.Given.Dwelling(one.OrganisationId, reveals: Compartment.Protection);
        await MoveIn(from, shelter, In(-20, secret)).Expect(200);
        var goes = (await from.Read($"{Occupancies}?clientId={one.ClientId}")).Text("items/0/id");
        var stays = (await from.Read($"{Occupancies}?clientId={secret.ClientId}")).Text("items/0/id");
        await handover.Accepted();

        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(row => row.Text("section") == "occupancies");
        Assert.Equal(("town-on-general-market", Iso(-20), "Plochingen"),
            (record.Text("content/foundBy"), record.Text("content/from"), record.Text("content/town")));
        Assert.DoesNotContain("Wohnbau", record!.ToJsonString(), StringComparison.Ordinal);
        var to = await handover.To;
        var taken = await to.Read($"{Occupancies}/{goes}");
        Assert.Equal((null, null, "town-on-general-market", Iso(-20)),
            (taken.Text("dwellingId"), taken.Text("street"), taken.Text("foundBy"), taken.Text("from")));
        foreach (var path in (string[])[$"{Dwellings}/{dwelling}", $"/api/v1/leases/{lease}", $"/api/v1/landlords/{landlord}", $"{Occupancies}/{stays}"])
        {
            await to.GetAsync(path).ExpectProblem(404, "not-found");
        }
        from = await handover.From;
        await from.GetAsync($"{Dwellings}/{dwelling}").Expect(200);
        await from.Post($"{Occupancies}/{goes}/move-out", new { until = Iso(0), leaveReason = "moved-away" }, await Tag(from, $"{Occupancies}/{goes}"))
            .ExpectProblem(409, "handed-over");

        // In the receiver's town the family moves on: what was brought along ends by it, with its address.
        var flat = await api.Given.Dwelling(handover.Receiver.OrganisationId);
        await MoveIn(to, flat, In(0, one)).Expect(200);
        var lived = (await to.Read($"{Occupancies}?clientId={one.ClientId}&include=ended"))["items"]!.AsArray();
        Assert.Equal([null, Iso(0)], lived.Select(row => row.Text("until")));

        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == secret.ClientId)!;
        var left = $"/api/v1/left-behind/{kept.Text("id")}";
        var tag = (await from.GetAsync(left).Expect(200)).Tag();
        await from.Post($"{left}/items/{stays}/correct", new { text = "Anders", reason = "Auf Antrag" }, tag).ExpectProblem(409, "left-behind-occupancy");
        await from.Post($"{left}/items/{stays}/erase", new { reason = "Auf Antrag" }, tag).Expect(200);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Who_is_erased_has_lived_nowhere_and_the_flat_and_its_figures_stay()
    {
        var (client, family, household) = await Family(1);
        var of = family[0];
        var dwelling = await api.Given.Dwelling(of.OrganisationId);
        var lease = await api.Given.Lease(of.OrganisationId, dwelling, household);
        await MoveIn(client, dwelling, new { clientIds = (Guid[])[of.ClientId], from = Iso(-20), aftercare = false }).Expect(200);
        const string entries = "select count(*) from ledger.entry where kind like 'occupancy%' or kind like 'lease%' or kind like 'dwelling%'";
        var before = await api.Sql<long>(entries);
        await (await api.Given.Erasure(of)).CarriedOut();
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.occupancy where dwelling_id = '{dwelling}'"));
        Assert.Equal("household ", await api.Sql<string>($"select holder || ' ' || coalesce(household_id::text, '') from app.lease where id = '{lease}'"));
        Assert.True((await client.Read($"{Dwellings}/{dwelling}")).Value<bool>("isLet"));
        Assert.Equal(before, await api.Sql<long>(entries));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from ledger.subject where unit_id in ('{of.ClientId}', '{household}')"));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    private async Task<(HttpClient Client, IReadOnlyList<GivenCase> Cases, Guid Household)> Family(int members)
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var family = await api.Given.CasesOfHousehold(team, lead, members);
        return (await api.As(lead), family, family[0].HouseholdId!.Value);
    }

    private static async Task<HttpResponseMessage> MoveIn(HttpClient client, Guid dwelling, object body) =>
        await client.Post($"{Dwellings}/{dwelling}/move-in", body, await Tag(client, $"{Dwellings}/{dwelling}"));

    private object In(int days, params GivenCase[] who) => new { clientIds = who.Select(of => of.ClientId), from = Iso(days) };

    private static async Task<string> Tag(HttpClient client, string path) => (await client.GetAsync(path).Expect(200)).Tag();

    private string Iso(int days) => $"{api.Given.Today.AddDays(days):yyyy-MM-dd}";

    private JsonObject Flat(Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["street"] = "Neckarstraße 12", ["postalCode"] = "73207", ["town"] = "Plochingen", ["ags"] = "08116056", ["rooms"] = 3.5,
            ["livingArea"] = 74.5, ["basicRent"] = 720, ["runningCosts"] = 190, ["foundBy"] = "town-on-general-market", ["foundOn"] = Iso(-40),
        };
        change?.Invoke(body);
        return body;
    }

    private Task<string> Reminders(Guid household) => api.Sql<string>($"""
        select coalesce(string_agg(kind, ', ' order by kind), '') from app.reminder where subject_id = '{household}' and status = 'open'
        """);

    // What nothing has reversed.
    private Task<string[]> Told(Guid unit, string kinds = "%") => api.Sql<string[]>($"""
        select array_agg(concat_ws(' ', e.unit, e.kind, e.on_date, e.attributes ->> 'foundBy', e.attributes ->> 'holder') order by e.on_date, e.no)
        from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{unit}' and e.kind like '{kinds}' and e.reversal_of is null
          and not exists (select from ledger.entry r where r.reversal_of = e.no)
        """);

    private Task<string> Housed(GivenCase of) => api.Sql<string>($"""
        select coalesce(string_agg(concat_ws(' ', e.kind, e.on_date, e.attributes ->> 'reason'), ', ' order by e.on_date, e.kind desc), '')
        from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{of.ClientId}' and e.kind like 'occupancy%' and e.reversal_of is null
          and not exists (select from ledger.entry r where r.reversal_of = e.no)
        """);
}
