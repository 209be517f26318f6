using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Contacts;

/// <summary>What was entrusted to one person (§ 203 StGB) is hers and theirs whom she names: no other way leads to it.</summary>
public sealed class ConfidentialNoteTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/confidential-notes", Secret = "Das weiß sonst niemand: Geheimwort Zitronenfalter.";

    [Fact]
    public async Task Its_author_and_whom_she_names_read_it_and_nobody_else_by_any_path()
    {
        var of = await api.Given.CaseWithLead();
        var author = await api.As(of.Lead!);
        var named = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var officer = await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer);
        var contact = await api.Given.Contact(of);
        var written = await author.Post(Path, new { caseId = of.CaseId, text = Secret, contactId = contact, readerIds = new[] { named.StaffId } }).Expect(201);
        var path = written.Headers.Location!.ToString();
        Assert.Equal(Secret, (await author.Read(path)).Text("text"));
        Assert.Equal(Secret, (await (await api.As(named)).Read(path)).Text("text"));
        Assert.Equal(("false", "true"), ((await (await api.As(named)).Read(Path)).At("items/0/isMine")!.ToString(),
            (await author.Read(Path)).At("items/0/isMine")!.ToString()));

        // A deputy of the author, and a colleague who has broken the glass.
        await api.Given.Absence(of.Lead!, colleague.StaffId);
        await api.Given.BreakGlass(of, supervisor);
        foreach (var person in new[] { colleague, supervisor, officer })
        {
            var other = await api.As(person);
            foreach (var (method, at, body) in new (HttpMethod, string, object?)[]
            {
                (HttpMethod.Get, path, null), (HttpMethod.Post, $"{path}/correct", new { text = "x" }),
                (HttpMethod.Post, $"{path}/entrust", new { readerIds = new[] { person.StaffId } }),
            })
            {
                Assert.Contains((int)(await other.Send(method, at, body, written.Tag())).StatusCode, new[] { 403, 404 });
            }
            foreach (var at in new[]
            {
                Path, $"/api/v1/contacts/{contact}", $"/api/v1/contacts?caseId={of.CaseId}", "/api/v1/contacts/private-notes",
                $"/api/v1/cases/{of.CaseId}/timeline", $"/api/v1/cases/{of.CaseId}", $"/api/v1/clients/{of.ClientId}", "/api/v1/my-day",
                $"/api/v1/audit/entries?personId={of.ClientId}", $"/api/v1/audit/entries?action=WriteConfidentialNote", $"/api/v1/audit/persons/{of.ClientId}",
                $"/api/v1/clients/{of.ClientId}/restricted-records",
            })
            {
                Assert.DoesNotContain("Zitronenfalter", await (await other.GetAsync(at)).Content.ReadAsStringAsync());
            }
        }
        // Neither its words nor its new ones are in the trail, in the answers kept for repeated keys, or anywhere but in the one column.
        var corrected = await author.Post($"{path}/correct", new { text = Secret + " Nachtrag." }, written.Tag(), key: "k").Expect(200);
        Assert.Equal(0L, await api.Sql<long>("""
            select (select count(*) from audit.entry e where to_jsonb(e)::text like '%Zitronenfalter%')
                + (select count(*) from audit.entry_values v where to_jsonb(v)::text like '%Zitronenfalter%')
                + (select count(*) from access.idempotent_answer a where to_jsonb(a)::text like '%Zitronenfalter%')
            """));
        Assert.True(await api.Sql<long>("""
            select count(*) from audit.entry e join audit.entry_values v on v.entry_id = e.id
            where e.table_name = 'app.confidential_note' and v.after ? 'updated_at'
            """) >= 2);
        Assert.Equal(2L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'read' and action = 'GetConfidentialNote' and client_ids = array['{of.ClientId}'::uuid]
            """));
        // What is taken back is taken back; whom she cannot name she does not name.
        await author.Post($"{path}/entrust", new { readerIds = new[] { of.Lead!.StaffId } }, corrected.Tag()).ExpectProblem(400, "validation-failed");
        var stranger = (await api.Given.CaseWithLead()).Lead!.StaffId;
        var refused = await author.Post($"{path}/entrust", new { readerIds = Array.Empty<Guid>(), successorId = stranger }, corrected.Tag()).Expect(400);
        Assert.Equal("/successorId", (await refused.Json()).Text("errors/0/pointer"));
        await author.Post($"{path}/entrust", new { readerIds = Array.Empty<Guid>() }, corrected.Tag()).Expect(200);
        await (await api.As(named)).GetAsync(path).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Not_even_the_product_itself_sees_one()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.ConfidentialNote(of);
        var seen = await api.InOrganisation(of.OrganisationId, db => db.CountNotes());
        Assert.Equal(0, seen);
    }

    [Fact]
    public async Task When_the_author_leaves_it_goes_to_whom_she_named_else_it_is_sealed_and_the_officer_is_told()
    {
        var of = await api.Given.CaseWithLead();
        var author = await api.As(of.Lead!);
        var heir = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var reader = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var passed = await Write(author, of, "Zum Weitergeben", heir.StaffId);
        var unclaimed = await Write(author, of, "Niemandem", null, reader.StaffId);
        var tag = (await admin.GetAsync($"/api/v1/staff/{of.Lead!.StaffId}").Expect(200)).Tag();
        await admin.Post($"/api/v1/staff/{of.Lead.StaffId}/disable", new { reason = "Ausgeschieden" }, tag).Expect(200);

        var shown = await (await api.As(heir)).Read(passed);
        Assert.Equal(("Zum Weitergeben", heir.StaffId.ToString()), (shown.Text("text"), shown.Text("holderId")));
        await (await api.As(heir)).GetAsync(unclaimed).ExpectProblem(404, "not-found");
        await (await api.As(reader)).GetAsync(unclaimed).ExpectProblem(404, "not-found");
        Assert.Contains("confidential-notes-sealed", (await officer.Read("/api/v1/notices")).Values<string>("items/*/kind"));
        // The heir does not put words into another's mouth, and passes it on in turn.
        var held = await api.As(heir);
        var own = await held.GetAsync(passed).Expect(200);
        await held.Post($"{passed}/correct", new { text = "Anders" }, own.Tag()).ExpectProblem(403, "contact-note-not-yours");
        await held.Post($"{passed}/entrust", new { readerIds = new[] { reader.StaffId } }, own.Tag()).Expect(200);
        Assert.Equal("Zum Weitergeben", (await (await api.As(reader)).Read(passed)).Text("text"));
    }

    [Fact]
    public async Task It_stays_with_its_author_when_the_household_is_handed_over_and_stands_in_no_package()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var from = await handover.From;
        var note = await Write(from, handover.Cases[0], Secret, null);
        await handover.Accepted();
        Assert.DoesNotContain("Zitronenfalter", (await handover.Package(handover.To)).ToJsonString());
        await (await handover.To).GetAsync(note).ExpectProblem(404, "not-found");
        api.Clock.Offset += TimeSpan.FromDays(15);
        Assert.Equal(Secret, (await (await handover.From).Read(note)).Text("text"));
        Assert.Empty((await (await handover.To).Read(Path))["items"]!.AsArray());
    }

    private static async Task<string> Write(HttpClient author, GivenCase of, string text, Guid? successor, params Guid[] readers) =>
        (await author.Post(Path, new { caseId = of.CaseId, text, readerIds = readers, successorId = successor }).Expect(201)).Headers.Location!.ToString();
}

internal static class Notes
{
    public static Task<int> CountNotes(this CaseManagement.Api.Persistence.CaseDb db) =>
        Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.CountAsync(db.Set<CaseManagement.Api.Contacts.ConfidentialNote>());
}
