using CaseManagement.Api.Demo;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Jobs;

namespace CaseManagement.ApiTests.Demo;

/// <summary>What `make demo` plays, from the first call to the last: over HTTP, with the engine, within the usual limits.</summary>
[Collection(HangfireEngineTests.Collection)]
[TakesLong]
public sealed class DemoStoryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("casemanagement-demo-");

    private string SignIns => Path.Combine(folder.FullName, "sign-ins");

    [Theory]
    [InlineData("a Friday evening", "2027-11-05T21:40")]
    [InlineData("Christmas Eve", "2027-12-24T16:20")]
    [InlineData("the day before 29 February", "2028-02-28T09:15")]
    [InlineData("the night of the clock change", "2027-10-31T02:30")]
    public async Task The_story_can_be_played_on(string day, string start)
    {
        await using var api = await Municipality(start);

        var (exit, told) = await Play(api);

        Assert.True(exit == 0, $"{day}:\n{told}");
        Assert.Equal(TimeSpan.Zero, api.Clock.Offset);
        Assert.Equal("accepted: open; completed: closed; rejected: closed; withdrawn: closed, kept", await api.Sql<string>("""
            select string_agg(status || ': ' || case when closed_at is null then 'open' else 'closed' end || coalesce(', ' || block_confirmed_as, ''),
                '; ' order by status) from app.referral
            """));
    }

    [Fact]
    public async Task On_a_Wednesday_it_can_be_interrupted_and_played_again_at_once()
    {
        await using var api = await Municipality("2027-06-16T10:00");
        using var interrupt = new CancellationTokenSource();

        var (exit, told) = await Play(api, new StopsAt("the last day before it expires", interrupt), interrupt.Token);

        Assert.Equal(1, exit);
        Assert.Contains("The demo ends here", told, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, api.Clock.Offset);

        for (var again = 0; again < 2; again++)
        {
            (exit, told) = await Play(api);
            Assert.True(exit == 0, told);
            Assert.DoesNotContain("asks to wait", told, StringComparison.Ordinal);
        }
        // However long it took: far fewer than one minute's limit of 300, which several hundred calls of a story would pass if each signed in. A code whose
        // half minute ran out on the way is tried again, and is an attempt, but no sign-in.
        Assert.InRange(await api.Sql<long>("select count(*) from audit.entry where kind = 'sign_in'"), 1, 100);
        Assert.InRange(await api.Sql<long>("""
            select count(*) filter (where reason = 'signed-in') - count(*) filter (where reason = 'wrong-one-time-password')
            from audit.entry where kind = 'sign_in'
            """), 1, 40);
        // The directory and the text of the consent are there once, however often it is played; the directory is public.
        Assert.Equal("3 1", await api.Sql<string>("select (select count(*) from app.service) || ' ' || (select count(*) from app.consent_text)"));
        Assert.Equal(3, (await api.Anonymous().Read("/hsds/v3.1/services")).Number("total_items"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SignIns + ".tokens"));
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<Fixture.Api> Municipality(string start)
    {
        var api = new Fixture.Api { OnSocket = true };
        api.Settings["Demo:ClockAhead"] = TestDay.AheadOf(start).ToString("c");
        api.Settings.Remove("Jobs:Engine");
        api.Settings.Remove("Limits:RequestsPerMinute");
        api.Settings.Remove("Limits:SignInsPerMinute");
        await api.InitializeAsync();
        await using var signIns = File.CreateText(SignIns);
        await DemoMunicipality.Seed(api.Services, resetPasswords: false, signIns);
        return api;
    }

    private async Task<(int Exit, string Told)> Play(Fixture.Api api, StringWriter? told = null, CancellationToken stop = default)
    {
        await using var output = told ?? new StringWriter();
        var exit = await DemoStory.Run(api.Address.ToString(), AllocationFile.PathOf("zuweisungsliste.csv"), SignIns, output, stop);
        return (exit, exit == 0 ? output.ToString() : $"{output}\n\nThe engine: {await Engine(api)}");
    }

    // What waited for what, should the story stop at work in the background.
    private static Task<string> Engine(Fixture.Api api) => api.Sql<string>("""
        select json_build_object(
            'commands', (select json_agg(c) from jobs.recurring_command c),
            'jobs', (select json_agg(j) from (
                select j.id, j.statename, j.arguments, j.createdat, s.createdat as since, s.reason, left(s.data::text, 1500) as data
                from hangfire.job j left join hangfire.state s on s.id = j.stateid order by j.id desc limit 40) j),
            'queue', (select json_agg(q) from hangfire.jobqueue q),
            'locks', (select json_agg(l) from hangfire.lock l),
            'servers', (select json_agg(s) from hangfire.server s),
            'sessions', (select json_agg(a) from (
                select pid, state, wait_event_type, wait_event, query_start, left(query, 200) as query
                from pg_stat_activity where datname = current_database()) a))::text
        """);

    // As Ctrl-C would, at a line of the story.
    private sealed class StopsAt(string line, CancellationTokenSource interrupt) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(line, StringComparison.Ordinal) == true)
            {
                interrupt.Cancel();
            }
        }
    }
}
