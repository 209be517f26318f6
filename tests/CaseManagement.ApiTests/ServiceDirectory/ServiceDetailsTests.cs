using System.Text.Json.Nodes;
using CaseManagement.Api.Offers;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.ServiceDirectory;

/// <summary>What a service says beside its name: read as it was written; what is old is asked about, what is confidential withheld.</summary>
public sealed class ServiceDetailsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/services";

    [Fact]
    public async Task What_was_written_is_read_and_a_place_keeps_its_id_while_it_is_sent_again()
    {
        var keeper = await Worker();
        var client = await api.As(keeper);
        var body = Body(keeper.OrganisationId);
        var id = await (await client.Post(Path, body).Expect(201)).Id();
        var read = await client.GetAsync($"{Path}/{id}").Expect(200);
        var shown = (await read.Json()).AsObject();
        var place = shown.Value<Guid>("locations/0/id");
        foreach (var (name, value) in body)
        {
            var there = shown[name]!.DeepClone();
            if (name == "locations")
            {
                there[0]!.AsObject().Remove("id");
                Assert.Null(there[0]!["schedules"]);
                Assert.Equal("Tal", there.At("0/address/quarter")!.GetValue<string>());
                continue;
            }
            Assert.True(JsonNode.DeepEquals(value, there), $"{name}: {there.ToJsonString()}");
        }
        body["locations"]![0]!["id"] = place.ToString();
        body["locations"]!.AsArray().Add(new JsonObject { ["name"] = "Neu" });
        await client.Put($"{Path}/{id}", body, read.Tag()).Expect(200);
        var again = await client.Read($"{Path}/{id}");
        Assert.Equal(place, again.Value<Guid>("locations/0/id"));
        Assert.Equal(2, again.Values<Guid>("locations/*/id").Distinct().Count());
    }

    [Fact]
    public async Task Each_fault_is_named_with_its_place()
    {
        var keeper = await Worker();
        var client = await api.As(keeper);
        var body = Body(keeper.OrganisationId);
        body["url"] = "javascript:alert(1)";
        body["costs"]![0]!["amount"] = 1.234m;
        body["phones"]![0]!["number"] = "call me";
        body["schedules"]![0]!["byDay"] = new JsonArray("MO", "2TU");
        body["schedules"]![0]!["opensAt"] = "9:00";
        body["schedules"]!.AsArray().Add(new JsonObject
        {
            ["frequency"] = "monthly", ["byDay"] = new JsonArray("6MO"), ["opensAt"] = "22:00", ["closesAt"] = "02:00",
            ["from"] = "2026-03-01", ["until"] = "2026-03-01",
        });
        body["locations"]![0]!["address"]!["postalCode"] = "7320";
        body["areas"] = new JsonArray(new JsonObject { ["responsible"] = "Zimmer 1" });
        var refused = await client.Post(Path, body).ExpectProblem(400, "validation-failed");
        Assert.Equal(
        [
            "/areas/0/what required", "/costs/0/amount amount-form", "/locations/0/address/postalCode postal-code-form", "/phones/0/number phone-form",
            "/schedules/0/byDay/1 day-form", "/schedules/0/opensAt time-form", "/schedules/1/byDay/0 day-form", "/schedules/1/closesAt closes-before-opening",
            "/schedules/1/until out-of-range", "/url url-form",
        ], refused["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}").Order(StringComparer.Ordinal));
        body = Body(keeper.OrganisationId);
        body["locations"]![0]!["id"] = Guid.NewGuid().ToString();
        var stray = await client.Post(Path, body).ExpectProblem(400, "validation-failed");
        Assert.Equal("/locations/0/id service-location-unknown", $"{stray.At("errors/0/pointer")} {stray.At("errors/0/code")}");
    }

    [Fact]
    public async Task A_confidential_place_and_contact_are_for_who_may_refer_and_so_is_all_of_a_confidential_organisation()
    {
        var keeper = await Worker();
        var client = await api.As(keeper);
        var refuge = await api.Given.Organisation(OrganisationKind.PartnerAgency);
        var body = Body(refuge);
        body["locations"]![0]!["isConfidential"] = true;
        body["contacts"] = new JsonArray(new JsonObject { ["title"] = "Notruf", ["isConfidential"] = true });
        var id = await (await client.Post(Path, body).Expect(201)).Id();
        var staff = await api.As(await api.Given.Staff(keeper.OrganisationId, Role.AccommodationStaff));
        var seen = await staff.Read($"{Path}/{id}");
        Assert.Empty(seen["locations"]!.AsArray());
        Assert.Empty(seen["contacts"]!.AsArray());
        var other = await api.As(await Worker());
        var known = await other.Read($"{Path}/{id}");
        Assert.Equal("Familienzentrum", known.Text("locations/0/name"));
        Assert.Null(known.At("locations/0/address"));
        Assert.Equal("Notruf", known.Text("contacts/0/title"));

        await api.Execute($"update app.organisation set is_confidential = true where id = '{refuge}'");
        await staff.GetAsync($"{Path}/{id}").ExpectProblem(404, "not-found");
        Assert.Empty((await staff.Read($"{Path}?providerId={refuge}"))["items"]!.AsArray());
        await staff.GetAsync($"/api/v1/organisations/{refuge}").ExpectProblem(404, "not-found");
        known = await other.Read($"{Path}/{id}");
        Assert.True(known.Value<bool>("isAddressWithheld"));
        Assert.Null(known["address"]);
        Assert.DoesNotContain("Tal", known["locations"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_grows_old_and_its_owner_is_asked_until_it_is_assured()
    {
        var keeper = await Worker();
        var client = await api.As(keeper);
        var body = Body(keeper.OrganisationId);
        body["ownerId"] = keeper.StaffId.ToString();
        var id = await (await client.Post(Path, body).Expect(201)).Id();
        Assert.Equal(0, await api.SendAsSystem(keeper.OrganisationId, new WatchServices()));
        await api.Execute($"update app.service set assured_date = '{api.Given.Today.AddDays(-170):yyyy-MM-dd}' where id = '{id}'");
        Assert.Equal(1, await api.SendAsSystem(keeper.OrganisationId, new WatchServices()));
        Assert.Equal(0, await api.SendAsSystem(keeper.OrganisationId, new WatchServices()));
        var mine = await client.Read($"/api/v1/reminders?assigneeId={keeper.StaffId}");
        Assert.Equal(("service", id, "service_assurance", "Angebot im Verzeichnis: stimmt es noch?"), (mine.Text("items/0/subjectType"),
            mine.Value<Guid>("items/0/subjectId"), mine.Text("items/0/kind"), CaseManagement.Api.Offers.WatchServices.Ageing.German));
        Assert.True((await client.Read($"{Path}/{id}")).Value<bool>("isVerified"));
        await api.Execute($"update app.service set assured_date = '{api.Given.Today.AddDays(-180):yyyy-MM-dd}' where id = '{id}'");
        Assert.False((await client.Read($"{Path}/{id}")).Value<bool>("isVerified"));

        await client.Post($"{Path}/{id}/assure", ifMatch: (await client.GetAsync($"{Path}/{id}")).Tag()).Expect(200);
        Assert.Equal(1, await api.SendAsSystem(keeper.OrganisationId, new WatchServices()));
        Assert.Empty((await client.Read($"/api/v1/reminders?assigneeId={keeper.StaffId}"))["items"]!.AsArray());
    }

    private static JsonObject Body(Guid provider) => JsonNode.Parse($$"""
        {
          "providerId": "{{provider}}", "name": "Beratung {{Guid.NewGuid():N}}", "needAreas": ["language"], "capacity": "waiting_list", "answerDays": 5,
          "address": { "address1": "Marktstraße 1", "postalCode": "73207", "city": "Plochingen", "quarter": null },
          "url": "https://example.org/beratung?seite=1", "email": "beratung@example.org", "applicationProcess": "Anrufen",
          "interpretationServices": "auf Anfrage", "feesDescription": "frei", "costs": [{ "option": "Erwachsene", "amount": 12.5, "description": null }],
          "requiredDocuments": ["Aufenthaltstitel"], "phones": [{ "number": "+49 7153 111", "description": null }],
          "schedules": [{ "frequency": "weekly", "byDay": ["MO", "WE"], "opensAt": "09:00", "closesAt": "12:30", "from": "2026-01-01", "until": null,
            "notes": null }],
          "locations": [{ "name": "Familienzentrum", "address": { "postalCode": "73207", "quarter": "Tal" } }],
          "areas": [{ "what": "Kurse", "forWhom": "Familiennamen A–K", "responsible": null, "city": "Plochingen", "postalCode": null, "quarter": null }]
        }
        """)!.AsObject();

    private async Task<Person> Worker()
    {
        var organisation = await api.Given.Organisation();
        return await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation));
    }
}
