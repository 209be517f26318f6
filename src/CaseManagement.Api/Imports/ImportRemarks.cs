using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// The remark of a row goes to the case: with the opening where the row opens one, else as a note on the open case of the person whom it is about.
/// A row that an earlier list had with the same remark says nothing new.
/// </summary>
internal static class ImportRemarks
{
    /// <summary>Notes the remarks of applied rows about persons on file. Saves nothing.</summary>
    internal static async Task KeepRemarks(
        this CaseDb db, Import import, IReadOnlyCollection<ImportRow> rows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var said = rows.Where(row => row.AppliedAt is not null).Select(row => (row.ClientId, row.PersonKey, Remark: RemarkOf(row)))
            .Where(row => row.Remark.Length > 0 && !AbsentValue.IsError(row.Remark)).ToList();
        if (said.Count == 0)
        {
            return;
        }
        string?[] keys = [.. said.Select(row => row.PersonKey)];
        var earlier = (await db.Database.SqlQuery<Said>($"""
            select person_key as "PersonKey", raw ->> 'remark' as "Remark" from app.import_row
            where organisation_id = {import.OrganisationId} and import_id <> {import.Id} and person_key = any({keys}) and raw ->> 'remark' <> ''
            """).ToListAsync(cancellationToken)).Select(row => (row.PersonKey, AllocationRow.Cleaned(row.Remark))).ToHashSet();
        var remarks = said.Where(row => !earlier.Contains((row.PersonKey!, row.Remark))).Select(row => (ClientId: row.ClientId!.Value, row.Remark))
            .Distinct().ToList();
        Guid[] clients = [.. remarks.Select(row => row.ClientId)];
        var cases = await db.Set<Case>().Where(c => c.OrganisationId == import.OrganisationId && c.Status == CaseStatus.Open && clients.Contains(c.ClientId))
            .Include(c => c.Events).ToListAsync(cancellationToken);
        foreach (var (client, remark) in remarks)
        {
            if (cases.Find(c => c.ClientId == client) is { } found && !found.Events.Any(before => before.Note == remark))
            {
                found.Note(remark, null, now);
            }
        }
    }

    private sealed record Said(string PersonKey, string Remark)
    {
        public override string ToString() => nameof(Said);
    }

    private static string RemarkOf(ImportRow row) => AllocationRow.Cleaned(
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.Raw)!.GetValueOrDefault(AllocationColumn.Remark.Key, ""));
}
