using System.Text.Json.Nodes;
using CaseManagement.Api.Reminders.Chains;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A template of chains in force today, by a supervisor of the organisation.</summary>
    public async Task<string> ChainTemplate(Guid organisationId, object[] steps, string happened = "manual", string key = "ablauf")
    {
        var client = await api.As(await Staff(organisationId, Role.Supervisor, await Team(organisationId)));
        await client.Put($"/api/v1/chain-templates/{key}",
            new { nameDe = "Ablauf", nameEn = "Course of things", @event = happened, steps }, "\"0\"").Expect(200);
        return key;
    }

    /// <summary>A chain that runs in a case: a first talk, then a step of its own for the team.</summary>
    public async Task<Guid> Chain(GivenCase of)
    {
        var template = await ChainTemplate(of.OrganisationId,
        [
            new { kind = "first_contact", dueAfter = 5, unit = "working_days" },
            new { kind = "own", title = "Schwimmkurs", addressee = "team", follows = 1, dueAfter = 10, unit = "days" },
        ]);
        return await (await (await api.As(of.Lead!)).Post($"/api/v1/cases/{of.CaseId}/chains", new { template }).Expect(201)).Id();
    }

    /// <summary>What the job does that starts chains.</summary>
    public Task<int> StartChains(Guid organisationId) => api.SendAsSystem(organisationId, new StartChains());

    /// <summary>A step of a chain that somebody reads, by its number.</summary>
    public static JsonNode Step(JsonNode chain, int number) => chain["steps"]!.AsArray().Single(step => step.Value<int>("number") == number)!;
}
