using CaseManagement.Api.Consents;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A text in German and Dari, published unless a draft is wanted.</summary>
    public async Task<Guid> ConsentText(Guid organisationId, string purpose = "referral", bool published = true)
    {
        var text = new ConsentText(organisationId, $"text-{Interlocked.Increment(ref number)}", 1, purpose, "Einwilligung in die Vermittlung",
            [new Wording("deu", "Ich bin einverstanden."), new Wording("prs", "من موافقم.", "Übersetzungsbüro", true)], null, Now);
        await Add(organisationId, text, text.Id);
        return !published ? text.Id : await api.InOrganisation(organisationId, async db =>
        {
            (await db.Set<ConsentText>().Include(t => t.Wordings).SingleAsync(t => t.Id == text.Id)).Publish(Now);
            await db.SaveChangesAsync();
            return text.Id;
        });
    }

    /// <summary>A consent of a case's client, given today.</summary>
    public async Task<Guid> Consent(GivenCase of, DateOnly? validUntil = null)
    {
        var text = new AgreedText(await ConsentText(of.OrganisationId), "vermittlung", 1, "referral", "Vermittlung", "deu", "Ich bin einverstanden.");
        var facts = new ConsentFacts(["Caritas"], [], ["base-data"], Today, validUntil, "written", "read-alone", null, [], "Akte");
        var consent = new Consent((of.OrganisationId, of.ClientId), text, facts, of.Lead?.StaffId, Now);
        return await Add(of.OrganisationId, consent, consent.Id);
    }

    /// <summary>That a case's client was informed today.</summary>
    public async Task<Guid> InformationNotice(GivenCase of)
    {
        var notice = new InformationNotice(of.OrganisationId, new RecordInformationNotice
        {
            ClientId = of.ClientId, TextId = await ConsentText(of.OrganisationId, "information"), Language = "deu", GivenOn = Today, Reading = "read-alone",
        }, of.Lead?.StaffId, Now);
        return await Add(of.OrganisationId, notice, notice.Id);
    }

    /// <summary>A file of a case's client for an office outside.</summary>
    public async Task<Guid> FileCopy(GivenCase of)
    {
        var client = await api.As(of.Lead!);
        var consent = await (await client.Post($"/api/v1/clients/{of.ClientId}/consents", new
        {
            textId = await ConsentText(of.OrganisationId, "file-copy"), language = "deu", recipients = new[] { "Stadt Esslingen" },
            data = new[] { "base-data" }, givenOn = $"{Today:O}", form = "written", reading = "read-alone", evidence = "Akte",
        }).Expect(201)).Id();
        return await (await client.Post($"/api/v1/clients/{of.ClientId}/copies/send",
            new { recipient = "Stadt Esslingen", address = "Rathausplatz 2", consentId = consent }).Expect(201)).Id();
    }
}
