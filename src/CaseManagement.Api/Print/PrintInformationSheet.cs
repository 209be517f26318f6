using System.Text.Json;
using System.Xml.Linq;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Print;

/// <summary>The contact sheet of local advice (Informationsblatt) for the person of a case.</summary>
/// <param name="Id">The case.</param>
/// <param name="Language">In German and this language: ISO 639-3.</param>
/// <param name="Format">As what.</param>
[Requires(Permission.ReadCases)]
[Operation("Print the information sheet", """
    Who counsels the person, and who else offers something there: the services, not confidential ones, that your organisation keeps in its directory,
    with telephone and email. In German beside the language of the person: `deu`, `eng`, `ara`, `ukr`. `format=pdf` where the installation can make
    one, else HTML.
    """)]
public sealed record PrintInformationSheet(
    Guid Id, [Example("ukr")] string Language = Words.German, PageFormat Format = PageFormat.Html) : IQuery<PrintedPage>;

internal sealed class PrintInformationSheetHandler(CaseDb db, CallContext call, ChromiumPdf chromium) : IHandler<PrintInformationSheet, PrintedPage>
{
    // Both free of charge, in all of Germany.
    private const string Fire = "112", Police = "110";

    public async Task<PrintedPage> Handle(PrintInformationSheet request, CancellationToken cancellationToken)
    {
        var words = await db.WordsFor(call, request.Language, [], cancellationToken);
        var found = await (
            from c in db.Set<Case>().VisibleTo(db, call.Caller)
            where c.Id == request.Id
            join team in db.Set<Team>() on c.TeamId equals team.Id
            join organisation in db.Set<Organisation>() on team.OrganisationId equals organisation.Id
            select new
            {
                c.ClientId, Team = team.Name, Organisation = organisation.Name, organisation.Id,
                Phone = team.Phone ?? organisation.Phone, Email = team.Email ?? organisation.Email,
                Lead = db.Set<Staff>().Where(staff => staff.Id == c.LeadStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        // Who offers something that the own organisation keeps in its directory: what is near, and nothing that has to stay hidden.
        var others = (await (
            from service in db.Set<Service>().OfferedOn(db, call.Today)
            where service.OrganisationId == found.Id && !service.IsConfidential && service.ProviderId != found.Id
            from provider in db.Set<Organisation>().Where(o => o.Id == service.ProviderId).DefaultIfEmpty()
            where provider == null || !provider.IsConfidential
            orderby provider.Name ?? service.ProviderName, service.Name, service.Id
            select new { Provider = provider.Name ?? service.ProviderName, service.Name, provider.Phone, provider.Email, service.Contacts })
            .ToListAsync(cancellationToken)).GroupBy(service => service.Provider).ToList();
        var sheet = new Sheet(words);
        var html = sheet.Document("sheet-title", isLandscape: false, call.Today,
            new XElement("h2", sheet.Say("contact-person")),
            new XElement("p", new XElement("bdi", found.Lead ?? found.Team), new XElement("br"), new XElement("bdi", $"{found.Organisation}, {found.Team}"),
                Reach(sheet, found.Phone, found.Email)),
            new XElement("p", sheet.Say("free-of-charge")),
            others.Count > 0 ? new XElement("h2", sheet.Say("more-advice")) : null,
            others.Select(other => new XElement("p", new XElement("bdi", other.Key),
                other.Select(service => new XElement("div", new XElement("bdi", service.Name))),
                other.SelectMany(service =>
                    JsonSerializer.Deserialize<ServiceContact[]>(service.Contacts, JsonSerializerOptions.Web)!
                        .Where(contact => !contact.IsConfidential).Select(contact => (contact.Phone, contact.Email))
                        .Prepend((service.Phone, service.Email))).Distinct().Select(way => Reach(sheet, way.Phone, way.Email)))),
            new XElement("p", new XAttribute("class", "double"), sheet.Say("emergency", Sheet.Isolated(Fire), Sheet.Isolated(Police))));
        return await PrintedPage.Of(html, request.Format, chromium, [found.ClientId], cancellationToken);
    }

    private static IEnumerable<XElement> Reach(Sheet sheet, string? phone, string? email) =>
        new[] { ("phone", phone), ("email", email) }.Where(way => way.Item2 is not null).Select(way => new XElement("div",
            sheet.Say(way.Item1), new XElement("bdi", new XAttribute("dir", "ltr"), way.Item2)));
}
