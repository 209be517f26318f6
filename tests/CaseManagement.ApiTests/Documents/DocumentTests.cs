using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Documents;

public sealed class DocumentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/documents";

    [Fact]
    public async Task A_passport_is_recorded_reminds_ahead_of_its_last_day_and_stands_in_the_timeline()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var recorded = await client.Post(Path, Body(of)).Expect(201);
        var read = await client.GetAsync(recorded.Headers.Location).Expect(200);
        var shown = await read.Json();
        Assert.Equal(("brought", "with-person", false), (shown.Text("status"), shown.Text("place"), shown.Value<bool>("isExpired")));
        var reminder = await client.Read($"/api/v1/reminders/{shown.Text("reminderId")}");
        Assert.Equal(("document_expires", $"{Day(300 - 180):yyyy-MM-dd}", $"{Day(300):yyyy-MM-dd}", of.Lead!.StaffId.ToString()),
            (reminder.Text("kind"), reminder.Text("dueOn"), reminder.Text("lastDay"), reminder.Text("assigneeId")));

        // Renewed: the reminder goes along; ticked off, it does not come back for another word in the note.
        var renewed = await client.Put(recorded.Headers.Location!.ToString(), Body(of, body =>
        {
            body.Remove("caseId");
            (body["expiresOn"], body["reason"]) = ($"{Day(3650):yyyy-MM-dd}", "Verlängert");
        }), read.Tag()).Expect(200);
        var path = $"/api/v1/reminders/{reminder.Text("id")}";
        var moved = await client.GetAsync(path).Expect(200);
        Assert.Equal($"{Day(3650 - 180):yyyy-MM-dd}", (await moved.Json()).Text("dueOn"));
        await client.Post($"{path}/done", ifMatch: moved.Tag()).Expect(200);
        await client.Put(recorded.Headers.Location!.ToString(), Body(of, body =>
        {
            body.Remove("caseId");
            (body["expiresOn"], body["note"], body["reason"]) = ($"{Day(3650):yyyy-MM-dd}", "Blauer Umschlag", "Ergänzt");
        }), renewed.Tag()).Expect(200);
        shown = await client.Read(recorded.Headers.Location);
        Assert.Equal((null, "Blauer Umschlag"), (shown.Text("reminderId"), shown.Text("note")));
        var told = (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind").ToList();
        Assert.Contains("document_recorded", told);
    }

    [Fact]
    public async Task What_is_missing_is_brought_and_goes_missing_again_and_the_list_says_so()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var missing = await client.Post(Path, Body(of, body => body["status"] = "missing")).Expect(201);
        var path = missing.Headers.Location!.ToString();
        Assert.Null((await client.Read(path)).Text("reminderId"));
        Assert.Equal(path, $"{Path}/{(await client.Read($"{Path}?status=missing&caseId={of.CaseId}")).Text("items/0/id")}");
        var brought = await client.Post($"{path}/brought", new { on = Day(0), place = "copy-on-file" }, missing.Tag()).Expect(200);
        Assert.NotNull((await client.Read(path)).Text("reminderId"));
        await client.Post($"{path}/brought", new { on = Day(0) }, missing.Tag()).ExpectProblem(412, "stale");
        var refused = await client.Post($"{path}/brought", new { on = Day(0) }, brought.Tag()).ExpectProblem(409, "document-transition");
        Assert.Contains("missing", refused.ToJsonString());
        await client.Post($"{path}/missing", new { on = Day(1), reason = "Morgen" }, brought.Tag()).ExpectProblem(400, "validation-failed");
        await client.Post($"{path}/missing", new { on = Day(0), reason = "Gestohlen", place = "lost" }, brought.Tag()).Expect(200);
        Assert.Equal(("missing", null), ((await client.Read(path)).Text("status"), (await client.Read(path)).Text("reminderId")));
        var next = await client.Read($"{Path}?sort=expiresOn&teamId={of.TeamId}&count=true");
        Assert.Equal(1, next.Number("count"));
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nothing_is_recorded_twice()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        foreach (var (member, value, pointer, code) in new (string, JsonNode?, string, string)[]
        {
            ("kind", "pass", "/kind", "unknown-code"),
            ("place", "irgendwo", "/place", "unknown-code"),
            ("validFrom", $"{Day(301):yyyy-MM-dd}", "/expiresOn", "document-expires-before"),
            ("since", $"{Day(1):yyyy-MM-dd}", "/since", "document-in-future"),
            ("expiresOn", "31.12.2027", "/expiresOn", "malformed-date"),
        })
        {
            var problem = await (await client.Post(Path, Body(of, body => body[member] = value)).Expect(400)).Json();
            Assert.Equal((pointer, code), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
        await client.Post(Path, Body(of)).Expect(201);
        await client.Post(Path, Body(of)).ExpectProblem(409, "document-exists");
        await client.Post(Path, Body(of, body => body["title"] = "Alter Pass")).Expect(201);
    }

    [Fact]
    public async Task A_medical_report_is_restricted_by_its_kind_and_neither_a_colleague_nor_a_list_of_several_shows_it_or_its_files()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var report = await client.Post(Path, Body(of, body => body["kind"] = "medical-report")).Expect(201);
        var path = report.Headers.Location!.ToString();
        Assert.Equal("health", (await client.Read(path)).Text("compartment"));
        var file = await client.Upload(path, Given.Pdf()).Expect(201);
        await client.GetAsync(file.Headers.Location).Expect(200);
        await colleague.GetAsync(path).ExpectProblem(404, "not-found");
        await colleague.GetAsync(file.Headers.Location).ExpectProblem(404, "not-found");
        await colleague.Upload(path, Given.Pdf(100)).ExpectProblem(404, "not-found");
        await colleague.Post(Path, Body(of, body => body["kind"] = "medical-report")).ExpectProblem(403, "document-compartment-closed");
        Assert.Empty((await client.Read($"{Path}?teamId={of.TeamId}"))["items"]!.AsArray());
        Assert.Single((await client.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        Assert.Empty((await colleague.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        var kinds = (await colleague.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind").ToList();
        Assert.DoesNotContain("document_recorded", kinds);
        Assert.DoesNotContain("document_file_added", kinds);
    }

    [Fact]
    public async Task A_colleague_of_another_team_finds_nothing_and_nothing_is_changed_unread()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var document = await api.Given.Document(of);
        var other = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)));
        await other.GetAsync($"{Path}/{document}").ExpectProblem(404, "not-found");
        await other.Upload($"{Path}/{document}", Given.Pdf()).ExpectProblem(404, "not-found");
        await other.Post(Path, Body(of)).ExpectProblem(404, "not-found");
        await client.Post($"{Path}/{document}/missing", new { on = Day(0), reason = "Weg" }).ExpectProblem(428, "if-match-required");
    }

    [Fact]
    public async Task The_reminder_follows_the_kind_ends_with_the_case_and_comes_back_when_it_is_reopened()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = (await client.Post(Path, Body(of)).Expect(201)).Headers.Location!.ToString();
        async Task<(string? Due, string? Id)> Reminder() => (await client.Read(path)).Text("reminderId") is { } id
            ? ((await client.Read($"/api/v1/reminders/{id}")).Text("dueOn"), id) : (null, null);
        async Task<string> Tag(string of) => (await client.GetAsync(of).Expect(200)).Tag();
        async Task Correct(string kind) => await client.Put(path, Body(of, body =>
        {
            body.Remove("caseId");
            (body["kind"], body["reason"]) = (kind, "War etwas anderes");
        }), await Tag(path)).Expect(200);
        Assert.Equal($"{Day(300 - 180):yyyy-MM-dd}", (await Reminder()).Due);
        await Correct("residence-permit");
        Assert.Equal($"{Day(300 - 60):yyyy-MM-dd}", (await Reminder()).Due);
        await Correct("birth-certificate"); // It expires, but nobody has to see to that.
        Assert.Null((await Reminder()).Id);
        await Correct("passport");

        var missing = (await client.Post(Path, Body(of, body => (body["status"], body["number"]) = ("missing", "P2"))).Expect(201))
            .Headers.Location!.ToString();
        var (toCase, before) = ($"/api/v1/cases/{of.CaseId}", await Reminder());
        var followUps = (await client.Read($"{toCase}/close-preview"))["followUps"]!.AsArray()
            .Select(row => new { id = row!.Text("id"), outcome = "cancelled", reason = "Fall endet" }).ToList();
        await client.Post($"{toCase}/close", new { reasonCode = "goals-reached", followUps }, await Tag(toCase)).Expect(200);
        Assert.Null((await Reminder()).Id);
        await client.Post($"{missing}/brought", new { on = Day(0), place = "with-person" }, await Tag(missing)).Expect(200);
        Assert.Null((await client.Read(missing)).Text("reminderId"));
        await client.Post(Path, Body(of, body => body["number"] = "P3")).ExpectProblem(409, "document-case-closed");

        await client.Post($"{toCase}/reopen", new { reasonCode = "returned", leadStaffId = of.Lead!.StaffId }, await Tag(toCase)).Expect(200);
        Assert.Equal(before.Due, (await Reminder()).Due);
        Assert.NotEqual(before.Id, (await Reminder()).Id);
        Assert.NotNull((await client.Read(missing)).Text("reminderId"));
    }

    [Theory]
    [InlineData("documents", "sort=expiresOn", "expiresOn")]
    [InlineData("letters", "", "receivedOn")]
    [InlineData("measures", "sort=dueOn", "dueOn")]
    [InlineData("case-work", "", "doneOn")]
    public async Task A_row_whose_day_is_corrected_while_the_list_is_read_is_not_lost(string room, string sort, string day)
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        JsonObject Row(int at) => room switch
        {
            "documents" => Body(of, body => (body["number"], body[day]) = ($"P{at}", $"{Day(300 + at):yyyy-MM-dd}")),
            "letters" => new() { ["caseId"] = of.CaseId, ["office"] = "Amt", ["subject"] = $"{at}", ["kind"] = "decision", [day] = $"{Day(-at):yyyy-MM-dd}" },
            "measures" => new()
            {
                ["caseId"] = of.CaseId, ["area"] = "language", ["what"] = $"Kurs {at}", ["agreedIn"] = "talk", ["from"] = $"{Day(0):yyyy-MM-dd}",
                [day] = $"{Day(10 + at):yyyy-MM-dd}", ["responsible"] = new JsonObject { ["kind"] = "partner", ["name"] = "Volkshochschule" },
            },
            _ => new() { ["caseId"] = of.CaseId, ["kind"] = "call-office", ["minutes"] = 5, [day] = $"{Day(-at):yyyy-MM-dd}" },
        };
        var paths = new List<string>();
        for (var at = 1; at <= 3; at++)
        {
            paths.Add((await client.Post($"/api/v1/{room}", Row(at)).Expect(201)).Headers.Location!.ToString());
        }
        var list = $"/api/v1/{room}?caseId={of.CaseId}&limit=1&{sort}";
        var page = await client.Read(list);
        var seen = page.Values<string>("items/*/id").ToList();
        // The last one moves before what has been read already.
        var corrected = Row(3);
        corrected.Remove("caseId");
        (corrected[day], corrected["reason"]) = (Row(0).Text(day), "Falscher Tag");
        var tag = (await client.GetAsync(paths[2]).Expect(200)).Tag();
        await (room == "case-work" ? client.Post($"{paths[2]}/correct", corrected, tag) : client.Put(paths[2], corrected, tag)).Expect(200);
        while (page.Text("nextCursor") is { } next)
        {
            page = await client.Read($"{list}&cursor={Uri.EscapeDataString(next)}");
            seen.AddRange(page.Values<string>("items/*/id"));
        }
        Assert.Equal(paths.Select(path => path.Split('/')[^1]).Order(), seen.Order());
    }

    private DateOnly Day(int days) => api.Given.Today.AddDays(days);

    private JsonObject Body(GivenCase of, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["caseId"] = of.CaseId, ["kind"] = "passport", ["number"] = "P00123456", ["issuer"] = "Botschaft", ["expiresOn"] = $"{Day(300):yyyy-MM-dd}",
            ["place"] = "with-person",
        };
        change?.Invoke(body);
        return body;
    }
}
