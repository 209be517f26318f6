using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Rules;
using CaseManagement.Dev;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CaseManagement.Bench;

/// <summary>A colleague who is signed in.</summary>
internal sealed record Worker(Guid StaffId, Guid TeamId, string UserName)
{
    public AuthenticationHeaderValue? Token { get; set; }
}

/// <summary>An open case of a worker's, with the person and the household.</summary>
internal sealed record Target(Worker Worker, Guid ClientId, Guid CaseId, Guid HouseholdId, string FamilyName, string GivenName, DateOnly BirthDate,
    string Reference);

/// <summary>An open reminder of a worker's, in its version.</summary>
internal sealed record OpenReminder(Worker Worker, Guid Id, uint Version);

/// <summary>Who is signed in over HTTP, and whom they ask for.</summary>
internal sealed class World(Ground ground, HttpClient http)
{
    private const int MostWorkers = 64;
    private DateTime signedIn;

    public IReadOnlyList<Worker> Workers { get; private set; } = [];
    public IReadOnlyList<Target> Targets { get; private set; } = [];
    public IReadOnlyList<OpenReminder> Reminders { get; private set; } = [];
    /// <summary>The name that most families have.</summary>
    public string FrequentName { get; private set; } = "";

    private int reminder;
    public OpenReminder? NextReminder() => Interlocked.Increment(ref reminder) is var next && next <= Reminders.Count ? Reminders[next - 1] : null;

    private readonly Queue<(Guid Household, Worker From)> families = [];
    private readonly ConcurrentQueue<(Guid Id, string Tag)> handovers = [];
    private Worker receiver = null!;

    /// <summary>Who may import lists: the first worker leads the first team.</summary>
    public Worker Supervisor { get; private set; } = null!;

    /// <summary>Accepts a submitted handover.</summary>
    public HttpRequestMessage? NextHandover()
    {
        if (!handovers.TryDequeue(out var handover))
        {
            return null;
        }
        var request = Post(receiver, $"handovers/{handover.Id}/accept", new { leadStaffId = receiver.StaffId, reason = "Measured" });
        request.Headers.Add("If-Match", handover.Tag);
        return request;
    }

    /// <summary>Families of five, each of one worker's, are prepared, written and submitted, as frontends do.</summary>
    public async Task SubmitHandovers(int wanted)
    {
        for (var n = 0; n < wanted && families.TryDequeue(out var family); n++)
        {
            var clients = await Rows("select client_id from app.household_member where household_id = $1", row => row.GetGuid(0), family.Household);
            var made = await Send(Post(family.From, "handovers", new { householdId = family.Household, receivingTeamId = receiver.TeamId }));
            var path = $"handovers/{JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]}";
            var write = Request(family.From, HttpMethod.Put, path);
            write.Content = JsonContent.Create(new
            {
                receivingTeamId = receiver.TeamId, openItems = Array.Empty<object>(), noOpenItems = true,
                documents = clients.Select(client => new { clientId = client, kind = "passport" }),
            });
            write.Headers.Add("If-Match", made.Headers.ETag!.Tag);
            var submit = Post(family.From, $"{path}/submit");
            submit.Headers.Add("If-Match", (await Send(write)).Headers.ETag!.Tag);
            handovers.Enqueue((Guid.Parse(path[^36..]), (await Send(submit)).Headers.ETag!.Tag));
        }
    }

    /// <summary>What has to succeed.</summary>
    public async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode ? answer
            : throw new StopException($"{request.Method} {request.RequestUri}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Workers of the town, of as many teams as there are, sign in; their open cases are the targets, of the limits too.</summary>
    public async Task Enter()
    {
        Workers = await Some($"org_no = 1 and w > 1 order by gen.u(77, no) limit {MostWorkers}");
        (Supervisor, receiver) = ((await Some("org_no = 1 and w = 1"))[0], (await Some("org_no = 2 and w = 1"))[0]);
        Workers = [.. Workers, Supervisor, receiver];
        await SignIn();
        await Execute(Stock.Text("_targets.sql"));
        var of = Workers.ToDictionary(worker => worker.StaffId);
        Targets = await Rows("select staff_id, client_id, case_id, household_id, family_name, given_name, birth_date, reference from bench.target",
            row => new Target(of[row.GetGuid(0)], row.GetGuid(1), row.GetGuid(2), row.GetGuid(3), row.GetString(4), row.GetString(5),
                row.GetFieldValue<DateOnly>(6), row.GetString(7)));
        foreach (var family in await Rows("""
            select id, staff_id from gen.household h where size = 5 and org_no = 1 and not exists (select from gen.person p where p.h = h.i and not p.open)
            """, row => (Household: row.GetGuid(0), Staff: row.GetGuid(1))))
        {
            if (of.TryGetValue(family.Staff, out var worker))
            {
                families.Enqueue((family.Household, worker));
            }
        }
        FrequentName = (await Rows("select name from gen.family where no = 0", row => row.GetString(0)))[0];
    }

    /// <summary>What earlier rounds have changed for good is open again, and tokens are fresh.</summary>
    public async Task Renew()
    {
        await Execute("""
            set session_replication_role = replica;
            update app.reminder r set status = 'open', closed_at = null, closed_by = null
                from bench.reminder b where b.reminder_id = r.id and r.status = 'done';
            reset session_replication_role;
            """);
        var of = Workers.ToDictionary(worker => worker.StaffId);
        Reminders = await Rows("select b.staff_id, r.id, r.xmin::text::bigint from bench.reminder b join app.reminder r on r.id = b.reminder_id order by b.no",
            row => new OpenReminder(of[row.GetGuid(0)], row.GetGuid(1), (uint)row.GetInt64(2)));
        reminder = 0;
        if (DateTime.UtcNow - signedIn > TimeSpan.FromMinutes(4))
        {
            await SignIn();
        }
    }

    /// <summary>Wakes a recurring command, as its schedule would, and waits until the API has run it.</summary>
    public async Task Run(string command)
    {
        await Renew();
        var since = DateTime.UtcNow;
        await using (var services = new ServiceCollection().AddLogging().AddSingleton(new ProductClock()).AddHangfireEngine(ground.Login)
            .BuildServiceProvider())
        {
            await services.GetRequiredService<IJobEngine>().WakeNow(command, CancellationToken.None);
        }
        while (DateTime.UtcNow - since < TimeSpan.FromMinutes(20))
        {
            var outcome = await Rows("select outcome from jobs.recurring_command where name = $1 and started_at > $2 and finished_at >= started_at",
                row => row.GetString(0), command, since);
            if (outcome is ["done"])
            {
                return;
            }
            if (outcome.Count > 0)
            {
                throw new StopException($"{command} failed; the API's log tells why.");
            }
            await Task.Delay(50);
        }
        throw new StopException($"{command} has not ended after twenty minutes.");
    }

    private Task<List<Worker>> Some(string where) => Rows($"select staff_id, team_id, 'w' || no || '@bench.example' from gen.worker where {where}",
        row => new Worker(row.GetGuid(0), row.GetGuid(1), row.GetString(2)));

    private async Task SignIn()
    {
        foreach (var worker in Workers)
        {
            using var answer = await http.SendAsync(SignIn(worker));
            worker.Token = answer.IsSuccessStatusCode
                ? new AuthenticationHeaderValue("Bearer", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["accessToken"]!.GetValue<string>())
                : throw new StopException($"{worker.UserName} cannot sign in: {await answer.Content.ReadAsStringAsync()}");
        }
        signedIn = DateTime.UtcNow;
    }

    public HttpRequestMessage SignIn(Worker worker) => new(HttpMethod.Post, new Uri(ground.Address, "/api/v1/sessions"))
    {
        Content = JsonContent.Create(new { userName = worker.UserName, password = Stock.Password }),
    };

    public HttpRequestMessage Get(Worker worker, string path) => Request(worker, HttpMethod.Get, path);

    public HttpRequestMessage Post(Worker worker, string path, object? body = null)
    {
        var request = Request(worker, HttpMethod.Post, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        return request;
    }

    public HttpRequestMessage Request(Worker worker, HttpMethod method, string path) =>
        new(method, new Uri(ground.Address, "/api/v1/" + path)) { Headers = { Authorization = worker.Token } };

    public async Task Execute(string sql)
    {
        await using var command = ground.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] parameters)
    {
        await using var command = ground.Superuser.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }
        return rows;
    }
}
