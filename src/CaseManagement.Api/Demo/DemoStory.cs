using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseManagement.Api.Demo;

/// <summary>
/// The story from the allocation list to the first contact and three referrals, played over HTTP against a running API. Every answer is
/// checked; the first unexpected one ends the demo. The list is imported by a district made for this one run, so that the
/// demo can be played as often as one likes; the town is the demo municipality. Nothing depends on the day: what the demo
/// waits for, it asks the API for.
/// </summary>
public sealed partial class DemoStory
{
    private const string Password = "only for this demo", OwnPassword = "chosen for this demo";
    private static readonly string[] Accommodations = ["Ehemaliges Schwesternwohnheim", "Filsweg 7", "Gemeinschaftsunterkunft Zell"];

    private readonly Transcript story;
    private readonly byte[] list;
    private readonly SignIns signIns;
    private readonly string run = Guid.NewGuid().ToString("N")[..12];
    private readonly Actor operations, worker, leader, officer, partner;
    private Actor sender = null!;
    private DateTimeOffset now;
    private int hoursAhead;
    private bool moved;

    private DemoStory(Transcript story, byte[] list, SignIns signIns)
    {
        (this.story, this.list, this.signIns) = (story, list, signIns);
        operations = OfMunicipality("Administrator, operator of the installation", "admin@landkreis-esslingen.example");
        worker = OfMunicipality("Integration manager, Plochingen", "fallarbeit@plochingen.example");
        leader = OfMunicipality("Supervisor, Plochingen", "leitung@plochingen.example");
        officer = OfMunicipality("Data-protection officer, Plochingen", "datenschutz@plochingen.example");
        partner = OfMunicipality("Partner agency, Berufsberatung", "empfang@berufsberatung.example");
    }

    private Actor OfMunicipality(string who, string user) =>
        new(story, who, user, signIns.Password(user), signIns.Before(user), kept => signIns.Keep(user, kept), signIns.Secret(user));

    /// <summary>
    /// The command "demo": address of the API, the allocation list, the sign-ins that seed-demo printed. However it ends, it
    /// leaves the API's clock right.
    /// </summary>
    /// <param name="address">Of the API.</param>
    /// <param name="listFile">The allocation list.</param>
    /// <param name="signInsFile">The sign-ins; tokens are kept beside it.</param>
    /// <param name="output">Gets the transcript.</param>
    /// <param name="stop">Ends the story in the middle.</param>
    /// <returns>0 when every answer was the expected one, 1 otherwise.</returns>
    public static async Task<int> Run(string address, string listFile, string signInsFile, TextWriter output, CancellationToken stop = default)
    {
        using var transcript = new Transcript(new Uri(address), output) { Stop = stop };
        var story = new DemoStory(transcript, await File.ReadAllBytesAsync(listFile, stop), await SignIns.Read(signInsFile));
        try
        {
            await story.Play();
            await output.WriteLineAsync("\nEvery answer was the expected one.");
            return 0;
        }
        catch (Exception unexpected) when (unexpected is UnexpectedAnswerException or HttpRequestException or NullReferenceException
            or InvalidOperationException or OperationCanceledException)
        {
            // An answer without the member that the story reads is as unexpected as a wrong status.
            var trace = unexpected is UnexpectedAnswerException or OperationCanceledException ? "" : "\n" + unexpected.StackTrace;
            await output.WriteLineAsync($"\nThe demo ends here: {unexpected.Message}{trace}");
            return 1;
        }
        finally
        {
            await story.LeaveClockRight();
        }
    }

    private async Task Play()
    {
        story.Chapter("Who takes part");
        await MoveClock(0); // Where a demo was killed, it may stand elsewhere.
        var districtTeam = await MakeDistrict();
        var me = Expect(await worker.Get("/api/v1/me"), me => me["teams"]!.AsArray().Count > 0, "the integration manager is in a team");
        var (workerId, townTeam) = (me["staffId"]!.GetValue<Guid>(), me["teams"]![0]!["teamId"]!.GetValue<Guid>());
        story.Say($"The district's team {districtTeam} and the town's team {townTeam} are ready.");

        var text = await ConsentText();

        await ImportTheList();

        var family = await Household("H033");
        await RecordNeeds(family);
        var handover = await HandOver(family, townTeam);
        await Clarify(handover);
        await Accept(handover, family, workerId);
        await FirstContact(handover, family);
        await WhoDoesWhat(family.Household);
        await Agree(family);
        await Refer(family, text);

        await LateHandover(townTeam);
        await MoveClock(0);
        await TheDay();
        await WhatTheTrailSays(family);
    }

    // To an hour of that day at which offices are open.
    private async Task WaitUntil(DateOnly day, string why)
    {
        story.Say($"… and then it is {day:yyyy-MM-dd}, {why} (the demo moves the clock) …");
        await MoveClock(hoursAhead + (int)Math.Ceiling((LocalTime.StartOf(day).AddHours(10) - now).TotalHours));
    }

    private async Task MoveClock(int hours)
    {
        moved |= hours > 0; // Before the call: whoever is interrupted in it does not know.
        now = (await operations.Put("/api/v1/demo/clock", new { hoursAhead = hours }, quiet: true))["now"]!.GetValue<DateTimeOffset>();
        (hoursAhead, moved) = (hours, hours > 0);
    }

    // However the story ended.
    private async Task LeaveClockRight()
    {
        if (!moved)
        {
            return;
        }
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        story.Stop = soon.Token;
        try
        {
            await MoveClock(0);
        }
        catch (Exception failure) when (failure is UnexpectedAnswerException or HttpRequestException or OperationCanceledException)
        {
            story.Say($"The API's clock could not be set right: {failure.Message}");
        }
    }

    private async Task<Guid> MakeDistrict()
    {
        await operations.Post("/api/v1/organisations", new
        {
            name = $"Landkreis (Vorführung {run})", kind = "district",
            firstAdministrator = new { familyName = "Vogel", givenName = "Ines", userName = $"admin.{run}@demo.example", initialPassword = Password },
            firstSupervisor = new { familyName = "Hartmann", givenName = "Georg", userName = $"leitung.{run}@demo.example", initialPassword = Password },
        }, quiet: true);
        var administrator = new Actor(story, "Administrator, district", $"admin.{run}@demo.example", Password);
        await administrator.ChoosePassword(OwnPassword);
        await administrator.SetUpSecondFactor();
        var team = await administrator.Post("/api/v1/teams", new { name = "Unterbringung", kind = "accommodation" }, quiet: true);
        foreach (var name in Accommodations)
        {
            await administrator.Post("/api/v1/accommodations", new { name, kind = "gemeinschaftsunterkunft", teamId = team.Id }, quiet: true);
        }
        var staff = await administrator.Post("/api/v1/staff", new
        {
            familyName = "Keller", givenName = "Mira", userName = $"unterkunft.{run}@demo.example", initialPassword = Password,
            roles = new[] { Role.AccommodationStaff },
        }, quiet: true);
        var tag = (await administrator.Get($"/api/v1/teams/{team.Id}", quiet: true)).Tag;
        await administrator.Post($"/api/v1/teams/{team.Id}/add-member", new { staffId = staff.Id }, tag, 200, quiet: true);
        // Nobody alone makes an account and lets it work on cases.
        var supervisor = new Actor(story, "Supervisor, district", $"leitung.{run}@demo.example", Password);
        await supervisor.ChoosePassword(OwnPassword);
        foreach (var right in (await supervisor.Get("/api/v1/role-grants?state=pending", quiet: true)).Items)
        {
            await supervisor.Post($"/api/v1/role-grants/{right!["id"]!.GetValue<Guid>()}/confirm", expected: 200, quiet: true);
        }
        sender = new Actor(story, "Accommodation staff, district", $"unterkunft.{run}@demo.example", Password);
        await sender.ChoosePassword(OwnPassword);
        return team.Id;
    }

    private async Task ImportTheList()
    {
        story.Chapter("The district's allocation list");
        var import = (await sender.Upload("/api/v1/imports?fileName=zuweisungsliste.csv", list)).Id;
        var state = await Until(sender, $"/api/v1/imports/{import}", answer => answer["status"]!.GetValue<string>() == "checked");
        await sender.Get($"/api/v1/imports/{import}");
        // The list's own faults: each row with the one verdict that it must get.
        foreach (var (verdict, lines) in ((string, int[])[])[("refused", [144, 145, 146, 148]), ("likely_duplicate", [141, 142, 147]), ("repeated", [143])])
        {
            story.Say($"Rows that are {verdict}:");
            var rows = Expect(await sender.Get($"/api/v1/imports/{import}/rows?verdict={verdict}&limit=200", quiet: true),
                answer => answer.Items.Select(row => row!["line"]!.GetValue<int>()).SequenceEqual(lines),
                $"exactly the lines {string.Join(", ", lines)} are {verdict}");
            foreach (var row in rows.Items)
            {
                var reasons = row!["findings"]!.AsArray().Select(finding => finding!["message"]!.ToString())
                    .Concat(row["candidates"]!.AsArray().Select(candidate => Likeness(candidate!)));
                story.Say($"  line {row["line"]}: {string.Join("; ", reasons)}");
            }
        }
        await sender.Post($"/api/v1/imports/{import}/apply", new { mode = "row_by_row" }, state.Tag, 202);
        await Until(sender, $"/api/v1/imports/{import}", answer => answer["status"]!.GetValue<string>() == "applied");
        Expect(await sender.Get($"/api/v1/imports/{import}"), answer => answer["counts"]!["created"]!.GetValue<int>() == 139, "all the others are on file");

        story.Say("The same file once more changes nothing:");
        var again = (await sender.Upload("/api/v1/imports?fileName=zuweisungsliste.csv", list)).Id;
        var second = await Until(sender, $"/api/v1/imports/{again}", answer => answer["status"]!.GetValue<string>() == "checked");
        var fresh = (await sender.Get($"/api/v1/imports/{again}/rows?verdict=new&limit=1", quiet: true)).Items.Count;
        Expect(second, _ => fresh == 0, "no row is new the second time");
        await sender.Post($"/api/v1/imports/{again}/discard", null, second.Tag, 200);
    }

    private static string Likeness(JsonNode candidate)
    {
        var whom = candidate["line"] is { } line ? $"line {line}" : "a person on file";
        return $"{candidate["score"]} % like {whom}: {string.Join(", ", candidate["reasons"]!.AsArray().Select(reason => reason!["code"]))}";
    }

    private async Task<(Guid Household, Guid[] Members)> Household(string reference)
    {
        var answer = await sender.Get($"/api/v1/households?reference={reference}", quiet: true);
        var found = Expect(answer, _ => answer.Items.Count == 1, $"{reference} is one household").Items[0]!;
        return (found["id"]!.GetValue<Guid>(), [.. found["members"]!.AsArray()
            .OrderBy(member => member!["role"]?.GetValue<string>() != "applicant").Select(member => member!["clientId"]!.GetValue<Guid>())]);
    }

    private async Task RecordNeeds((Guid Household, Guid[] Members) family)
    {
        story.Chapter("Needs, recorded with the binding form");
        for (var i = 0; i < family.Members.Length; i++)
        {
            await Assess(family.Members[i], urgentArea: i == 0 ? "language" : null);
        }
        await sender.Get($"/api/v1/clients/{family.Members[0]}/needs");
    }

    // The whole form for one person, one call for each area; shown where there is something urgent.
    private async Task Assess(Guid client, string? urgentArea)
    {
        var started = (await sender.Post($"/api/v1/clients/{client}/assessments", quiet: urgentArea is null)).Id;
        var assessment = await sender.Get($"/api/v1/assessments/{started}", quiet: true);
        var form = await sender.Get($"/api/v1/assessment-templates/{assessment["templateId"]}", quiet: true);
        foreach (var area in assessment["areas"]!.AsArray())
        {
            var code = area!["area"]!.GetValue<string>();
            var questions = form["areas"]!.AsArray().Single(candidate => candidate!["code"]!.GetValue<string>() == code)!["questions"]!.AsArray();
            var urgent = code == urgentArea;
            await sender.Put($"/api/v1/assessments/{started}/areas/{code}", new
            {
                answers = await Answers(questions, assessment["person"]!.GetValue<string>()),
                urgency = urgent ? "high" : "none",
                need = urgent ? "Deutschkurs mit Kinderbetreuung" : null,
            }, area["eTag"]!.GetValue<string>(), quiet: !urgent);
        }
        var tag = await sender.Tag($"/api/v1/assessments/{started}");
        await sender.Post($"/api/v1/assessments/{started}/complete", null, tag, 200, quiet: urgentArea is null);
    }

    // One fitting answer to every mandatory question, out of the form itself.
    private async Task<Dictionary<string, object>> Answers(JsonArray questions, string person)
    {
        var answers = new Dictionary<string, object>();
        foreach (var question in questions.Where(q => q!["required"]!.GetValue<bool>() && (q["appliesTo"]?.GetValue<string>() ?? "all") is var to
            && (to == "all" || to == person)))
        {
            var option = question!["options"] is JsonArray { Count: > 0 } options ? options[0]!["code"]!.GetValue<string>()
                : question["optionsFrom"] is { } from ? await FirstCode(from.GetValue<string>()) : "";
            answers[question["code"]!.GetValue<string>()] = question["kind"]!.GetValue<string>() switch
            {
                "boolean" => true,
                "number" => 1,
                "date" => DateOnly.FromDateTime(DateTime.UnixEpoch).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                "text" => "in Ordnung",
                "multiple" => new[] { option },
                _ => option,
            };
        }
        return answers;
    }

    private readonly Dictionary<string, string> firstCodes = [];

    private async Task<string> FirstCode(string codes)
    {
        if (!firstCodes.TryGetValue(codes, out var code))
        {
            code = (await sender.Get($"/api/v1/reference-data/{codes}", quiet: true))["codes"]![0]!["code"]!.GetValue<string>();
            firstCodes[codes] = code;
        }
        return code;
    }

    private async Task<Guid> HandOver((Guid Household, Guid[] Members) family, Guid townTeam)
    {
        story.Chapter("The handover: complete, or not submitted");
        var handover = (await sender.Post("/api/v1/handovers", new
        {
            householdId = family.Household, receivingTeamId = townTeam, note = "Familie zieht zum Monatsende um.",
        })).Id;
        var refused = await sender.Post($"/api/v1/handovers/{handover}/submit", null, await sender.Tag($"/api/v1/handovers/{handover}"), 409);
        Expect(refused, answer => answer["errors"]!.AsArray().Any(error => error!["code"]!.GetValue<string>() == "need-unsettled"),
            "the urgent need without an offer is named");

        story.Say("The need gets its answer in a new assessment, the documents and open items are listed:");
        await SettleNeed(family.Members[0]);
        await Write(handover, family.Members, townTeam, "Kursplatz ab Januar anfragen");
        await sender.Post($"/api/v1/handovers/{handover}/submit", null, await sender.Tag($"/api/v1/handovers/{handover}"), 200);
        return handover;
    }

    private async Task SettleNeed(Guid client)
    {
        var next = (await sender.Post($"/api/v1/clients/{client}/assessments", quiet: true)).Id;
        var areas = (await sender.Get($"/api/v1/assessments/{next}", quiet: true))["areas"]!.AsArray();
        var area = areas.Single(a => a!["area"]!.GetValue<string>() == "language")!;
        await sender.Put($"/api/v1/assessments/{next}/areas/language", new
        {
            answers = area["answers"]!.DeepClone(), urgency = "high", need = "Deutschkurs mit Kinderbetreuung",
            proposedService = "Integrationskurs mit Kinderbetreuung, VHS",
        }, area["eTag"]!.GetValue<string>());
        await sender.Post($"/api/v1/assessments/{next}/complete", null, await sender.Tag($"/api/v1/assessments/{next}"), 200, quiet: true);
    }

    private async Task Write(Guid handover, Guid[] members, Guid townTeam, string open)
    {
        await sender.Put($"/api/v1/handovers/{handover}", new
        {
            receivingTeamId = townTeam, note = "Familie zieht zum Monatsende um.",
            documents = members.Select((client, i) => new
            {
                clientId = client, kind = i == 0 ? "passport" : "birth-certificate", missingReason = i == 0 ? null : "im Herkunftsland angefragt",
            }).ToArray(),
            openItems = new[] { new { text = open } },
        }, await sender.Tag($"/api/v1/handovers/{handover}"), quiet: true);
    }

    private async Task Clarify(Guid handover)
    {
        story.Chapter("The town looks, asks back, and gets its answer");
        var package = await worker.Get($"/api/v1/handovers/{handover}/package");
        var detail = await worker.Get($"/api/v1/handovers/{handover}", quiet: true);
        var document = package["places"]!.AsArray().Select(place => place!.GetValue<string>())
            .First(place => place.EndsWith("/birth-certificate", StringComparison.Ordinal));
        await worker.Post($"/api/v1/handovers/{handover}/request-clarification", new
        {
            items = new[] { new { place = document, question = "Gibt es eine Kopie?" } },
        }, detail.Tag, 200);
        var answered = await sender.Post($"/api/v1/handovers/{handover}/answer-queries", new
        {
            answers = new[] { new { place = document, answer = "Ja, eine beglaubigte Kopie liegt bei." } },
        }, await sender.Tag($"/api/v1/handovers/{handover}"), 200);
        await sender.Post($"/api/v1/handovers/{handover}/submit", null, answered.Tag, 200);
    }

    private async Task Accept(Guid handover, (Guid Household, Guid[] Members) family, Guid lead)
    {
        story.Chapter("The town accepts: responsibility moves in one transaction");
        await worker.Get($"/api/v1/clients/{family.Members[0]}", 404);
        foreach (var expected in (int[])[200, 409])
        {
            var tag = await worker.Tag($"/api/v1/handovers/{handover}");
            await worker.Post($"/api/v1/handovers/{handover}/accept", new { leadStaffId = lead }, tag, expected);
        }
        await worker.Get($"/api/v1/clients/{family.Members[0]}");
    }

    private async Task FirstContact(Guid handover, (Guid Household, Guid[] Members) family)
    {
        story.Chapter("First contact with every person");
        var accepted = await worker.Get($"/api/v1/handovers/{handover}", quiet: true);
        await worker.Post("/api/v1/contacts", new
        {
            at = accepted["acceptedAt"]!.GetValue<DateTimeOffset>(), kind = "home-visit", outcome = "no-show",
            persons = family.Members.Select(clientId => new { clientId, present = false }),
        });
        await WaitUntil(Day(accepted, "firstContactDueOn"), "the last day for the first contact");
        await worker.Post("/api/v1/contacts", new
        {
            at = now.AddMinutes(-40), kind = "home-visit", outcome = "counselled", durationMinutes = 35, language = "ara", interpreter = "professional",
            topics = new[] { "language", "housing" },
            persons = family.Members.Select(clientId => new { clientId, present = true }),
        });
        Expect(await worker.Get($"/api/v1/handovers/{handover}", quiet: true),
            answer => !answer["isOverdue"]!.GetValue<bool>(), "the first contact is in time");
        await Wake("watch-handovers");
        var done = await Until(worker, $"/api/v1/handovers/{handover}", answer => answer["status"]!.GetValue<string>() == "completed");
        story.Say($"The handover is {done["status"]}.");
    }

    private async Task WhoDoesWhat(Guid household)
    {
        story.Chapter("How long counselling lasts, and who does what meanwhile");
        var of = await CaseIn(household);
        var tag = await worker.Tag($"/api/v1/cases/{of}");
        await worker.Post($"/api/v1/cases/{of}/choose-programme", new { programme = "bw-integrationsmanagement" }, tag, 200);
        Expect(await worker.Get($"/api/v1/cases/{of}/counselling-clock"),
            answer => answer["clock"]!["lastDay"] is not null, "the clock has started with the first contact");
        var (from, dueOn) = (LocalTime.DateOf(now), LocalTime.DateOf(now).AddMonths(6));
        foreach (var who in new[] { "Volkshochschule", "Freundeskreis Asyl" })
        {
            var planned = await worker.Post("/api/v1/measures", new
            {
                caseId = of, area = "language", what = "Deutschkurs mit Kinderbetreuung", responsible = new { kind = "partner", name = who },
                agreedIn = "round-table", from, dueOn,
            });
            story.Say($"Beside it: {planned["overlaps"]!.AsArray().Count}.");
        }
        await worker.Get($"/api/v1/households/{household}/counselling-grid");
    }

    // What is missing is named before anybody signs; both sides speak for themselves, the person through an interpreter.
    private async Task Agree((Guid Household, Guid[] Members) family)
    {
        story.Chapter("An agreement that the person wants, in her language");
        var of = await CaseIn(family.Household, family.Members[0]);
        var path = $"/api/v1/agreements/{(await worker.Post("/api/v1/agreements", new { caseIds = new[] { of }, language = "ara" })).Id}";
        var need = (await worker.Get(path, quiet: true))["needs"]!.AsArray().Single(need => need!["area"]!.GetValue<string>() == "language");
        await Change("goals", new { area = "language", needId = need!["id"]!.GetValue<Guid>(), title = "Deutsch lernen" });
        var refused = await worker.Post($"{path}/propose", null, await worker.Tag(path), 409);
        story.Say($"Missing: {string.Join(", ", refused["errors"]!.AsArray().Select(error => error!["code"]!.GetValue<string>()).Distinct())}.");

        var goal = (await worker.Get(path, quiet: true))["goals"]![0]!["id"]!.GetValue<Guid>();
        var today = LocalTime.DateOf(now);
        await worker.Put($"{path}/goals/{goal}", new
        {
            area = "language", needId = need["id"]!.GetValue<Guid>(), title = "Einen Deutschkurs auf A2 abschließen", wanted = true,
            ownWords = "أريد أن أتحدث مع معلمة ابني", ownWordsLanguage = "ara", indicator = "Zertifikat A2", baseline = "kein Zertifikat",
            target = "A2", dueOn = today.AddMonths(9), owner = "client", dependsOn = "Betreuungsplatz für das Kind",
        }, await worker.Tag(path));
        await Change("steps", new { side = "client", what = "Zum Einstufungstest gehen", dueOn = today.AddDays(21), goalId = goal });
        await Change("steps", new { side = "office", what = "Betreuungsplatz anfragen", dueOn = today.AddDays(14), goalId = goal });
        await Propose();
        story.Say($"It is {(await worker.Get(path, quiet: true))["status"]}.");

        await Change("reviewed", new { note = "Kurs läuft, alles bleibt" });
        await Change("amend", new { kind = "dates", what = "Der Kurs beginnt später", why = "Kursplatz erst im Herbst" });
        await Change("steps", new { side = "client", what = "Bis dahin zum Sprachcafé gehen", dueOn = today.AddMonths(2), goalId = goal });
        await Propose();
        await worker.Get($"{path}/versions/2/difference?from=1&audience=client");
        Expect(await worker.Get($"{path}/page?language=ara"), page => page.Body!.GetValue<string>().Contains("أريد أن أتحدث", StringComparison.Ordinal),
            "the page to sign has the person's own words");

        async Task<DemoAnswer> Change(string action, object? body) =>
            await worker.Post($"{path}/{action}", body, await worker.Tag(path), 200, quiet: action is "steps");

        async Task Propose()
        {
            await Change("propose", null);
            var proposed = (await worker.Get(path, quiet: true))["proposed"]!;
            var (hash, at) = (proposed["hash"]!.GetValue<string>(), proposed["proposedAt"]!.GetValue<DateTimeOffset>());
            await Change("acknowledge", new
            {
                side = "client", hash, at, how = "oral_with_interpreter", language = "ara", interpreter = "Sprachmittlerpool",
                readBack = true, place = "Rathaus",
            });
            await Change("acknowledge", new { side = "office", hash, at, how = "electronic", language = "deu" });
            Expect(await worker.Get(path, quiet: true), answer => answer["status"]!.GetValue<string>() == "active", "both sides have agreed");
        }
    }

    private async Task LateHandover(Guid townTeam)
    {
        story.Chapter("A handover that nobody answers");
        var single = await Household("H026");
        await Assess(single.Members[0], urgentArea: null);
        var handover = (await sender.Post("/api/v1/handovers", new { householdId = single.Household, receivingTeamId = townTeam }, quiet: true)).Id;
        await Write(handover, single.Members, townTeam, "Termin bei der Ausländerbehörde");
        await sender.Post($"/api/v1/handovers/{handover}/submit", null, await sender.Tag($"/api/v1/handovers/{handover}"), 200);
        await Wake("watch-handovers");
        var made = await Find(worker, $"/api/v1/reminders?teamId={townTeam}", // Before the clock goes on.
            item => item["subjectId"]!.GetValue<Guid>() == handover, "the team is reminded");
        var waiting = Expect(await worker.Get($"/api/v1/handovers/{handover}", quiet: true),
            answer => !answer["isOverdue"]!.GetValue<bool>(), "the handover is not overdue yet");

        await WaitUntil(Day(waiting, "acceptanceDueOn").AddDays(1), "the day after acceptance was due");
        Expect(await worker.Get($"/api/v1/handovers/{handover}", quiet: true), answer => answer["isOverdue"]!.GetValue<bool>(), "the handover is overdue");
        var reminder = await worker.Get($"/api/v1/reminders/{made["id"]}");
        Expect(reminder, answer => answer["isOverdue"]!.GetValue<bool>(), "the reminder is overdue");
        story.Say($"The team has a reminder, due on {reminder["dueOn"]}; overdue: {reminder["isOverdue"]}.");

        await WaitUntil(Day(waiting, "expiresOn"), "the last day before it expires");
        await Wake("watch-handovers");
        await Find(leader, "/api/v1/reminders?kind=handover_escalation", item => item["subjectId"]!.GetValue<Guid>() == handover, "the supervisor is reminded");
        Expect(await worker.Get($"/api/v1/handovers/{handover}", quiet: true),
            answer => answer["status"]!.GetValue<string>() == "submitted", "the town can still answer");
    }

    private async Task TheDay()
    {
        story.Chapter("The integration manager's day, in one call");
        foreach (var part in (await worker.Get("/api/v1/my-day"))["parts"]!.AsArray())
        {
            story.Say($"{part!["label"]}: {part["count"]}");
        }
    }

    private async Task WhatTheTrailSays((Guid Household, Guid[] Members) family)
    {
        story.Chapter("What the trail says");
        await officer.Get($"/api/v1/audit/persons/{family.Members[0]}");
        await officer.Get($"/api/v1/clients/{family.Members[0]}", 403);
        Expect(await officer.Post("/api/v1/audit/verifications", new { }, expected: 200), answer => answer["whole"]!.GetValue<bool>(), "the trail is whole");
    }

    private async Task<Guid> CaseIn(Guid household, Guid? person = null) =>
        (await worker.Get($"/api/v1/households/{household}", quiet: true))["members"]!.AsArray()
        .Where(member => person is null || member!["clientId"]!.GetValue<Guid>() == person)
            .Select(member => member!["openCase"]).First(open => open is not null)!["id"]!.GetValue<Guid>();

    private static DateOnly Day(DemoAnswer answer, string member) =>
        DateOnly.ParseExact(answer[member]!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A run that had begun before may have looked already: what it is to do is waited for, not the run.
    private Task Wake(string command) => operations.Post($"/api/v1/jobs/{command}/wake", expected: 202, quiet: true);

    private Task<DemoAnswer> Until(Actor who, string path, Func<DemoAnswer, bool> done) =>
        Eventually(async () => await who.Get(path, quiet: true) is var answer && done(answer) ? answer : null, $"{path} is done");

    // An entry of a list, on whichever page: earlier demos have left theirs. Its page is shown.
    private async Task<JsonNode> Find(Actor who, string path, Func<JsonNode, bool> wanted, string what)
    {
        var found = await Eventually(async () =>
        {
            for (var next = path; ;)
            {
                var page = await who.Get(next, quiet: true);
                if (page.Items.FirstOrDefault(item => wanted(item!)) is not null)
                {
                    return next;
                }
                if (page["nextCursor"]?.GetValue<string>() is not { } cursor)
                {
                    return null;
                }
                next = $"{path}&cursor={Uri.EscapeDataString(cursor)}";
            }
        }, what);
        return (await who.Get(found)).Items.First(item => wanted(item!))!;
    }

    // Long work goes on in the background: asked for until it is done. A run that failed is taken up at the next full minute at
    // the latest, and a busy machine needs its time for it.
    private async Task<T> Eventually<T>(Func<Task<T?>> look, string what) where T : class
    {
        var waiting = Stopwatch.StartNew();
        while (waiting.Elapsed < TimeSpan.FromMinutes(3))
        {
            if (await look() is { } found)
            {
                return found;
            }
            await Task.Delay(200, story.Stop);
        }
        throw new UnexpectedAnswerException($"Expected within three minutes that {what}.");
    }

    private static DemoAnswer Expect(DemoAnswer answer, Func<DemoAnswer, bool> holds, string what) =>
        holds(answer) ? answer : throw new UnexpectedAnswerException($"Expected that {what}.");
}
