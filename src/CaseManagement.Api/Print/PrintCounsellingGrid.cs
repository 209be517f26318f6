using System.Xml.Linq;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Counselling;
using CaseManagement.Api.Http;
using CaseManagement.Api.Measures;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Print;

/// <summary>A household's counselling grid on paper.</summary>
/// <param name="Id">The household.</param>
/// <param name="Language">In German and this language: ISO 639-3.</param>
/// <param name="Format">As what.</param>
/// <param name="Include">ended: also those that are done or dropped.</param>
[Requires(Permission.ReadCases)]
[Operation("Print a household's counselling grid", """
    A page for A4, in German beside the language of the household: `deu`, `eng`, `ara`, `ukr`. What no speaker has reviewed says that German is binding. Free
    text stays as written and is marked. `format=pdf` where the installation can make one, else HTML.
    """)]
public sealed record PrintCounsellingGrid(
    Guid Id, Include? Include, [Example("ara")] string Language = Words.German, PageFormat Format = PageFormat.Html) : IQuery<PrintedPage>;

internal sealed class PrintCounsellingGridHandler(CaseDb db, CallContext call, ChromiumPdf chromium)
    : IHandler<PrintCounsellingGrid, PrintedPage>
{
    public async Task<PrintedPage> Handle(PrintCounsellingGrid request, CancellationToken cancellationToken)
    {
        var words = await db.WordsFor(call, request.Language, [CodeLists.NeedArea, CodeLists.MeasureResult], cancellationToken);
        var grid = await db.CounsellingGrid(call, request.Id, request.Include == Http.Include.Ended, cancellationToken);
        var counselled = await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.HouseholdId == request.Id && c.Status == CaseStatus.Open)
            .Join(db.Set<Client>(), c => c.ClientId, client => client.Id, (c, client) => new
            {
                c.Id, ClientId = client.Id, Name = client.GivenName + " " + client.FamilyName, Facts = CounsellingFunctions.Facts(c.Id),
            }).OrderBy(c => c.Id).ToListAsync(cancellationToken);
        var sheet = new Sheet(words);
        var rows = grid.Rows.Where(row => row.Cells.Count > 0).ToList();
        var untils = counselled.Select(c => (c.ClientId, c.Name, CounsellingClock.Of(CounsellingFactsOf.Json(c.Facts), call.Today).LastDay))
            .Where(c => c.LastDay is not null).ToList();
        var html = sheet.Document("grid-title", isLandscape: true, call.Today,
            grid.Reference is { } reference ? new XElement("p", sheet.Say("household", Sheet.Isolated(reference))) : null,
            untils.Select(c => new XElement("p", sheet.Say("counselled-until", Sheet.Day(c.LastDay!.Value), Sheet.Isolated(c.Name)))),
            rows.Count == 0 ? new XElement("p", sheet.Say("no-measures")) : new XElement("table",
                new XElement("thead", new XElement("tr",
                    new XElement("th", sheet.Say("area")), grid.Actors.Select(actor => new XElement("th", Actor(sheet, actor))))),
                new XElement("tbody", rows.Select(row => Row(sheet, words, grid, row)))));
        return await PrintedPage.Of(html, request.Format, chromium, grid.ShownClients().Concat(untils.Select(c => c.ClientId)).Distinct(), cancellationToken);
    }

    private static XElement Row(Sheet sheet, Words words, CounsellingGrid grid, CounsellingGridRow row) => new("tr",
        new XElement("th", sheet.Both(words.Of(CodeLists.NeedArea, row.Area)),
            row.Overlaps.Count > 0 ? new XElement("div", new XAttribute("class", "double"), sheet.Say("double-work")) : null),
        grid.Actors.Index().Select(actor => new XElement("td",
            row.Cells.FirstOrDefault(cell => cell.Actor == actor.Index)?.Measures.Select(measure => Measure(sheet, words, measure)) ?? (object)"")));

    private static XElement Measure(Sheet sheet, Words words, MeasureRow measure) => new("div", new XAttribute("class", "measure"),
        Sheet.Free(measure.What),
        measure.ClientId is null ? sheet.Say("whole-household") : sheet.Say("for", Sheet.Isolated(measure.ClientName ?? "–")),
        sheet.Say("until", Sheet.Day(measure.DueOn)),
        sheet.Say("status-" + SnakeCase.Of(measure.Status.ToString())),
        measure.ResultCode is { } result ? sheet.Both(words.Of(CodeLists.MeasureResult, result)) : null,
        measure.Result is { } text ? Sheet.Free(text) : null);

    private static IEnumerable<XElement> Actor(Sheet sheet, MeasureResponsible actor) => actor switch
    {
        { Kind: MeasureActorKind.Staff, Name: null } => sheet.Say("team"),
        { Name: { } name } => [.. sheet.Say("actor-" + SnakeCase.Of(actor.Kind.ToString())), new XElement("bdi", name)],
        _ => sheet.Say("actor-" + SnakeCase.Of(actor.Kind.ToString())),
    };
}
