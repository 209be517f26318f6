using CaseManagement.Api.Clients;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Nationalities: one row is one of a person, with its days where they are known. One on file of which nobody knew since when is completed.</summary>
internal sealed class FactsOfNationalities : FactKind
{
    private static readonly FactColumn Nationality = FactColumn.OfCodes("nationality", "Staatsangehörigkeit", "Nationality", true, CodeLists.Nationality, "DEU",
        ("drei Buchstaben nach ISO 3166, XXA staatenlos, XXX ungeklärt", "three letters by ISO 3166, XXA stateless, XXX unresolved"),
        "Staatsang.", "Nationalität");
    private static readonly FactColumn From = new("from", "Von", "From", false, FactCell.Day, "01.02.2026",
        ("erster Tag, etwa der Einbürgerung; leer, wenn niemand es weiß", "first day, such as that of the naturalisation; empty where nobody knows"),
        "Ab", "Seit", "Eingebürgert am");
    private static readonly FactColumn Until = new("until", "Bis", "Until", false, FactCell.Day, "01.02.2026",
        ("erster Tag danach", "first day no longer"), "Ende");
    private static readonly FactColumn LegalBasis = new("legalBasis", "Rechtsgrundlage", "Legal basis", false, FactCell.Text, "§ 10 StAG",
        ("Paragraf", "paragraph of law"))
    { Longest = 300 };
    private static readonly FactColumn Source = new("source", "Quelle", "Source", false, FactCell.Text, "Einbürgerungsurkunde",
        ("woher es bekannt ist", "where it is known from"))
    { Longest = 300 };

    internal override FactListKind Kind => FactListKind.Nationalities;
    internal override (string De, string En) Name => ("Staatsangehörigkeiten", "Nationalities");
    protected override IReadOnlyList<FactColumn> Own => [Nationality, From, Until, LegalBasis, Source];

    internal override FactEntry? Read(FactCells cells)
    {
        var (code, from, until) = (cells.Needed(Nationality, cells.Code(Nationality)), cells.Day(From), cells.Day(Until));
        return code is null ? null : new FactEntry(from ?? DateOnly.MinValue, new AcquireNationality
        {
            Nationality = code, From = from, Until = until, LegalBasis = cells.Text(LegalBasis), Source = cells.Text(Source),
        });
    }

    internal override IQueryable<Client> Persons(IQueryable<Client> clients) => clients.Include(client => client.NationalityPeriods);

    internal override Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken) =>
        Task.FromResult<FactPut>((subject, entry, _) => Task.FromResult(Put(bench, subject, entry)));

    private static FactOutcome Put(FactBench bench, FactSubject subject, FactEntry entry)
    {
        var (client, stated) = (subject.Client, entry.First<AcquireNationality>());
        stated.CheckDays(bench.Call.Today);
        client.CheckBorn(stated.From);
        if (client.NationalityPeriods.FirstOrDefault(known => known.Nationality == stated.Nationality && known.Overlaps(stated.From, stated.Until)) is { } held)
        {
            var comparison = new FactComparison();
            var together = stated with
            {
                From = comparison.Of(From.Key, stated.From, held.FromDate),
                Until = comparison.Of(Until.Key, stated.Until, held.UntilDate),
                LegalBasis = comparison.Of(LegalBasis.Key, stated.LegalBasis, held.LegalBasis),
                Source = comparison.Of(Source.Key, stated.Source, held.Source),
            };
            if (comparison.Completes)
            {
                client.CorrectNationality(held.Id, together, bench.Call.Now);
            }
            return comparison.Outcome(held.Id);
        }
        return new FactOutcome(FactVerdict.New, client.Acquire(stated, bench.Call.Now));
    }
}
