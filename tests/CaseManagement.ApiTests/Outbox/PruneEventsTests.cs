using CaseManagement.Api.Outbox;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Outbox;

/// <summary>Events are forgotten, never one that a webhook is still to be told, and who follows from before is told what to do.</summary>
public sealed class PruneEventsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Feed = "/api/v1/partner/referrals/changes";

    [Fact]
    public async Task A_cursor_from_before_is_410_and_without_one_it_goes_on_with_what_is_kept()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var first = (await (await referral.To).Read($"{Feed}?limit=1")).Text("nextCursor");
        await referral.Answer("accept").Expect(200);
        var start = (await (await referral.To).Read(Feed)).Text("nextCursor");
        await referral.Answer("start").Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(89);
        Assert.Equal(0, await Prune(referral));
        await (await referral.To).GetAsync($"{Feed}?cursor={first}").Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(2);
        await referral.Move("message", new { text = "Noch da" }).Expect(200);
        Assert.Equal(3, await Prune(referral));
        Assert.Equal(0, await Prune(referral));

        var gone = await (await referral.To).GetAsync($"{Feed}?cursor={first}").ExpectProblem(410, "cursor-forgotten");
        Assert.Contains("/partner/referrals", gone.Text("title") + gone.Text("detail"), StringComparison.Ordinal);
        await (await referral.To).GetAsync($"{Feed}?cursor={start}").ExpectProblem(410, "cursor-forgotten");
        var anew = await (await referral.To).Read(Feed);
        Assert.Equal((4, "referral.message"), (anew.Number("items/0/sequence"), anew.Text("items/0/type")));
        Assert.Single(anew["items"]!.AsArray());
        Assert.Empty((await (await referral.To).Read($"{Feed}?cursor={anew.Text("nextCursor")}"))["items"]!.AsArray());
        // Another organisation's feed is its own.
        var other = await (await api.Given.Referral()).Sent();
        Assert.Equal(1, (await (await other.To).Read(Feed)).Number("items/0/sequence"));
    }

    [Fact]
    public async Task What_a_webhook_is_still_to_be_told_is_kept_and_what_a_disabled_one_misses_for_good_is_a_gap_in_its_numbers()
    {
        using var receiver = new Receiver();
        var referral = await (await api.Given.Referral()).Written();
        var administrator = await api.As(await api.Given.Staff(referral.Partner.OrganisationId, Role.Administrator));
        const string Webhooks = "/api/v1/webhooks";
        var path = $"{Webhooks}/{await (await administrator.Post(Webhooks, new { name = "W", url = receiver.Url }).Expect(201)).Id()}";
        await administrator.Put($"{path}/secret", new { graceHours = 0 }).Expect(200);
        await referral.Sent();
        api.Clock.Offset += TimeSpan.FromDays(100);
        Assert.Equal(0, await Prune(referral)); // Nobody has told it yet.
        await Deliver();
        Assert.Equal("referral.sent", Assert.Single(receiver.Taken).Json.Text("type"));
        Assert.Equal(0, await Prune(referral)); // It has it since today.
        api.Clock.Offset += TimeSpan.FromDays(91);
        Assert.Equal(1, await Prune(referral));

        administrator = await api.As(await api.Given.Staff(referral.Partner.OrganisationId, Role.Administrator));
        await administrator.Post($"{path}/disable", null, (await administrator.GetAsync(path)).Tag()).Expect(200);
        await referral.Answer("accept").Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(89);
        Assert.Equal(0, await Prune(referral));
        api.Clock.Offset += TimeSpan.FromDays(2);
        Assert.Equal(1, await Prune(referral));
        administrator = await api.As(await api.Given.Staff(referral.Partner.OrganisationId, Role.Administrator));
        await administrator.Post($"{path}/enable", null, (await administrator.GetAsync(path)).Tag()).Expect(200);
        await referral.Answer("start").Expect(200);
        await Deliver();
        Assert.Equal([1L, 3L], receiver.Taken.Select(message => message.Sequence));
        Assert.Equal("referral.started", receiver.Taken[^1].Json.Text("type"));
    }

    [Fact]
    public async Task What_a_mail_address_in_use_has_not_heard_of_is_kept()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var agency = referral.Partner.OrganisationId;
        var address = await api.Given.MailAddress(agency, isConfirmed: true);
        await api.Execute($"update app.mail_state set told = 0 where address_id = '{address}'");
        api.Clock.Offset += TimeSpan.FromDays(100);
        Assert.Equal(0, await Prune(referral));
        // One that was refused lately may be confirmed again; nothing of it is lost until it has been out of use for as long.
        await api.Execute($"""
            update app.mail_address set status = 'refused', refused_status = 550, refused_at = '{api.Clock.GetUtcNow():O}' where id = '{address}'
            """);
        Assert.Equal(0, await Prune(referral));
        await api.Execute($"update app.mail_address set status = 'active', refused_status = null, refused_at = null where id = '{address}'");
        await api.Execute($"update app.mail_state set told = 1 where address_id = '{address}'");
        Assert.Equal(1, await Prune(referral));
    }

    private Task<int> Prune(GivenReferral of) => api.SendAsSystem(of.Partner.OrganisationId, new PruneEvents());

    private Task<int> Deliver() => api.SendAsSystem(null, new DeliverWebhooks());
}
