using System.Text.Json.Nodes;
using CaseManagement.Api.Outbox;
using CaseManagement.ApiTests.Fixture;
using MailKit.Security;
using MimeKit;

namespace CaseManagement.ApiTests.Outbox;

/// <summary>Who has no software is told by mail that there is news: at least once, under one Message-ID, and nothing about anybody.</summary>
[TakesLong]
public sealed class MailTests : IClassFixture<SmtpServer>
{
    private const string Addresses = "/api/v1/mail-addresses";

    private readonly SmtpServer server;
    private readonly Fixture.Api api;

    public MailTests(SmtpServer server)
    {
        SmtpServer.Needed();
        (this.server, api) = (server, server.Api);
    }

    [Theory]
    [InlineData("de", "Neues zu 2 Vermittlungen", "gibt es Neues zu 2 Vermittlungen")]
    [InlineData("en", "News about 2 referrals", "about 2 referrals")]
    public async Task What_others_do_within_a_quarter_of_an_hour_is_one_mail_that_says_how_much_and_nothing_of_anybody(
        string language, string subject, string words)
    {
        var (first, address) = await Told(language);
        var second = await (await api.Given.Referral()).Written();
        await api.Execute($"update app.referral set recipient_id = '{first.Partner.OrganisationId}' where id = '{second.Id}'");
        await api.Execute($"update app.service set provider_id = '{first.Partner.OrganisationId}' where id = '{second.Service}'");
        await api.Execute($"update app.consent set recipient_organisation_ids = array['{first.Partner.OrganisationId}'::uuid] where id = '{second.Consent}'");
        var preview = await first.Preview();
        await first.Sent();
        await second.Sent();
        await first.Move("message", new { text = "Bitte nach 16 Uhr anrufen." }).Expect(200);
        await Send();
        Assert.Empty(await To(address)); // Still gathered.
        await first.Answer("accept").Expect(200);
        Later(TimeSpan.FromMinutes(16));
        await Send();
        await Send();

        var mail = Assert.Single(await To(address));
        Assert.True(mail.IsSecure);
        Assert.Equal((SmtpServer.From, subject), (mail.From, mail.Message.Subject));
        Assert.Contains(words, mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://sign-in.example.org/partner\n", mail.Text, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Message.Headers[HeaderId.AutoSubmitted]);
        var known = Words(preview["document"]!).Concat(Words(preview["restricted"])).Concat((string[])[$"{first.Id}", $"{second.Id}", $"{first.Of.ClientId}",
            await api.Sql<string>($"select name from app.service where id = '{first.Service}'"),
            await api.Sql<string>($"select name from app.organisation where id = '{first.Of.OrganisationId}'"),
            await api.Sql<string>($"select family_name from app.client where id = '{first.Of.ClientId}'"), "16 Uhr"]).ToList();
        Assert.True(known.Count > 10);
        Assert.All(known, word => Assert.DoesNotContain(word, $"{mail.Raw}\n{mail.Message.Subject}\n{mail.Text}", StringComparison.OrdinalIgnoreCase));

        // What the partner does itself is no news; what the sender does then is.
        await first.Answer("start").Expect(200);
        Later(TimeSpan.FromMinutes(16));
        await Send();
        Assert.Single(await To(address));
        await first.Move("withdraw", new { reasonCode = "mistake" }).Expect(200);
        Later(TimeSpan.FromMinutes(16));
        await Send();
        var mails = await To(address);
        Assert.Equal(2, mails.Count);
        Assert.NotEqual(mails[0].Message.MessageId, mails[1].Message.MessageId);
    }

    [Fact]
    public async Task A_refusal_for_good_is_shown_to_the_administrator_and_what_was_missed_is_told_once_the_address_is_confirmed_again()
    {
        var (referral, address) = await Told();
        var administrator = await Administrator(referral.Partner.OrganisationId);
        await referral.Sent();
        await server.Behave(new { recipients = new Dictionary<string, int> { [address.Text] = 550 } });
        Later(TimeSpan.FromMinutes(16));
        await Send();
        administrator = await Administrator(referral.Partner.OrganisationId);
        var shown = await administrator.Read(address.Path);
        Assert.Equal(("refused", "refused", 550, "5.1.1"),
            (shown.Text("status"), shown.Text("whyNothingIsSent"), shown.Number("refusedStatus"), shown.Text("refusedCode")));
        Assert.NotEqual(0L, await api.Sql<long>(
            $"select count(*) from app.notice where kind = 'mail-refused' and subject_id = '{address.Path.Split('/')[^1]}'"));
        var log = await administrator.Read($"{address.Path}/mails?outcome=refused&count=true");
        Assert.Equal((1, 550, "news"), (log.Number("count"), log.Number("items/0/attempts/0/status"), log.Text("items/0/kind")));
        // It is left alone from now on.
        await referral.Move("message", new { text = "Und noch etwas." }).Expect(200);
        await server.Fresh();
        Later(TimeSpan.FromHours(5));
        await Send();
        Assert.Equal(0, await server.Tried());

        administrator = await Administrator(referral.Partner.OrganisationId);
        await Ok(administrator, address.Path, "send-code");
        await Send();
        await Ok(administrator, address.Path, "confirm", new { code = Code(Assert.Single(await To(address))) });
        await Send();
        Assert.Equal("Neues zu einer Vermittlung", (await To(address))[1].Message.Subject);
    }

    [Theory]
    [InlineData("""{"recipient":451}""", 451, "4.2.2", null)]
    [InlineData("""{"data":452}""", 452, "4.7.1", null)]
    [InlineData("""{"connect":421}""", 421, "4.3.2", null)]
    [InlineData("""{"connect":554}""", 554, "4.3.2", null)]
    [InlineData("""{"from":550}""", 550, "5.7.1", null)] // Who sends is wrong: nobody's address is to blame for that.
    [InlineData("""{"hang":"connect"}""", null, null, "timeout")]
    [InlineData("""{"hang":"data"}""", null, null, "timeout")]
    [InlineData("""{"slow":10000}""", null, null, "timeout")]
    [InlineData("""{"cut":true}""", null, null, "closed")]
    public async Task A_server_that_refuses_for_now_hangs_is_slow_or_cuts_the_line_delays_and_the_mail_comes_under_the_same_id(
        string behaviour, int? status, string? code, string? failure)
    {
        var (referral, address) = await Told();
        await referral.Sent();
        await server.Behave(JsonNode.Parse(behaviour)!);
        Later(TimeSpan.FromMinutes(16));
        if (failure == "timeout")
        {
            await using var hasty = await Instance(patience: 3);
            await hasty.SendAsSystem(null, new SendMails());
        }
        else
        {
            await Send();
        }
        var administrator = await Administrator(referral.Partner.OrganisationId);
        var log = await administrator.Read($"{address.Path}/mails");
        Assert.Equal((status, code, failure, null), (log.Number("items/0/attempts/0/status"), log.Text("items/0/attempts/0/code"),
            log.Text("items/0/attempts/0/failure"), log.Text("items/0/outcome")));
        Assert.DoesNotContain("Haddad", log.ToJsonString(), StringComparison.Ordinal); // The server's words may name anybody.
        Assert.NotNull((await administrator.Read(address.Path)).Text("waitingSince"));
        var tried = await server.Tried();
        await Send(); // Not before its time.
        Assert.Equal(tried, await server.Tried());

        // News of the time in between goes with the next mail: this one stays as it was first tried.
        await referral.Move("message", new { text = "Und noch etwas." }).Expect(200);
        await server.Behave(new { });
        Later(TimeSpan.FromMinutes(20));
        await Send();
        Assert.All((await server.Seen()).Where(mail => mail.To.Contains(address.Text)),
            mail => Assert.Equal(log.Text("items/0/messageId"), mail.Message.MessageId));
        Assert.Equal(log.Text("items/0/messageId"), (await To(address))[^1].Message.MessageId);
        Later(TimeSpan.FromMinutes(16));
        await Send();
        Assert.NotEqual(log.Text("items/0/messageId"), (await To(address))[^1].Message.MessageId);
        Assert.Null((await (await Administrator(referral.Partner.OrganisationId)).Read(address.Path)).Text("waitingSince"));
    }

    [Fact]
    public async Task A_week_of_a_server_that_is_not_there_loses_nothing_and_is_asked_at_least_every_two_hours()
    {
        var (referral, address) = await Told();
        await referral.Sent();
        await server.Behave(new { connect = 421 });
        Later(TimeSpan.FromMinutes(16));
        for (var hours = 0; hours < 7 * 24; hours += 2)
        {
            await Send();
            Later(TimeSpan.FromHours(2));
        }
        await server.Behave(new { });
        await Send();
        var mail = Assert.Single(await To(address));
        Assert.Equal(85, await api.Sql<int>($"select attempts from app.mail where message_id = '{mail.Message.MessageId}'"));
    }

    [Fact]
    public async Task Two_instances_at_once_send_each_mail_once()
    {
        await using var one = await Instance(patience: 60);
        await using var other = await Instance(patience: 60);
        var told = new List<(GivenReferral Referral, Address Address)>();
        for (var i = 0; i < 4; i++)
        {
            told.Add(await Told(isFirst: i == 0));
            await told[i].Referral.Sent();
        }
        await server.Behave(new { slow = 200 });
        Later(TimeSpan.FromMinutes(16));
        one.Clock.Offset = other.Clock.Offset = api.Clock.Offset;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? one : other).SendAsSystem(null, new SendMails())));
        foreach (var (_, address) in told)
        {
            Assert.Single(await To(address));
        }
    }

    [Fact]
    public async Task An_API_that_is_killed_while_the_server_has_the_mail_sends_it_again_under_the_same_id()
    {
        var (referral, address) = await Told();
        await referral.Sent();
        Later(TimeSpan.FromMinutes(16));
        await server.Behave(new { hang = "data" });
        var settings = server.Settings();
        settings["TokenServer:Issuer"] = Fixture.Api.Issuer;
        var operators = await api.Token(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        await using (var process = await ApiProcess.Start(api, "hangfire", settings))
        {
            await process.As(operators).Post("/api/v1/jobs/send-mails/wake").Expect(202, 204);
            await Waits.Until(async () => (await server.Seen()).Any(mail => mail.To.Contains(address.Text)), "a mail that was read");
            process.Kill();
        }
        await server.Behave(new { });
        await Send();
        Assert.Empty(await To(address)); // Claimed still: the other one may be alive.
        Later(TimeSpan.FromMinutes(7));
        await Send();
        var seen = (await server.Seen()).Where(mail => mail.To.Contains(address.Text)).ToList();
        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0].Message.MessageId, seen[1].Message.MessageId);
        Assert.Equal(seen[0].Raw, seen[1].Raw);
        Assert.Single(await To(address));
    }

    [Fact]
    public async Task Nothing_leaves_unencrypted_to_a_server_of_unknown_authority_or_without_signing_in_where_that_is_asked()
    {
        await server.Fresh();
        var mail = new MailToSend(Guid.NewGuid(), "a@example.org", "b@example.org", MailLanguage.En, 1, null, api.Given.Now);
        var right = new MailServer("localhost", server.Port, new MailboxAddress(null, SmtpServer.From), SecureSocketOptions.StartTls, "sender", "right",
            [System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(server.CaFile)], TimeSpan.FromSeconds(2),
            new Uri("https://sign-in.example.org/partner"));
        await Fails("starttls-missing", right with { Port = server.PortWithoutTls });
        await Fails("tls", right with { Authorities = [] });
        await Fails("tls", right with { Host = "127.0.0.1" }); // Another name than the certificate's.
        await Fails("authentication", right with { Password = "wrong" });
        await Fails("connection", right with { Port = Ports.Free() });
        await Fails("name", right with { Host = "no-such-host.invalid" });
        Assert.Empty(await server.Seen());
        Assert.Equal(MailOutcome.Delivered, (await new MailSender().Send(right, mail, TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal("sender", Assert.Single(await server.Mails()).User);

        async Task Fails(string failure, MailServer at)
        {
            var answer = await new MailSender().Send(at, mail, TestContext.Current.CancellationToken);
            Assert.Equal((null, true, failure), (answer.Outcome, answer.IsOfServer, answer.Failure));
        }
    }

    [Fact]
    public async Task Who_has_software_gets_no_mail()
    {
        var (referral, address) = await Told();
        var agency = referral.Partner.OrganisationId;
        var webhook = await api.Given.Webhook(agency, "https://fachverfahren.example.org/");
        await api.Execute($"update app.webhook set secret_changed_at = created_at where id = '{webhook}'");
        await referral.Sent();
        Later(TimeSpan.FromMinutes(16));
        await Send();
        Assert.Equal("webhook", (await (await Administrator(agency)).Read(address.Path)).Text("whyNothingIsSent"));
        await api.Execute($"update app.webhook set status = 'disabled', disabled_at = created_at, disabled_why = 'by_hand' where id = '{webhook}'");
        var machine = await api.Given.Machine(agency, Scope.Partner);
        await api.Execute($"insert into access.api_client_use (api_client_id, at) values ('{machine.Client.Id}', '{api.Given.Now:O}')");
        await referral.Move("message", new { text = "Noch etwas." }).Expect(200);
        Later(TimeSpan.FromMinutes(16));
        await Send();
        Assert.Equal("machine", (await (await Administrator(agency)).Read(address.Path)).Text("whyNothingIsSent"));
        Assert.Empty(await To(address));
        // A machine that nobody hears of any more tells nobody either.
        Later(TimeSpan.FromDays(8));
        await referral.Move("message", new { text = "Noch etwas." }).Expect(200);
        Later(TimeSpan.FromMinutes(16));
        await Send();
        Assert.Single(await To(address));
        Assert.Null((await (await Administrator(agency)).Read(address.Path)).Text("whyNothingIsSent"));
    }

    [Fact]
    public async Task An_address_is_confirmed_by_the_code_that_was_sent_there_and_by_no_other()
    {
        await server.Fresh();
        var agency = await api.Given.Organisation();
        var administrator = await Administrator(agency);
        foreach (var wrong in (string[])
            ["", "a", "a@b", "a@example.org\n", "Amt <a@example.org>", "a@example.org\r\nBcc: b@example.org", "a b@example.org", "ä@example.org",
            ".a@example.org", "a.@example.org", "a..b@example.org", $"{new string('a', 65)}@example.org", $"a@{new string('a', 64)}.org"])
        {
            await administrator.Post(Addresses, new { address = wrong, language = "de" }).ExpectProblem(400, "validation-failed");
        }
        var made = await administrator.Post(Addresses, new { address = "eingang@example.org", language = "de" }).Expect(201);
        var path = made.Headers.Location!.ToString();
        await administrator.Post(Addresses, new { address = "Eingang@Example.org", language = "en" }).ExpectProblem(409, "mail-address-exists");
        var unconfirmed = await administrator.Read(path);
        Assert.Equal(("unconfirmed", "unconfirmed"), (unconfirmed.Text("status"), unconfirmed.Text("whyNothingIsSent")));
        await Send();
        var code = Code(Assert.Single(await server.Mails(), mail => mail.To.Contains("eingang@example.org")));
        await administrator.Post($"{path}/confirm", new { code }).ExpectProblem(428, "if-match-required");
        await administrator.Post($"{path}/confirm", new { code }, "\"1\"").ExpectProblem(412, "stale");
        await administrator.Post($"{path}/confirm", new { code = "aaaa-bbbb-cccc" }, made.Tag()).ExpectProblem(409, "mail-code-wrong");
        await administrator.Post($"{path}/send-code", null, made.Tag()).ExpectProblem(409, "mail-code-recent");
        await Ok(administrator, path, "confirm", new { code });
        Assert.Equal("active", (await administrator.Read(path)).Text("status"));

        // Another address is nobody's yet, and the old code is not its.
        var tag = (await administrator.GetAsync(path).Expect(200)).Tag();
        await administrator.Put(path, new { address = "neu@example.org", language = "en" }, tag).Expect(200);
        tag = (await administrator.GetAsync(path).Expect(200)).Tag();
        await administrator.Post($"{path}/confirm", new { code }, tag).ExpectProblem(409, "mail-code-wrong");
        await Send();
        code = Code(Assert.Single(await server.Mails(), mail => mail.To.Contains("neu@example.org")));
        Later(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        administrator = await Administrator(agency);
        await administrator.Post($"{path}/confirm", new { code }, tag).ExpectProblem(409, "mail-code-wrong");

        Assert.DoesNotContain(code, await api.Sql<string>("""
            select string_agg(x, '') from (select m::text x from app.mail m union all select e::text from audit.inbox e
                union all select a::text from access.idempotent_answer a) y
            """), StringComparison.Ordinal);
        var stranger = await Administrator(await api.Given.Organisation());
        foreach (var there in (string[])[path, $"{path}/mails"])
        {
            await stranger.GetAsync(there).ExpectProblem(404, "not-found");
        }
        await stranger.Post($"{path}/send-code", null, tag).ExpectProblem(404, "not-found");
        await stranger.DeleteAsync(path).ExpectProblem(404, "not-found");
        await (await api.As(await api.Given.Staff(agency, Role.Partner))).GetAsync(path).ExpectProblem(403, "not-permitted");
        Assert.Empty((await stranger.Read(Addresses)).Values<string>("items/*/address"));
        await administrator.DeleteAsync(path).Expect(204);
        await administrator.DeleteAsync(path).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Nothing_goes_to_an_address_that_was_changed_or_taken_away_and_of_more_than_five_the_last_are_refused_at_once_too()
    {
        var (referral, address) = await Told();
        await referral.Sent();
        await server.Behave(new { recipient = 451 });
        Later(TimeSpan.FromMinutes(16));
        await Send();
        var administrator = await Administrator(referral.Partner.OrganisationId);
        await administrator.Put(address.Path, new { address = "andere@example.org", language = "de" },
            (await administrator.GetAsync(address.Path).Expect(200)).Tag()).Expect(200);
        await server.Fresh();
        Later(TimeSpan.FromHours(3));
        await Send();
        Assert.Empty(await To(address));
        administrator = await Administrator(referral.Partner.OrganisationId);
        var code = Code(Assert.Single(await server.Mails(), mail => mail.To.Contains("andere@example.org")));
        await Ok(administrator, address.Path, "confirm", new { code });
        await Send();
        Assert.Equal(2, (await server.Mails()).Count(mail => mail.To.Contains("andere@example.org"))); // The news of before.

        var more = await Task.WhenAll(Enumerable.Range(0, 9).Select(n =>
            administrator.Post(Addresses, new { address = $"a{n}@example.org", language = "de" })));
        Assert.Equal(4, more.Count(answer => (int)answer.StatusCode == 201));
        Assert.Equal(5, more.Count(answer => (int)answer.StatusCode == 409));
        await administrator.DeleteAsync(address.Path).Expect(204);
        await administrator.Post(Addresses, new { address = "a9@example.org", language = "de" }).Expect(201);
    }

    [Fact]
    public async Task What_was_sent_is_forgotten_after_a_month_and_what_waits_is_not()
    {
        var (referral, address) = await Told();
        await referral.Sent();
        Later(TimeSpan.FromMinutes(16));
        await Send();
        await referral.Move("message", new { text = "Noch etwas." }).Expect(200);
        await server.Behave(new { connect = 421 });
        Later(TimeSpan.FromMinutes(16));
        await Send();
        Later(TimeSpan.FromDays(31));
        await api.SendAsSystem(referral.Partner.OrganisationId, new PruneMailLog());
        var log = await (await Administrator(referral.Partner.OrganisationId)).Read($"{address.Path}/mails?count=true");
        Assert.Equal((1, null), (log.Number("count"), log.Text("items/0/outcome")));
    }

    [Fact]
    public async Task An_address_that_has_refused_mail_is_not_confirmed_by_the_code_of_before()
    {
        await server.Fresh();
        await api.Execute("delete from app.mail_address");
        var referral = await (await api.Given.Referral()).Written();
        var administrator = await Administrator(referral.Partner.OrganisationId);
        var path = (await administrator.Post(Addresses, new { address = "alt@example.org", language = "de" }).Expect(201)).Headers.Location!.ToString();
        await Send();
        var code = Code(Assert.Single(await server.Mails(), mail => mail.To.Contains("alt@example.org")));
        await Ok(administrator, path, "confirm", new { code });
        await referral.Sent();
        await server.Behave(new { recipients = new Dictionary<string, int> { ["alt@example.org"] = 550 } });
        Later(TimeSpan.FromMinutes(16));
        await Send();
        administrator = await Administrator(referral.Partner.OrganisationId);
        var refused = await administrator.GetAsync(path).Expect(200);
        Assert.Equal("refused", (await refused.Json()).Text("status"));
        await administrator.Post($"{path}/confirm", new { code }, refused.Tag()).ExpectProblem(409, "mail-address-refused");
        await Ok(administrator, path, "send-code");
    }

    [Fact]
    public async Task An_address_that_no_server_would_take_is_refused_for_good_and_stops_no_run()
    {
        var nowhere = new MailServer("localhost", Ports.Free(), new MailboxAddress(null, SmtpServer.From), SecureSocketOptions.StartTls, null, null,
            [], TimeSpan.FromSeconds(2), new Uri("https://sign-in.example.org/partner"));
        var mail = new MailToSend(Guid.NewGuid(), "a@example.org", ".b@example.org", MailLanguage.En, 1, null, api.Given.Now);
        var answer = await new MailSender().Send(nowhere, mail, TestContext.Current.CancellationToken);
        Assert.Equal((MailOutcome.Refused, false, 553), (answer.Outcome, answer.IsOfServer, answer.Status));
    }

    [Fact]
    public async Task A_code_goes_to_one_address_once_in_ten_minutes_whatever_becomes_of_the_entry()
    {
        var agency = await api.Given.Organisation();
        var administrator = await Administrator(agency);
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            administrator.Post(Addresses, new { address = "opfer@example.org", language = "de" })));
        var path = Assert.Single(answers, answer => (int)answer.StatusCode == 201).Headers.Location!.ToString();
        await administrator.DeleteAsync(path).Expect(204);
        await administrator.Post(Addresses, new { address = "Opfer@Example.org", language = "en" }).ExpectProblem(409, "mail-code-recent");
        // Nor by changing another entry there and back.
        var made = await administrator.Post(Addresses, new { address = "andere@example.org", language = "de" }).Expect(201);
        path = made.Headers.Location!.ToString();
        await administrator.Put(path, new { address = "opfer@example.org", language = "de" }, made.Tag()).ExpectProblem(409, "mail-code-recent");
        var changed = await administrator.Put(path, new { address = "dritte@example.org", language = "de" }, made.Tag()).Expect(200);
        await administrator.Put(path, new { address = "andere@example.org", language = "de" }, changed.Tag()).ExpectProblem(409, "mail-code-recent");
        // Another organisation's is its own; after ten minutes it is forgotten.
        await (await Administrator(await api.Given.Organisation())).Post(Addresses, new { address = "opfer@example.org", language = "de" }).Expect(201);
        Later(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        administrator = await Administrator(agency);
        await administrator.Post(Addresses, new { address = "opfer@example.org", language = "de" }).Expect(201);
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.mail_code where organisation_id = '{agency}'"));
    }

    // Another one beside it, which gives a mail so many seconds.
    private async Task<Fixture.Api> Instance(int patience)
    {
        var instance = new Fixture.Api { Beside = api };
        foreach (var (name, value) in server.Settings())
        {
            instance.Settings[name] = value;
        }
        instance.Settings["Mail:TimeoutSeconds"] = $"{patience}";
        await instance.InitializeAsync();
        instance.Clock.Offset = api.Clock.Offset;
        return instance;
    }

    private Task<int> Send() => api.SendAsSystem(null, new SendMails());

    private void Later(TimeSpan by) => api.Clock.Offset += by;

    private async Task<HttpClient> Administrator(Guid organisation) => await api.As(await api.Given.Staff(organisation, Role.Administrator));

    private static async Task Ok(HttpClient administrator, string path, string action, object? body = null) =>
        await administrator.Post($"{path}/{action}", body, (await administrator.GetAsync(path).Expect(200)).Tag()).Expect(200);

    private sealed record Address(string Path, string Text);

    // A referral that is written and not sent, and the partner's address, which is told; what other tests have left waiting is settled.
    private async Task<(GivenReferral Referral, Address Address)> Told(string language = "de", bool isFirst = true)
    {
        if (isFirst)
        {
            await server.Fresh();
            await api.Execute("delete from app.mail_address");
        }
        var referral = await (await api.Given.Referral()).Written();
        var id = await api.Given.MailAddress(referral.Partner.OrganisationId, isConfirmed: true, language == "de" ? MailLanguage.De : MailLanguage.En);
        return (referral, new Address($"{Addresses}/{id}", await api.Sql<string>($"select address from app.mail_address where id = '{id}'")));
    }

    private async Task<IReadOnlyList<SmtpServer.Taken>> To(Address address) => [.. (await server.Mails()).Where(mail => mail.To.Contains(address.Text))];

    private static string Code(SmtpServer.Taken mail) => mail.Text.Split('\n').Single(line => line.Length == 14 && line.Count(letter => letter == '-') == 2);

    // Every text of a document that says something.
    private static IEnumerable<string> Words(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Words(member.Value)),
        JsonArray items => items.SelectMany(Words),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String && value.GetValue<string>() is { Length: > 3 } text => [text],
        _ => [],
    };
}
