using System.Text.Encodings.Web;
using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Agreements;

/// <summary>Adults of a household agree together, and part without a word of one in any answer about another.</summary>
public sealed class JointAgreementTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task It_is_in_force_only_with_every_adults_word_and_the_offices_and_counts_as_that_of_each_case()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Deutsch lernen bis B1");
        await his.Propose().Expect(200);
        Assert.Equal("proposed", (await hers.Read()).Text("status"));
        Assert.Equal((await his.Read()).Text("proposed/hash"), (await hers.Read()).Text("proposed/hash")); // One text for both.
        await his.Acknowledge("office").Expect(200);
        await his.Acknowledge("client").Expect(200);
        Assert.Equal(("proposed", "partner"), ((await his.Read()).Text("status"), (await his.Read()).Text("waitsFor/0")));
        await hers.Acknowledge("client").Expect(200);
        Assert.Equal(("active", "active"), ((await his.Read()).Text("status"), (await hers.Read()).Text("status")));
        foreach (var of in cases)
        {
            await (await his.Client).Post("/api/v1/agreements", new { caseIds = new[] { of.CaseId }, language = "deu" }).ExpectProblem(409, "agreement-exists");
        }
        await hers.Call("amend", new { kind = "goals", what = "Kurs", why = "Kein Platz" }).Expect(200);
        Assert.Equal("amending", (await his.Read()).Text("stage"));
        await his.Call("discard-amendment", new { reason = "Doch Platz" }).Expect(200);
        await hers.Call("reviewed", new { }).Expect(200);
        Assert.Equal(("active", "active"), ((await his.Read()).Text("status"), (await hers.Read()).Text("status")));
    }

    [Fact]
    public async Task One_adults_wish_ends_it_for_all_and_each_goes_on_with_the_own_goals_alone()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Frauensprachkurs besuchen");
        await his.Agreed(hers);
        await hers.Call($"goals/{(await hers.Read()).Text("goals/0/id")}/progress", new { note = "Sie will ausziehen" }).Expect(200);
        await hers.Call("separate", new { note = "Nur für ihre Akte" }).Expect(200);

        foreach (var agreement in new[] { his, hers })
        {
            var ended = await agreement.Read();
            Assert.Equal(("terminated", "separated", 0), (ended.Text("status"), ended.Text("endReason"), ended["partners"]!.AsArray().Count));
            var draft = await api.Given.AgreementAt(cases[0].Lead!, ended.Text("nextId")!).Read();
            Assert.Equal(("draft", 1, 2), (draft.Text("status"), draft["goals"]!.AsArray().Count, draft["steps"]!.AsArray().Count));
            Assert.Equal(ended.Text("goals/0/title"), draft.Text("goals/0/title"));
        }
        // The same worker looks at him: nothing of her is in any answer.
        var client = await his.Client;
        foreach (var path in new[]
        {
            his.Path, $"{his.Path}/versions", $"{his.Path}/versions/1", $"/api/v1/agreements/{(await his.Read()).Text("nextId")}",
            $"/api/v1/cases/{cases[0].CaseId}/timeline", $"/api/v1/agreements?caseId={cases[0].CaseId}", $"/api/v1/clients/{cases[0].ClientId}",
        })
        {
            var told = (await client.Read(path)).ToJsonString(Readable);
            Assert.DoesNotContain("Frauensprachkurs", told);
            Assert.DoesNotContain("ausziehen", told);
            Assert.DoesNotContain("ihre Akte", told);
            if (path.Contains("agreements", StringComparison.Ordinal))
            {
                Assert.DoesNotContain(cases[1].ClientId.ToString(), told);
            }
        }
    }

    [Fact]
    public async Task Who_leaves_the_household_leaves_the_joint_agreement()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Deutsch lernen bis B1");
        await his.Agreed(hers);
        var client = await his.Client;
        var household = $"/api/v1/households/{cases[0].HouseholdId}";
        var member = $"{household}/members/{cases[1].ClientId}";
        var tag = (await client.GetAsync(household).Expect(200)).Tag();
        await client.Post($"{member}/remove", new { reason = "Ausgezogen", until = api.Given.Today }, tag).Expect(200);
        Assert.Equal(("terminated", "separated"), ((await his.Read()).Text("status"), (await his.Read()).Text("endReason")));
        Assert.NotNull((await hers.Read()).Text("nextId"));
    }

    [Fact]
    public async Task Who_is_to_leave_later_leaves_it_on_that_day()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Deutsch lernen bis B1");
        await his.Agreed(hers);
        await Move(cases[1], "remove", new { reason = "Zieht aus", until = api.Given.Today.AddDays(2) });
        Assert.Equal(("active", "active"), ((await his.Read()).Text("status"), (await hers.Read()).Text("status")));

        api.Clock.Offset += TimeSpan.FromDays(2);
        await api.SendAsSystem(cases[0].OrganisationId, new FollowHouseholds());
        Assert.Equal(("terminated", "separated"), ((await his.Read()).Text("status"), (await his.Read()).Text("endReason")));
        Assert.NotNull((await hers.Read()).Text("nextId"));
    }

    [Fact]
    public async Task Who_moves_together_keeps_what_was_agreed_together()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Deutsch lernen bis B1");
        await his.Agreed(hers);
        var to = await api.Given.Household(cases[0].OrganisationId);
        object Moving(Guid other) => new { toHouseholdId = to, role = "applicant", others = new[] { new { clientId = other, role = "spouse" } } };
        var twice = await Send(cases[0], "move", Moving(cases[0].ClientId)).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/others/0", "stated-twice"), (twice.Text("errors/0/pointer"), twice.Text("errors/0/code")));
        await Send(cases[0], "move", Moving((await api.Given.CaseOf(cases[0].TeamId, cases[0].Lead!)).ClientId)).ExpectProblem(409, "not-a-member");
        await Move(cases[0], "move", Moving(cases[1].ClientId));
        Assert.Equal(("active", "active"), ((await his.Read()).Text("status"), (await hers.Read()).Text("status")));
        var home = await (await his.Client).Read($"/api/v1/households/{to}");
        Assert.Equal(["applicant", "spouse"], home.Values<string>("members/*/role").Order());
        Assert.Equal(2L, await api.Sql<long>($"select count(*) from app.\"case\" where household_id = '{to}'"));
        // One of them goes on alone: now it ends.
        await Move(cases[1] with { HouseholdId = to }, "move",
            new { toHouseholdId = await api.Given.Household(cases[0].OrganisationId), role = "applicant" });
        Assert.Equal(("terminated", "separated"), ((await his.Read()).Text("status"), (await his.Read()).Text("endReason")));
    }

    private Task Move(GivenCase of, string action, object body) => Send(of, action, body).Expect(200);

    private async Task<HttpResponseMessage> Send(GivenCase of, string action, object body)
    {
        var (client, household) = (await api.As(of.Lead!), $"/api/v1/households/{of.HouseholdId}");
        return await client.Post($"{household}/members/{of.ClientId}/{action}", body, (await client.GetAsync(household).Expect(200)).Tag());
    }

    [Fact]
    public async Task Who_stays_when_the_others_case_is_closed_goes_on_with_the_own_goals()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Deutsch lernen bis B1");
        await his.Propose().Expect(200);
        var client = await his.Client;
        var closing = await client.GetAsync($"/api/v1/cases/{cases[0].CaseId}/close-preview").Expect(200);
        await client.Post($"/api/v1/cases/{cases[0].CaseId}/close", new
        {
            reasonCode = "goals-reached", followUps = new[] { new { id = his.Id, outcome = "cancelled", reason = "Er zieht aus" } },
        }, closing.Tag()).Expect(200);
        var (gone, stays) = (await his.Read(), await hers.Read());
        Assert.Equal(("terminated", "separated", null), (gone.Text("status"), gone.Text("endReason"), gone.Text("nextId")));
        Assert.Equal(("terminated", "separated", null), (stays.Text("status"), stays.Text("endReason"), stays.Text("endNote")));
        var draft = await api.Given.AgreementAt(cases[0].Lead!, stays.Text("nextId")!).Read();
        Assert.Equal(("draft", "Deutsch lernen bis B1", 2), (draft.Text("status"), draft.Text("goals/0/title"), draft["steps"]!.AsArray().Count));
    }

    [Fact]
    public async Task What_is_written_of_one_in_a_joint_agreement_stays_with_the_one()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Deutsch lernen bis B1");
        await his.Agreed(hers);
        await hers.Call("amend", new { kind = "circumstances", what = "Sie sucht Schutz", why = "Er schlägt sie" }).Expect(200);
        var (told, other) = (await hers.Read(), await his.Read());
        Assert.Equal(("Sie sucht Schutz", "Er schlägt sie"), (told.Text("amendment/what"), told.Text("amendment/why")));
        Assert.Equal("circumstances", other.Text("amendment/kind"));
        await his.Call($"steps/{other.Text("steps/0/id")}", method: HttpMethod.Delete).Expect(204);
        await hers.Propose().Expect(200);
        await hers.Acknowledge("client").Expect(200);
        await hers.Acknowledge("office", body => (body["place"], body["evidence"], body["note"]) = ("Bei der Schwester", "Scan ihrer Mappe", "Mit ihr allein"))
            .Expect(200);
        await his.Acknowledge("client").Expect(200);
        Assert.Equal("active", (await his.Read()).Text("status"));
        await hers.Call("separate", new { }).Expect(200);
        var client = await his.Client;
        foreach (var path in new[]
        {
            his.Path, $"{his.Path}/versions", $"{his.Path}/versions/2", $"{his.Path}/versions/2/difference?from=1&audience=file",
            $"/api/v1/agreements/{(await his.Read()).Text("nextId")}", $"/api/v1/cases/{cases[0].CaseId}/timeline",
        })
        {
            var answer = (await client.Read(path)).ToJsonString(Readable);
            foreach (var word in new[] { "Schutz", "schlägt", "Schwester", "Mappe", "allein" })
            {
                Assert.DoesNotContain(word, answer);
            }
        }
        var kept = (await client.Read($"{hers.Path}/versions"))["items"]![0]!;
        Assert.Equal("Er schlägt sie", kept.Text("why"));
        Assert.Equal("Mit ihr allein", kept["acknowledgements"]!.AsArray().Single(row => row.Text("side") == "office").Text("note"));
    }

    [Fact]
    public async Task After_the_death_of_one_no_version_is_made_that_would_wait_for_ever()
    {
        var (cases, his, hers) = await Joint();
        await hers.Complete("language", "Deutsch lernen bis B1");
        var (path, tag) = await Died();
        await Refused("propose");
        await hers.Propose().ExpectProblem(409, "agreement-of-the-dead");
        await (await his.Client).Post($"{path}/void", new { reason = "Falsche Akte" }, tag).Expect(200);
        await his.Agreed(hers);

        await Died();
        await Refused("amend", new { kind = "goals", what = "Kurs", why = "Kein Platz" });
        await his.Call("reviewed", new { }).Expect(200); // What is in force stays so.
        await his.Call("separate", new { }).Expect(200);
        var alone = api.Given.AgreementAt(cases[0].Lead!, (await his.Read()).Text("nextId")!);
        await alone.Propose().Expect(200);

        async Task<(string Path, string Tag)> Died()
        {
            var died = await (await his.Client).Post($"/api/v1/clients/{cases[1].ClientId}/presences", new
            {
                from = api.Given.Today.AddDays(-90), arrivedAs = "moved-in", until = api.Given.Today, leaveReason = "died",
            }).Expect(201);
            return (died.Headers.Location!.ToString(), died.Tag());
        }

        async Task Refused(string action, object? body = null)
        {
            await his.Call(action, body).ExpectProblem(409, "agreement-partner-died");
            Assert.Equal("agreement-partner-died",
                (await his.Read())["allowedActions"]!.AsArray().Single(one => one.Text("action") == action)!.Text("code"));
        }
    }

    [Fact]
    public async Task Only_adults_of_one_household_agree_jointly()
    {
        var (cases, his, _) = await Joint();
        await his.Call("terminate", new { reasonCode = "started-by-mistake" }).Expect(200);
        var client = await his.Client;
        var alone = await api.Given.CaseOf(cases[0].TeamId, cases[0].Lead!);
        Task<HttpResponseMessage> Start(params Guid[] ids) => client.Post("/api/v1/agreements", new { caseIds = ids, language = "ara" });
        await Start(cases[0].CaseId, alone.CaseId).ExpectProblem(409, "agreement-not-one-household");
        await Start(cases[0].CaseId, cases[0].CaseId).ExpectProblem(400, "validation-failed");
        await Start().ExpectProblem(400, "validation-failed");
        await Start(cases[0].CaseId, Guid.NewGuid()).ExpectProblem(400, "validation-failed");
        await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-17):yyyy-MM-dd}' where id = '{cases[1].ClientId}'");
        await Start(cases[0].CaseId, cases[1].CaseId).ExpectProblem(409, "agreement-not-one-household");
    }

    [Fact]
    public async Task Of_two_who_acknowledge_at_once_the_second_brings_it_into_force()
    {
        for (var round = 0; round < 3; round++)
        {
            var (_, his, hers) = await Joint();
            await his.Propose().Expect(200);
            await his.Acknowledge("office").Expect(200);
            var answers = await Task.WhenAll(his.Acknowledge("client"), hers.Acknowledge("client"));
            Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
            Assert.Equal(("active", "active"), ((await his.Read()).Text("status"), (await hers.Read()).Text("status")));
        }
    }

    private async Task<(IReadOnlyList<GivenCase> Cases, GivenAgreement His, GivenAgreement Hers)> Joint()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var worker = await api.Given.Staff(organisation, Role.Caseworker, team);
        var cases = await api.Given.CasesOfHousehold(team, worker, 2);
        var born = $"{api.Given.Today.AddYears(-30):yyyy-MM-dd}";
        await api.Execute($"""
            update app.client set birth_date = '{born}', birth_date_precision = 'day' where id in ('{cases[0].ClientId}', '{cases[1].ClientId}')
            """);
        var his = await api.Given.StartedAgreement([.. cases]);
        await his.Complete();
        var hers = api.Given.AgreementAt(worker, (await his.Read()).Text("partners/0/agreementId")!);
        return (cases, his, hers);
    }
}
