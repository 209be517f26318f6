using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>kill -9 while households are being accepted: nothing is half done, and nothing that was answered is lost.</summary>
public sealed class KilledHandoverTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_process_killed_during_acceptances_leaves_each_household_whole_loses_none_it_has_acknowledged_and_the_same_calls_finish_the_rest()
    {
        var calls = new List<Acceptance>();
        for (var i = 0; i < 10; i++)
        {
            var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
            calls.Add(new Acceptance(handover, await api.Token(handover.Receiver), await handover.Tag(await handover.To)));
        }
        // Two households are held, so that the kill finds their transfer in its middle; the others are wherever they happen to be.
        var held = calls.Take(2).ToList();
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var blocker = await source.OpenConnectionAsync();
        await using var hold = await blocker.BeginTransactionAsync();
        await new NpgsqlCommand(
            $"select from app.household_member where client_id in ({string.Join(", ", held.Select(call => call.Handover.Clients))}) for no key update",
            blocker,
            hold).ExecuteNonQueryAsync();

        var acknowledged = new HashSet<Guid>();
        await using (var process = await ApiProcess.Start(api))
        {
            var waiting = held.Select(call => Answer(process, call)).ToList();
            // Of these, not of recurring commands that wait for one another.
            await api.Until($"select count(*) = 2 from pg_stat_activity where {blocker.ProcessID} = any (pg_blocking_pids(pid))");
            var others = calls.Skip(2).Select(call => Answer(process, call)).ToList();
            var unanswered = others.ToHashSet();
            while (unanswered.Count > others.Count - 3)
            {
                unanswered.Remove(await Task.WhenAny(unanswered));
            }
            process.Kill();
            foreach (var (call, answer) in calls.Zip(await Task.WhenAll(waiting.Concat(others))))
            {
                Assert.True(answer is 200 or null, $"Answered {answer}.");
                if (answer == 200)
                {
                    acknowledged.Add(call.Handover.Id);
                }
            }
        }
        await hold.RollbackAsync();
        await api.Until("select not exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle')");

        await using (var process = await ApiProcess.Start(api))
        {
            var accepted = new HashSet<Guid>();
            foreach (var call in calls)
            {
                switch (await Stands(call.Handover))
                {
                    case "accepted": accepted.Add(call.Handover.Id); break;
                    case "submitted": break;
                    case var half: Assert.Fail(half); break;
                }
            }
            Assert.True(acknowledged.Count >= 3 && acknowledged.IsSubsetOf(accepted), $"{acknowledged.Count} acknowledged, {accepted.Count} accepted.");
            Assert.All(held, call => Assert.DoesNotContain(call.Handover.Id, accepted));

            foreach (var call in calls)
            {
                // With what is read now: refused where it is done, done where it is not.
                var client = process.As(call.Token);
                var fresh = await client.Post($"{call.Handover.Path}/accept", call.Body, await call.Handover.Tag(client));
                if (accepted.Contains(call.Handover.Id))
                {
                    await Task.FromResult(fresh).ExpectProblem(409, "handover-transition");
                    // The very same call again is answered as it was, or would have been, before the kill.
                    Assert.Equal(200, await Answer(process, call));
                }
                else
                {
                    await Task.FromResult(fresh).Expect(200);
                }
                Assert.Equal("accepted", await Stands(call.Handover));
            }
        }
    }

    // Null where the process died before it could answer.
    private static async Task<int?> Answer(ApiProcess process, Acceptance call)
    {
        using var client = process.As(call.Token);
        try
        {
            return (int)(await client.Post($"{call.Handover.Path}/accept", call.Body, call.Tag, call.Key)).StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    // "accepted" or "submitted" where every row of the household says so, otherwise what it has of both.
    private Task<string> Stands(GivenHandover handover)
    {
        var (of, client) = (handover.Cases[0].CaseId, handover.Cases[0].ClientId);
        return api.Sql<string>($"""
            with seen as (
                select h.status,
                    (select jsonb_agg(distinct o.organisation_id) from (
                        select organisation_id from app.household where id = '{handover.Household}'
                        union all select organisation_id from app.household_member where client_id = '{client}'
                        union all select organisation_id from app.client where id = '{client}'
                        union all select organisation_id from app."case" where id = '{of}'
                        union all select organisation_id from app.assessment where client_id = '{client}'
                        union all select organisation_id from app.assessment_area where client_id = '{client}' and compartment is null
                        union all select organisation_id from app.case_responsibility where case_id = '{of}') o) as organisations,
                    (select jsonb_agg(distinct t.team_id) from (
                        select team_id from app."case" where id = '{of}' and status = 'open'
                        union all select team_id from app.case_responsibility where case_id = '{of}' and until_at is null) t) as teams,
                    (select count(*) from app.case_responsibility where case_id = '{of}') as responsibilities,
                    (select count(*) from app.case_responsibility where case_id = '{of}' and until_at is null) as responsible,
                    (select count(*) from app.handover_move m where m.handover_id = h.id and m.action = 'accept') as moves,
                    (select count(*) from app.reminder r where r.subject_id = h.id and r.kind = 'first_contact') as first_contacts,
                    (select count(*) from app.reminder r where r.case_id = '{of}' and r.title = 'Kindergartenplatz beantragen') as open_items
                from app.handover h where h.id = '{handover.Id}')
            select case to_jsonb(seen)
                when jsonb_build_object('status', 'accepted', 'organisations', jsonb_build_array('{handover.Receiver.OrganisationId}'),
                    'teams', jsonb_build_array('{handover.ReceivingTeam}'),
                    'responsibilities', 2, 'responsible', 1, 'moves', 1, 'first_contacts', 1, 'open_items', 1) then 'accepted'
                when jsonb_build_object('status', 'submitted', 'organisations', jsonb_build_array('{handover.Sender.OrganisationId}'),
                    'teams', jsonb_build_array('{handover.SendingTeam}'),
                    'responsibilities', 1, 'responsible', 1, 'moves', 0, 'first_contacts', 0, 'open_items', 0) then 'submitted'
                else to_jsonb(seen)::text end
            from seen
            """);
    }

    private sealed record Acceptance(GivenHandover Handover, string Token, string Tag)
    {
        public string Key { get; } = Guid.NewGuid().ToString();
        public object Body { get; } = new { leadStaffId = Handover.Receiver.StaffId };
    }
}
