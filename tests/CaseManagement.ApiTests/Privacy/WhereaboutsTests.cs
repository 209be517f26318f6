using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Privacy;

/// <summary>Whatever tells where somebody lives, or is to be found, follows the bar on the address; nothing that comes later is forgotten.</summary>
public sealed class WhereaboutsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    // Each column whose name says that it may tell it: hidden by the compartment of its row, or why it need not be. A new one is red until it stands here.
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["app.accommodation.postal_code"] = "a house, not who lives there; where a sensitive one stands is never shown",
        ["app.accommodation.street"] = "the same",
        ["app.accommodation.town"] = "the same",
        ["app.agreement_acknowledgement.place"] = "left out of every answer about who has a bar (AgreementFile.sql), which is shown below",
        ["app.appointment.place"] = "where the team is to meet the person, which who goes there has to know; it is no address on file",
        ["app.client.email"] = "how to reach the person, not where",
        ["app.client.phone"] = "the same",
        ["app.disclosure.recipient_address"] = "where a copy of the file was sent to: an office, or as the person herself asked",
        ["app.document.place"] = "a code: where the paper itself is",
        ["app.dwelling.postal_code"] = "a house, not who lives there; where one stands that reveals something is told to who is admitted",
        ["app.dwelling.street"] = "the same",
        ["app.dwelling.town"] = "the same",
        ["app.handover_item.place"] = "a pointer into a package",
        ["app.landlord.email"] = "a landlord's own",
        ["app.landlord.phone"] = "the same",
        ["app.landlord.postal_code"] = "the same",
        ["app.landlord.street"] = "the same",
        ["app.landlord.town"] = "the same",
        ["app.digest_choice.address"] = "a colleague's, at work",
        ["app.mail.address"] = "a partner's office or a colleague's, at work",
        ["app.mail_address.address"] = "the same",
        ["app.mentor.email"] = "a volunteer's own",
        ["app.mentor.phone"] = "the same",
        ["app.organisation.email"] = "the office's own",
        ["app.organisation.phone"] = "the same",
        ["app.representation.contact"] = "how to reach who acts for the person",
        ["app.service.postal_code"] = "where an office helps; of a confidential service it is told with an accepted referral only",
        ["app.staff.email"] = "a colleague's, at work",
        ["app.staff.phone"] = "the same",
        ["app.team.email"] = "the office's own",
        ["app.team.phone"] = "the same",
    };

    [Fact]
    public async Task Every_column_that_may_tell_where_somebody_is_follows_the_bar_or_is_listed_here_with_its_reason()
    {
        var bare = await api.Sql<string[]>("""
            select coalesce(array_agg(n.nspname || '.' || c.relname || '.' || a.attname order by 1), '{}')
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'app' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
              and a.attname ~ '(^|_)(street|postal_code|town|care_of|address|phone|email|place|contact|venue|location|whereabouts)$'
              and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'app.compartment_by_mark'::regproc)
            """);
        Assert.Equal(Excused.Keys.Order(StringComparer.Ordinal), bare.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_an_agreement_was_acknowledged_shows_of_who_has_a_bar_to_who_is_admitted_only()
    {
        var of = await api.Given.CaseWithLead();
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var agreement = await api.Given.ActiveAgreement(of);
        Assert.Equal("Büro", (await colleague.Read(agreement.Path)).Text("inForce/acknowledgements/0/place"));
        var client = await agreement.Client;
        var person = $"/api/v1/clients/{of.ClientId}";
        await client.Post($"{person}/block-address", new { source = "Meldebehörde" }, (await client.GetAsync(person).Expect(200)).Tag()).Expect(200);
        Assert.Null((await colleague.Read(agreement.Path)).Text("inForce/acknowledgements/0/place"));
        Assert.Equal("Büro", (await (await agreement.Client).Read(agreement.Path)).Text("inForce/acknowledgements/0/place"));
    }
}
