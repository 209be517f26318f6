using CaseManagement.Api.Erasure;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Erasure;

/// <summary>After the time of keeping a person is proposed, and never erased unasked.</summary>
public sealed class RetentionTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_person_is_proposed_on_the_day_after_the_time_of_keeping_once_and_only_where_a_class_says_so()
    {
        var of = await api.Given.CaseWithLead();
        var erasure = await api.Given.Erasure(of); // Closes the case.
        async Task<int> Run() => await api.SendAsSystem(of.OrganisationId, new ProposeErasures());
        await ClosedOn("2020-02-29");
        Assert.Equal(0, await Run()); // Nobody has said how long.
        var officer = await erasure.Officer;
        await (await erasure.Worker).Post("/api/v1/retention-classes", new { years = 5 }).ExpectProblem(403, "not-permitted");
        var other = await officer.Post("/api/v1/retention-classes", new { years = 1, closingReason = "moved-away" }).Expect(201);
        Assert.Equal(0, await Run()); // Of another kind.
        var added = await officer.Post("/api/v1/retention-classes", new { years = 5 }).Expect(201);
        await officer.Post("/api/v1/retention-classes", new { years = 9 }).ExpectProblem(409, "retention-class-exists");
        var today = api.Given.Today;
        await ClosedOn($"{today.AddYears(-5):yyyy-MM-dd}");
        Assert.Equal(0, await Run()); // Today is the last day.
        await ClosedOn($"{today.AddYears(-5).AddDays(-1):yyyy-MM-dd}");
        Assert.Equal(1, await Run());
        Assert.Equal(0, await Run());
        var proposed = (await officer.Read("/api/v1/erasures?basis=retention&count=true"))["items"]!.AsArray().Single();
        Assert.Equal(("retention-over", null, $"{today:yyyy-MM-dd}"),
            (proposed.Text("reasonCode"), proposed.Text("proposedBy"), proposed.Text("dueOn")));

        // Somebody says no: it is not proposed night after night.
        var path = $"/api/v1/erasures/{proposed.Text("id")}";
        await officer.Post($"{path}/refuse", new { reasonCode = "kept-by-law" }, (await officer.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal(0, await Run());
        await officer.Put(added.Headers.Location!.ToString(), new { years = 6 }, (await officer.GetAsync(added.Headers.Location!)).Tag()).Expect(200);
        await officer.DeleteAsync(other.Headers.Location!.ToString()).Expect(204);
        Assert.Single((await officer.Read("/api/v1/retention-classes"))["items"]!.AsArray());
        var administrator = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator)); // Who may change one reads it before.
        var read = await administrator.GetAsync($"{added.Headers.Location}").Expect(200);
        await administrator.Put($"{added.Headers.Location}", new { years = 6 }, read.Tag()).Expect(200);

        Task ClosedOn(string day) => api.Execute($"""
            set session_replication_role = replica;
            update app."case" set closed_at = '{day} 12:00+01', opened_at = '{day} 11:00+01' where id = '{of.CaseId}'
            """);
    }
}
