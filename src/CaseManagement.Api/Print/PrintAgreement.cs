using System.Xml.Linq;
using CaseManagement.Api.Agreements;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Counselling;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Print;

/// <summary>What else the page of an agreement shows.</summary>
public enum IncludeInAgreement
{
    /// <summary>Restricted goals and their steps, to who is admitted.</summary>
    Restricted,
}

/// <summary>An agreement on paper, to be signed.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Include">restricted: also restricted goals that the caller may open, for a page that the person alone gets.</param>
/// <param name="Language">In German and this language: ISO 639-3. Left out: the agreement's, or German alone where pages are not translated into it.</param>
/// <param name="Format">As what.</param>
[Requires(Permission.ReadCases)]
[Operation("Print an agreement", """
    The version that waits for acknowledgements, with lines for those who still have to sign, and its hash; else the one in force, with who has acknowledged
    it. German beside the language of the person: `deu`, `eng`, `ara`, `ukr`. Left out, without a word of it, is what is restricted unless `include` names
    it; notes, reasons and addresses never stand on it. A draft is no version yet: 409 `agreement-not-proposed`. `format=pdf` where the installation can
    make one, else HTML.
    """)]
public sealed record PrintAgreement(
    Guid Id, IncludeInAgreement? Include, [Example("ara")] string? Language = null, PageFormat Format = PageFormat.Html) : IQuery<PrintedPage>;

internal sealed class PrintAgreementHandler(CaseDb db, CallContext call, ChromiumPdf chromium) : IHandler<PrintAgreement, PrintedPage>
{
    public async Task<PrintedPage> Handle(PrintAgreement request, CancellationToken cancellationToken)
    {
        var found = await (
            from agreement in db.Set<Agreement>().VisibleTo(db, call.Caller)
            where agreement.Id == request.Id
            join c in db.Set<Case>() on agreement.CaseId equals c.Id
            join client in db.Set<Client>() on agreement.ClientId equals client.Id
            join team in db.Set<Team>() on c.TeamId equals team.Id
            join organisation in db.Set<Organisation>() on team.OrganisationId equals organisation.Id
            select new
            {
                agreement.ClientId, agreement.Language, agreement.EndedAt, agreement.ReviewOn, IsProposed = agreement.ProposedNumber != null,
                View = AgreementFunctions.VersionView(agreement.Id, agreement.ProposedNumber ?? agreement.InForceNumber ?? 0),
                Clock = CounsellingFunctions.Facts(c.Id),
                Person = client.GivenName + " " + client.FamilyName, client.BirthDate, Office = organisation.Name + ", " + team.Name,
                By = db.Set<Representation>().Where(row => row.ClientId == client.Id).OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Name, row.RepresentativeClientId, row.FromDate, row.UntilDate, row.OfMinors,
                        DiedOn = Deaths.On(row.ClientId, row.RepresentativeClientId),
                    }).ToList(),
                Partners = db.Set<Agreement>().Where(other => agreement.EndedAt == null && other.EndedAt == null && other.JointId == agreement.JointId
                        && other.Id != agreement.Id)
                    .Join(db.Set<Client>(), other => other.ClientId, one => one.Id, (_, one) => new { one.Id, Name = one.GivenName + " " + one.FamilyName })
                    .OrderBy(one => one.Id).ToList(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        if (found.View is null)
        {
            throw new RefusedException(PrintProblems.NotProposed);
        }
        var words = await db.WordsFor(call, request.Language ?? found.Language, [CodeLists.NeedArea, CodeLists.GoalMeasureUnit, CodeLists.CefrLevel],
            cancellationToken, orGerman: request.Language is null);
        var (sheet, view) = (new Sheet(words), AgreementFile.Parse<AgreementVersionView>(found.View));
        var goals = view.Goals.Where(goal => IsShown(goal.Compartment)).ToList();
        var steps = view.Steps.Where(step => IsShown(step.Compartment)).ToLookup(step => goals.Find(goal => goal.Id == step.GoalId)?.Id);
        var by = found.By.Where(row => !(row.DiedOn <= call.Today)
            && Representation.IsInForce(call.Today, row.FromDate, row.UntilDate, found.BirthDate, row.OfMinors)).ToList();
        // From 15 on the person speaks as well, with or without who represents.
        var speaks = by.Count == 0 || found.BirthDate is not { } born || call.Today >= Birthday.Of(born, Birthday.OwnSocialClaims);
        var (person, office) = (Sheet.Isolated(found.Person), Sheet.Isolated(found.Office));
        IEnumerable<XElement> signatures =
        [
            .. speaks ? new[] { sheet.Lines("place-date", "signature-of", person) } : [],
            .. by.Select(row => sheet.Lines("place-date", "signature-for", person, Sheet.Isolated(row.Name))),
            sheet.Lines("place-date", "interpreter"),
        ];
        var until = CounsellingClock.Of(CounsellingFactsOf.Json(found.Clock), call.Today).LastDay;
        var review = found.IsProposed ? view.ReviewOn : found.EndedAt is null ? found.ReviewOn : null;
        var html = sheet.Document("agreement-title", isLandscape: false, call.Today,
            sheet.Beside("between", person, office),
            found.Partners.Select(partner => sheet.Beside("together-with", Sheet.Isolated(partner.Name))),
            Standing(sheet, view.Version, found.EndedAt),
            until is { } last ? sheet.Beside("counselled-until", Sheet.Day(last), person) : null,
            goals.Select(goal => new[] { Goal(sheet, words, goal), Steps(sheet, steps[goal.Id]) }),
            steps[null].Any() ? new XElement("h2", sheet.Say("more-steps")) : null, Steps(sheet, steps[null]),
            review is { } day ? sheet.Beside("review-on", Sheet.Day(day)) : null,
            Acknowledged(sheet, view.Version),
            found.IsProposed ? sheet.Beside("signing-means") : null,
            found.IsProposed && !Has(AcknowledgingSide.Client) ? signatures : null,
            found.IsProposed && !Has(AcknowledgingSide.Office) ? sheet.Lines("place-date", "signature-of", office) : null,
            new XElement("p", new XAttribute("class", "foot"), sheet.Say("check-number", Sheet.Isolated(view.Version.Hash))));
        Guid[] shown = [found.ClientId, .. found.Partners.Select(partner => partner.Id), .. by.Select(row => row.RepresentativeClientId).OfType<Guid>()];
        return await PrintedPage.Of(html, request.Format, chromium, shown, cancellationToken);

        bool IsShown(Compartment? compartment) => compartment is null || request.Include == IncludeInAgreement.Restricted;
        bool Has(AcknowledgingSide side) =>
            view.Version.Acknowledgements.Any(given => given.Side == side && given.State == AcknowledgementState.Given);
    }

    private static XElement Standing(Sheet sheet, AgreementVersionRow version, DateTimeOffset? ended)
    {
        var of = Sheet.Day(LocalTime.DateOf(version.ProposedAt));
        return ended is { } at ? sheet.Beside("version-ended", version.Number, of, Sheet.Day(LocalTime.DateOf(at)))
            : version.InForceFrom is { } from ? sheet.Beside("version-in-force", version.Number, of, Sheet.Day(LocalTime.DateOf(from)))
            : sheet.Beside("version-proposed", version.Number, of);
    }

    // From left to right in every language: German labels at the left, the others at the right.
    private static XElement Goal(Sheet sheet, Words words, AgreedGoal goal) => new("table", new XAttribute("class", "form"), new XAttribute("dir", "ltr"),
        sheet.Row("area", sheet.Both(words.Of(CodeLists.NeedArea, goal.Area))),
        Written(sheet, "goal", goal.Title), Written(sheet, "own-words", goal.OwnWords),
        goal.Measure is { } measure ? sheet.Row("goal-measure", Sheet.Free(measure.What), sheet.Both(words.Of(CodeLists.GoalMeasureUnit, measure.Unit))) : null,
        Valued(sheet, words, "baseline", goal.Baseline, goal.Measure?.Baseline), Valued(sheet, words, "target", goal.Target, goal.Measure?.Target),
        Written(sheet, "indicator", goal.Indicator), Written(sheet, "depends-on", goal.DependsOn),
        goal.DueOn is { } due ? sheet.Row("by-when", Sheet.Day(due)) : null,
        goal.Owner is { } owner ? sheet.Row("owner", Side(sheet, owner, goal.OwnerName)) : null);

    private static XElement? Steps(Sheet sheet, IEnumerable<AgreedStep> steps) => !steps.Any() ? null : new("table",
        new XElement("thead", new XElement("tr", new[] { "step", "who", "by-when" }.Select(name => new XElement("th", sheet.Say(name))))),
        new XElement("tbody", steps.Select(step => new XElement("tr", new XElement("td", Sheet.Free(step.What)),
            new XElement("td", Side(sheet, step.Side, step.Who)), new XElement("td", Sheet.Day(step.DueOn))))));

    private static XElement? Written(Sheet sheet, string name, string? text) => text is null ? null : sheet.Row(name, Sheet.Free(text));

    // Numbers as written in Germany: German is what binds.
    private static XElement? Valued(Sheet sheet, Words words, string name, string? text, MeasuredValue? value) => text is null && value is null ? null
        : sheet.Row(name, text is null ? null : Sheet.Free(text), value is null ? null
            : value.Level is { } level ? sheet.Both(words.Of(CodeLists.CefrLevel, level))
            : new XElement("span", new XAttribute("class", "de"), Sheet.Isolated(value.Said(true, (_, code) => code))));

    private static IEnumerable<XElement> Side(Sheet sheet, AgreementSide side, string? name) =>
        side == AgreementSide.ThirdParty ? [new XElement("bdi", name)] : sheet.Say("side-" + SnakeCase.Of(side.ToString()));

    private static IEnumerable<XElement> Acknowledged(Sheet sheet, AgreementVersionRow version) =>
        version.Acknowledgements.Where(given => given.State == AcknowledgementState.Given)
            .Select(given => sheet.Beside("acknowledged-on", Sheet.Day(LocalTime.DateOf(given.At)), Sheet.Isolated(given.Name ?? "–")));
}
