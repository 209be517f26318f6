using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Erasure;

/// <summary>After a handover each organisation erases its own; the other's stays.</summary>
public sealed class ErasureAfterHandoverTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task The_receiver_erases_and_the_sender_keeps_what_stayed_with_it()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        await api.Given.RestrictedRecord(of);
        await api.Given.ContactWith(of, handover.Sender, handover.SendingTeam);
        await api.Given.ConfidentialNote(of);
        await handover.Accepted();
        var name = await Name(of);
        var here = of with { OrganisationId = handover.Receiver.OrganisationId, TeamId = handover.ReceivingTeam, Lead = handover.Receiver };
        await (await api.Given.Erasure(here)).CarriedOut();

        // Nothing of it at the receiver.
        var to = await handover.To;
        await to.GetAsync($"/api/v1/clients/{of.ClientId}").ExpectProblem(404, "not-found");
        await to.GetAsync($"{handover.Path}/package?packageVersion=1").ExpectProblem(404, "not-found");
        Assert.DoesNotContain(name, (await to.Read("/api/v1/cases?status=closed")).ToJsonString(), StringComparison.Ordinal);
        // The sender's own stands, and reads whom it was about from its package.
        var package = await handover.Package(handover.From, 1);
        Assert.True(package.Value<bool>("isVerified"));
        Assert.Contains(name, package.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(3L, await api.Sql<long>($"""
            select (select count(*) from app.restricted_record where client_id = '{of.ClientId}') + (select count(*) from app.confidential_note
                where client_id = '{of.ClientId}') + (select count(*) from app.keeper where client_id = '{of.ClientId}')
            """));
        // What it rests on is empty, and nobody's to see.
        Assert.Equal("–", await api.Sql<string>($"select family_name from app.client where id = '{of.ClientId}'"));
        await (await handover.From).GetAsync($"/api/v1/clients/{of.ClientId}").ExpectProblem(404, "not-found");
        Assert.Equal("[]", (await (await handover.From).Read("/api/v1/households"))["items"]!.ToJsonString());

        // Then the sender, too: proposed by who keeps it.
        var there = await api.Given.Erasure(of, closed: false);
        var done = await there.CarriedOut();
        Assert.Equal(1, done.Number("erased/handover"));
        Assert.Equal("", await api.Sql<string>($"""
            select coalesce(string_agg(t.name, ', '), '') from (
                select 'client' from app.client where id = '{of.ClientId}' union all select 'household' from app.household where id = '{of.HouseholdId}'
                union all select 'case' from app."case" where client_id = '{of.ClientId}' union all select 'note' from app.contact_note
                union all select 'allocation' from app.allocation where client_id = '{of.ClientId}'
                union all select 'presence' from app.presence where client_id = '{of.ClientId}') t(name)
            """));
        Assert.Equal(0L, await api.Sql<long>($"""
            select (select count(*) from app.client where id = '{of.ClientId}') + (select count(*) from app.household where id = '{of.HouseholdId}')
                + (select count(*) from app."case" where client_id = '{of.ClientId}') + (select count(*) from app.contact_note)
            """));
        var verified = await (await (await there.Officer).Post("/api/v1/audit/verifications", new { }).Expect(200)).Json();
        Assert.True(verified.Value<bool>("whole"), verified.ToJsonString());
    }

    [Fact]
    public async Task The_sender_erases_one_of_two_redacts_the_package_and_the_receiver_is_told()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var (gone, stays) = (handover.Cases[0], handover.Cases[1]);
        var before = await handover.Package(handover.From, 1);
        var (lost, kept) = (await Name(gone), await Name(stays));
        var done = await (await api.Given.Erasure(gone, closed: false)).CarriedOut();
        Assert.Single(done.Values<string>("told/*"));

        var after = await handover.Package(handover.From, 1);
        Assert.Equal(before.Text("sha256"), after.Text("sha256"));
        Assert.False(after.Value<bool>("isVerified"));
        Assert.DoesNotContain(lost, after.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain($"{gone.ClientId}", after.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(kept, after.ToJsonString(), StringComparison.Ordinal);
        // The receiver's file is the receiver's.
        var to = await handover.To;
        await to.GetAsync($"/api/v1/clients/{gone.ClientId}").Expect(200);
        Assert.Contains("erased-at-sender", (await to.Read("/api/v1/notices")).Values<string>("items/*/kind"));
    }

    private Task<string> Name(GivenCase of) => api.Sql<string>($"select family_name from app.client where id = '{of.ClientId}'");
}
