using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Erasure;

/// <summary>Proposed, decided by one, confirmed by another; what refuses it; what is left on record.</summary>
public sealed class ErasureTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task It_is_proposed_decided_and_confirmed_by_different_people_and_then_nobody_finds_the_person()
    {
        var of = await api.Given.CaseWithLead();
        var erasure = await (await api.Given.Erasure(of)).Proposed();
        var worker = await erasure.Worker;
        Assert.Equal($"{of.ClientId}", (await worker.Read(erasure.Path)).Text("erasure/clientId"));
        await worker.Post("/api/v1/erasures", new { of.ClientId, reasonCode = "no-longer-needed", requestedOn = api.Given.Today })
            .ExpectProblem(409, "erasure-proposed-already");
        await erasure.Move(erasure.Worker, "decide").ExpectProblem(403, "not-permitted");
        await erasure.Move(erasure.Officer, "confirm").ExpectProblem(409, "erasure-transition");
        await erasure.Move(erasure.Supervisor, "decide").Expect(200);

        // Told of, by reference; the officer sees nothing of the person.
        var officer = await erasure.Officer;
        Assert.Contains("erasure-awaits-confirmation", (await officer.Read("/api/v1/notices")).Values<string>("items/*/kind"));
        var seen = await officer.Read(erasure.Path);
        Assert.Equal((null, null), (seen.Text("erasure/clientId"), seen.Text("erasure/clientName")));
        Assert.Matches("^L-[0-9]{4}-[0-9A-F]{8}$", seen.Text("erasure/reference"));

        await erasure.Move(erasure.Supervisor, "confirm").ExpectProblem(403, "erasure-needs-another");
        await officer.Post($"{erasure.Path}/confirm").ExpectProblem(428, "if-match-required");
        await erasure.Move(erasure.Officer, "confirm").Expect(200);

        await worker.GetAsync($"/api/v1/clients/{of.ClientId}").ExpectProblem(404, "not-found");
        await worker.GetAsync($"/api/v1/cases/{of.CaseId}").ExpectProblem(404, "not-found");
        var done = await officer.Read(erasure.Path);
        Assert.Equal(("carried_out", null), (done.Text("erasure/status"), done.Text("erasure/clientId")));
        Assert.Equal(1, done.Number("erased/client"));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{of.ClientId}"))),
            done.Text("erasure/subjectDigest"));
        Assert.NotNull(done.Text("erasure/endedByName"));
        await erasure.Move(erasure.Officer, "confirm").ExpectProblem(409, "erasure-transition");
        Assert.Contains(done.Text("erasure/reference"), (await officer.Read("/api/v1/erasures?include=ended&count=true")).Values<string>("items/*/reference"));
        Assert.DoesNotContain(done.Text("erasure/reference"), (await officer.Read("/api/v1/erasures")).Values<string>("items/*/reference"));
    }
}
