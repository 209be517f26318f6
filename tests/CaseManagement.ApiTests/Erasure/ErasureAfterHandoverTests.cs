using CaseManagement.Api.Handovers;
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

        // Then the sender, too, once nobody is waited for any more: proposed by who keeps it.
        await api.SendAsSystem(handover.Receiver.OrganisationId, new WatchHandovers());
        var there = await api.Given.Erasure(of, closed: false);
        var done = await there.CarriedOut();
        Assert.Equal(1, done.Number("erased/handover"));
        var offices = $"where organisation_id in ('{handover.Sender.OrganisationId}', '{handover.Receiver.OrganisationId}')";
        Assert.Equal("", await api.Sql<string>($"""
            select coalesce(string_agg(t.name, ', '), '') from (
                select 'client' from app.client where id = '{of.ClientId}' union all select 'household' from app.household where id = '{of.HouseholdId}'
                union all select 'case' from app."case" where client_id = '{of.ClientId}' union all select 'note' from app.contact_note {offices}
                union all select 'allocation' from app.allocation where client_id = '{of.ClientId}'
                union all select 'presence' from app.presence where client_id = '{of.ClientId}') t(name)
            """));
        Assert.Equal(0L, await api.Sql<long>($"""
            select (select count(*) from app.client where id = '{of.ClientId}') + (select count(*) from app.household where id = '{of.HouseholdId}')
                + (select count(*) from app."case" where client_id = '{of.ClientId}') + (select count(*) from app.contact_note {offices})
            """));
        var verified = await (await (await there.Officer).Post("/api/v1/audit/verifications", new { }).Expect(200)).Json();
        Assert.True(verified.Value<bool>("whole"), verified.ToJsonString());
    }

    [Fact]
    public async Task The_sender_erases_one_of_two_redacts_the_package_and_the_receiver_is_told()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Completed();
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nobody_is_taken_from_a_handover_before_the_receiver_has_spoken_to_everybody_of_it(int members)
    {
        var handover = await (await api.Given.HouseholdToHandOver(members)).Accepted();
        var of = handover.Cases[0];
        var erasure = await (await api.Given.Erasure(of, closed: false)).Proposed();
        Assert.Equal(["erasure-handover-open"], (await (await erasure.Supervisor).Read(erasure.Path)).Values<string>("obstacles/*/code"));
        var problem = await erasure.Move(erasure.Supervisor, "decide").ExpectProblem(409, "erasure-in-the-way");
        Assert.Equal(["erasure-handover-open"], problem.Values<string>("errors/*/code"));
        // Who was spoken to still belongs to it, as long as it waits for others.
        foreach (var one in handover.Cases)
        {
            await erasure.Move(erasure.Supervisor, "decide").ExpectProblem(409, "erasure-in-the-way");
            await handover.SpeakTo(one);
        }
        Assert.Equal("completed", await handover.Status());
        await erasure.Move(erasure.Supervisor, "decide").Expect(200);
        await erasure.Move(erasure.Officer, "confirm").Expect(200);
    }

    [Fact]
    public async Task A_receiver_that_works_here_no_longer_keeps_nobody_from_erasing()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Accepted();
        await api.Given.Closed(handover.Receiver.OrganisationId);
        var erasure = await (await api.Given.Erasure(handover.Cases[0], closed: false)).CarriedOut();
        Assert.Equal("carried_out", erasure.Text("erasure/status"));
    }

    [Fact]
    public async Task What_the_sender_has_erased_it_reads_on_no_longer_and_the_receiver_does_with_all_that_was_done_there()
    {
        var handover = await api.Given.HouseholdToHandOver(2);
        var (gone, stays) = (handover.Cases[0], handover.Cases[1]);
        await api.Given.ContactWith(gone, handover.Sender, handover.SendingTeam);
        await api.Given.Benefit(gone.OrganisationId, gone.ClientId);
        await api.Given.Address(gone.OrganisationId, gone.ClientId);
        await api.Given.Employment(gone);
        await api.Given.Participation(gone);
        await api.Given.LanguageLevel(gone);
        await api.Given.Presence(gone);
        await api.Given.DocumentFile(gone, await api.Given.Document(gone));
        await api.Given.CounsellingPause(gone);
        await handover.Completed();
        // Art. 18 GDPR at the receiver is the receiver's.
        var to = await handover.To;
        var path = $"/api/v1/clients/{gone.ClientId}";
        await to.Put($"{path}/restriction", new { groundCode = "objection-examined" }, (await to.GetAsync(path).Expect(200)).Tag()).Expect(200);
        await (await handover.From).GetAsync($"/api/v1/cases/{gone.CaseId}").Expect(200);
        Assert.NotEqual("", await ReadOn(gone));
        var others = await ReadOn(stays);

        await (await api.Given.Erasure(gone, closed: false)).CarriedOut();
        var from = await handover.From;
        await from.GetAsync(path).ExpectProblem(404, "not-found");
        await from.GetAsync($"/api/v1/cases/{gone.CaseId}").ExpectProblem(404, "not-found");
        Assert.DoesNotContain($"{gone.CaseId}", (await from.Read("/api/v1/cases")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("", await ReadOn(gone));
        // Of who was not erased it does, until the grace period ends.
        await from.GetAsync($"/api/v1/cases/{stays.CaseId}").Expect(200);
        await from.GetAsync($"/api/v1/households/{handover.Household}").Expect(200);
        Assert.Equal(others, await ReadOn(stays));
        to = await handover.To;
        await to.GetAsync(path).Expect(200);
        await to.GetAsync($"/api/v1/cases/{gone.CaseId}").Expect(200);
        Assert.Single((await to.Read($"/api/v1/employments?clientId={gone.ClientId}"))["items"]!.AsArray());
    }

    // Tables with rows of a person that whoever has handed them over still reads.
    private Task<string> ReadOn(GivenCase of) => api.Sql<string>($"""
        select coalesce(string_agg(x.t, ' ' order by x.t), '') from (
            select c.oid::regclass::text as t, (xpath('/row/n/text()', query_to_xml(format(
                'select count(*) as n from %s x where x.former_organisation_id = %L and x.former_access_until > %L and to_jsonb(x)::text like %L',
                c.oid::regclass, '{of.OrganisationId}', '{api.Given.Now:O}', '%{of.ClientId}%'), false, true, '')))[1]::text::integer as n
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'former_organisation_id'
            where c.relkind in ('r', 'p') and c.relnamespace = 'app'::regnamespace) x
        where x.n > 0
        """);

    private Task<string> Name(GivenCase of) => api.Sql<string>($"select family_name from app.client where id = '{of.ClientId}'");
}
