using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>What a person of the town has been through: from this the tests count by themselves, knowing nothing of the ledger.</summary>
internal sealed class Resident
{
    public required GivenCase Of { get; set; }
    public required DateOnly Born { get; init; }
    public required string Sex { get; init; }
    public required string Nationality { get; init; }
    public required bool IsApplicant { get; init; }
    public List<(DateOnly From, DateOnly? Until, Guid Team)> Responsible { get; } = [];
    public List<(string Status, DateOnly From, DateOnly? Until)> Statuses { get; } = [];
    public List<(string Regime, DateOnly From, DateOnly? Until)> Benefits { get; } = [];
    public List<(DateOnly From, DateOnly? Until, string? Reason)> Presences { get; } = [];
    public List<(string Kind, DateOnly From)> Jobs { get; } = [];
    public List<(string Kind, DateOnly Begun, DateOnly? Ended, string? How)> Parts { get; } = [];
    public List<(string Skill, int Level, DateOnly On)> Levels { get; } = [];
    public DateOnly? Allocated { get; set; }
    /// <summary>Handed over to another organisation on this day.</summary>
    public DateOnly? Gone { get; set; }
    /// <summary>Erased on this day.</summary>
    public DateOnly? Erased { get; set; }

    public Guid? TeamOn(DateOnly day) => Gone <= day ? null
        : Responsible.Where(one => one.From <= day && !(one.Until <= day)).Select(one => (Guid?)one.Team).SingleOrDefault();

    public bool IsPresentOn(DateOnly day) => !(Gone <= day) && !(Erased <= day) && Presences.Any(one => one.From <= day && !(one.Until <= day));

    public string StatusOn(DateOnly day) =>
        Statuses.Where(one => one.From <= day && !(one.Until <= day)).Select(one => one.Status).SingleOrDefault() ?? "not_known";

    public string BenefitOn(DateOnly day) => Benefits.Where(one => one.From <= day && !(one.Until <= day)).Select(one => one.Regime)
        .OrderBy(regime => regime, StringComparer.Ordinal).DefaultIfEmpty("not_known").Aggregate((a, b) => $"{a}.{b}");

    public string BandOn(DateOnly day)
    {
        var age = day.Year - Born.Year - (day.Month * 100 + day.Day < Born.Month * 100 + Born.Day ? 1 : 0);
        int[] ends = [3, 6, 10, 14, 15, 16, 18, 21, 25, 27, 35, 45, 55, 65];
        var place = Array.FindIndex(ends, end => age < end);
        if (place < 0)
        {
            return "65+";
        }
        var (first, last) = (place == 0 ? 0 : ends[place - 1], ends[place] - 1);
        return first == last ? $"{first:00}" : $"{first:00}-{last:00}";
    }

    // The chain by hand: from the beginning of SGB II back over what is no benefit to the first that is one.
    public DateOnly? ChangedTo2(DateOnly from, DateOnly until)
    {
        var known = Benefits.Where(one => one.Regime is not ("applied" or "unknown")).OrderBy(one => one.From).ToList();
        var change = known.Where((one, place) => one.Regime == "sgb2" && one.From >= from && one.From < until
            && place > 0 && known[place - 1].Regime.StartsWith("asylblg", StringComparison.Ordinal)).ToList();
        return change.Count > 0 ? change[0].From : null;
    }
}

/// <summary>A town whose figures are known, built by its own people over HTTP.</summary>
internal sealed class Town(Fixture.Api api, int seed)
{
    public static readonly string[] FirstMarket = ["full-time", "part-time", "mini-job"];
    private static readonly string[] Regimes = ["asylblg-3", "applied", "sgb2", "none", "asylblg-2", "unknown", "sgb12-3"];
    private static readonly string[] Levels = ["A1", "A2", "B1", "B2"];

    private readonly Random random = new(seed);

    public Guid Organisation { get; private set; }
    public Guid[] Teams { get; private set; } = [];
    public Person[] Workers { get; private set; } = [];
    public Person Supervisor { get; private set; } = null!;
    public List<Resident> Residents { get; } = [];
    /// <summary>Since when members of a household are known to be one.</summary>
    public DateOnly Together { get; private set; }

    public async Task Build(int households)
    {
        Together = api.Given.Today.AddDays(-30);
        Organisation = await api.Given.Organisation();
        Teams = [await api.Given.Team(Organisation), await api.Given.Team(Organisation)];
        Workers = [await api.Given.Staff(Organisation, Role.Caseworker, Teams[0]), await api.Given.Staff(Organisation, Role.Caseworker, Teams[1])];
        Supervisor = await api.Given.Staff(Organisation, Role.Supervisor, Teams[0]);
        for (var i = 0; i < households; i++)
        {
            var household = await api.Given.Household(Organisation);
            var team = i % 2;
            for (var member = 0; member < 1 + (i % 3); member++)
            {
                await Settle(household, team, member == 0);
            }
        }
    }

    private async Task Settle(Guid household, int team, bool isApplicant)
    {
        var (today, client) = (api.Given.Today, await api.As(Workers[team]));
        // Children and grown-ups, some with a birthday on one of the days that are asked for.
        var born = random.Next(3) == 0 ? today.AddYears(-new[] { 3, 6, 18, 35 }[random.Next(4)]).AddDays(random.Next(-1, 2))
            : today.AddDays(-random.Next(1_001, 25_000)); // Born before the first day of all that is told of them.
        var id = await api.Given.Client(Organisation, household, birthDate: born, role: isApplicant ? "applicant" : "child");
        var path = $"/api/v1/clients/{id}";
        var nationalities = random.Next(4) == 0 ? new[] { "IRQ", "SYR" } : [random.Next(2) == 0 ? "SYR" : "AFG"];
        var sex = random.Next(2) == 0 ? "female" : "male";
        var shown = await client.Read(path);
        await client.Put(path, new
        {
            familyName = shown.Text("familyName"), givenName = shown.Text("givenName"), birthDate = $"{born:O}", birthDatePrecision = "day", sex, nationalities,
        }, await Tag(client, path)).Expect(200);
        var opened = Days(-700, -1);
        var @case = await (await client.Post("/api/v1/cases",
            new { clientId = id, teamId = Teams[team], leadStaffId = Workers[team].StaffId, openedOn = $"{opened:O}" }).Expect(201)).Id();
        var resident = new Resident
        {
            Of = new GivenCase(@case, id, Organisation, Teams[team], household, Workers[team]), Born = born, Sex = sex,
            Nationality = string.Join('.', nationalities), IsApplicant = isApplicant,
        };
        resident.Responsible.Add((opened, null, Teams[team]));
        Residents.Add(resident);
        await Statuses(client, path, resident);
        await Benefits(client, path, resident);
        await Presences(client, path, resident);
        await TakesPart(client, resident);
    }

    private async Task Statuses(HttpClient client, string path, Resident resident)
    {
        var (first, second) = (Days(-900, -400), Days(-399, -1));
        await client.Post($"{path}/residence-statuses", new { from = $"{first:O}", until = $"{second:O}", status = "gestattung" },
            await Tag(client, path)).Expect(200);
        resident.Statuses.Add(("gestattung", first, second));
        if (random.Next(4) > 0)
        {
            await client.Post($"{path}/residence-statuses", new { from = $"{second:O}", status = "25-3" }, await Tag(client, path)).Expect(200);
            resident.Statuses.Add(("25-3", second, null));
        }
    }

    private async Task Benefits(HttpClient client, string path, Resident resident)
    {
        var from = Days(-1000, -800);
        for (var i = random.Next(2, 5); i > 0; i--)
        {
            var regime = Regimes[random.Next(Regimes.Length)];
            DateOnly? until = i == 1 && random.Next(2) == 0 ? null : from.AddDays(random.Next(30, 250));
            // A third is first recorded as something else, and corrected.
            var wrong = random.Next(3) == 0;
            await client.Post($"{path}/benefits", new { from = $"{from:O}", until = until is { } end ? $"{end:O}" : null, regime = wrong ? "sgb8" : regime },
                await Tag(client, path)).Expect(200);
            if (wrong)
            {
                var recorded = (await client.Read(path))["benefits"]!.AsArray().Single(one => one.Text("from") == $"{from:O}").Text("id");
                await client.Put($"{path}/benefits/{recorded}",
                    new { from = $"{from:O}", until = until is { } day ? $"{day:O}" : null, regime, reason = "Bescheid" }, await Tag(client, path)).Expect(200);
            }
            resident.Benefits.Add((regime, from, until));
            from = until is { } next ? next.AddDays(random.Next(2) * random.Next(1, 60)) : from;
        }
    }

    private async Task Presences(HttpClient client, string path, Resident resident)
    {
        var arrived = Days(-800, -500);
        DateOnly? left = random.Next(3) == 0 ? arrived.AddDays(random.Next(1, 200)) : null;
        await Present(arrived, left);
        if (left is { } gone && random.Next(2) == 0)
        {
            await Present(gone.AddDays(random.Next(0, 3) * 40), null); // Returned, perhaps on the same day.
        }
        // One that never was.
        var wrong = await client.Post($"{path}/presences",
            new { from = api.Given.Today.AddDays(-1_000), until = api.Given.Today.AddDays(-970), leaveReason = "moved", arrivedAs = "moved-in" }).Expect(201);
        await client.Post($"{wrong.Headers.Location}/void", new { reason = "Verwechslung" }, wrong.Tag()).Expect(200);
        if (random.Next(2) == 0)
        {
            var allocated = Days(-800, -500);
            var recorded = await client.Post($"{path}/allocations", new { allocatedOn = $"{allocated:O}", municipalityAgs = "08116056" }).Expect(201);
            if (random.Next(3) == 0)
            {
                await client.Post($"{recorded.Headers.Location}/cancel", new { cancelReason = "never-arrived" }, recorded.Tag()).Expect(200);
            }
            else
            {
                resident.Allocated = allocated;
            }
        }

        async Task Present(DateOnly from, DateOnly? until)
        {
            await client.Post($"{path}/presences", new
            {
                from = $"{from:O}", arrivedAs = "moved-in", until = until is { } day ? $"{day:O}" : null, leaveReason = until is null ? null : "moved",
            }).Expect(201);
            resident.Presences.Add((from, until, until is null ? null : "moved"));
        }
    }

    private async Task TakesPart(HttpClient client, Resident resident)
    {
        foreach (var kind in new[] { "full-time", "mini-job", "apprenticeship", "self-employment" }.Where(_ => random.Next(3) == 0))
        {
            var from = Days(-600, -10);
            var recorded = await client.Post("/api/v1/employments",
                new { caseId = resident.Of.CaseId, kind, employer = $"Betrieb {kind}", from = $"{from:O}" }).Expect(201);
            if (random.Next(4) == 0)
            {
                await client.Post($"{recorded.Headers.Location}/remove", new { reason = "Irrtum" }, recorded.Tag()).Expect(204);
            }
            else
            {
                resident.Jobs.Add((kind, from));
            }
        }
        foreach (var kind in new[] { "kindergarten", "school", "integration-course", "club" }.Where(_ => random.Next(2) == 0))
        {
            var begun = Days(-500, -100);
            var recorded = await client.Post("/api/v1/participations", new
            {
                caseId = resident.Of.CaseId, kind, provider = $"Haus {kind}", status = "begun", on = $"{begun:O}",
                schoolKind = kind == "school" ? "primary" : null,
            }).Expect(201);
            var how = random.Next(3) switch { 0 => "complete", 1 => "break-off", _ => null };
            DateOnly? ended = how is null ? null : begun.AddDays(random.Next(1, 90));
            if (how is not null)
            {
                await client.Post($"{recorded.Headers.Location}/{how}", how == "complete" ? new { on = $"{ended:O}" }
                    : new { on = $"{ended:O}", reasonCode = "moved" }, recorded.Tag()).Expect(200);
            }
            resident.Parts.Add((kind, begun, ended, how));
        }
        foreach (var skill in new[] { "speaking", "reading" }.Where(_ => random.Next(2) == 0))
        {
            for (var i = 0; i < 3; i++)
            {
                var (on, level) = (Days(-600 + (i * 200), -450 + (i * 200)), random.Next(Levels.Length));
                on = on > api.Given.Today ? api.Given.Today : on;
                await client.Post("/api/v1/language-levels", new
                {
                    caseId = resident.Of.CaseId, language = "deu", skill, level = Levels[level], assessedOn = $"{on:O}", evidence = "test",
                }).Expect(201);
                resident.Levels.Add((skill, level, on));
            }
        }
    }

    public async Task Close(Resident resident)
    {
        await Move(resident, "close", new { reasonCode = "goals-reached" });
        End(resident);
    }

    public async Task Reopen(Resident resident)
    {
        await Move(resident, "reopen", new { reasonCode = "new-need" });
        resident.Responsible.Add((api.Given.Today, null, resident.Of.TeamId));
    }

    /// <summary>To the other team, by somebody who may. Both are in the same organisation.</summary>
    public async Task Reassign(Resident resident, int team, Person by)
    {
        var (client, path) = (await api.As(by), $"/api/v1/cases/{resident.Of.CaseId}");
        await client.Post($"{path}/reassign", new { teamId = Teams[team], leadStaffId = Workers[team].StaffId, reason = "Umzug" },
            await Tag(client, path)).Expect(200);
        End(resident);
        resident.Responsible.Add((api.Given.Today, null, Teams[team]));
        resident.Of = resident.Of with { TeamId = Teams[team], Lead = Workers[team] };
    }

    public static async Task<string> Tag(HttpClient client, string path) => (await client.GetAsync(path).Expect(200)).Tag();

    private async Task Move(Resident resident, string move, object body)
    {
        var (client, path) = (await api.As(resident.Of.Lead!), $"/api/v1/cases/{resident.Of.CaseId}");
        await client.Post($"{path}/{move}", body, await Tag(client, path)).Expect(200);
    }

    private void End(Resident resident)
    {
        var now = resident.Responsible[^1];
        resident.Responsible[^1] = now with { Until = api.Given.Today };
    }

    private DateOnly Days(int from, int until) => api.Given.Today.AddDays(random.Next(from, until));
}
