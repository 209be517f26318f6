using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Cases;

/// <summary>What is recorded of a case is changed by who works on it, and added to no case that has ended.</summary>
public sealed class OfCaseTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData("handed over to another team")]
    [InlineData("broken glass")]
    public async Task Who_only_looks_on_reads_and_changes_nothing(string how)
    {
        var handover = await api.Given.HouseholdToHandOver(1, sameOrganisation: true);
        var of = handover.Cases[0];
        var document = await api.Given.Document(of);
        var file = await api.Given.DocumentFile(of, document);
        var today = api.Given.Today;
        var changes = new (string Path, string Action, object Body)[]
        {
            ($"letters/{await api.Given.Letter(of)}", "remedy-sent", new { on = today, by = "client", evidence = "Faxbericht" }),
            ($"documents/{document}", "missing", new { on = today, reason = "Gestohlen", place = "lost" }),
            ($"documents/{document}", $"files/{file}/erase", new { reason = "Falsche Seite" }),
            ($"measures/{await api.Given.Measure(of)}", "drop", new { reasonCode = "double-work" }),
            ($"appointments/{await api.Given.Appointment(of)}", "cancel", new { by = "cancelled-office" }),
            ($"case-work/{await api.Given.CaseWork(of)}", "correct", new { kind = "call-office", doneOn = today, minutes = 5, reason = "Kürzer" }),
            ($"mentor-assignments/{await api.Given.MentorAssignment(of)}", "end", new { reason = "goal-reached" }),
            ($"mentor-assignments/{await api.Given.MentorAssignment(of)}", "concern", new { text = "Kam nicht mehr" }),
        };
        var onlooker = handover.Sender;
        if (how == "broken glass")
        {
            onlooker = await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId));
            await api.Given.BreakGlass(of, onlooker);
        }
        else
        {
            await handover.Accepted();
        }
        var client = await api.As(onlooker);
        foreach (var (path, action, body) in changes)
        {
            var read = await client.GetAsync($"/api/v1/{path}").Expect(200);
            await client.Post($"/api/v1/{path}/{action}", body, read.Tag()).ExpectProblem(403, "case-handed-over");
            Assert.All((await read.Json())["allowedActions"]!.AsArray(), allowed => Assert.False(allowed!.Value<bool>("allowed"), $"{path} {allowed}"));
        }
        // Whose it is now may.
        client = how == "broken glass" ? await handover.From : await handover.To;
        foreach (var (path, action, body) in changes.Where(change => change.Action != "correct"))
        {
            await client.Post($"/api/v1/{path}/{action}", body, (await client.GetAsync($"/api/v1/{path}").Expect(200)).Tag()).Expect(200);
        }
    }

    [Fact]
    public async Task Nothing_is_added_to_a_case_that_is_being_closed()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var today = api.Given.Today;
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var connection = await source.OpenConnectionAsync();
        foreach (var (path, body) in new (string, object)[]
        {
            ("letters", new { caseId = of.CaseId, office = "Jobcenter", subject = "Bescheid", kind = "decision", receivedOn = today }),
            ("documents", new { caseId = of.CaseId, kind = "passport", status = "missing", since = today }),
            ("appointments", new { caseId = of.CaseId, at = api.Given.Now.AddDays(1), kind = "office" }),
            ("case-work", new { caseId = of.CaseId, kind = "call-office", doneOn = today, minutes = 5 }),
            ("confidential-notes", new { caseId = of.CaseId, text = "Anvertraut" }),
            ("measures", new { caseId = of.CaseId, area = "language", what = "Kurs", agreedIn = "talk", from = today, dueOn = today.AddDays(9),
                responsible = new { kind = "partner", name = "Volkshochschule" } }),
        })
        {
            await using var closing = await connection.BeginTransactionAsync();
            await new NpgsqlCommand($"""update app."case" set updated_at = updated_at where id = '{of.CaseId}'""", connection, closing).ExecuteNonQueryAsync();
            var adding = client.Post($"/api/v1/{path}", body);
            await source.Waiting(adding);
            await closing.RollbackAsync();
            await adding.Expect(201);
        }
    }
}
