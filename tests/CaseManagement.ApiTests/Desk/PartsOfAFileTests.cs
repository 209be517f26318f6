using CaseManagement.Api.Cases;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

/// <summary>No table of a person's file is forgotten where the file is shown as a whole. That each moves at a handover is shown with the handover.</summary>
public sealed class PartsOfAFileTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    // Neither in the timeline of the case, nor on the person's page, nor in the package that a receiver gets; and why.
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["app.agreement_version_item"] = "what stands in a version: shown with it; a package tells what is agreed now",
        ["app.case_participant"] = "colleagues, not the person: shown with the case",
        ["app.chain"] = "in which order reminders come: what came of them is in the timeline",
        ["app.chain_step"] = "the same",
        ["app.contact_note"] = "what was said is shown with its contact and goes with it; a package counts contacts only",
        ["app.contact_restricted_topic"] = "the same",
        ["app.named_person"] = "who is admitted to a compartment: shown there, and each side's own decision",
        ["app.referral_draft"] = "what the sender is writing: shown with its referral, whose moves the timeline tells",
        ["app.reminder_escalation"] = "who was told of what was ignored: shown with its reminder",
        ["app.reminder_move"] = "shown with its reminder",
    };

    [Fact]
    public async Task What_moves_with_a_person_is_told_in_the_timeline_on_the_page_or_in_the_package_or_is_excused_here()
    {
        var moving = await api.Sql<string[]>("select array_agg(moving::text order by 1) from app.moving_tables()");
        var shown = await api.Sql<string>("""
            select string_agg(pg_get_functiondef(p.oid), ' ') from pg_proc p where p.pronamespace = 'app'::regnamespace
            and p.proname in ('client_document', 'client_person', 'client_periods', 'handover_facts', 'handover_periods', 'handover_needs')
            or p.pronamespace = 'app'::regnamespace and p.proname like 'package\_of\_%'
            """);
        var forgotten = moving.Where(table => !(TimelineSource.Feed + shown).Contains(table, StringComparison.Ordinal));
        Assert.Equal(Excused.Keys.Order(StringComparer.Ordinal), forgotten.Order(StringComparer.Ordinal));
    }
}
