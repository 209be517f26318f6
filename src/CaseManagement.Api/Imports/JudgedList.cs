using System.Text.Json;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>An accommodation to which a list may allocate.</summary>
/// <param name="Id">The accommodation.</param>
/// <param name="TeamId">The team of the organisation that looks after its residents; null where nobody does.</param>
/// <param name="Kind">Code of the list accommodation-kind.</param>
/// <param name="Phase">Code of the list accommodation-phase that its residents are in.</param>
/// <param name="Ags">The municipality in which it is; null where its address does not say.</param>
internal sealed record ImportPlace(Guid Id, Guid? TeamId, string Kind, string Phase, string? Ags);

/// <summary>Whose list it is.</summary>
/// <param name="Ags">Of a municipality.</param>
/// <param name="DistrictId">Who allocates: the organisation itself, or the district above it; null where that is not on record.</param>
internal sealed record ImportOwner(string? Ags, Guid? DistrictId);

/// <summary>
/// A list read and judged against what is on record today, except for the persons on file. Read once per run and handed to
/// each piece of work; nothing in it changes.
/// </summary>
internal sealed class JudgedList
{
    /// <summary>More earlier rows than this nobody compares by eye; the best of them are kept.</summary>
    private const int MaxCandidates = 20;

    private static readonly string[] Lists = [CodeLists.ResidenceStatus, CodeLists.Nationality, CodeLists.Language];

    private readonly Dictionary<string, ImportPlace> places;
    private readonly Dictionary<Guid, string> names;
    private readonly Dictionary<string, List<int>> rowsByName = new(StringComparer.Ordinal);
    private readonly Dictionary<(char Kind, int One, int Other), List<int>> rowsByBirth = [];
    private readonly IReadOnlySet<string>?[] nameKeys;
    private readonly Dictionary<int, ListHousehold> householdOf = [];
    private readonly Dictionary<int, int> indexOfLine;
    private readonly AllocationFinding withoutTeam;

    private JudgedList(AllocationList list, AllocationReference reference, Dictionary<string, ImportPlace> places, ImportOwner owner)
    {
        Owner = owner;
        this.places = places;
        names = places.ToDictionary(place => place.Value.Id, place => place.Key);
        Raw = list.Rows;
        withoutTeam = AllocationFinding.Of(
            AllocationRule.AccommodationWithoutTeam, AllocationColumn.Accommodation, list.HeaderOf(AllocationColumn.Accommodation));
        Rows = [.. list.Parse(reference).Select(row => row.Facts is { } facts && PlaceOf(facts).TeamId is null ? WithoutTeam(row) : row)];
        Persons = [.. Rows.Select(row => (row.Facts ?? row.Withdrawn) is { } facts ? PersonOf(facts) : null)];
        Households = HouseholdRule.Of([.. Rows.Select(row => row.RepeatsLine is null ? row.Facts : null)]);
        foreach (var household in Households)
        {
            foreach (var index in household.Indexes)
            {
                householdOf.Add(index, household);
            }
        }
        indexOfLine = Enumerable.Range(0, Rows.Count).ToDictionary(i => Rows[i].LineNumber);
        nameKeys = new IReadOnlySet<string>?[Rows.Count];
        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i] is { Facts: { } facts, RepeatsLine: null })
            {
                nameKeys[i] = NameKeys.For(facts.FamilyName, facts.GivenName);
                Add(rowsByName, nameKeys[i]!, i);
                Add(rowsByBirth, BirthKeys(facts.BirthDate), i);
            }
        }

        static void Add<TKey>(Dictionary<TKey, List<int>> index, IEnumerable<TKey> keys, int row) where TKey : notnull
        {
            foreach (var key in keys)
            {
                if (!index.TryGetValue(key, out var rows))
                {
                    index.Add(key, rows = []);
                }
                rows.Add(row);
            }
        }
    }

    /// <summary>Whose list it is.</summary>
    public ImportOwner Owner { get; }

    /// <summary>The rows as written.</summary>
    public IReadOnlyList<RawListRow> Raw { get; }

    /// <summary>The rows judged, in the same order.</summary>
    public IReadOnlyList<AllocationRow> Rows { get; }

    /// <summary>Whom the rows are about, for comparison; null for a refused row that does not take an allocation back.</summary>
    public IReadOnlyList<PersonFacts?> Persons { get; }

    /// <summary>Reads the file of an import against the reference data and accommodations of today.</summary>
    public static async Task<JudgedList> Read(byte[] content, CaseDb db, CallContext call, ReferenceCodes codes, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        var own = await db.Set<Organisation>().Where(o => o.Id == organisation).Select(o => new
        {
            o.Kind, o.Ags, Parent = db.Set<Organisation>().Where(parent => parent.Id == o.ParentId && parent.Kind == OrganisationKind.District)
                .Select(parent => (Guid?)parent.Id).FirstOrDefault(),
        }).SingleAsync(cancellationToken);
        var isDistrict = own.Kind == OrganisationKind.District;
        var who = new ImportOwner(own.Kind == OrganisationKind.Municipality ? own.Ags : null, isDistrict ? organisation : own.Parent);
        // The team is the organisation's own, whoever runs the house: it will hold the cases.
        var found = await (
            from place in db.Set<Accommodation>()
            where place.ClosedAt == null
            let team = db.Set<Team>()
                .Where(t => t.Id == place.TeamId && t.OrganisationId == organisation && t.ClosedAt == null && AccessFunctions.IsStaffed(t.Id))
                .Select(t => (Guid?)t.Id).FirstOrDefault()
            where place.OrganisationId == organisation || team != null
            orderby team == null, place.OrganisationId != organisation, place.Id
            select new { place.Name, place.Id, TeamId = team, place.Kind, place.Ags }).ToListAsync(cancellationToken);
        var places = found.DistinctBy(place => place.Name).ToDictionary(
            place => place.Name, place => new ImportPlace(place.Id, place.TeamId, place.Kind, PhaseOf(place.Kind, isDistrict), place.Ags));
        var valid = await codes.ValidOn(call.Today, Lists, cancellationToken);
        IEnumerable<string> Of(string list) => valid.Where(code => code.List == list).Select(code => code.Code);
        var reference = new AllocationReference(
            call.Today, places.Keys, Of(CodeLists.ResidenceStatus), Of(CodeLists.Nationality), Of(CodeLists.Language),
            await codes.Words(call.Today, AllocationWords.Lists, cancellationToken));
        return new JudgedList(AllocationListReader.Read(content), reference, places, who);
    }

    /// <summary>The households of the file in its order; see <see cref="HouseholdRule"/>.</summary>
    public IReadOnlyList<ListHousehold> Households { get; }

    /// <summary>Where a row's person is housed.</summary>
    public ImportPlace PlaceOf(AllocationFacts facts) => places[facts.Accommodation];

    /// <summary>The name of an accommodation to which a list may allocate; null of another one.</summary>
    public string? NameOf(Guid accommodationId) => names.GetValueOrDefault(accommodationId);

    /// <summary>Which household a row is of; null where it puts nobody on file.</summary>
    public ListHousehold? HouseholdOf(int index) => householdOf.GetValueOrDefault(index);

    /// <summary>The first line of the rows with which a row's household is unclear; null where it is clear.</summary>
    public int? UnclearWith(int index) => HouseholdOf(index) is { IsUnclear: true } household ? Rows[household.Indexes[0]].LineNumber : null;

    /// <summary>The first line of a row's household.</summary>
    public int FirstLineWith(int index) => Rows[HouseholdOf(index)!.Indexes[0]].LineNumber;

    /// <summary>Earlier rows of the file that may be the same person as a row, possible and likely ones, best first.</summary>
    public IEnumerable<(int Index, DuplicateScore Score)> EarlierThan(int index)
    {
        var facts = Rows[index].Facts!;
        var names = NameKeys.ToSeek(facts.FamilyName, facts.GivenName);
        // Where a birth date is known it tells most people apart, also in a list of many alike names.
        var near = facts.BirthDate.Date is null ? names.SelectMany(key => rowsByName.GetValueOrDefault(key, []).TakeWhile(i => i < index))
            : BirthKeys(facts.BirthDate, sought: true).SelectMany(key => rowsByBirth.GetValueOrDefault(key, []).TakeWhile(i => i < index))
                .Where(i => names.Overlaps(nameKeys[i]!));
        return near.Distinct()
            .Select(i => (Index: i, Score: ListLikeness.WithinList(Persons[index]!, Persons[i]!)))
            .Where(pair => pair.Score.Likelihood != DuplicateLikelihood.Unlikely)
            .OrderByDescending(pair => pair.Score.Score).ThenBy(pair => pair.Index).Take(MaxCandidates);
    }

    // Two birth dates that share none of these differ, see DuplicateScore: two parts of three, day and month swapped, the year where one knows no more.
    private static IEnumerable<(char Kind, int One, int Other)> BirthKeys(BirthDate birth, bool sought = false) => (birth.Date, birth.Precision) switch
    {
        (null, _) => [('u', 0, 0)],
        ({ } d, DatePrecision.Day) =>
        [
            ('m', d.Year, d.Month), ('d', d.Year, d.Day), ('s', d.Month, d.Day), ('x', d.Year, (100 * Math.Min(d.Month, d.Day)) + Math.Max(d.Month, d.Day)),
            .. sought ? [('c', d.Year, 0), ('u', 0, 0)] : ((char, int, int)[])[('y', d.Year, 0)],
        ],
        ({ } d, _) => sought ? [('y', d.Year, 0), ('u', 0, 0)] : [('y', d.Year, 0), ('c', d.Year, 0)],
    };

    /// <summary>What is put on file in one piece: the households, unclear ones as decided.</summary>
    /// <param name="decided">Of lines: the earlier line with which the person lives, or whose person it is.</param>
    public IEnumerable<IReadOnlyList<int>> Pieces(IReadOnlyDictionary<int, int> decided)
    {
        return Households.SelectMany(household => household.Indexes).GroupBy(Home).Select(piece => (IReadOnlyList<int>)[.. piece]);

        // As decided; else of an unclear household by the file number, else with those who have none.
        (ListHousehold, string) Home(int index) =>
            decided.TryGetValue(Rows[index].LineNumber, out var line) && indexOfLine.TryGetValue(line, out var earlier) && HouseholdOf(earlier) is not null
                ? Home(earlier)
                : HouseholdOf(index) is { IsUnclear: true } unclear ? (unclear, HouseholdRule.FileKey(Rows[index].Facts!) ?? "") : (HouseholdOf(index)!, "");
    }

    /// <summary>The place of a line in the list; null where the file as read today has no row there.</summary>
    public int? IndexOf(int line) => indexOfLine.TryGetValue(line, out var index) ? index : null;

    /// <summary>The cells as written, as JSON.</summary>
    public JsonElement RawJson(int index) => JsonSerializer.SerializeToElement(Raw[index].Values);

    /// <summary>The code list reference-source's name for a district's file number.</summary>
    public const string FileNumberSource = "district-file";

    /// <summary>A row whose accommodation has nobody who would look after its residents.</summary>
    public AllocationRow WithoutTeam(AllocationRow row) => row with { Facts = null, Refusals = [withoutTeam] };

    // On file the number stands among the references, so it is compared as one.
    private static PersonFacts PersonOf(AllocationFacts facts) => facts.Person with
    {
        FileNumber = null,
        ListLabels = [facts.Household],
        References = facts.FileNumber is { } number ? [new PersonReference(FileNumberSource, number)] : [],
    };

    // §§ 7, 17 FlüAG BW: provisional accommodation is the district's, what follows is the municipality's.
    private static string PhaseOf(string kind, bool isDistrict) =>
        kind == "erstaufnahmeeinrichtung" ? "erstaufnahme" : isDistrict ? "vorlaeufige-unterbringung" : "anschlussunterbringung";
}
