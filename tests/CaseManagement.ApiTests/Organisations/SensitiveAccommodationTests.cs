using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

public sealed class SensitiveAccommodationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private sealed record Refuge(Guid Organisation, Guid Team, Person Administrator, Guid Id)
    {
        public string Path => $"/api/v1/accommodations/{Id}";
    }

    [Fact]
    public async Task A_partner_reads_no_directory()
    {
        var refuge = await Given();
        var partner = await api.As(await api.Given.Staff(refuge.Organisation, Role.Partner));
        foreach (var path in (string[])["organisations", "teams", "accommodations",
            $"organisations/{refuge.Organisation}", $"teams/{refuge.Team}", $"teams/{refuge.Team}/members", $"accommodations/{refuge.Id}"])
        {
            await partner.GetAsync($"/api/v1/{path}").ExpectProblem(403, "not-permitted");
        }
        await partner.GetAsync("/api/v1/me").Expect(200);
        await partner.GetAsync("/api/v1/reference-data").Expect(200);
    }

    [Theory]
    [InlineData(Role.AccommodationStaff, true, false, true)] // places people there
    [InlineData(Role.Caseworker, true, true, true)] // works there
    [InlineData(Role.Supervisor, true, true, true)]
    [InlineData(Role.Caseworker, true, false, false)]
    [InlineData(Role.Supervisor, true, false, false)]
    [InlineData(Role.Administrator, true, false, false)]
    [InlineData(Role.DataProtectionOfficer, true, false, false)]
    [InlineData(Role.AccommodationStaff, false, false, false)]
    [InlineData(Role.Caseworker, false, false, false)]
    public async Task Where_a_sensitive_accommodation_is_is_told_to_its_team_and_its_organisations_accommodation_staff_alone(
        Role role, bool isOfOrganisation, bool isInTeam, bool isTold)
    {
        var refuge = await Given();
        var organisation = isOfOrganisation ? refuge.Organisation : await api.Given.Organisation(OrganisationKind.District);
        var client = await api.As(await api.Given.Staff(organisation, role, isInTeam ? refuge.Team : null));
        var listed = await client.Read($"/api/v1/accommodations?organisationId={refuge.Organisation}");
        foreach (var shown in new[] { await client.Read(refuge.Path), listed["items"]!.AsArray().Single() })
        {
            Assert.Equal(("Haus Linde", true, !isTold),
                (shown.Text("name"), shown.Value<bool>("isSensitive"), shown.Value<bool>("isWithheld")));
            Assert.Equal(isTold ? ["Verborgener Weg 3", "73207", "Plochingen", "08116056"] : new string?[4],
                new[] { shown.Text("street"), shown.Text("postalCode"), shown.Text("town"), shown.Text("ags") });
            Assert.Equal(isTold ? (12, refuge.Team.ToString(), true) : (null, null, false),
                (shown.Number("places"), shown.Text("teamId"), shown.Text("teamName") is not null));
        }
        var ofTeam = await client.Read($"/api/v1/accommodations?teamId={refuge.Team}&count=true");
        Assert.Equal(isTold ? 1 : 0, ofTeam.Number("count"));
    }

    [Fact]
    public async Task Who_has_left_the_team_is_told_no_longer_where_the_accommodation_is()
    {
        var refuge = await Given();
        var worker = await api.Given.Staff(refuge.Organisation, Role.Caseworker, refuge.Team);
        Assert.Equal("Verborgener Weg 3", (await (await api.As(worker)).Read(refuge.Path)).Text("street"));
        var (admin, team) = (await api.As(refuge.Administrator), $"/api/v1/teams/{refuge.Team}");
        var membership = (await admin.Read($"{team}/members")).Text("items/0/id");

        await admin.Post($"{team}/members/{membership}/end", new { }, (await admin.GetAsync(team)).Tag()).Expect(200);

        Assert.Null((await (await api.As(worker)).Read(refuge.Path)).Text("street"));
    }

    [Fact]
    public async Task Who_keeps_the_directory_changes_a_sensitive_accommodation_without_learning_where_it_is()
    {
        var refuge = await Given();
        var admin = await api.As(refuge.Administrator);
        var worker = await api.As(await api.Given.Staff(refuge.Organisation, Role.Caseworker, refuge.Team));

        await Change(new { name = "Haus Buche", kind = "wohngruppe" });
        var shown = await worker.Read(refuge.Path);
        Assert.Equal(("Haus Buche", "Verborgener Weg 3", 12), (shown.Text("name"), shown.Text("street"), shown.Number("places")));
        Assert.Null((await admin.Read(refuge.Path)).Text("street"));

        await Change(new { name = "Haus Buche", kind = "wohngruppe", isSensitive = false });
        var opened = await admin.Read(refuge.Path);
        Assert.Equal((false, false), (opened.Value<bool>("isSensitive"), opened.Value<bool>("isWithheld")));
        Assert.Equal((null, null, null), (opened.Text("street"), opened.Number("places"), opened.Text("teamId")));

        async Task Change(object body) => await admin.Put(refuge.Path, body, (await admin.GetAsync(refuge.Path)).Tag()).Expect(200);
    }

    [Fact]
    public async Task A_package_names_a_sensitive_accommodation_without_its_address()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var open = await Given(handover.Sender.OrganisationId, isSensitive: false);
        var refuge = await Given(handover.Sender.OrganisationId, "Haus Ulme");
        var (from, client) = (await handover.From, $"/api/v1/clients/{handover.Cases[0].ClientId}");
        foreach (var (place, day) in new[] { (open, -40), (refuge, -20) })
        {
            var housing = new { from = api.Given.Today.AddDays(day), accommodationId = place.Id, kind = "wohngruppe", source = "Zuweisung" };
            await from.Post($"{client}/accommodations", housing, (await from.GetAsync(client)).Tag()).Expect(200);
        }
        await handover.Submitted();

        var package = await handover.Package(handover.To);

        var text = package.ToJsonString();
        Assert.Contains("Haus Ulme", text, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(text, "Verborgener Weg 3")); // That of the other one.
    }

    private async Task<Refuge> Given(Guid? organisation = null, string name = "Haus Linde", bool isSensitive = true)
    {
        var operates = organisation ?? await api.Given.Organisation(OrganisationKind.WelfareAssociation);
        var (team, administrator) = (await api.Given.Team(operates, TeamKind.Accommodation), await api.Given.Staff(operates, Role.Administrator));
        var created = await (await api.As(administrator)).Post("/api/v1/accommodations", new
        {
            name = isSensitive ? name : "Offenes Haus", kind = "wohngruppe", teamId = team, places = 12, isSensitive,
            address = new { street = "Verborgener Weg 3", postalCode = "73207", town = "Plochingen", ags = "08116056" },
        }).Expect(201);
        return new Refuge(operates, team, administrator, await created.Id());
    }
}
