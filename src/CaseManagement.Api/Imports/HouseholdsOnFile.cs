using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Which households of a list have members already: on file, whom a new person joins; on file, and they live apart or somebody has left, where a person
/// decides with whom the new one lives, for a newborn must not be put with the parent from whom the other has parted; or handed over, all or some of them,
/// where somebody else is responsible by now and a person decides, for a newborn must neither get lost between two offices nor be handed over unasked.
/// </summary>
internal sealed class HouseholdsOnFile
{
    private readonly HashSet<ListHousehold> asked = [];
    private readonly HashSet<ListHousehold> joined = [];
    private readonly HashSet<ListHousehold> apart = [];
    private readonly Dictionary<ListHousehold, StoredFinding> elsewhere = [];

    /// <summary>What is told of a row whose household <see cref="IsApart"/>.</summary>
    internal static StoredFinding Apart { get; } = StoredFinding.OfRow(RowNote.HouseholdApart, refuses: false);

    /// <summary>Some of its rows may put somebody on file.</summary>
    internal bool HasNews(ListHousehold household) => asked.Contains(household);

    /// <summary>
    /// Those of its rows who are on file live in several households, or have left theirs; or, where none is, those who have its file numbers live apart.
    /// </summary>
    internal bool IsApart(ListHousehold household) => apart.Contains(household);

    /// <summary>New persons of the household join one on file.</summary>
    internal bool IsJoined(ListHousehold household) => joined.Contains(household);

    /// <summary>Who is responsible for the household, or for some of it; null where all of it is ours or nobody's yet.</summary>
    internal StoredFinding? Elsewhere(ListHousehold household) => elsewhere.GetValueOrDefault(household);

    /// <summary>Looks up the households of rows that may put somebody on file.</summary>
    /// <param name="db">The database.</param>
    /// <param name="call">The caller.</param>
    /// <param name="import">The import.</param>
    /// <param name="list">Its list.</param>
    /// <param name="news">Places of these rows.</param>
    /// <param name="known">Places of rows about somebody known, and who that is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<HouseholdsOnFile> Of(CaseDb db, CallContext call, Import import, JudgedList list,
        IReadOnlyCollection<int> news, IReadOnlyCollection<(int Index, Guid Client)> known, CancellationToken cancellationToken)
    {
        var found = new HouseholdsOnFile();
        var files = news.Select(list.HouseholdOf).OfType<ListHousehold>().Distinct().ToDictionary(household => household, household =>
            household.Indexes.Select(index => list.Rows[index].Facts!).Where(facts => HouseholdRule.FileKey(facts) is not null).ToList());
        found.asked.UnionWith(files.Keys);
        var onFile = (await db.HomesOfFiles(import.OrganisationId,
            [.. files.Values.SelectMany(rows => rows).Select(HouseholdRule.FileKey).OfType<string>().Distinct()], call.Today, cancellationToken))
            .ToLookup(home => home.FileKey, home => home.HouseholdId);
        Guid[] clients = [.. known.Select(row => row.Client).Distinct()];
        var ours = clients.Length == 0 ? [] : await db.Set<Client>()
            .Where(client => clients.Contains(client.Id) && client.OrganisationId == import.OrganisationId)
            .Select(client => client.Id).ToArrayAsync(cancellationToken);
        var beside = known.ToLookup(row => list.HouseholdOf(row.Index));
        var (homes, dead) = (await db.Memberships(ours, call.Today, cancellationToken), await db.Dead(ours, cancellationToken));
        foreach (var (household, rows) in files)
        {
            var besides = beside[household].SelectMany(HomeOf).ToHashSet();
            var lived = besides.Count > 0 ? besides : rows.SelectMany(facts => onFile[HouseholdRule.FileKey(facts)!]).Select(home => (Guid?)home).ToHashSet();
            if (lived.Count > 0)
            {
                (lived.Count > 1 || lived.Contains(null) ? found.apart : found.joined).Add(household);
            }
        }
        var open = files.Where(household => !found.apart.Contains(household.Key))
            .ToDictionary(household => household.Key, household => household.Value.DistinctBy(HouseholdRule.FileKey).ToList());
        var applied = await db.AppliedFiles(
            import, [.. open.Values.SelectMany(rows => rows).Select(facts => EntryKeys.Of(facts).File!).Distinct()], cancellationToken);
        var members = open.ToDictionary(household => household.Key, household => beside[household.Key].Select(row => row.Client)
            .Concat(household.Value.SelectMany(facts => applied[HouseholdRule.FileKey(facts)!])).Distinct().ToList());
        var responsible = await db.ResponsibleNow(call.Caller, [.. members.Values.SelectMany(ids => ids).Distinct()], cancellationToken);
        foreach (var (household, ids) in members)
        {
            if (ids.Select(id => responsible.GetValueOrDefault(id)).FirstOrDefault(now => now?.HandedOverAt is not null) is { } now)
            {
                found.elsewhere.Add(household, StoredFinding.Of(RowNote.HouseholdElsewhere, now.OrganisationName ?? "–"));
            }
        }
        return found;

        // Null of who has left the last one and does not come back; who was in none yet, or has died, parts from nobody.
        IEnumerable<Guid?> HomeOf((int Index, Guid Client) row) => homes.GetValueOrDefault(row.Client) is not { } home ? []
            : home.Left is null ? [home.HouseholdId]
            : !dead.Contains(row.Client) && !home.EndedBefore(list.Rows[row.Index].Facts!) ? [null] : [];
    }
}

/// <summary>Where somebody with a file number lives.</summary>
/// <param name="FileKey">The number's search key.</param>
/// <param name="HouseholdId">The household.</param>
/// <param name="Label">Its reference.</param>
internal sealed record HomeOfFile(string FileKey, Guid HouseholdId, string? Label);

/// <summary>
/// The household in which somebody lives today; else the one that she or he is to join next, for who was allocated for a later day comes; else the last one.
/// </summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="Role">As what.</param>
/// <param name="From">Since when.</param>
/// <param name="Left">The first day no longer, where that has come: who is to leave on a later day still lives there.</param>
internal sealed record Membership(Guid HouseholdId, string Role, DateOnly From, DateOnly? Left)
{
    /// <summary>It was over when a row's person was allocated.</summary>
    internal bool EndedBefore(AllocationFacts facts) => Left <= facts.AllocationDate;
}

/// <summary>Who lives where.</summary>
internal static class HomesOnFile
{
    /// <summary>By person; who never was in any household is left out.</summary>
    internal static async Task<Dictionary<Guid, Membership>> Memberships(
        this CaseDb db, Guid[] clients, DateOnly today, CancellationToken cancellationToken)
    {
        var all = clients.Length == 0 ? [] : await db.Set<HouseholdMember>().Where(member => clients.Contains(member.ClientId))
            .Select(member => new { member.ClientId, Of = new Membership(member.HouseholdId, member.Role, member.FromDate, member.UntilDate) })
            .ToListAsync(cancellationToken);
        return all.GroupBy(member => member.ClientId, member => member.Of).ToDictionary(of => of.Key, of =>
            of.Where(member => member.Left is null || member.Left > today).MinBy(member => member.From) is { } lasting ? lasting with { Left = null }
                : of.MaxBy(member => member.Left)!);
    }

    /// <summary>Households of the organisation's persons with one of these file numbers (search keys).</summary>
    internal static async Task<List<HomeOfFile>> HomesOfFiles(
        this CaseDb db, Guid organisationId, string[] fileKeys, DateOnly today, CancellationToken cancellationToken) => fileKeys.Length == 0 ? []
        : await db.Database.SqlQuery<HomeOfFile>($"""
            select distinct k.key as "FileKey", h.id as "HouseholdId", h.reference as "Label" from app.client_search_key k
            join lateral (select m.household_id from app.household_member m
                          where m.client_id = k.client_id and (m.until_date is null or m.until_date > {today}) order by m.from_date limit 1) home on true
            join app.household h on h.id = home.household_id and h.organisation_id = {organisationId}
            where k.organisation_id = {organisationId} and k.key = any({fileKeys})
              and exists (select from app.client_reference r where r.client_id = k.client_id and r.source = {JudgedList.FileNumberSource})
            """).ToListAsync(cancellationToken);
}
