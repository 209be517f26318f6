using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Which households of a list have members already: on file, whom a new person joins; or handed over, where somebody else is responsible by now and a
/// person decides, for a newborn must neither get lost between two offices nor be handed over unasked.
/// </summary>
internal sealed class HouseholdsOnFile
{
    private readonly HashSet<ListHousehold> joined = [];
    private readonly Dictionary<ListHousehold, StoredFinding> elsewhere = [];

    /// <summary>New persons of the household join one on file.</summary>
    internal bool IsJoined(ListHousehold household) => joined.Contains(household);

    /// <summary>Who is responsible for the rest of the household; null where it is ours or nobody's yet.</summary>
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
        var onFile = await db.HouseholdsOfFiles(import.OrganisationId,
            [.. files.Values.SelectMany(rows => rows).Select(HouseholdRule.FileKey).OfType<string>().Distinct()], cancellationToken);
        Guid[] clients = [.. known.Select(row => row.Client).Distinct()];
        var ours = clients.Length == 0 ? [] : await db.Set<Client>()
            .Where(client => clients.Contains(client.Id) && client.OrganisationId == import.OrganisationId)
            .Select(client => client.Id).ToHashSetAsync(cancellationToken);
        var beside = known.ToLookup(row => list.HouseholdOf(row.Index), row => row.Client);
        found.joined.UnionWith(files.Keys.Where(household =>
            files[household].Exists(facts => onFile.Contains(HouseholdRule.FileKey(facts)!)) || beside[household].Any(ours.Contains)));
        var open = files.Where(household => !found.joined.Contains(household.Key))
            .ToDictionary(household => household.Key, household => household.Value.Select(facts => EntryKeys.Of(facts).File!).Distinct().ToList());
        var applied = await db.AppliedFiles(import, [.. open.Values.SelectMany(keys => keys).Distinct()], cancellationToken);
        var members = open.ToDictionary(household => household.Key, household =>
            beside[household.Key].Concat(household.Value.SelectMany(key => applied[key])).Distinct().ToList());
        var responsible = await db.ResponsibleNow(call.Caller, [.. members.Values.SelectMany(ids => ids).Distinct()], cancellationToken);
        foreach (var (household, ids) in members)
        {
            if (ids.Select(id => responsible.GetValueOrDefault(id)).FirstOrDefault(now => now?.HandedOverAt is not null) is { } now)
            {
                found.elsewhere.Add(household, StoredFinding.Of(RowNote.HouseholdElsewhere, now.OrganisationName ?? "–"));
            }
        }
        return found;
    }
}
