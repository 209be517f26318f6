using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.ServiceDirectory;

/// <summary>The directory is read by all; who keeps an entry changes it; a confidential one is there for those only who may refer.</summary>
public sealed class ServiceTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/services";

    [Fact]
    public async Task A_service_is_added_found_by_need_and_language_changed_assured_and_ended()
    {
        var keeper = await Worker();
        var client = await api.As(keeper);
        var id = await api.Given.Service(keeper, keeper.OrganisationId);
        Assert.Contains(id, (await client.Read($"{Path}?needArea=language&language=prs&providerId={keeper.OrganisationId}")).Values<Guid>("items/*/id"));
        Assert.Empty((await client.Read($"{Path}?needArea=housing&providerId={keeper.OrganisationId}"))["items"]!.AsArray());
        var read = await client.GetAsync($"{Path}/{id}").Expect(200);
        var shown = await read.Json();
        Assert.Equal(("yes", true, "73207", "Anmeldung"),
            (shown.Text("capacity"), shown.Value<bool>("isVerified"), shown.Text("address/postalCode"), shown.Text("contacts/0/title")));

        object Body(DateOnly? until) => new
        {
            providerId = keeper.OrganisationId, name = "Kurs", needAreas = new[] { "language" }, capacity = "waiting_list", answerDays = 10,
            minimumAge = 18, ownerId = keeper.StaffId, activeUntil = until,
        };
        await client.Put($"{Path}/{id}", Body(null)).ExpectProblem(428, "if-match-required");
        var changed = await client.Put($"{Path}/{id}", Body(null), read.Tag()).Expect(200);
        await client.Put($"{Path}/{id}", Body(null), read.Tag()).ExpectProblem(412, "stale");
        await client.Post($"{Path}/{id}/assure", ifMatch: changed.Tag()).Expect(200);
        var stranger = await api.As(await Worker());
        var there = await stranger.GetAsync($"{Path}/{id}").Expect(200);
        await stranger.Put($"{Path}/{id}", Body(null), there.Tag()).ExpectProblem(404, "not-found");
        await client.Put($"{Path}/{id}", Body(api.Given.Today), (await client.GetAsync($"{Path}/{id}")).Tag()).Expect(200);
        Assert.Empty((await client.Read($"{Path}?providerId={keeper.OrganisationId}"))["items"]!.AsArray());
        Assert.Single((await client.Read($"{Path}?providerId={keeper.OrganisationId}&include=ended"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Either_an_organisation_here_or_a_name_offers_it_and_each_fault_names_its_field()
    {
        var client = await api.As(await Worker());
        var refused = await client.Post(Path, new
        {
            name = "", needAreas = new[] { "no-such-area" }, capacity = "yes", answerDays = 0, address = new { postalCode = "7320" },
        }).ExpectProblem(400, "validation-failed");
        Assert.Empty(new[] { "/name", "/answerDays", "/providerName", "/address/postalCode" }.Except(refused.Values<string>("errors/*/pointer")));
        await client.Post(Path, new { providerId = Guid.NewGuid(), name = "Kurs", needAreas = new[] { "language" }, capacity = "yes", answerDays = 5 })
            .ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_confidential_service_is_there_for_who_may_refer_and_its_address_with_acceptance_alone()
    {
        var keeper = await Worker();
        var agency = await api.Given.Organisation();
        var id = await api.Given.Service(keeper, agency, confidential: true);
        foreach (var role in new[] { Role.AccommodationStaff, Role.Administrator, Role.DataProtectionOfficer })
        {
            var client = await api.As(await api.Given.Staff(keeper.OrganisationId, role));
            await client.GetAsync($"{Path}/{id}").ExpectProblem(404, "not-found");
            var list = await client.Read($"{Path}?providerId={agency}&count=true");
            Assert.Equal((0, 0), (list["items"]!.AsArray().Count, list.Number("count")));
        }
        var other = await api.As(await Worker());
        var seen = await other.Read($"{Path}/{id}");
        Assert.True(seen.Value<bool>("isAddressWithheld"));
        Assert.Null(seen["address"]);
        Assert.DoesNotContain("Plochingen", (await other.Read($"{Path}?providerId={agency}")).ToJsonString(), StringComparison.Ordinal);

        var of = await api.Given.CaseWithLead();
        var partner = await api.Given.Staff(agency, Role.Partner);
        var referral = await new GivenReferral(api, of, partner, id, null).Sent();
        Assert.Null((await referral.Get()).At("service/address"));
        var timeline = await (await api.As(of.Lead!)).Read($"/api/v1/cases/{of.CaseId}/timeline");
        Assert.DoesNotContain("Beratung", timeline.ToJsonString(), StringComparison.Ordinal);
        await referral.Answer("accept").Expect(200);
        Assert.Equal("Marktstraße 1", (await referral.Get()).Text("service/address/address1"));
    }

    private async Task<Person> Worker()
    {
        var organisation = await api.Given.Organisation();
        return await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation));
    }
}
