using System.Globalization;
using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>One measurement: what was answered, at which cost.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">Milliseconds of the median answer.</param>
/// <param name="P99">Milliseconds within which 99 of 100 answers came.</param>
/// <param name="AppCpu">Milliseconds of the API's CPU a request.</param>
/// <param name="PostgresCpu">The same of PostgreSQL's.</param>
/// <param name="Statements">Statements a request that reached PostgreSQL from outside.</param>
/// <param name="Others">CPU seconds a second that neither of them nor the load used.</param>
/// <param name="LoadAverage">The machine's, before it.</param>
/// <param name="Memory">Megabytes that the API held after it.</param>
/// <param name="Bytes">Of an answer's body.</param>
/// <param name="Failures">Answers of another status than expected.</param>
/// <param name="Profile">The dearest statements of PostgreSQL's own count: milliseconds a request, calls a request, text.</param>
internal sealed record Measured(
    double PerSecond, double P50, double P99, double AppCpu, double PostgresCpu, double Statements, double Others, double LoadAverage, double Memory,
    double Bytes, int Failures, IReadOnlyList<string> Profile)
{
    public static Measured MedianOf(IReadOnlyList<Measured> all)
    {
        return new(Of(m => m.PerSecond), Of(m => m.P50), Of(m => m.P99), Of(m => m.AppCpu), Of(m => m.PostgresCpu), Of(m => m.Statements),
            Of(m => m.Others), Of(m => m.LoadAverage), Of(m => m.Memory), Of(m => m.Bytes), all.Max(m => m.Failures),
            all[^1].Profile);

        double Of(Func<Measured, double> value) => all.Select(value).Order().ElementAt(all.Count / 2);
    }
}

/// <summary>What was found of an operation: the medians of its rounds.</summary>
internal sealed record Found(Operation Operation, IReadOnlyList<Measured> Limits, IReadOnlyList<Measured> Products)
{
    public Measured? Limit { get; } = Limits.Count > 0 ? Measured.MedianOf(Limits) : null;
    public Measured Product { get; } = Measured.MedianOf(Products);

    /// <summary>The median of the ratios of each round: both of a pair were measured within seconds.</summary>
    public double? Ratio { get; } = Limits.Count > 0
        ? Limits.Zip(Products, (limit, product) => product.PerSecond / limit.PerSecond).Order().ElementAt(Products.Count / 2) : null;
}

/// <summary>Measures limit and product in turns, round after round, and tells the medians.</summary>
internal sealed class Run(Options options)
{
    public async Task<int> Measure()
    {
        var unknown = options.Only.Except(Operation.All.Select(operation => operation.Name)).ToList();
        if (unknown.Count > 0)
        {
            throw new StopException($"{string.Join(", ", unknown)}: there are {string.Join(", ", Operation.All.Select(operation => operation.Name))}");
        }
        using var alone = await Repository.Lock("bench");
        await using var ground = new Ground();
        await ground.Prepare(options);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 128, UseCookies = false, UseProxy = false });
        var world = new World(ground, http);
        await world.Enter();
        var operations = Operation.All.Where(operation => options.Only.Count == 0 || options.Only.Contains(operation.Name)).ToList();
        var rounds = operations.ToDictionary(operation => operation, _ => (Limits: new List<Measured>(), Products: new List<Measured>()));
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var operation in operations.Where(operation => round == 1 || !operation.Once))
            {
                await world.Renew();
                await operation.Prepare(world);
                if (await Limit(ground, world, operation) is { } limit)
                {
                    rounds[operation].Limits.Add(limit);
                    await world.Renew();
                }
                rounds[operation].Products.Add(await Product(ground, world, http, operation));
                await Console.Error.WriteLineAsync(Report.Line(round, operation, rounds[operation]));
            }
        }
        Report.Write(options, ground, [.. operations.Select(operation => new Found(operation, rounds[operation].Limits, rounds[operation].Products))]);
        return rounds.Values.Any(found => found.Products.Any(product => product.Failures > 0)) ? 1 : 0;
    }

    private async Task<Measured> Product(Ground ground, World world, HttpClient http, Operation operation)
    {
        if (!operation.IsScarce)
        {
            await Send(1);
        }
        return await Weigh(ground, world, async begin =>
        {
            await begin();
            return operation.Do is { } whole ? await whole(world, http) : await Send(operation.IsScarce ? double.MaxValue : options.Seconds);
        });

        Task<Answers> Send(double seconds) => Load.Http(http, operation.Connections, seconds,
            _ => operation.Ask(world, world.Targets[Random.Shared.Next(world.Targets.Count)]), operation.Status);
    }

    private async Task<Measured?> Limit(Ground ground, World world, Operation operation)
    {
        var parts = operation.Mix ?? [(operation.Name, 1)];
        if (!parts.All(part => Script.Exists(part.Name)))
        {
            return null;
        }
        using var folder = new Script.Folder();
        var files = new List<string>();
        foreach (var (name, weight) in parts)
        {
            await Script.Check(name, world, ground);
            files.Add($"--file={folder.Write(name, world)}@{weight}");
        }
        return await Weigh(ground, world, begin => Load.Pgbench(ground, files, operation.Connections, options.Seconds, begin));
    }

    private static async Task<Measured> Weigh(Ground ground, World world, Func<Func<Task>, Task<Answers>> send)
    {
        var (load, before) = (Usage.LoadAverage, (Usage?)null);
        var answers = await send(async () =>
        {
            await world.Execute("select pg_stat_statements_reset()");
            before = Usage.Now(ground.ApiProcess, ground.Postmaster);
        });
        var used = Usage.Now(ground.ApiProcess, ground.Postmaster) - before!;
        var statements = await world.Rows($"""
            select calls, total_exec_time, regexp_replace(left(query, 300), '\s+', ' ', 'g') from pg_stat_statements
            where userid = '{Cluster.Api}'::regrole order by total_exec_time desc
            """, row => (Calls: row.GetInt64(0), Milliseconds: row.GetDouble(1), Text: row.GetString(2)));
        if (answers.Failure is not null)
        {
            await Console.Error.WriteLineAsync(answers.Failure);
        }
        double n = Math.Max(1, answers.Milliseconds.Count);
        return new(answers.PerSecond, answers.Percentile(0.5), answers.Percentile(0.99), 1000 * used.App / n, 1000 * used.Postgres / n,
            statements.Sum(s => s.Calls) / n, used.Others / answers.Seconds, load, Usage.Memory(ground.ApiProcess).Now, answers.Bytes, answers.Failures,
            [.. statements.Take(8).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Milliseconds / n:F3} ms, {s.Calls / n:F2}: {s.Text}"))]);
    }
}
