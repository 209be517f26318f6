using System.Text.Json.Nodes;
using CaseManagement.Api.Letters;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Letters;

/// <summary>No deadline is lost between two offices: it goes where its letter goes.</summary>
public sealed class LettersAtHandoverTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Letter_deadline_consent_and_representation_go_along_and_stand_in_the_package()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        await api.Given.Representation(of);
        var consent = await api.Given.Consent(of);
        var letter = await Record(handover, null);
        await handover.Accepted();

        var records = (await handover.Package(handover.To)).At("package/records")!.AsArray();
        Assert.Equal(["consents", "letters", "representations"], records.Select(record => record!.Text("section")));
        Assert.Equal(("open", "Caritas"), (records[1].Text("content/remedyStatus"), records[0].Text("content/recipients/0")));

        var to = await handover.To;
        var read = await to.GetAsync($"/api/v1/letters/{letter}").Expect(200);
        var reminder = await to.Read($"/api/v1/reminders/{(await read.Json()).Text("reminderId")}");
        Assert.Equal((handover.Receiver.StaffId.ToString(), handover.ReceivingTeam.ToString()), (reminder.Text("assigneeId"), reminder.Text("teamId")));
        Assert.Equal("Ich bin einverstanden.", (await to.Read($"/api/v1/consents/{consent}")).Text("wording"));
        Assert.Single((await to.Read($"/api/v1/clients/{of.ClientId}/representations"))["items"]!.AsArray());
        // The sender reads on for the time of grace, and changes nothing.
        var from = await handover.From;
        await from.GetAsync($"/api/v1/letters/{letter}").Expect(200);
        await from.Post($"/api/v1/letters/{letter}/remedy-sent", Sent(), read.Tag()).ExpectProblem(403, "case-handed-over");
        await to.Post($"/api/v1/letters/{letter}/remedy-sent", Sent(), read.Tag()).Expect(200);
    }

    [Fact]
    public async Task A_restricted_letter_that_is_not_included_stays_with_its_deadline_and_who_keeps_it_completes_it()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var letter = await Record(handover, "health");
        await handover.Accepted();
        api.Clock.Offset += TimeSpan.FromDays(15); // The grace period is over.

        await (await handover.To).GetAsync($"/api/v1/letters/{letter}").ExpectProblem(404, "not-found");
        var from = await handover.From;
        var read = await from.GetAsync($"/api/v1/letters/{letter}").Expect(200);
        var reminder = await from.Read($"/api/v1/reminders/{(await read.Json()).Text("reminderId")}");
        Assert.Equal(handover.Sender.StaffId.ToString(), reminder.Text("assigneeId"));
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var items = (await from.Read($"/api/v1/left-behind/{kept.Text("id")}"))["items"]!.AsArray();
        var item = Assert.Single(items, item => item.Value<Guid>("itemId") == letter);
        Assert.Equal(("section", "letters", "Jobcenter"), (item.Text("kind"), item.Text("content/section"), item.Text("content/office")));
        var corrected = Body("health");
        (corrected["subject"], corrected["reason"]) = ("Ablehnung des Mehrbedarfs", "Betreff ergänzt");
        var tag = (await from.Put($"/api/v1/letters/{letter}", corrected, read.Tag()).Expect(200)).Tag();
        await from.Post($"/api/v1/letters/{letter}/remedy-sent", Sent(), tag).Expect(200);
    }

    [Fact]
    public async Task A_letter_that_is_erased_where_it_stayed_behind_takes_its_reminder_along()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var letter = await Record(handover, "protection");
        await handover.Accepted();
        var from = await handover.From;
        var reminder = (await from.Read($"/api/v1/letters/{letter}")).Text("reminderId");
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var path = $"/api/v1/left-behind/{kept.Text("id")}";
        var tag = (await from.GetAsync(path).Expect(200)).Tag();
        await from.Post($"{path}/items/{letter}/correct", new { text = "Anders", reason = "Auf Antrag" }, tag).ExpectProblem(409, "left-behind-letter");
        await from.Post($"{path}/items/{letter}/erase", new { reason = "Auf Antrag" }, tag).Expect(200);
        await api.SendAsSystem(handover.Sender.OrganisationId, new WatchLetters());
        Assert.Equal("done", (await from.Read($"/api/v1/reminders/{reminder}")).Text("status"));
    }

    [Fact]
    public async Task A_restricted_letter_that_is_included_goes_along_with_its_deadline()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var letter = await Record(handover, "health");
        await (await handover.Ready([letter])).Accepted();
        var shown = await (await handover.To).Read($"/api/v1/letters/{letter}");
        Assert.Equal("health", shown.Text("compartment"));
        var reminder = await (await handover.To).Read($"/api/v1/reminders/{shown.Text("reminderId")}");
        Assert.Equal(handover.Receiver.StaffId.ToString(), reminder.Text("assigneeId"));
    }

    private async Task<Guid> Record(GivenHandover handover, string? compartment)
    {
        var body = Body(compartment);
        body["caseId"] = handover.Cases[0].CaseId;
        return await (await (await handover.From).Post("/api/v1/letters", body).Expect(201)).Id();
    }

    private JsonObject Body(string? compartment) => new()
    {
        ["office"] = "Jobcenter", ["subject"] = "Ablehnung", ["kind"] = "decision", ["receivedOn"] = $"{api.Given.Today:yyyy-MM-dd}",
        ["remedy"] = "objection-sgg", ["lastDay"] = $"{api.Given.Today.AddDays(5):yyyy-MM-dd}", ["lastDaySource"] = "letter", ["compartment"] = compartment,
    };

    private object Sent() => new { on = api.Given.Today, by = "client", evidence = "Faxbericht" };
}
