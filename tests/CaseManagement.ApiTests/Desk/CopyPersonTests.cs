using System.Text.Json;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

/// <summary>The copy for who asks what is kept about him (Art. 15 (3), 20 GDPR).</summary>
public sealed class CopyPersonTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task It_holds_what_is_on_file_of_this_person_and_says_what_it_leaves_out()
    {
        var world = await api.Given.Everything();
        var client = await api.As(world.Worker);
        var person = world.Ids["clients"];
        var copy = await client.Post($"/api/v1/clients/{person}/copies", new { }).Expect(200);
        var text = await copy.Content.ReadAsStringAsync();
        var records = JsonDocument.Parse(text).RootElement.GetProperty("records");
        foreach (var part in (string[])
        [
            "client", "case", "client_benefit", "client_address", "contact", "assessment", "assessment_area", "agreement", "agreement_goal", "agreement_step",
            "document", "letter", "measure", "consent", "representation", "referral", "reminder", "appointment", "case_work", "mentor_assignment",
            "participation", "participation_move", "employment", "language_level",
        ])
        {
            Assert.True(records.TryGetProperty(part, out var rows) && rows.GetArrayLength() > 0, part);
        }
        Assert.False(records.TryGetProperty("confidential_note", out _));
        Assert.Contains("confidential_note", text, StringComparison.Ordinal); // Said to be left out.

        // The other one's file has no part in it, and nobody else gets it.
        var other = await api.Given.CaseWithLead();
        Assert.DoesNotContain($"{other.ClientId}", text, StringComparison.Ordinal);
        await (await api.As(other.Lead!)).Post($"/api/v1/clients/{person}/copies", new { }).ExpectProblem(404, "not-found");
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from audit.entry where action = 'CopyPerson' and client_ids = array['{person}'::uuid]
            """));
    }

    [Fact]
    public async Task What_is_in_a_compartment_is_copied_by_who_is_admitted_only()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.RestrictedRecord(of);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var path = $"/api/v1/clients/{of.ClientId}/copies";
        var (admitted, not) = (await (await api.As(of.Lead!)).Post(path, new { }).Expect(200), await (await api.As(colleague)).Post(path, new { }).Expect(200));
        Assert.Contains("\"restricted_record\":[", await admitted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var text = await not.Content.ReadAsStringAsync();
        Assert.DoesNotContain("\"restricted_record\":[", text, StringComparison.Ordinal);
        Assert.Contains("compartment:health", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_table_that_names_a_person_is_left_out_but_those_that_it_tells_of()
    {
        string[] leftOut =
        [
            "app.client_search_key", "app.confidential_note", "app.handover_inclusion", "app.handover_package_restricted", "app.handover_person",
            "app.handover_document", "app.handover_open_item", "app.handover", "app.keeper",
        ];
        var naming = await api.Sql<string[]>("""
            select array_agg(distinct c.oid::regclass::text) from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname in ('client_id', 'case_id') and not a.attisdropped
            where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace
            """);
        var copied = await api.Sql<string[]>("select array_agg(copied::text) from app.copied_tables()");
        Assert.Equal([], naming.Except(copied).Except(leftOut));
        Assert.Empty(copied.Intersect(leftOut));
    }
}
