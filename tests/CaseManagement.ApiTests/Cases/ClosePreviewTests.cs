using System.Text.Json.Nodes;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Rules;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Cases;

/// <summary>What the preview shows is what closing does, whatever room adds to it.</summary>
public sealed class ClosePreviewTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    /// <summary>Of each contributor: what it settles, and what stands in the way; a new one is red until it stands here.</summary>
    private static readonly Dictionary<string, (Func<Fixture.Api, GivenCase, Task>? Settled, Func<Fixture.Api, GivenCase, Task>? InTheWay)> Contributors = new()
    {
        ["RemindersOfCase"] = ((api, of) => api.Given.Reminder(of), null),
        ["AppointmentsEndWithCase"] = ((api, of) => api.Given.Appointment(of), null),
        ["DeadlinesOfCase"] = (MissedLetter, (api, of) => Letter(api, of, 5)),
        ["AgreementsOfCase"] = (null, (api, of) => api.Given.ActiveAgreement(of)),
        ["ReferralsOfCase"] = (async (api, of) => await (await api.Given.Referral(of, byConsent: false)).Written(), null),
        ["MeasuresOfCase"] = ((api, of) => api.Given.Measure(of), (api, of) => api.Given.Measure(of, "housing", runs: true)),
    };

    [Fact]
    public void Every_room_that_contributes_is_shown_here() => Assert.Equal(
        Contributors.Keys.Order(StringComparer.Ordinal),
        Contributions.Of<IEndsWithCase>().Select(kind => kind.GetType().Name).Order(StringComparer.Ordinal));

    public static TheoryData<string> Settling => [.. Contributors.Where(kind => kind.Value.Settled is not null).Select(kind => kind.Key)];

    public static TheoryData<string> InTheWay => [.. Contributors.Where(kind => kind.Value.InTheWay is not null).Select(kind => kind.Key)];

    [Theory]
    [MemberData(nameof(Settling))]
    public async Task What_is_shown_as_settled_by_itself_is_settled(string contributor)
    {
        var of = await api.Given.CaseWithLead();
        await Contributors[contributor].Settled!(api, of);
        var (preview, tag) = await Preview(of);
        Assert.Empty(preview["obstacles"]!.AsArray());
        var settled = Assert.Single(preview["followUps"]!.AsArray())!;
        Assert.Equal("cancelled", settled.Text("otherwise"));
        Assert.True(preview.Value<bool>("allowedActions/0/allowed"));
        await Close(of, tag).Expect(200);
        // Reopened, the case has what a new one has, and nothing of what was settled.
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/cases/{of.CaseId}";
        await client.Post($"{path}/reopen", new { reasonCode = "new-need" }, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.DoesNotContain((await Preview(of)).Shown["followUps"]!.AsArray(), followUp => followUp.Text("id") == settled.Text("id"));
    }

    [Theory]
    [MemberData(nameof(InTheWay))]
    public async Task What_is_shown_in_the_way_refuses_the_closing_and_nothing_is_settled(string contributor)
    {
        var of = await api.Given.CaseWithLead();
        await Contributors["RemindersOfCase"].Settled!(api, of);
        await Contributors[contributor].InTheWay!(api, of);
        var (preview, tag) = await Preview(of);
        var obstacle = Assert.Single(preview["obstacles"]!.AsArray())!;
        Assert.Equal((false, obstacle.Text("code")), (preview.Value<bool>("allowedActions/0/allowed"), preview.Text("allowedActions/0/code")));
        var refused = await Close(of, tag).ExpectProblem(409, obstacle.Text("code")!);
        Assert.Equal(preview["obstacles"]!.ToJsonString(), refused["obstacles"]!.ToJsonString());
        Assert.Equal(2, (await Preview(of)).Shown["followUps"]!.AsArray().Count);
        Assert.Equal("open", (await (await api.As(of.Lead!)).Read($"/api/v1/cases/{of.CaseId}")).Text("status"));
    }

    [Fact]
    public async Task All_of_it_is_shown_at_once()
    {
        var of = await api.Given.CaseWithLead();
        foreach (var kind in Contributors.Values)
        {
            await (kind.Settled?.Invoke(api, of) ?? Task.CompletedTask);
            await (kind.InTheWay?.Invoke(api, of) ?? Task.CompletedTask);
        }
        var (preview, tag) = await Preview(of);
        Assert.Equal(Contributors.Values.Count(kind => kind.InTheWay is not null), preview["obstacles"]!.AsArray().Count);
        Assert.All(preview["obstacles"]!.AsArray(), obstacle => Assert.False(string.IsNullOrWhiteSpace(obstacle.Text("text"))));
        var refused = await Close(of, tag).Expect(409);
        Assert.Equal(preview["obstacles"]!.ToJsonString(), (await refused.Json())["obstacles"]!.ToJsonString());
    }

    private async Task<(JsonNode Shown, string Tag)> Preview(GivenCase of)
    {
        var answer = await (await api.As(of.Lead!)).GetAsync($"/api/v1/cases/{of.CaseId}/close-preview").Expect(200);
        return (await answer.Json(), answer.Tag());
    }

    private async Task<HttpResponseMessage> Close(GivenCase of, string tag) =>
        await (await api.As(of.Lead!)).Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, tag);

    private static Task MissedLetter(Fixture.Api api, GivenCase of) => Letter(api, of, -1);

    private static async Task Letter(Fixture.Api api, GivenCase of, int lastDay)
    {
        var (client, today) = (await api.As(of.Lead!), api.Given.Today);
        await client.Post("/api/v1/letters", new
        {
            caseId = of.CaseId, office = "Jobcenter", subject = $"Ablehnung {lastDay}", kind = "decision", receivedOn = today.AddDays(-30),
            remedy = "objection-sgg", lastDay = today.AddDays(lastDay), lastDaySource = "letter",
        }).Expect(201);
    }
}
