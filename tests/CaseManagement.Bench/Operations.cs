using System.Globalization;

namespace CaseManagement.Bench;

/// <summary>One thing to measure: what is asked of the API, and beside it what PostgreSQL does at best (Limits/NAME.sql, if there is one).</summary>
/// <param name="Name">Of it, in ONLY= and in the report.</param>
/// <param name="Ask">Makes the next request for a target; null when there is nothing left to ask in this round.</param>
internal sealed record Operation(string Name, Func<World, Target, HttpRequestMessage?> Ask)
{
    /// <summary>The status of the answer; 0 for any success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>How many ask at a time.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>What the issue wants of it, as a part of the limit.</summary>
    public double? Wanted { get; init; }

    /// <summary>What the issue allows, milliseconds of PostgreSQL's CPU a request.</summary>
    public double? Allowed { get; init; }

    /// <summary>Several limits and how often each of a hundred, where it is a mixture; else one of its own name.</summary>
    public IReadOnlyList<(string Name, int Weight)>? Mix { get; init; }

    /// <summary>Makes ready what a round uses up.</summary>
    public Func<World, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>What was made ready is asked for once, without warming up, and that is the round.</summary>
    public bool IsScarce { get; init; }

    /// <summary>Takes long, and is measured in the first round only.</summary>
    public bool Once { get; init; }

    /// <summary>More than one request: does the whole of it.</summary>
    public Func<World, HttpClient, Task<Answers>>? Do { get; init; }

    private const string Note = "Wohnungssuche besprochen.";

    private static readonly Operation Client = new("client", (w, t) => w.Get(t.Worker, $"clients/{t.ClientId}")) { Wanted = 0.30, Allowed = 1 };
    private static readonly Operation Case = new("case", (w, t) => w.Get(t.Worker, $"cases/{t.CaseId}")) { Wanted = 0.30, Allowed = 1 };
    private static readonly Operation List = new("case-list", (w, t) => w.Get(t.Worker, "cases?limit=50")) { Wanted = 0.45, Allowed = 3 };
    private static readonly Operation Timeline = new("timeline", (w, t) => w.Get(t.Worker, $"cases/{t.CaseId}/timeline?limit=50")) { Wanted = 0.45 };
    private static readonly Operation Reminders =
        new("reminders", (w, t) => w.Get(t.Worker, $"reminders?limit=50&assigneeId={t.Worker.StaffId}"));
    private static readonly Operation Search =
        new("search-name", (w, t) => w.Post(t.Worker, "clients/search", new { familyName = t.FamilyName, givenName = t.GivenName }));
    private static readonly Operation Contact = new("contact", (w, t) => w.Post(t.Worker, "contacts", new
    {
        at = DateTimeOffset.UtcNow.AddMinutes(-5), kind = "office", outcome = "counselled", durationMinutes = 30, topics = new[] { "housing" },
        persons = new[] { new { clientId = t.ClientId, present = true } }, notes = new[] { new { text = Note } },
    }))
    { Status = 201, Wanted = 0.40, Allowed = 2 };
    private static readonly Operation Done = new("reminder-done", (w, _) =>
    {
        if (w.NextReminder() is not { } reminder)
        {
            return null;
        }
        var request = w.Post(reminder.Worker, $"reminders/{reminder.Id}/done");
        request.Headers.Add("If-Match", $"\"{reminder.Version}\"");
        return request;
    })
    { Wanted = 0.35 };

    // What a supervisor asks of the whole organisation, and the first of it of one team. Days count back from today.
    private static Operation Figure(string name, string figure, int from, int? until, string by, bool ofTeam = false) =>
        new($"figure-{name}", (w, _) => w.Get(w.Supervisor, $"statistics/figures/{figure}?{(until is null ? "on" : "from")}={Back(from)}"
            + $"{(until is { } last ? $"&until={Back(last)}" : "")}{by}{(ofTeam ? $"&team={w.Supervisor.TeamId}" : "")}"))
        { Connections = 1, Prepare = Renew };

    // What was recorded by other operations meanwhile: of people at work it would be a hundredth of that in the minute between two renewals.
    private static Task Renew(World world) => world.Execute("do $$ begin while ledger.catch_up_units(500) > 0 loop null; end loop; end $$");

    private static string Back(int days) => DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>All of them, in the order in which they are told.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        Client,
        new("household", (w, t) => w.Get(t.Worker, $"households/{t.HouseholdId}")),
        Case,
        List,
        new("case-list-own", (w, t) => w.Get(t.Worker, $"cases?limit=50&leadStaffId={t.Worker.StaffId}")),
        new("case-list-due", (w, t) => w.Get(t.Worker, $"cases?limit=50&teamId={t.Worker.TeamId}&sort=nextDueOn")),
        Timeline,
        Reminders,
        Search,
        new("search-reference", (w, t) => w.Post(t.Worker, "clients/search", new { reference = t.Reference })),
        new("search-birth-date", (w, t) => w.Post(t.Worker, "clients/search", new { birthDate = t.BirthDate })),
        new("search-frequent", (w, t) => w.Post(t.Worker, "clients/search", new { familyName = w.FrequentName })),
        Contact,
        Done,
        // Of a household of five, into another organisation.
        new("handover", (w, _) => w.NextHandover()) { Connections = 2, IsScarce = true, Prepare = w => w.SubmitHandovers(12) },
        Figure("caseload", "open_cases", 365, null, "&by=team,residence_status"),
        Figure("caseload-team", "open_cases", 365, null, "&by=residence_status", ofTeam: true),
        Figure("benefits", "asylblg_to_sgb2", 4 * 365, 0, ""),
        Figure("places", "places", 180, null, "&by=age_band,participation_kind"),
        Figure("wait", "allocation_to_first_contact/amounts", 180, 90, ""),
        Figure("funnel", "needs_found", 400, 35, "&by=need_area,with_goal,with_referral,with_outcome"),
        // Of a million open reminders ten thousand fall due; "requests" are notices.
        new("reminders-due", (_, _) => null) { Once = true, IsScarce = true, Prepare = DueReminders.Prepare, Do = DueReminders.Tell },
        new("sign-in", (w, t) => w.SignIn(t.Worker)) { Connections = 4 },
        // "Requests" are rows of a list, from its upload until everybody is on file.
        new("import", (_, _) => null) { Once = true, IsScarce = true, Do = (w, http) => AllocationList.Import(w, http, 5000) },
        // Four fifths read.
        new("mixed", Mixture([(Client, 20), (Case, 20), (List, 15), (Timeline, 10), (Reminders, 10), (Search, 5), (Contact, 12), (Done, 8)]))
        {
            Connections = 64, Status = 0,
            Mix = [("client", 20), ("case", 20), ("case-list", 15), ("timeline", 10), ("reminders", 10), ("search-name", 5), ("contact", 12),
                ("reminder-done", 8)],
        },
    ];

    private static Func<World, Target, HttpRequestMessage?> Mixture((Operation Operation, int Weight)[] parts)
    {
        var deck = parts.SelectMany(part => Enumerable.Repeat(part.Operation, part.Weight)).ToArray();
        return (world, target) => deck[Random.Shared.Next(deck.Length)].Ask(world, target);
    }
}
