using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

public sealed class AbsenceDigestTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Who_comes_back_learns_what_happened_meanwhile_on_the_own_cases_and_a_stranger_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var deputy = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var quiet = await api.Given.CaseOf(of.TeamId, of.Lead!);
        await api.Given.Contact(of);
        api.Clock.Offset += TimeSpan.FromDays(1); // What was before is not in it.
        var absence = await api.Given.Absence(of.Lead!, deputy.StaffId);
        api.Clock.Offset += TimeSpan.FromDays(1);
        var standIn = await api.As(deputy);
        var contact = await standIn.Post("/api/v1/contacts", new
        {
            at = api.Given.Now, kind = "office", outcome = "counselled", persons = new[] { new { clientId = of.ClientId } },
        }).Expect(201);
        await standIn.Post("/api/v1/documents", new { caseId = of.CaseId, kind = "medical-report" }).ExpectProblem(403, "document-compartment-closed");
        await standIn.Post("/api/v1/documents", new { caseId = of.CaseId, kind = "passport" }).Expect(201);
        api.Clock.Offset += TimeSpan.FromDays(5);

        var digest = await (await api.As(of.Lead!)).Read($"/api/v1/absences/{absence}/digest");
        Assert.Equal(deputy.StaffId.ToString(), digest.Text("deputyId"));
        var told = Assert.Single(digest["cases"]!.AsArray());
        Assert.Equal(of.CaseId.ToString(), told.Text("caseId"));
        Assert.Equal(["document_recorded", "contact"], told.Values<string>("items/*/kind"));
        Assert.Equal((await contact.Id()).ToString(), told.Text("items/1/subjectId"));
        Assert.Equal(1, digest.Number("quietCases"));
        Assert.NotEqual(of.CaseId, quiet.CaseId);
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.GetAsync($"/api/v1/absences/{absence}/digest").ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Who_comes_back_early_learns_what_the_deputy_did_until_that_moment_and_nothing_that_came_after(int days)
    {
        var of = await api.Given.CaseWithLead();
        var deputy = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        // In the morning, whenever it runs.
        api.Clock.Offset += LocalTime.StartOf(api.Given.Today.AddDays(1)).AddHours(8) - api.Given.Now;
        var path = $"/api/v1/absences/{await api.Given.Absence(of.Lead!, deputy.StaffId)}";
        api.Clock.Offset += TimeSpan.FromDays(days) + TimeSpan.FromHours(1);
        var contact = await (await (await api.As(deputy)).Post("/api/v1/contacts", new
        {
            at = api.Given.Now.AddMinutes(-5), kind = "office", outcome = "counselled", persons = new[] { new { clientId = of.ClientId } },
        }).Expect(201)).Id();
        api.Clock.Offset += TimeSpan.FromHours(1);
        var client = await api.As(of.Lead!);
        await client.Post($"{path}/end", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200);
        api.Clock.Offset += TimeSpan.FromHours(1);
        await api.Given.Contact(of);

        client = await api.As(of.Lead!);
        var digest = await client.Read($"{path}/digest");
        Assert.Equal($"{api.Given.Today:O}", digest.Text("until"));
        Assert.Equal([contact], Assert.Single(digest["cases"]!.AsArray()).Values<Guid>("items/*/subjectId"));
    }

    [Fact]
    public async Task The_timeline_is_filtered_by_kind_and_time_and_paged_all_the_same()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        for (var day = 1; day <= 5; day++)
        {
            await api.Given.Contact(of, api.Given.Now.AddHours(-day));
        }
        await api.Given.Document(of);
        var path = $"/api/v1/cases/{of.CaseId}/timeline";
        Assert.Equal(5, (await client.Read($"{path}?kind=contact&count=true")).Number("count"));
        Assert.Equal(["document_recorded"], (await client.Read($"{path}?kind=document_recorded,document_file_added")).Values<string>("items/*/kind"));
        var first = await client.Read($"{path}?kind=contact&limit=3");
        var cursor = first.Text("nextCursor");
        Assert.Equal(2, (await client.Read($"{path}?kind=contact&limit=3&cursor={cursor}"))["items"]!.AsArray().Count);
        await client.GetAsync($"{path}?limit=3&cursor={cursor}").ExpectProblem(400, "cursor-invalid");
        var refused = await client.GetAsync($"{path}?kind=contacts").ExpectProblem(400, "validation-failed");
        Assert.Equal(("kind", "unknown-value"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        Assert.Contains("contact", refused.Values<string>("errors/0/allowed/*"));
        string Ago(double hours) => Uri.EscapeDataString(api.Given.Now.AddHours(-hours).ToString("O"));
        var (from, until) = (Ago(3.5), Ago(1.5));
        Assert.Equal(2, (await client.Read($"{path}?kind=contact&from={from}&until={until}"))["items"]!.AsArray().Count);
    }
}
