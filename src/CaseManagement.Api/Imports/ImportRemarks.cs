using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// The remark of a row goes to the case: with the opening where the row opens one, else as a note on the open case of the person whom it is about.
/// A list that is sent again says nothing new.
/// </summary>
internal static class ImportRemarks
{
    /// <summary>Notes the remarks of applied rows about persons on file. Saves nothing.</summary>
    internal static async Task KeepRemarks(
        this CaseDb db, Import import, IReadOnlyCollection<ImportRow> rows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var remarks = rows.Where(row => row.AppliedAt is not null).Select(row => (ClientId: row.ClientId!.Value, Remark: RemarkOf(row)))
            .Where(row => row.Remark.Length > 0).Distinct().ToList();
        if (remarks.Count == 0)
        {
            return;
        }
        Guid[] clients = [.. remarks.Select(row => row.ClientId)];
        var cases = await db.Set<Case>().Where(c => c.OrganisationId == import.OrganisationId && c.Status == CaseStatus.Open && clients.Contains(c.ClientId))
            .Include(c => c.Events).ToListAsync(cancellationToken);
        foreach (var (client, remark) in remarks)
        {
            if (cases.Find(c => c.ClientId == client) is { } found && !found.Events.Any(said => said.Note == remark))
            {
                found.Note(remark, null, now);
            }
        }
    }

    private static string RemarkOf(ImportRow row) => AllocationRow.Cleaned(
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.Raw)!.GetValueOrDefault(AllocationColumn.Remark.Key, ""));
}
