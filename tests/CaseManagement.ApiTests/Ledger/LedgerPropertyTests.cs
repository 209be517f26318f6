using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.ApiTests.Ledger;

/// <summary>Whatever happens to a person, in whichever order: the ledger says what the facts say.</summary>
public sealed class LedgerPropertyTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private enum Step
    {
        BeginBenefit,
        CorrectBenefit,
        RemoveBenefit,
        BeginWork,
        EndWork,
        CorrectBirthDate,
        ChangeStatus,
        TakePart,
        MoveParticipation,
        TakeBackMove,
        CloseAndReopen,
        HandOver,
    }

    [Fact]
    public void After_any_sequence_of_events_corrections_and_handovers_the_ledger_agrees_with_the_facts() =>
        Prop.ForAll(Gen.Elements(Enum.GetValues<Step>()).NonEmptyListOf().ToArbitrary(), steps => Play([.. steps.Take(14)]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    private async Task Play(IReadOnlyList<Step> steps)
    {
        var (holder, other) = (await Side(), await Side());
        var of = (await api.Given.CasesOfHousehold(holder.Team, holder.Worker, 1))[0];
        var (person, @case) = ($"/api/v1/clients/{of.ClientId}", $"/api/v1/cases/{of.CaseId}");
        foreach (var (step, n) in steps.Select((step, n) => (step, n)))
        {
            if (step == Step.HandOver)
            {
                await new GivenHandover(api, holder.Worker, other.Worker, other.Team, [of]).Accepted();
                (holder, other) = (other, holder);
                of = of with { OrganisationId = holder.Worker.OrganisationId, TeamId = holder.Team, Lead = holder.Worker };
            }
            else
            {
                await Take(step, n, await api.As(holder.Worker), person, @case, of.CaseId);
            }
        }
        await KeptLedger.AgreesWithTheFacts(api);
    }

    private async Task<(Guid Team, Person Worker)> Side()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        return (team, await api.Given.Staff(organisation, Role.Caseworker, team));
    }

    private static async Task Take(Step step, int n, HttpClient client, string person, string @case, Guid caseId)
    {
        var answer = await client.GetAsync(person).Expect(200);
        var (shown, tag) = (await answer.Json(), answer.Tag());
        var from = $"{new DateOnly(2024, 1, 1).AddDays(20 * n):O}";
        var (benefit, work) = (Last(shown, "benefits"), Last(shown, "works"));
        // What the histories refuse changes nothing, and that is a step, too.
        switch (step)
        {
            case Step.BeginBenefit:
                await client.Post($"{person}/benefits", new { from, regime = n % 2 == 0 ? "asylblg-3" : "sgb2" }, tag).Expect(200, or: 409);
                break;
            case Step.CorrectBenefit when benefit is not null:
                await client.Put($"{person}/benefits/{benefit}", new { from, regime = "asylblg-2", reason = "Bescheid" }, tag).Expect(200, or: 409);
                break;
            case Step.RemoveBenefit when benefit is not null:
                await client.Post($"{person}/benefits/{benefit}/remove", new { reason = "Irrtum" }, tag).Expect(200);
                break;
            case Step.BeginWork:
                await client.Post($"{person}/works", new { from, status = n % 2 == 0 ? "full-time" : "unable" }, tag).Expect(200, or: 409);
                break;
            case Step.EndWork when work is not null:
                await client.Post($"{person}/works/{work}/end", new { until = $"{new DateOnly(2026, 1, 1).AddDays(n):O}" }, tag).Expect(200, or: 409);
                break;
            case Step.CorrectBirthDate:
                await client.Put(person, new
                {
                    familyName = shown.Text("familyName"), givenName = shown.Text("givenName"), birthDate = $"{new DateOnly(1960 + (3 * n), 5, 1):O}",
                    birthDatePrecision = "day", sex = n % 2 == 0 ? "male" : "female", nationalities = new[] { "SYR" },
                }, tag).Expect(200);
                break;
            case Step.ChangeStatus:
                await client.Post($"{person}/residence-statuses", new { from, status = n % 2 == 0 ? "gestattung" : "25-4a" }, tag).Expect(200, or: 409);
                break;
            case Step.TakePart:
                var status = new[] { "waiting", "place", "begun" }[n % 3];
                await client.Post("/api/v1/participations", new { caseId, kind = "club", title = $"{n}", status, on = from }).Expect(201);
                break;
            case Step.MoveParticipation or Step.TakeBackMove when await Taken(client, caseId) is { } taken:
                var moves = (await client.Read(taken))["allowedActions"]!.AsArray().Where(one => one!.Value<bool>("allowed")).Select(one => one.Text("action"));
                var move = step == Step.TakeBackMove ? "take-back" : moves.FirstOrDefault(name => name is "place" or "begin" or "break-off");
                if (move is not null)
                {
                    var participation = (await client.GetAsync(taken).Expect(200)).Tag();
                    object body = move switch
                    {
                        "take-back" => new { reason = "Irrtum" },
                        "break-off" => new { reasonCode = "moved", on = from },
                        _ => new { on = from },
                    };
                    await client.Post($"{taken}/{move}", body, participation).Expect(200, or: move == "take-back" ? 409 : 400);
                }
                break;
            case Step.CloseAndReopen:
                await client.Post($"{@case}/close", new { reasonCode = "goals-reached" }, (await client.GetAsync(@case).Expect(200)).Tag()).Expect(200);
                await client.Post($"{@case}/reopen", new { reasonCode = "new-need" }, (await client.GetAsync(@case).Expect(200)).Tag()).Expect(200);
                break;
        }
    }

    // The newest one of the case, ended or not.
    private static async Task<string?> Taken(HttpClient client, Guid caseId) =>
        (await client.Read($"/api/v1/participations?caseId={caseId}&include=ended&limit=1"))["items"]!.AsArray() is [var newest, ..]
            ? $"/api/v1/participations/{newest.Text("id")}" : null;

    private static string? Last(JsonNode person, string history) =>
        person[history]!.AsArray() is { Count: > 0 } periods ? periods[0].Text("id") : null;
}
