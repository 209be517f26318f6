using CaseManagement.Api.Facts;
using CaseManagement.Api.Statistics;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;
using Npgsql;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Of whom is erased the ledger keeps less once nobody needs the day any more.</summary>
public sealed class CoarseLedgerTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Statistics = "/api/v1/statistics";

    [Fact]
    public async Task Once_the_period_is_signed_off_the_month_stays_of_an_erased_person_and_what_is_counted_by_months_stays_as_it_was()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var (first, second) = (await api.Given.Staff(organisation, Role.Supervisor, team), await api.Given.Staff(organisation, Role.Supervisor));
        var month = new DateOnly(api.Given.Today.Year, api.Given.Today.Month, 1).AddMonths(-2);
        var (stays, goes) = (await api.Given.CaseOf(team, lead), await api.Given.CaseOf(team, lead));
        foreach (var of in new[] { stays, goes })
        {
            await api.Given.Nationality(organisation, of.ClientId, from: month.AddMonths(-1));
            await api.InOrganisation(organisation, async db =>
            {
                db.Add(new Presence(organisation, of.ClientId, new PresenceEntry
                {
                    From = month.AddDays(3), ArrivedAs = "allocation", Until = month.AddDays(9), LeaveReason = "moved-away",
                }, lead.StaffId, api.Given.Now));
                db.Add(new Presence(organisation, of.ClientId, new PresenceEntry { From = month.AddDays(14), ArrivedAs = "returned" },
                    lead.StaffId, api.Given.Now));
                return await db.SaveChangesAsync();
            });
        }
        var pseudonyms = await api.Sql<string[]>($"""
            select array_agg(pseudonym::text order by unit_id = '{stays.ClientId}') from ledger.subject where unit_id in ('{stays.ClientId}', '{goes.ClientId}')
            """);
        var client = await api.As(first);
        string[] questions = [$"present?on={month.AddMonths(1):O}", $"present?on={month.AddMonths(1).AddDays(-1):O}", $"present?on={month:O}",
            $"arrived?from={month:O}&until={month.AddMonths(1):O}", $"departed?from={month:O}&until={month.AddMonths(1):O}"];
        var before = await Told(client, questions);
        var group = $"present?on={month.AddMonths(1):O}&by=nationality_group";
        var groups = (await client.Read($"{Statistics}/figures/{group}"))["cells"]!.ToJsonString();
        Assert.Contains("third_country", groups, StringComparison.Ordinal);
        Assert.Equal([2, 2, 0, 2, 2], before);
        await (await api.Given.Erasure(goes)).CarriedOut();
        // What an event says of other days, such as when a referral was answered.
        await api.Execute($$"""
            insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
            values ('{{organisation}}', 'client', '{{pseudonyms[0]}}', 'referral_sent', '{{month.AddDays(3):O}}', 'day', '{{month:O}}', 'recorded', false,
                '{"answeredOn": "{{month.AddDays(16):O}}", "endedOn": "{{month.AddMonths(1):O}}", "area": "work"}', '{}')
            """);
        var path = $"{Statistics}/publications/{await (await client.Post($"{Statistics}/publications", new
        {
            audienceId = await api.Given.Audience(organisation, first), title = "Bericht",
            tables = new[] { new { figure = "arrived", from = $"{month:O}", until = $"{month.AddMonths(1):O}" } },
        }).Expect(201)).Id()}";
        var entries = await Entries(pseudonyms[0]);
        Assert.Equal(0, await api.SendAsSystem(organisation, new CoarsenLedger()));
        Assert.Equal(entries, await Entries(pseudonyms[0]));

        var other = await Entries(pseudonyms[1]);
        await (await api.As(second)).Post($"{path}/sign-off", null, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.True(await api.SendAsSystem(organisation, new CoarsenLedger()) > 0);
        var last = month.AddMonths(1).AddDays(-1);
        Assert.Equal([$"arrived {last.AddDays(-2):O} month", $"left {last.AddDays(-1):O} month", $"arrived {last:O} month"], await api.Sql<string[]>($"""
            select array_agg(concat_ws(' ', kind, on_date, date_precision) order by on_date) from ledger.entry e
            where pseudonym = '{pseudonyms[0]}' and kind in ('arrived', 'left') and reversal_of is null
            """));
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from ledger.entry where pseudonym = '{pseudonyms[0]}' and on_date < '{month.AddMonths(1):O}'
              and (dimensions ?| array['nationalities', 'quarter', 'countryOfOrigin', 'countryOfBirth'] or not dimensions ? 'nationalityGroup'
                or attributes ?| array['nationality', 'quarter'] or extract(day from (dimensions ->> 'born')::date) <> 1
                or extract(day from recorded_at at time zone 'Europe/Berlin') <> 1)
            """));
        Assert.Equal($$"""{"area": "work", "endedOn": "{{month.AddMonths(1):O}}", "answeredOn": "{{last:O}}"}""",
            await api.Sql<string>($"select attributes::text from ledger.entry where pseudonym = '{pseudonyms[0]}' and kind = 'referral_sent'"));
        // Whatever a room tells the ledger: no day of an erased person is left in it.
        Assert.Equal(0L, await api.Sql<long>($$"""
            select count(*) from ledger.entry e, jsonb_each_text(e.attributes || e.dimensions) m
            where e.pseudonym = '{{pseudonyms[0]}}' and e.on_date < '{{month.AddMonths(1):O}}' and m.value ~ '^\d{4}-\d{2}-\d{2}$'
              and m.value::date not in (date_trunc('month', m.value::date)::date, (date_trunc('month', m.value::date) + interval '1 month - 1 day')::date)
            """));
        Assert.Equal(before, await Told(client, questions));
        // The single nationality is gone, its group is told as before.
        Assert.Equal(groups, (await client.Read($"{Statistics}/figures/{group}"))["cells"]!.ToJsonString());
        Assert.Equal(other, await Entries(pseudonyms[1]));
        Assert.Equal(0, await api.SendAsSystem(organisation, new CoarsenLedger()));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Nobody_but_the_recurring_command_makes_it_coarser()
    {
        await using var source = NpgsqlDataSource.Create(api.App);
        await using var command = source.CreateCommand("select app.coarsen_ledger('2200-01-01')");
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync())).SqlState);
    }

    [Theory]
    [InlineData("""["SYR"]""", "third_country"), InlineData("""["SYR","DEU"]""", "german"), InlineData("""["POL","UKR"]""", "free_movement")]
    [InlineData("""["XXA"]""", "stateless"), InlineData("""["XXX"]""", "not_known"), InlineData("[]", "not_known"), InlineData(null, "not_known")]
    public async Task Nationalities_have_groups(string? nationalities, string group) => Assert.Equal(group,
        await api.Sql<string>($"select app.nationality_group({(nationalities is null ? "null" : $"'{nationalities}'")}::jsonb)"));

    private static async Task<int[]> Told(HttpClient client, string[] questions)
    {
        var told = new List<int>();
        foreach (var question in questions)
        {
            told.Add((await client.Read($"{Statistics}/figures/{question}")).Value<int>("n"));
        }
        return [.. told];
    }

    private Task<string> Entries(string pseudonym) =>
        api.Sql<string>($"select string_agg(e::text, E'\n' order by e.no) from ledger.entry e where pseudonym = '{pseudonym}'");
}
