using CaseManagement.Api.Outbox;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Dev;

namespace CaseManagement.ApiTests.Outbox;

/// <summary>PostgreSQL crashes and comes back while webhooks are delivered: nothing is lost, and of each referral the order stays.</summary>
public sealed class CrashedDatabaseTests : IAsyncLifetime
{
    private Fixture.Api api = null!;
    private Cluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        (var owner, var app, cluster) = await PostgresServer.Crashable();
        api = new Fixture.Api { Elsewhere = (owner, app) };
        await api.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await cluster.Remove();
    }

    [Fact]
    public async Task Every_event_comes_at_least_once_and_in_order_for_each_referral_though_PostgreSQL_crashes_in_between()
    {
        using var receiver = new Receiver();
        var of = await api.Given.CaseOfAged(35);
        var first = await (await api.Given.Referral(of, byConsent: false)).Written();
        List<GivenReferral> referrals = [first];
        for (var i = 0; i < 3; i++)
        {
            var service = await api.Given.Service(of.Lead!, first.Partner.OrganisationId);
            referrals.Add(await new GivenReferral(api, of, first.Partner, service, null).Written());
        }
        var administrator = await api.As(await api.Given.Staff(first.Partner.OrganisationId, Role.Administrator));
        const string Webhooks = "/api/v1/webhooks";
        var path = $"{Webhooks}/{await (await administrator.Post(Webhooks, new { name = "W", url = receiver.Url }).Expect(201)).Id()}";
        await administrator.Put($"{path}/secret", new { graceHours = 0 }).Expect(200);
        foreach (var referral in referrals)
        {
            await referral.Sent();
            await referral.Answer("accept").Expect(200);
            await referral.Answer("start").Expect(200);
        }
        // The receiver has the second, the fifth and the ninth message and has not answered: there the database crashes, before anybody could note it.
        var came = 0;
        var crashes = new List<Task>();
        receiver.Answers = _ =>
        {
            if (Interlocked.Increment(ref came) is 2 or 5 or 9)
            {
                crashes.Add(cluster.Crash());
                return new Receiver.Answer(204, Delay: 1500);
            }
            return new Receiver.Answer(204);
        };
        var before = await Started();
        var failed = 0;
        for (var round = 0; round < 40 && (crashes.Count < 3 || await Waiting() > 0); round++)
        {
            api.Clock.Offset += TimeSpan.FromMinutes(10);
            try
            {
                await api.SendAsSystem(null, new DeliverWebhooks());
            }
            catch (Exception down) when (down is not Xunit.Sdk.XunitException)
            {
                failed++; // The job is run again, as the engine would.
            }
            await Task.WhenAll(crashes);
        }
        Assert.Equal(3, crashes.Count);
        Assert.True(failed > 0);
        Assert.True(await Started() > before);
        foreach (var referral in referrals)
        {
            var ids = await api.Sql<string[]>($"select array_agg(id::text order by sequence) from app.outbox_event where subject_id = '{referral.Id}'");
            Assert.Equal(3, ids.Length);
            Assert.Equal(ids, receiver.Taken.Where(message => message.Json.Text("data/referralId") == referral.Id.ToString())
                .Select(message => message.Id).Distinct());
        }
        Assert.True(receiver.Taken.Count > 12); // Some came twice, under the same id.
        Assert.Equal(12, receiver.Taken.Select(message => message.Id).Distinct().Count());
    }

    private async Task<long> Waiting() => await api.Sql<long>("select count(*) from app.webhook_delivery where next_attempt_at is not null");

    private Task<DateTime> Started() => api.Sql<DateTime>("select pg_postmaster_start_time()");
}
