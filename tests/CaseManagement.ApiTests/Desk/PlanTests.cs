using System.Globalization;
using System.Text.Json.Nodes;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Referrals;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CaseManagement.ApiTests.Desk;

/// <summary>
/// What PostgreSQL does for the hot reads of the desk where there are some thousands of rows of everything: it uses the index made for
/// them, and reads of no table much more than the page. Counted, never timed.
/// </summary>
public sealed class PlanTests(PlanTests.Town town) : IClassFixture<PlanTests.Town>
{
    private const int Page = 50;

    [Theory]
    [InlineData("cases?limit=50", "case_team", "reminder_case", "contact_client_case")]
    [InlineData("cases?limit=50&sort=openedAt", "case_team", "reminder_case", "contact_client_case")]
    [InlineData("cases?limit=50&leadStaffId={lead}", "case_lead", "reminder_case", "contact_client_case")]
    [InlineData("cases/{case}", "case_pkey", "reminder_case", "contact_client_case")]
    [InlineData("cases/{case}/timeline?limit=50", "case_event_case", "contact_client_case", "reminder_case_ended")]
    [InlineData("contacts?limit=50&caseId={case}", "contact_client_case")]
    [InlineData("reminders?limit=50&assigneeId={lead}", "reminder_assignee")]
    [InlineData("letters?limit=50&remedyStatus=open&sort=lastDay", "letter_running")]
    [InlineData("letters?limit=50&caseId={case}", "letter_once")]
    public async Task A_hot_read_uses_the_index_made_for_it_and_reads_little_more_than_its_page(string path, params string[] indexes)
    {
        var plan = await town.PlanOf(path);

        Assert.All(indexes, index => Assert.Contains(index, plan.Indexes));
        Assert.DoesNotContain(plan.Read, table => table.Value > 8 * Page);
    }

    // All that was agreed in the cases that somebody leads, and nothing of any other.
    [Theory]
    [InlineData("my-day/agreement_steps_due?limit=50", "case_lead", "agreement_one_running", "agreement_version_item_once")]
    [InlineData("my-day/agreement_goals_due?limit=50", "case_lead", "agreement_one_running", "agreement_version_item_once")]
    public async Task What_is_due_of_agreements_is_found_from_the_cases_that_somebody_leads(string path, params string[] indexes)
    {
        var plan = await town.PlanOf(path);

        Assert.All(indexes, index => Assert.Contains(index, plan.Indexes));
        Assert.DoesNotContain(plan.Read, table => table.Value > 1000);
    }

    // What is asked every ten minutes of each organisation, however little has happened: what of it is new, or still runs.
    [Theory]
    [InlineData(typeof(FollowHouseholds), "app.household_member", "household_member_from", "household_member_until")]
    [InlineData(typeof(WatchReferrals), "o.closed_at is not null", "referral_one_open")]
    public async Task A_job_finds_what_it_has_to_do_without_looking_at_all_that_ever_was(Type job, string statement, params string[] indexes)
    {
        var plan = await town.PlanOf((IRecurringCommand)Activator.CreateInstance(job)!, statement);

        Assert.All(indexes, index => Assert.Contains(index, plan.Indexes));
        Assert.DoesNotContain(plan.Read, table => table.Value > 1000);
    }

    // As PostgreSQL counts them itself (pg_stat), over all tables, indexes and statements of the request: context, answer, record. The bound is about
    // twice what it is today: a scan of any table that grows with the town is far above it.
    [Theory]
    [InlineData("clients/{client}", 300)]
    [InlineData("cases/{case}", 400)]
    [InlineData("cases?limit=50", 2000)]
    [InlineData("cases?limit=50&leadStaffId={lead}", 2000)]
    [InlineData("cases/{case}/timeline?limit=50", 400)]
    [InlineData("contacts?limit=50&caseId={case}", 400)]
    [InlineData("reminders?limit=50&assigneeId={lead}", 1500)]
    [InlineData("letters?limit=50&remedyStatus=open&sort=lastDay", 2000)]
    public async Task A_request_reads_few_rows_however_large_the_town_is(string path, int atMost) =>
        Assert.InRange(await town.RowsReadBy(path), 1, atMost);

    [Fact]
    public async Task A_contact_is_recorded_without_reading_what_grows_with_the_town() => Assert.InRange(await town.RowsReadByAContact(), 1, 600);

    /// <summary>What a plan uses, and how many rows it looked at in each of the large tables.</summary>
    public sealed record Plan(IReadOnlySet<string> Indexes, IReadOnlyDictionary<string, double> Read);

    /// <summary>
    /// A worker who leads a hundred cases, in two teams with seven thousand each, and as many of others; a person in a household, a reminder, a contact,
    /// a letter, an agreement and a referral for each.
    /// </summary>
    public sealed class Town : IAsyncLifetime
    {
        private const int Copies = 20_000;
        private const int Leads = 150;
        private static readonly string[] Large =
        [
            "case", "client", "reminder", "contact", "contact_client", "case_event", "case_responsibility", "letter", "household", "household_member",
            "agreement", "agreement_goal", "agreement_step", "agreement_version", "agreement_version_item", "referral", "referral_move",
        ];

        private readonly Fixture.Api api = new();
        private GivenCase given = null!;
        private HttpClient http = null!;

        public async ValueTask InitializeAsync()
        {
            await api.InitializeAsync();
            var organisation = await api.Given.Organisation();
            var first = await api.Given.Team(organisation);
            given = (await api.Given.CasesOfHousehold(first, await api.Given.Staff(organisation, Role.Caseworker, first), 1))[0];
            var second = await api.Given.Team(given.OrganisationId);
            await api.InOrganisation(given.OrganisationId, db =>
            {
                db.Add(new TeamMember(second, given.Lead!.StaffId, api.Given.Today.AddDays(-1), api.Given.Now));
                return db.SaveChangesAsync();
            });
            var others = await api.Given.Team(given.OrganisationId);
            var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, others);
            await api.Given.Contact(given);
            await api.Given.Reminder(given);
            await api.Execute($"""
                set session_replication_role = replica;
                insert into app.staff select copy.* from app.staff r cross join generate_series(1, {Leads}) i
                    cross join lateral jsonb_populate_record(r, jsonb_build_object('id', md5('lead ' || i)::uuid, 'email', i || '@leads.example')) copy
                where r.id = '{colleague.StaffId}'
                """);
            await Multiply("client", "id");
            await Multiply("case", "id, client_id, household_id", $", 'team_id', (array['{given.TeamId}', '{second}', '{others}'])[1 + i % 3]"
                + ", 'opened_at', r.opened_at - i * interval '1 minute', 'lead_staff_id', case when i % 150 = 0 then r.lead_staff_id "
                + $"when i % 500 > 0 then md5('lead ' || 1 + i % {Leads})::uuid end");
            await Multiply("household", "id");
            // Some three a day have moved in, of whom the job that follows them looks at those of a month.
            await Multiply("household_member", "id, household_id, client_id", ", 'from_date', r.from_date + 30 - i % 6000");
            await Multiply("case_responsibility", "id, case_id");
            await Multiply("case_event", "id, case_id");
            await Multiply("reminder", "id, case_id, subject_id");
            await Multiply("contact", "id", ", 'at', r.at - i * interval '1 minute'");
            await Multiply("contact_client", "id, contact_id, client_id, case_id");
            await api.Given.Letter(given);
            await Multiply("letter", "id, client_id, case_id", """
                , 'last_day', r.last_day - i % 900, 'remedy_status', case when i % 20 = 0 then 'open' else 'sent' end,
                'completed_on', case when i % 20 > 0 then r.received_on end, 'completed_by', case when i % 20 > 0 then 'client' end,
                'completion_recorded_at', case when i % 20 > 0 then r.recorded_at end, 'evidence', case when i % 20 > 0 then 'Fax' end
                """);
            await api.Given.ActiveAgreement(given);
            await Multiply("agreement", "id, case_id, client_id");
            await Multiply("agreement_goal", "id, agreement_id, client_id");
            await Multiply("agreement_step", "id, agreement_id, goal_id, client_id");
            await Multiply("agreement_version", "id, agreement_id, client_id");
            await Multiply("agreement_version_item", "id, version_id, item_id, client_id",
                ", 'content', r.content || jsonb_build_object('dueOn', (r.content ->> 'dueOn')::date - i % 400)");
            // A twentieth still runs, a tenth of these with a provider that was closed; all others have ended.
            await (await api.Given.Referral(given, byConsent: false)).InProgress();
            var closed = await api.Given.Organisation(OrganisationKind.PartnerAgency);
            await api.Given.Closed(closed);
            await Multiply("referral", "id, client_id, case_id", $$"""
                , 'recipient_id', case when i % 200 = 0 then '{{closed}}'::uuid else r.recipient_id end,
                'status', case when i % 20 = 0 then r.status else 'completed' end, 'end_reason', case when i % 20 > 0 then 'need-met' end,
                'ended_at', case when i % 20 > 0 then r.sent_at end, 'closed_at', case when i % 20 > 0 then r.sent_at end
                """);
            await Multiply("referral_move", "id, referral_id");
            await api.Execute("vacuum analyze");
            http = await api.As(given.Lead!);
        }

        public ValueTask DisposeAsync() => api.DisposeAsync();

        /// <summary>How many rows of tables and entries of indexes PostgreSQL has read for a request like one before.</summary>
        public Task<long> RowsReadBy(string path) => RowsReadBy(() => http.GetAsync("/api/v1/" + Url(path)).Expect(200));

        public Task<long> RowsReadByAContact() => RowsReadBy(() => http.Post("/api/v1/contacts", new
        {
            at = api.Given.Now, kind = "office", outcome = "counselled", persons = new[] { new { clientId = given.ClientId } }, notes = Array.Empty<object>(),
        }).Expect(201));

        private async Task<long> RowsReadBy(Func<Task> request)
        {
            await request();
            var before = await RowsRead();
            await request();
            return await RowsRead() - before;
        }

        // A backend tells what it has counted at its end; one that was at work when the pool was cleared is cleared with the next turn.
        private async Task<long> RowsRead()
        {
            do
            {
                api.Services.GetRequiredService<NpgsqlDataSource>().Clear();
                await Task.Delay(20);
            }
            while (await api.Sql<long>("""
                select count(*) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                """) > 0);
            return await api.Sql<long>("""
                select (select sum(seq_tup_read) from pg_stat_user_tables)::bigint + (select sum(idx_tup_read) from pg_stat_user_indexes)::bigint
                """);
        }

        private string Url(string path) => path.Replace("{case}", given.CaseId.ToString(), StringComparison.Ordinal)
            .Replace("{client}", given.ClientId.ToString(), StringComparison.Ordinal)
            .Replace("{lead}", given.Lead!.StaffId.ToString(), StringComparison.Ordinal);

        /// <summary>The plan of the statement that a GET sends, under the caller's context.</summary>
        public async Task<Plan> PlanOf(string path)
        {
            using var all = new SentCommands(api);
            await http.GetAsync("/api/v1/" + Url(path)).Expect(200);
            var sent = all.All.First(command => command.Text.Contains("app.\"case\"", StringComparison.Ordinal));

            await using var connection = new NpgsqlConnection($"{api.App};Pooling=false"); // Else it would stay, and RowsRead wait for it.
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var enter = new NpgsqlCommand("call access.enter($1, $2, 'plan', 'plan', null)", connection)
            {
                Parameters = { new() { Value = await api.SessionOf(given.Lead!) }, new() { Value = api.Given.Now } },
            };
            await enter.ExecuteNonQueryAsync();
            return await Explain(connection, sent);
        }

        /// <summary>The plan of the statement of a job in which some words stand, for the town.</summary>
        public async Task<Plan> PlanOf(IRecurringCommand job, string words)
        {
            using var all = new SentCommands(api);
            await api.SendAsSystem(given.OrganisationId, job);
            var sent = all.All.Single(command => command.Text.Contains(words, StringComparison.Ordinal));
            return await api.InOrganisation(given.OrganisationId, async db =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                return await Explain((NpgsqlConnection)db.Database.GetDbConnection(), sent);
            });
        }

        private static async Task<Plan> Explain(NpgsqlConnection connection, SentCommand sent)
        {
            // As disks are today: at the default a table this small is rather read as a whole than looked up by id.
            await using var costs = new NpgsqlCommand("set local random_page_cost = 1.1", connection);
            await costs.ExecuteNonQueryAsync();
            await using var explain = new NpgsqlCommand("explain (analyze, timing off, format json) " + sent.Text, connection);
            explain.Parameters.AddRange(sent.Parameters.ToArray());
            return Read(JsonNode.Parse((string)(await explain.ExecuteScalarAsync())!)![0]!["Plan"]!);
        }

        private static Plan Read(JsonNode root)
        {
            var nodes = Nodes(root).ToList();
            return new Plan(
                nodes.Select(node => node.Text("Index Name")).OfType<string>().ToHashSet(),
                nodes.Where(node => Large.Contains(node.Text("Relation Name"))).GroupBy(node => node.Text("Relation Name")!)
                    .ToDictionary(table => table.Key, table => table.Sum(Rows)));
        }

        private static IEnumerable<JsonNode> Nodes(JsonNode node) =>
            (node["Plans"]?.AsArray() ?? []).SelectMany(child => Nodes(child!)).Prepend(node);

        // Rows of a node are told as the mean of its loops.
        private static double Rows(JsonNode node) => Of(node, "Actual Loops")
            * (Of(node, "Actual Rows") + Of(node, "Rows Removed by Filter") + Of(node, "Rows Removed by Index Recheck"));

        private static double Of(JsonNode node, string member) => node[member] is { } value ? double.Parse(value.ToString(), CultureInfo.InvariantCulture) : 0;

        // Copies the rows of the given case with other keys, the same ones in each table, past walls and triggers.
        private Task Multiply(string table, string keys, string others = "")
        {
            var replaced = keys.Split(", ").Select(key => $"'{key}', md5(r.{key} || ' ' || i)::uuid");
            return api.Execute($"""
                set session_replication_role = replica;
                insert into app."{table}" select copy.* from app."{table}" r cross join generate_series(1, {Copies}) i
                    cross join lateral jsonb_populate_record(r, jsonb_build_object({string.Join(", ", replaced)}{others})) copy;
                """);
        }
    }
}
