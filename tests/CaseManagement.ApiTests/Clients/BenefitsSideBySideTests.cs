using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Clients;

public sealed class BenefitsSideBySideTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task What_the_law_allows_side_by_side_runs_side_by_side_and_nothing_else()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/clients/{of.ClientId}";
        await Begin(new { regime = "rente", from = "2025-01-01" }).Expect(200);
        await Begin(new { regime = "wohngeld", from = "2025-03-01", approvedUntil = "2026-03-01" }).Expect(200);
        var benefits = (await client.Read(path))["benefits"]!.AsArray();
        Assert.Equal([("wohngeld", null, "2026-03-01"), ("rente", null, null)],
            benefits.Select(b => (b.Text("regime")!, b.Text("until"), b.Text("approvedUntil"))));

        // SGB II excludes housing benefit (§ 7 WoGG), not the pension: one of the two ends.
        await Begin(new { regime = "sgb2", from = "2025-06-01" }).Expect(200);
        benefits = (await client.Read(path))["benefits"]!.AsArray();
        Assert.Equal([("sgb2", null), ("wohngeld", "2025-06-01"), ("rente", null)], benefits.Select(b => (b.Text("regime")!, b.Text("until"))));
        await Begin(new { regime = "sgb2", from = "2025-02-01", until = "2025-04-01" }).ExpectProblem(409, "periods-overlap");
        var wohngeld = $"{path}/benefits/{benefits.Value<Guid>("1/id")}";
        await client.Put(wohngeld, new { regime = "wohngeld", from = "2025-03-01", until = "2025-07-01", reason = "x" }, await Tag())
            .ExpectProblem(409, "periods-overlap");
        await client.Put(wohngeld, new { regime = "kinderzuschlag", from = "2025-03-01", until = "2025-06-01", reason = "x" }, await Tag()).Expect(200);
        foreach (var wrong in new[] { "2025-03-01", "1850-01-01", "2300-01-01" })
        {
            await Begin(new { regime = "bafoeg", from = "2025-08-01", approvedUntil = wrong }).ExpectProblem(400, "validation-failed");
        }
        Assert.Equal("[\"kinderzuschlag\", \"rente\"]", await api.Sql<string>($"""
            select (e.dimensions -> 'benefits')::text from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{of.ClientId}' and e.kind = 'benefit_begun' and e.on_date = '2025-03-01' order by e.no desc limit 1
            """));
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<HttpResponseMessage> Begin(object body) => await client.Post($"{path}/benefits", body, await Tag());
        async Task<string> Tag() => (await client.GetAsync(path).Expect(200)).Tag();
    }

    [Fact]
    public async Task A_person_is_registered_with_benefits_side_by_side_and_the_database_holds_apart_what_does_not_go_together()
    {
        var town = await api.Given.Organisation();
        var client = await api.As(await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town)));
        object Person(string second) => new
        {
            familyName = "Wagenbach", givenName = "Ottilie", birthDate = "1948-05-04", sex = "female",
            benefits = new[] { new { regime = "rente", from = "2020-01-01" }, new { regime = second, from = "2020-01-01" } },
        };
        await client.Post("/api/v1/clients", Person("sgb8")).ExpectProblem(409, "periods-overlap");
        var id = await (await client.Post("/api/v1/clients", Person("wohngeld")).Expect(201)).Id();
        Assert.Equal(["rente", "wohngeld"], (await client.Read($"/api/v1/clients/{id}")).Values<string>("benefits/*/regime").Order());
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            api.Execute($"update app.client_benefit set regime = 'sgb2' where client_id = '{id}' and regime = 'wohngeld'; "
                + $"update app.client_benefit set regime = 'alg1' where client_id = '{id}' and regime = 'rente'; "
                + $"update app.client_benefit set regime = 'sgb8' where client_id = '{id}' and regime = 'alg1'"));
        Assert.Equal("client_benefit_no_overlap", refused.ConstraintName);
    }

    [Fact]
    public async Task An_approval_goes_along_when_the_household_is_handed_over()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var path = $"/api/v1/clients/{handover.Cases[0].ClientId}";
        var client = await handover.From;
        await client.Post($"{path}/benefits", new { regime = "asylblg-3", from = "2026-01-01", approvedUntil = "2026-07-01" },
            (await client.GetAsync(path)).Tag()).Expect(200);
        await handover.Submitted();
        Assert.Equal("2026-07-01", (await handover.Package(handover.To)).Text("package/persons/0/benefits/0/approvedUntil"));
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
        Assert.Equal("2026-07-01", (await (await handover.To).Read(path)).Text("benefits/0/approvedUntil"));
    }
}
