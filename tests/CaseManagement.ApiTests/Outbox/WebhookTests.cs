using System.Diagnostics;
using System.Text.Json;
using CaseManagement.Api.Outbox;
using CaseManagement.ApiTests.Fixture;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using StandardWebhooks;

namespace CaseManagement.ApiTests.Outbox;

/// <summary>An organisation is told what happens to its referrals: at least once, in order, signed, and nothing about anybody.</summary>
public sealed class WebhookTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Webhooks = "/api/v1/webhooks";

    [Fact]
    public async Task Every_event_comes_once_in_order_signed_and_names_nobody()
    {
        using var receiver = new Receiver();
        var referral = await (await api.Given.Referral()).Written();
        var (path, secret, _) = await Registered(referral.Partner.OrganisationId, receiver.Url);
        var (some, _, _) = await Registered(referral.Partner.OrganisationId, receiver.Url, "referral.accepted");
        await referral.Sent();
        await referral.Answer("accept").Expect(200);
        await referral.Move("message", new { text = "Geheimes" }).Expect(200);
        await Deliver();
        await Deliver();
        await referral.Answer("start").Expect(200);
        await Deliver();

        var ids = await api.Sql<string[]>($"select array_agg(id::text order by sequence) from app.outbox_event where subject_id = '{referral.Id}'");
        var all = receiver.Taken.Where(message => Verified(message, secret)).ToList();
        Assert.Equal(ids, all.Select(message => message.Id));
        Assert.Equal([1L, 2L, 3L, 4L], all.Select(message => message.Sequence));
        Assert.Equal(["referral.sent", "referral.accepted", "referral.message", "referral.started"], all.Select(message => message.Json.Text("type")));
        // Counted for each webhook, so that one that asks for less sees no gap that is none.
        Assert.Equal(1L, Assert.Single(receiver.Taken, message => !Verified(message, secret)).Sequence);
        Assert.All(receiver.All, message =>
        {
            Assert.Equal(["type", "timestamp", "data"], message.Json.AsObject().Select(member => member.Key));
            Assert.Equal(["eventId", "referralId", "sequence"], message.Json["data"]!.AsObject().Select(member => member.Key));
            Assert.Equal((message.Id, referral.Id.ToString()), (message.Json.Text("data/eventId"), message.Json.Text("data/referralId")));
        });
        var log = await (await Administrator(referral.Partner.OrganisationId)).Read($"{path}/deliveries?outcome=delivered&count=true");
        Assert.Equal((4, 204), (log.Number("count"), log.Number("items/0/attempts/0/status")));
        Assert.Equal(1, (await (await Administrator(referral.Partner.OrganisationId)).Read(some)).Number("lastSequence"));
    }

    [Fact]
    public async Task A_receiver_that_fails_delays_vanishes_for_a_day_and_an_API_that_is_killed_lose_nothing_and_keep_the_order_of_each_referral()
    {
        using var receiver = new Receiver();
        var referral = await (await api.Given.Referral()).Written();
        var (path, secret, administrator) = await Registered(referral.Partner.OrganisationId, receiver.Url);
        await referral.Sent();
        receiver.Answers = _ => new Receiver.Answer(500);
        await Deliver();
        await referral.Answer("accept").Expect(200);
        receiver.Answers = _ => new Receiver.Answer(204, Delay: 7000); // Longer than it is waited for.
        api.Clock.Offset += TimeSpan.FromMinutes(1);
        await using (var hasty = new Fixture.Api { Beside = api, Settings = { ["Webhooks:TimeoutSeconds"] = "3" } })
        {
            await hasty.InitializeAsync();
            hasty.Clock.Offset = api.Clock.Offset;
            await hasty.SendAsSystem(null, new DeliverWebhooks());
        }
        Assert.Equal(["referral.sent", "referral.sent"], receiver.All.Select(message => message.Json.Text("type"))); // The second waits for the first.
        var failed = await administrator.Read($"{path}/deliveries");
        Assert.Equal((500, "timeout"), (failed.Number("items/1/attempts/0/status"), failed.Text("items/1/attempts/1/failure")));

        // Killed while the receiver has it and has not answered: it comes again, under the same id.
        receiver.Answers = _ => new Receiver.Answer(204, Delay: 20000);
        api.Clock.Offset += TimeSpan.FromHours(1);
        var operators = await api.Token(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        await using (var process = await ApiProcess.Start(api, "hangfire"))
        {
            var before = receiver.All.Count;
            await process.As(operators).Post("/api/v1/jobs/deliver-webhooks/wake").Expect(202, 204);
            await Waits.Until(() => receiver.All.Count > before, "a delivery");
            Assert.Equal(before + 1, receiver.All.Count);
            process.Kill();
        }
        var port = receiver.Port;
        receiver.Dispose();
        api.Clock.Offset += TimeSpan.FromDays(1);
        await Deliver();
        await referral.Answer("start").Expect(200);
        await Deliver();
        using var back = new Receiver(port);
        for (var i = 0; i < 4; i++)
        {
            api.Clock.Offset += TimeSpan.FromDays(1);
            await Deliver();
        }
        var ids = await api.Sql<string[]>($"select array_agg(id::text order by sequence) from app.outbox_event where subject_id = '{referral.Id}'");
        Assert.Equal(ids, back.Taken.Where(message => Verified(message, secret)).Select(message => message.Id));
        Assert.Equal(receiver.All.Last().Id, back.Taken[0].Id);
        Assert.Null((await (await Administrator(referral.Partner.OrganisationId)).Read(path)).At("failingSince"));
    }

    [Fact]
    public async Task What_happens_while_a_receiver_asks_to_be_left_alone_waits_until_then_or_until_it_is_enabled_anew()
    {
        using var receiver = new Receiver();
        var referral = await (await api.Given.Referral()).Written();
        var (path, _, _) = await Registered(referral.Partner.OrganisationId, receiver.Url);
        receiver.Answers = _ => new Receiver.Answer(503, Header: ("Retry-After", "7200"));
        await referral.Sent();
        await Deliver();
        receiver.Answers = _ => new Receiver.Answer(204);
        await (await api.Given.Referral(to: referral.Partner)).Sent();
        await Deliver();
        Assert.Single(receiver.All);
        api.Clock.Offset += TimeSpan.FromMinutes(121);
        await Deliver();
        Assert.Equal(3, receiver.All.Count);

        receiver.Answers = _ => new Receiver.Answer(503, Header: ("Retry-After", "7200"));
        await (await api.Given.Referral(to: referral.Partner)).Sent();
        await Deliver();
        receiver.Answers = _ => new Receiver.Answer(204);
        var administrator = await Administrator(referral.Partner.OrganisationId);
        await administrator.Post($"{path}/disable", ifMatch: (await administrator.GetAsync(path)).Tag()).Expect(200);
        await administrator.Post($"{path}/enable", ifMatch: (await administrator.GetAsync(path)).Tag()).Expect(200);
        await (await api.Given.Referral(to: referral.Partner)).Sent();
        await Deliver();
        Assert.Equal(5, receiver.All.Count);
    }

    [Fact]
    public async Task Retry_After_is_honoured_410_and_five_days_of_failures_disable_and_enabling_tells_what_was_missed()
    {
        using var receiver = new Receiver();
        var referral = await (await api.Given.Referral()).Written();
        var (path, _, administrator) = await Registered(referral.Partner.OrganisationId, receiver.Url);
        receiver.Answers = _ => new Receiver.Answer(429, Header: ("Retry-After", "7200"));
        await referral.Sent();
        await Deliver();
        api.Clock.Offset += TimeSpan.FromMinutes(110);
        await Deliver();
        Assert.Single(receiver.All);
        api.Clock.Offset += TimeSpan.FromMinutes(11);
        receiver.Answers = _ => new Receiver.Answer(302, Header: ("Location", receiver.Url)); // Followed by nobody.
        await Deliver();
        Assert.Equal(2, receiver.All.Count);
        // Neither a test nor a replay is health.
        administrator = await Administrator(referral.Partner.OrganisationId);
        var since = (await administrator.Read(path)).Text("failingSince");
        Assert.NotNull(since);
        receiver.Answers = _ => new Receiver.Answer(204);
        await administrator.Post($"{path}/test").Expect(200);
        await Deliver();
        Assert.Equal("webhook.test", receiver.Taken.Single().Json.Text("type"));
        Assert.Equal(since, (await administrator.Read(path)).Text("failingSince"));

        receiver.Answers = _ => new Receiver.Answer(503);
        for (var day = 0; day < 6; day++)
        {
            api.Clock.Offset += TimeSpan.FromHours(25);
            await Deliver();
        }
        administrator = await Administrator(referral.Partner.OrganisationId);
        var down = await administrator.Read(path);
        Assert.Equal(("disabled", "failing"), (down.Text("status"), down.Text("disabledWhy")));
        Assert.True(await api.Sql<long>("select count(*) from app.notice where kind = 'webhook-disabled'") >= 1);
        await administrator.Post($"{path}/test").ExpectProblem(409, "webhook-disabled");
        await referral.Answer("accept").Expect(200);
        var (quiet, tried) = (receiver.All.Count, receiver.Taken.Count);
        await Deliver();
        Assert.Equal(quiet, receiver.All.Count);

        receiver.Answers = _ => new Receiver.Answer(204);
        var tag = (await administrator.GetAsync(path).Expect(200)).Tag();
        await administrator.Post($"{path}/enable", null, "\"1\"").ExpectProblem(412, "stale");
        await administrator.Post($"{path}/enable", null, tag).Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(2);
        await Deliver();
        Assert.Equal(["referral.sent", "referral.accepted"], receiver.Taken.Skip(tried).Select(message => message.Json.Text("type")));

        // A replay brings the same id and number, fails, and harms nothing.
        receiver.Answers = _ => new Receiver.Answer(500);
        administrator = await Administrator(referral.Partner.OrganisationId);
        Assert.Equal(2, (await (await administrator.Post($"{path}/replay", new { fromSequence = 1 }).Expect(200)).Json()).Number("count"));
        Assert.Equal(0, (await (await administrator.Post($"{path}/replay", new { fromSequence = 1 }).Expect(200)).Json()).Number("count"));
        await Deliver();
        Assert.Equal(receiver.Taken.Skip(tried).Select(message => (message.Id, message.Sequence)),
            receiver.All.TakeLast(2).Select(message => (message.Id, message.Sequence)));
        Assert.Null((await administrator.Read(path)).At("failingSince"));

        receiver.Answers = _ => new Receiver.Answer(410);
        await referral.Answer("start").Expect(200);
        await Deliver();
        Assert.Equal("gone", (await administrator.Read(path)).Text("disabledWhy"));
        api.Clock.Offset += TimeSpan.FromDays(31);
        await api.SendAsSystem(referral.Partner.OrganisationId, new PruneWebhookLog());
        Assert.Equal(0L, await api.Sql<long>(
            $"select count(*) from app.webhook_delivery where outcome = 'delivered' and webhook_id = '{path.Split('/')[^1]}'"));
    }

    [Fact]
    public async Task For_the_hours_of_grace_both_secrets_sign_and_none_of_them_stands_anywhere()
    {
        using var receiver = new Receiver();
        var referral = await (await api.Given.Referral()).Written();
        var (path, first, administrator) = await Registered(referral.Partner.OrganisationId, receiver.Url);
        await administrator.Put($"{path}/secret", new { graceHours = 169 }).ExpectProblem(400, "validation-failed");
        var second = await Secret(administrator, path, 168);
        await referral.Sent();
        await Deliver();
        Assert.True(Verified(receiver.All.Last(), first) && Verified(receiver.All.Last(), second));
        api.Clock.Offset += TimeSpan.FromDays(7);
        await referral.Move("withdraw", new { reasonCode = "mistake" }).Expect(200);
        await Deliver();
        Assert.True(!Verified(receiver.All.Last(), first) && Verified(receiver.All.Last(), second));
        var stored = await api.Sql<string>(
            "select string_agg(x, '') from (select s::text x from access.webhook_secret s union all select e::text from audit.inbox e) y");
        Assert.DoesNotContain(first[6..], stored, StringComparison.Ordinal);
        Assert.DoesNotContain(second[6..], stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_inside_and_what_is_no_address_is_refused()
    {
        using var sender = new WebhookSender(new WebhookSettings(false, TimeSpan.FromSeconds(2), TimeSpan.FromDays(30)));
        using var receiver = new Receiver();
        foreach (var url in (string[])[receiver.Url, $"http://localhost:{receiver.Port}/", $"http://[::1]:{receiver.Port}/", $"http://0x7f.1:{receiver.Port}/",
            $"http://[::ffff:127.0.0.1]:{receiver.Port}/", "https://10.0.0.1/", "https://169.254.169.254/latest"])
        {
            var answered = await sender.Send(url, ["whsec_" + Convert.ToBase64String(new byte[32])], ("a", api.Given.Now, "{}"), [], CancellationToken.None);
            Assert.Equal((null, "address-not-allowed"), (answered.Status, answered.Failure));
        }
        Assert.Empty(receiver.All);

        var agency = await api.Given.Organisation();
        var administrator = await Administrator(agency);
        foreach (var url in (string[])["http://example.org/", "https://a:b@example.org/", "https://example.org/#x", "ftp://example.org/", "/hook", ""])
        {
            await administrator.Post(Webhooks, new { name = "W", url }).ExpectProblem(400, "validation-failed");
        }
        await administrator.Post(Webhooks, new { name = "W", url = "https://example.org/", eventTypes = new[] { "nonsense" } })
            .ExpectProblem(400, "validation-failed");
        var (path, _, _) = await Registered(agency, receiver.Url);
        var stranger = await Administrator(await api.Given.Organisation());
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.Post($"{path}/test").ExpectProblem(404, "not-found");
        await (await api.As(await api.Given.Staff(agency, Role.Partner))).GetAsync(path).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task The_operator_admits_private_networks_one_by_one_on_record()
    {
        var operators = await Administrator(await api.Given.Organisation());
        const string Networks = "/api/v1/admitted-networks";
        await operators.Post(Networks, new { network = "169.254.0.0/16", reason = "Metadaten" }).ExpectProblem(400, "validation-failed");
        var id = await (await operators.Post(Networks, new { network = "10.77.0.0/16", reason = "Netz der Stadt" }).Expect(200)).Id();
        await operators.Post(Networks, new { network = "10.77.0.0/16", reason = "Noch einmal" }).ExpectProblem(409, "network-admitted");
        Assert.Contains("10.77.0.0/16", (await operators.Read(Networks)).Values<string>("items/*/network"));
        await operators.DeleteAsync($"{Networks}/{id}").Expect(204);
        Assert.DoesNotContain("10.77.0.0/16", (await operators.Read(Networks)).Values<string>("items/*/network"));
        Assert.Equal(["insert", "update"], await api.Sql<string[]>(
            $"select array_agg(operation order by id) from audit.inbox where table_name = 'app.admitted_network' and row_id = '{id}'"));
        var town = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator) with { IsOperator = false });
        await town.Post(Networks, new { network = "10.78.0.0/16", reason = "Netz" }).ExpectProblem(403, "not-operator");
    }

    [Fact]
    public async Task Independent_libraries_accept_the_signature()
    {
        string[] secrets = [.. Enumerable.Range(1, 2).Select(n => "whsec_" + Convert.ToBase64String([.. Enumerable.Range(n, 32).Select(b => (byte)b)]))];
        const string Body = """{"type":"referral.sent","data":{"name":"Übermittlung"}}""";
        var machines = api.Given.Now - TestDay.Ahead - api.Clock.Offset; // The libraries know no other clock.
        var headers = WebhookSender.Headers(secrets, "0193b2c4-1111-7000-8000-000000000000", machines, Body)
            .ToDictionary(header => header.Name, header => header.Value);
        var received = new HeaderDictionary(headers.ToDictionary(header => header.Key, header => new StringValues(header.Value)));
        // StandardWebhooks 1.1.2 looks at the first signature of a message alone: that of the newest secret. The others look at all.
        new StandardWebhook(secrets[0]).Verify(Body, received);
        var contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));
        Assert.SkipUnless(Directory.Exists(Path.Combine(contract, "node_modules", "svix")), "npm ci in tests/contract has not run yet.");
        using var node = Process.Start(new ProcessStartInfo("node", ["webhooks.mjs"])
        {
            WorkingDirectory = contract, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { secrets, headers, body = Body }));
        node.StandardInput.Close();
        var (said, faults) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.True((await said).Trim() == "ok", await faults);
    }

    [Fact]
    public async Task A_slow_receiver_has_its_turn_and_the_rest_comes_with_the_next_runs()
    {
        await using var hasty = new Fixture.Api { Beside = api, Settings = { ["Webhooks:TurnSeconds"] = "1" } };
        await hasty.InitializeAsync();
        hasty.Clock.Offset = api.Clock.Offset;
        using var receiver = new Receiver();
        var referral = await (await api.Given.Referral()).Written();
        await Registered(referral.Partner.OrganisationId, receiver.Url);
        await referral.Sent();
        await referral.Answer("accept").Expect(200);
        for (var i = 0; i < 3; i++)
        {
            await referral.Move("message", new { text = $"Nachricht {i}" }).Expect(200);
        }
        receiver.Answers = _ => new Receiver.Answer(204, Delay: 600);
        await hasty.SendAsSystem(null, new DeliverWebhooks());
        Assert.InRange(receiver.Taken.Count, 1, 3);
        await hasty.SendAsSystem(null, new DeliverWebhooks());
        await hasty.SendAsSystem(null, new DeliverWebhooks());
        Assert.Equal([1L, 2L, 3L, 4L, 5L], receiver.Taken.Select(message => message.Sequence));
    }

    [Fact]
    public async Task What_goes_wrong_with_one_organisations_events_keeps_nobody_elses_back()
    {
        using var receiver = new Receiver();
        var (broken, whole) = (await (await api.Given.Referral()).Written(), await (await api.Given.Referral()).Written());
        foreach (var referral in new[] { broken, whole })
        {
            await Registered(referral.Partner.OrganisationId, receiver.Url);
            await referral.Sent();
        }
        await api.Execute($"""
            create function app.broken() returns trigger language plpgsql as 'begin raise exception ''broken''; end';
            create trigger broken before insert on app.webhook_delivery for each row
                when (new.organisation_id = '{broken.Partner.OrganisationId}') execute function app.broken()
            """);
        try
        {
            var failure = await Record.ExceptionAsync(Deliver);
            Assert.IsType<AggregateException>(failure);
            Assert.Equal([$"{whole.Id}"], receiver.Taken.Select(message => message.Json.Text("data/referralId")));
        }
        finally
        {
            await api.Execute("drop function app.broken() cascade");
        }
        await Deliver();
        Assert.Equal(2, receiver.Taken.Count);
    }

    private Task<int> Deliver() => api.SendAsSystem(null, new DeliverWebhooks());

    private async Task<HttpClient> Administrator(Guid organisation) => await api.As(await api.Given.Staff(organisation, Role.Administrator));

    private async Task<(string Path, string Secret, HttpClient Administrator)> Registered(Guid organisation, string url, params string[] eventTypes)
    {
        var administrator = await Administrator(organisation);
        var path = $"{Webhooks}/{await (await administrator.Post(Webhooks, new { name = "Fachverfahren", url, eventTypes }).Expect(201)).Id()}";
        await administrator.Post($"{path}/test").ExpectProblem(409, "webhook-no-secret");
        return (path, await Secret(administrator, path, 0), administrator);
    }

    private static async Task<string> Secret(HttpClient administrator, string path, int graceHours) =>
        (await (await administrator.Put($"{path}/secret", new { graceHours }).Expect(200)).Json()).Text("secret")!;

    // As the library signs it, at the time that the message names: the clock of tests is not the library's.
    private static bool Verified(Receiver.Received message, string secret) => message.Signature.Split(' ').Contains(
        new StandardWebhook(secret).Sign(message.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Timestamp, null)), message.Body));
}
