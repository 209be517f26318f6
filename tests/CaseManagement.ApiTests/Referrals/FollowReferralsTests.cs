using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Referrals;
using CaseManagement.Api.Rules;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Dev;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>A partner's software keeps up by a cursor, and tells how things stand by its own file numbers.</summary>
public sealed class FollowReferralsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Changes = "/api/v1/partner/referrals/changes", Report = "/api/v1/partner/referrals/report", Receipts = "/api/v1/partner/receipts";

    [Fact]
    public async Task The_feed_tells_both_sides_steps_in_order_and_what_has_to_go()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var machine = await Machine(referral);
        var (first, cursor) = await Follow(machine, null);
        Assert.Equal(["referral.sent"], first.Select(Type));
        Assert.Equal("sent", first[0].Text("referral/status"));
        Assert.DoesNotContain(referral.Of.ClientId.ToString(), first[0]!.ToJsonString(), StringComparison.Ordinal);

        await referral.Answer("accept").Expect(200);
        await referral.Move("message", new { text = "Danke." }).Expect(200);
        await referral.Move("correct", new { topic = "contact", text = "Neu", reason = "Vertippt" }).Expect(200);
        var (then, next) = await Follow(machine, cursor, "&limit=2");
        Assert.Equal(["referral.accepted", "referral.message"], then.Select(Type));
        var (rest, end) = await Follow(machine, next);
        Assert.Equal(["referral.corrected"], rest.Select(Type));
        Assert.Equal([2L, 3L, 4L], then.Concat(rest).Select(change => change.Value<long>("sequence")));
        var (none, same) = await Follow(machine, end);
        Assert.Equal((0, end), (none.Count, same));

        await referral.Move("withdraw", new { reasonCode = "mistake" }).Expect(200);
        var (gone, _) = await Follow(machine, end);
        Assert.Equal(("withdrawn", (JsonNode?)null), (gone.Single().Text("tombstone"), gone.Single().At("referral")));
        await machine.GetAsync($"{Changes}?cursor=nonsense").ExpectProblem(400, "cursor-invalid");
        await machine.GetAsync($"{Changes}?limit=0").ExpectProblem(400, "validation-failed");
        // Another organisation's feed knows nothing of it.
        Assert.Empty((await Follow((await MachineKey.Registered(api, await api.Given.Organisation(), "partner")).Client, null)).Items);
    }

    [Fact]
    public async Task What_is_there_no_longer_has_to_go()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var machine = await Machine(referral);
        var (_, cursor) = await Follow(machine, null);
        // Nothing of the product deletes what was sent; an erasure by whoever owns the database does, and frozen rows have to be freed for it.
        await api.Execute($"""
            begin;
            set local session_replication_role = replica;
            delete from app.referral_snapshot where referral_id = '{referral.Id}';
            delete from app.referral_move where referral_id = '{referral.Id}';
            delete from app.disclosure where referral_id = '{referral.Id}';
            delete from app.referral_draft where id = '{referral.Id}';
            set local session_replication_role = origin;
            delete from app.referral where id = '{referral.Id}';
            commit;
            """);
        var (gone, _) = await Follow(machine, cursor);
        Assert.Equal(("referral.deleted", "deleted", (JsonNode?)null),
            (Type(gone.Single()), gone.Single().Text("tombstone"), gone.Single().At("referral")));
        // Whoever begins anew learns it of the earlier event, too.
        var (all, _) = await Follow(machine, null);
        Assert.Equal(["deleted", "deleted"], all.Select(change => change.Text("tombstone")));
        await machine.GetAsync(referral.PartnerPath).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Whoever_takes_the_person_over_is_no_recipient_any_more_and_has_the_referral_as_its_sender()
    {
        var (handover, referral) = await ToItsProvider();
        var machine = await Machine(referral);
        var (_, cursor) = await Follow(machine, null);
        await handover.Accepted();
        var (gone, _) = await Follow(machine, cursor);
        Assert.Equal(("referral.sender_changed", "taken_over", (JsonNode?)null),
            (Type(gone.Single()), gone.Single().Text("tombstone"), gone.Single().At("referral")));
        await machine.GetAsync(referral.PartnerPath).ExpectProblem(404, "not-found");
        Assert.Empty((await machine.Read("/api/v1/partner/referrals"))["items"]!.AsArray());
        Assert.Equal(referral.Partner.OrganisationId.ToString(), (await (await handover.To).Read(referral.Path)).Text("senderId"));
    }

    [Fact]
    public async Task A_consent_that_is_taken_back_is_a_tombstone_once_the_partner_has_told_what_it_did_until_a_new_one_is_given()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        var machine = await Machine(referral);
        var (_, cursor) = await Follow(machine, null);
        await referral.Withdraw();
        (var items, cursor) = await Follow(machine, cursor);
        Assert.Equal(("referral.blocked", "True", (JsonNode?)null),
            (Type(items.Single()), $"{items.Single().Value<bool>("referral/isBlocked")}", items.Single().At("tombstone")));
        await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).Expect(200);
        (items, cursor) = await Follow(machine, cursor);
        Assert.Equal(("referral.withdrawal_confirmed", "consent_withdrawn"), (Type(items.Single()), items.Single().Text("tombstone")));
        await referral.Move("unblock", new { consentId = await api.Given.ConsentFor(referral.Of, [referral.Partner.OrganisationId]) }).Expect(200);
        (items, _) = await Follow(machine, cursor);
        Assert.Equal(("referral.unblocked", "in_progress", (JsonNode?)null),
            (Type(items.Single()), items.Single().Text("referral/status"), items.Single().At("tombstone")));
    }

    // A household that goes to the organisation to which one of its persons was referred.
    private async Task<(GivenHandover, GivenReferral)> ToItsProvider()
    {
        var district = await api.Given.Organisation(OrganisationKind.District);
        var from = await api.Given.Team(district);
        var sender = await api.Given.Staff(district, Role.Caseworker, from);
        var association = await api.Given.Organisation(OrganisationKind.WelfareAssociation);
        var team = await api.Given.Team(association);
        var receiver = await api.Given.Staff(association, Role.Caseworker, team);
        var of = (await api.Given.CasesOfHousehold(from, sender, 1))[0];
        var referral = new GivenReferral(api, of, await api.Given.Staff(association, Role.Partner), await api.Given.Service(sender, association),
            await api.Given.ConsentFor(of, [association]));
        await referral.Sent();
        return (new GivenHandover(api, sender, receiver, team, [of]), referral);
    }

    [Fact]
    public async Task What_was_begun_earlier_and_commits_later_comes_later_and_is_not_lost()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var machine = await Machine(referral);
        var (_, cursor) = await Follow(machine, null);
        JsonArray seen = [];
        await api.InOrganisation(referral.Of.OrganisationId, async db =>
        {
            await using var slow = await db.Database.BeginTransactionAsync();
            db.Add(Message(referral, api.Given.Now.AddHours(-1)));
            await db.SaveChangesAsync();
            await Write(referral);
            (seen, cursor) = await Follow(machine, cursor);
            await slow.CommitAsync();
            return true;
        });
        Assert.Equal(2L, seen.Single().Value<long>("sequence"));
        var (late, _) = await Follow(machine, cursor);
        Assert.Equal(3L, late.Single().Value<long>("sequence"));
        Assert.True(late.Single().Value<DateTimeOffset>("at") < seen.Single().Value<DateTimeOffset>("at"));
    }

    [Fact]
    public async Task Of_many_who_write_while_many_read_every_event_is_told_once_and_without_a_gap()
    {
        const int Count = 40;
        var referral = await (await api.Given.Referral()).Sent();
        var machine = await Machine(referral);
        var writing = Task.WhenAll(Enumerable.Range(0, Count).Select(async n =>
        {
            await Task.Delay(n * 7 % 50);
            await Write(referral);
        }));
        var read = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            List<JsonNode> all = [];
            string? cursor = null;
            for (var done = false; ;)
            {
                var (items, next) = await Follow(machine, cursor, "limit=7");
                all.AddRange(items!);
                cursor = next;
                if (items.Count == 0 && done)
                {
                    return all;
                }
                done = writing.IsCompleted;
            }
        }));
        await writing;
        var ids = await api.Sql<Guid[]>($"select array_agg(id) from app.outbox_event where subject_id = '{referral.Id}'");
        Assert.Equal(Count + 1, ids.Length);
        foreach (var all in read)
        {
            Assert.Equal(ids.Order(), all.Select(change => change.Value<Guid>("eventId")).Order());
            Assert.Equal(Enumerable.Range(1, Count + 1).Select(n => (long)n), all.Select(change => change.Value<long>("sequence")));
        }
    }

    [Fact]
    public async Task By_its_own_file_number_a_partner_creates_updates_is_ignored_and_refused_and_asks_for_receipts()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var machine = await Machine(referral);
        var first = Guid.NewGuid();
        Assert.Equal(("created", null), await Tell(new { messageId = first, reference = "A-1", referralId = referral.Id, answer = "accept" }));
        Assert.Equal("accepted", await referral.Status());
        Assert.Equal(("created", null), await Tell(new { messageId = first, reference = "A-1", referralId = referral.Id, answer = "accept" })); // As before.
        await machine.Post(Report, new { messageId = first, reference = "A-1", referralId = referral.Id, answer = "start" })
            .ExpectProblem(422, "message-id-reused");
        Assert.Equal(("ignored", "nothing-new"), await Tell(new { messageId = Guid.NewGuid(), reference = "A-1", answer = "accept" }));
        Assert.Equal(("updated", null), await Tell(new { messageId = Guid.NewGuid(), reference = "A-1", answer = "start" }));
        Assert.Equal(("ignored", "nothing-new"), await Tell(new { messageId = Guid.NewGuid(), reference = "A-1", answer = "resume" })); // It was never on hold.
        Assert.Equal(("updated", null), await Tell(new { messageId = Guid.NewGuid(), reference = "A-2", referralId = referral.Id }));
        Assert.Equal(("refused", "reference-unknown"), await Tell(new { messageId = Guid.NewGuid(), reference = "A-1", answer = "resume" }));
        var refused = Guid.NewGuid();
        Assert.Equal(("refused", "referral-transition"),
            await Tell(new { messageId = refused, reference = "A-3", referralId = referral.Id, answer = "accept" }));
        Assert.Equal(("refused", "referral-transition"),
            await Tell(new { messageId = refused, reference = "A-3", referralId = referral.Id, answer = "accept" }));
        Assert.Equal("A-2", (await machine.Read(referral.PartnerPath)).Text("reference")); // Refused, nothing of it is done.
        Assert.Equal("A-2", (await machine.Read("/api/v1/partner/referrals")).Text("items/0/reference"));
        Assert.Equal("A-2", (await Follow(machine, null)).Items.Last().Text("referral/reference"));
        Assert.Null((await referral.Get())["reference"]); // The partner's own business.

        var kept = await machine.Read($"{Receipts}/{refused}");
        Assert.Equal(("refused", "referral-transition"), (kept.Text("outcome"), kept.Text("code")));
        Assert.Equal(2, (await machine.Read($"{Receipts}?outcome=refused"))["items"]!.AsArray().Count);
        await machine.GetAsync($"{Receipts}/{Guid.NewGuid()}").ExpectProblem(404, "not-found");
        var stranger = (await MachineKey.Registered(api, await api.Given.Organisation(), "partner")).Client;
        await stranger.GetAsync($"{Receipts}/{first}").ExpectProblem(404, "not-found");
        await stranger.Post(Report, new { messageId = Guid.NewGuid(), reference = "A-2", referralId = referral.Id }).ExpectProblem(404, "not-found");

        await machine.Post(Report, new { messageId = Guid.NewGuid(), reference = "A-2", answer = "complete" }).ExpectProblem(400, "validation-failed");
        await machine.Post(Report, new { messageId = Guid.NewGuid(), reference = "A-2", answer = "complete", reasonCode = "nonsense" })
            .ExpectProblem(400, "validation-failed");
        await machine.Post(Report, new { messageId = Guid.NewGuid(), reference = " " }).ExpectProblem(400, "validation-failed");
        await machine.Post(Report, new { messageId = Guid.NewGuid(), reference = "A-2", answer = "reject", reasonCode = "no-capacity" })
            .ExpectProblem(400, "validation-failed");
        var last = Guid.NewGuid();
        var told = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            Tell(new { messageId = last, reference = "A-2", answer = "complete", reasonCode = "need-met", note = "Fertig." })));
        Assert.All(told, answer => Assert.Equal(("updated", null), answer));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.referral_move where referral_id = '{referral.Id}' and action = 'complete'"));
        Assert.Equal("completed", await referral.Status());
        // The same told again is nothing new; another outcome, or other words about it, would be lost.
        Assert.Equal(("ignored", "nothing-new"),
            await Tell(new { messageId = Guid.NewGuid(), reference = "A-2", answer = "complete", reasonCode = "need-met" }));
        foreach (var other in (object[])
        [
            new { messageId = Guid.NewGuid(), reference = "A-2", answer = "complete", reasonCode = "place-found" },
            new { messageId = Guid.NewGuid(), reference = "A-2", answer = "complete", reasonCode = "need-met", note = "Doch nicht." },
        ])
        {
            Assert.Equal(("refused", "referral-transition"), await Tell(other));
        }
        Assert.Equal("need-met", (await referral.Get()).Text("endReason"));

        async Task<(string?, string?)> Tell(object body)
        {
            var receipt = await (await machine.Post(Report, body).Expect(200)).Json();
            return (receipt.Text("outcome"), receipt.Text("code"));
        }
    }

    [Fact]
    public async Task A_referral_that_is_not_ones_own_is_not_there_whatever_number_stands_beside_it()
    {
        var own = await (await api.Given.Referral()).Sent();
        var machine = await Machine(own);
        await Tell("B-1", own.Id).Expect(200);
        var elsewhere = await (await api.Given.Referral()).Sent();
        var draft = await (await api.Given.Referral(to: own.Partner)).Written();
        Guid[] strangers = [Guid.NewGuid(), elsewhere.Id, draft.Id];
        foreach (var (reference, stranger) in new[] { "B-1", "B-2" }.SelectMany(number => strangers.Select(id => (number, id))))
        {
            await Tell(reference, stranger).ExpectProblem(404, "not-found");
            Assert.Empty((await machine.Read($"{Receipts}?referralId={stranger}"))["items"]!.AsArray());
        }
        Assert.Single((await machine.Read(Receipts))["items"]!.AsArray());
        // Of one's own it is another one's number still.
        var other = await (await api.Given.Referral(to: own.Partner)).Sent();
        var taken = await (await Tell("B-1", other.Id).Expect(200)).Json();
        Assert.Equal(("refused", "reference-taken", $"{other.Id}"), (taken.Text("outcome"), taken.Text("code"), taken.Text("referralId")));

        // The database holds it as well, and lets go of what was kept before; the draft is its sender's to throw away.
        var agency = own.Partner.OrganisationId;
        foreach (var (table, columns, values) in ((string, string, string)[])
        [
            ("referral_receipt", "message_id, reference, outcome, code, at", "gen_random_uuid(), 'B-1', 'refused', 'reference-taken', access.now()"),
            ("referral_reference", "reference, updated_at", "'B-9', access.now()"),
        ])
        {
            var row = $"insert into app.{table} (id, organisation_id, referral_id, {columns}) values (gen_random_uuid(), '{agency}', '{draft.Id}', {values})";
            var refused = await Assert.ThrowsAsync<PostgresException>(() => api.InOrganisation(agency, async db =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                return await db.Database.ExecuteSqlRawAsync(row);
            }));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        await api.Execute($"""
            insert into app.referral_receipt (id, organisation_id, referral_id, message_id, reference, outcome, code, at)
            select gen_random_uuid(), '{agency}', id, gen_random_uuid(), 'B-1', 'refused', 'reference-taken', '{api.Given.Now:O}'
            from unnest(array['{draft.Id}', '{elsewhere.Id}', '{own.Id}']::uuid[]) id
            """);
        await api.Execute(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "migrations", "0169_receipts_of_strangers.sql")));
        Assert.Equal([$"{other.Id}", $"{own.Id}", $"{own.Id}", null, null], (await machine.Read(Receipts))["items"]!.AsArray()
            .Select(receipt => receipt.Text("referralId")).OrderBy(id => id is null).ThenBy(id => id == $"{own.Id}"));
        await (await draft.From).Send(HttpMethod.Delete, draft.Path).Expect(204);

        Task<HttpResponseMessage> Tell(string reference, Guid referral) => machine.Post(Report,
            new { messageId = Guid.NewGuid(), reference, referralId = referral, answer = "accept" });
    }

    [Fact]
    public async Task An_acceptance_of_another_day_is_no_repetition()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var first = api.Given.Today;
        api.Clock.Offset += TimeSpan.FromDays(2);
        foreach (var (day, outcome, code) in ((DateOnly?, string, string?)[])
        [
            (first.AddDays(1), "created", null), (first.AddDays(1), "ignored", "nothing-new"), (null, "ignored", "nothing-new"),
            (first, "refused", "referral-transition"), (first.AddDays(2), "refused", "referral-transition"),
        ])
        {
            var told = await (await (await referral.To).Post(Report, new
            {
                messageId = Guid.NewGuid(), reference = "C-1", referralId = referral.Id, answer = "accept", acceptedOn = day,
            }).Expect(200)).Json();
            Assert.Equal((outcome, code), (told.Text("outcome"), told.Text("code")));
        }
        Assert.Equal(first.AddDays(1), LocalTime.DateOf((await referral.Received()).Value<DateTimeOffset>("acceptedAt")));
    }

    [Fact]
    public async Task Each_machine_has_a_limit_of_its_own_and_is_told_when_to_come_again()
    {
        var agency = await api.Given.Organisation();
        await using var strict = new Fixture.Api { Beside = api, Settings = { ["Limits:RequestsPerMinute"] = "3" } };
        await strict.InitializeAsync();
        var (busy, other) = (await Token(), await Token());
        for (var i = 0; i < 3; i++)
        {
            await busy.GetAsync(Changes).Expect(200);
        }
        var refused = await busy.GetAsync(Changes);
        await Task.FromResult(refused).ExpectProblem(429, "too-many-requests");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await other.GetAsync(Changes).Expect(200);

        async Task<HttpClient> Token() => await strict.AsMachine((await api.Given.Machine(agency, Scope.Partner)).Client, Scope.Partner);
    }

    [Fact]
    public async Task Every_move_that_both_sides_read_is_an_event()
    {
        foreach (var action in Referral.Table.Select(rule => rule.Action).Concat([Referral.BlockMove, Referral.SenderChanged]).Distinct())
        {
            Assert.Contains(await api.Sql<string>($"select coalesce(app.event_of_move('{action}'), '{action}')"), new ReferralEvents().Types);
        }
    }

    private async Task<HttpClient> Machine(GivenReferral referral) =>
        (await MachineKey.Registered(api, referral.Partner.OrganisationId, "partner")).Client;

    private static string Type(JsonNode? change) => change.Value<string>("type");

    private static async Task<(JsonArray Items, string Cursor)> Follow(HttpClient machine, string? cursor, string more = "")
    {
        var answer = await machine.Read($"{Changes}?{(cursor is null ? "" : $"cursor={cursor}&")}{more.TrimStart('&')}".TrimEnd('?', '&'));
        return (answer["items"]!.AsArray(), answer.Value<string>("nextCursor"));
    }

    private Task<bool> Write(GivenReferral referral) => api.InOrganisation(referral.Of.OrganisationId, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Add(Message(referral, api.Given.Now));
        await db.SaveChangesAsync();
        await Task.Delay(Random.Shared.Next(10));
        await transaction.CommitAsync();
        return true;
    });

    private static ReferralMessage Message(GivenReferral referral, DateTimeOffset now) =>
        new(referral.Id, "Text", null, Caller.System(referral.Of.OrganisationId), now);
}
