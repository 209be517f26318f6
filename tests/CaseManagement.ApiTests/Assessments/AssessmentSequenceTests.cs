using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.ApiTests.Assessments;

public sealed class AssessmentSequenceTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private enum Step
    {
        Start,
        SaveDraft,
        SaveLastCompleted,
        CompleteDraft,
        CompleteDraftWithStaleTag,
        CompleteLastCompleted,
    }

    /// <summary>What the state machine says must come of each step.</summary>
    private sealed class Model
    {
        public string? Draft;
        public readonly List<(string Path, string Areas)> Completed = [];
    }

    [Fact]
    public void No_sequence_of_requests_reaches_a_forbidden_state() =>
        Prop.ForAll(Gen.Elements(Enum.GetValues<Step>()).NonEmptyListOf().ToArbitrary(), steps => Play([.. steps.Take(12)]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    private async Task Play(IReadOnlyList<Step> steps)
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var clientId = await api.Given.Client(organisation, birthDate: new DateOnly(1990, 5, 17));
        var given = new GivenCase(await api.Given.Case(organisation, clientId, team, lead.StaffId), clientId, organisation, team, null, lead);
        var client = await api.As(lead);
        var model = new Model();
        // The first one is complete already, so that a draft may be completed at any time.
        var first = $"/api/v1/assessments/{await api.Given.CompletedAssessment(given)}";
        model.Completed.Add((first, (await Read(client, first)).Areas));

        foreach (var (step, number) in steps.Select((step, number) => (step, number)))
        {
            await Take(step, number, client, clientId, model);
            await HoldsInTheDatabase(clientId, model);
        }
        foreach (var (path, areas) in model.Completed)
        {
            Assert.Equal(areas, (await Read(client, path)).Areas);
        }
    }

    private static async Task Take(Step step, int number, HttpClient client, Guid clientId, Model model)
    {
        switch (step)
        {
            case Step.Start when model.Draft is null:
                model.Draft = (await client.Post($"/api/v1/clients/{clientId}/assessments").Expect(201)).Headers.Location!.ToString();
                break;
            case Step.Start:
                await client.Post($"/api/v1/clients/{clientId}/assessments").ExpectProblem(409, "assessment-draft-exists");
                break;
            case Step.SaveDraft when model.Draft is { } draft:
                await Save(client, draft, number).Expect(200);
                break;
            case Step.SaveLastCompleted:
                await Save(client, model.Completed[^1].Path, number).ExpectProblem(409, "assessment-transition");
                break;
            case Step.CompleteDraft when model.Draft is { } draft:
                await client.Post($"{draft}/complete", ifMatch: (await Read(client, draft)).Tag).Expect(200);
                model.Completed.Add((draft, (await Read(client, draft)).Areas));
                model.Draft = null;
                break;
            case Step.CompleteDraftWithStaleTag when model.Draft is { } draft:
                var stale = (await Read(client, draft)).Tag;
                await Save(client, draft, number).Expect(200);
                await client.Post($"{draft}/complete", ifMatch: stale).ExpectProblem(412, "stale");
                break;
            case Step.CompleteLastCompleted:
                await client.Post($"{model.Completed[^1].Path}/complete", ifMatch: (await Read(client, model.Completed[^1].Path)).Tag)
                    .ExpectProblem(409, "assessment-transition");
                break;
        }
    }

    private async Task HoldsInTheDatabase(Guid clientId, Model model)
    {
        Assert.Equal($"{(model.Draft is null ? 0 : 1)} drafts, 1 completed, {model.Completed.Count - 1} superseded", await api.Sql<string>($"""
            select count(*) filter (where status = 'draft') || ' drafts, ' || count(*) filter (where status = 'completed') || ' completed, '
                || count(*) filter (where status = 'superseded') || ' superseded' from app.assessment where client_id = '{clientId}'
            """));
        // One chain: every assessment but the first follows another.
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.assessment where client_id = '{clientId}' and previous_id is null"));
    }

    private static async Task<HttpResponseMessage> Save(HttpClient client, string path, int number)
    {
        var area = (await client.Read(path))["areas"]!
            .AsArray()
            .Single(area => area.Value<string>("area") == "leisure")!;
        return await client.Put(
            $"{path}/areas/leisure",
            new
            {
                answers = new JsonObject { ["activities"] = $"Fußball {number}" },
                urgency = "low",
                need = $"{number}",
            },
            area.Value<string>("eTag"));
    }

    private static async Task<(string Areas, string Tag)> Read(HttpClient client, string path)
    {
        var response = await client.GetAsync(path).Expect(200);
        return ((await response.Json())["areas"]!.ToJsonString(), response.Tag());
    }
}
