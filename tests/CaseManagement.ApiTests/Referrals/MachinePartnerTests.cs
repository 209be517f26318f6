using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>A partner's machine answers referrals as itself, from the inbox to the confirmation that data is gone.</summary>
public sealed class MachinePartnerTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Inbox = "/api/v1/partner/referrals";

    [Fact]
    public async Task A_machine_closes_the_loop_and_is_named_where_a_colleague_would_be()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var (id, machine) = await MachineKey.Registered(api, referral.Partner.OrganisationId, "partner");
        var row = Assert.Single((await machine.Read(Inbox))["items"]!.AsArray())!;
        Assert.Equal((referral.Id, false), (row.Value<Guid>("id"), row.Value<bool>("isRetrieved")));

        var detail = await machine.Read(referral.PartnerPath);
        Assert.NotNull(detail.At("document/person/name") ?? detail.At("document/person/familyName"));
        Assert.NotNull(detail.At("retrievedAt"));
        await Answer(machine, referral, "accept");
        await Answer(machine, referral, "start");
        await Answer(machine, referral, "hold", new { reasonCode = "waiting-list" });
        await Answer(machine, referral, "resume");
        var at = api.Given.Now.AddMinutes(3);
        await Answer(machine, referral, "appoint", new { at });
        var appointment = (await machine.Read(referral.PartnerPath)).Text("appointments/0/id");
        api.Clock.Offset += TimeSpan.FromMinutes(3);
        await Answer(machine, referral, $"appointments/{appointment}", new { result = "kept" });
        await Answer(machine, referral, "message", new { text = "Bitte den Bescheid mitbringen." });
        await referral.Move("message", new { text = "Gern." }).Expect(200);
        await referral.Move("correct", new { topic = "contact", text = "Neue Nummer: +49 7153 1", reason = "Vertippt" }).Expect(200);
        var told = await machine.Read(referral.PartnerPath);
        Assert.Equal(["Fachverfahren", null, null], told["messages"]!.AsArray().Select(message => message.Text("machine")));
        await Answer(machine, referral, $"corrections/{told.Text("messages/2/id")}/confirm");
        await Answer(machine, referral, "complete", new { reasonCode = "need-met" });
        await referral.Move("acknowledge").Expect(200);

        var timeline = (await machine.Read(referral.PartnerPath))["timeline"]!.AsArray();
        Assert.All(timeline.Where(step => step.Text("action") is not ("send" or "correct" or "acknowledge")),
            step => Assert.Equal("Fachverfahren", step.Text("machine")));
        Assert.DoesNotContain("Fachverfahren", (await referral.Get()).ToJsonString(), StringComparison.Ordinal); // The other side names no colleague either.
        Assert.Equal(7L, await api.Sql<long>(
            $"select count(*) from app.referral_move where referral_id = '{referral.Id}' and api_client_id = '{id}' and staff_id is null"));
        foreach (var table in (string[])["referral_message", "referral_appointment", "referral_retrieval"])
        {
            Assert.True(await api.Sql<bool>($"select exists (select from app.{table} where referral_id = '{referral.Id}' and api_client_id = '{id}')"), table);
        }
        // In the trail under its id and nobody's name: what it read, and what it changed.
        Assert.Equal(["change", "read"], await api.Sql<string[]>(
            $"select array_agg(distinct kind order by kind) from audit.inbox where session_id = '{id}' and staff_id is null"));
        Assert.True(await api.Sql<long>(
            $"select count(*) from audit.inbox where session_id = '{id}' and kind = 'read' and client_ids = array['{referral.Of.ClientId}'::uuid]") > 0);
    }

    [Fact]
    public async Task It_rejects_fails_returns_and_confirms_that_the_data_of_a_withdrawn_consent_is_gone()
    {
        var rejected = await (await api.Given.Referral()).Sent();
        var (_, machine) = await MachineKey.Registered(api, rejected.Partner.OrganisationId, "partner");
        await Answer(machine, rejected, "reject", new { declinedBy = "provider", reasonCode = "no-capacity" });
        Assert.Null((await machine.Read(rejected.PartnerPath)).At("document"));

        var returned = await (await api.Given.Referral()).InProgress();
        (_, machine) = await MachineKey.Registered(api, returned.Partner.OrganisationId, "partner");
        await Answer(machine, returned, "return", new { reasonCode = "other-need" });

        var withdrawn = await (await api.Given.Referral()).InProgress();
        (_, machine) = await MachineKey.Registered(api, withdrawn.Partner.OrganisationId, "partner");
        var lead = await api.As(withdrawn.Of.Lead!);
        var tag = (await lead.GetAsync($"/api/v1/consents/{withdrawn.Consent}").Expect(200)).Tag();
        await lead.Post($"/api/v1/consents/{withdrawn.Consent}/withdraw", new { withdrawnOn = $"{api.Given.Today:O}", form = "oral" }, tag)
            .Expect(200);
        Assert.Null((await machine.Read(withdrawn.PartnerPath)).At("document"));
        await Answer(machine, withdrawn, "confirm-withdrawal", new { reasonCode = "deleted" });
        await Answer(machine, withdrawn, "fail", new { reasonCode = "consent-withdrawn" });
    }

    [Fact]
    public async Task A_repeated_key_of_a_machine_is_answered_again_and_moves_nothing_twice()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        var (_, machine) = await MachineKey.Registered(api, referral.Partner.OrganisationId, "partner");
        var (_, other) = await MachineKey.Registered(api, referral.Partner.OrganisationId, "partner");
        var tag = (await machine.GetAsync(referral.PartnerPath).Expect(200)).Tag();
        var (path, text) = ($"{referral.PartnerPath}/message", new { text = "Einmal." });
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => machine.Post(path, text, tag, "a-key")));
        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        await machine.Post(path, new { text = "Anderes." }, tag, "a-key").ExpectProblem(422, "idempotency-key-reused");
        await other.Post(path, text, tag, "a-key").ExpectProblem(412, "stale"); // The key is the machine's own.
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.referral_message where referral_id = '{referral.Id}'"));
    }

    [Fact]
    public async Task Without_the_scope_it_is_403_and_anothers_referral_is_not_there()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var (_, directory) = await MachineKey.Registered(api, referral.Partner.OrganisationId, "directory");
        await directory.GetAsync(Inbox).ExpectProblem(403, "not-permitted");
        await directory.GetAsync(referral.PartnerPath).ExpectProblem(403, "not-permitted");
        var (_, stranger) = await MachineKey.Registered(api, await api.Given.Organisation(), "partner");
        Assert.Empty((await stranger.Read(Inbox))["items"]!.AsArray());
        await stranger.GetAsync(referral.PartnerPath).ExpectProblem(404, "not-found");
        await stranger.Post($"{referral.PartnerPath}/accept", null, "\"1\"").ExpectProblem(404, "not-found");
        // What belongs to the sender's side is nobody's scope.
        var (_, machine) = await MachineKey.Registered(api, referral.Partner.OrganisationId, "partner");
        await machine.GetAsync(referral.Path).ExpectProblem(403, "not-permitted");
    }

    private static async Task Answer(HttpClient machine, GivenReferral referral, string action, object? body = null) =>
        await machine.Post($"{referral.PartnerPath}/{action}", body, (await machine.GetAsync(referral.PartnerPath).Expect(200)).Tag()).Expect(200);
}
