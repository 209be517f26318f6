using System.Security.Cryptography;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Takes a list of facts about persons on file in. Whom each row is about is found at once, among those whom the caller sees.</summary>
/// <param name="Kind">Of what it is a list.</param>
/// <param name="File">The file, byte for byte.</param>
/// <param name="FileName">The file's name; a folder before it is cut off. Where it is left out, the form's, or import.csv.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Upload a list of facts", """
    Presences, participations, jobs, benefits and other facts of many persons at once, also of years ago: one row is one fact, `/fact-lists/kinds` has the
    columns of each kind. Formats as of allocation lists. A row names its person by id, by a number of another office, or by names and birth date; who is not
    on file, or not yours to see, is refused, and nobody is created. A dry run then gives each row its verdict: new, completes (on file, and the row says
    more), same, conflicts, refused. Follow `progress`.
    """)]
public sealed record UploadFactList(
    FactListKind Kind,
    [ListFile] UploadedFile File,
    [Example(FactList.SampleFile)] string? FileName = null) : ICommand<Saved>
{
    /// <summary>Says nothing of the file, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(UploadFactList);
}

internal sealed class UploadFactListHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<UploadFactList, Saved>
{
    public async Task<Saved> Handle(UploadFactList request, CancellationToken cancellationToken)
    {
        var (content, name) = (await request.File.Bytes(cancellationToken), UploadImport.NameOf(request.FileName ?? request.File.Name));
        var kind = FactKind.All[request.Kind];
        var read = ListReader.Read(content, kind.ByHeader);
        var list = new FactList(call.Caller.RequiredOrganisationId, request.Kind, name, SHA256.HashData(content), read, call.Caller.RequiredStaffId, call.Now);
        var words = await FactWords.Of(kind, db, call, codes, cancellationToken);
        var persons = await FactPerson.Find(db, call, [.. read.Rows.Select(row => new FactCells(row.Values, words))], cancellationToken);
        db.Add(list);
        await db.SaveChangesAsync(cancellationToken);
        await Insert(list, kind, read, persons, cancellationToken);
        return new Saved(list.Id, list.Version);
    }

    // One statement, and so one entry of the trail for each row but one call of its trigger for all.
    private Task Insert(FactList list, FactKind kind, ReadList read, IReadOnlyList<(Guid? Client, IReadOnlyList<FactFault> Faults)> persons,
        CancellationToken cancellationToken)
    {
        var headerOf = list.HeaderOf(kind);
        var json = JsonSerializer.Serialize(read.Rows.Zip(persons).Select(pair =>
        {
            var (row, faults) = (pair.First, (IReadOnlyList<FactFault>)[.. FaultsOf(pair.First), .. pair.Second.Faults]);
            return new
            {
                id = Guid.CreateVersion7(call.Now), line_number = row.LineNumber, client_id = pair.Second.Client, raw = row.Values,
                verdict = SnakeCase.Of((faults.Count > 0 ? FactVerdict.Refused : FactVerdict.Waiting).ToString()),
                findings = faults.Select(fault => fault.Stored(headerOf, refuses: true)),
            };
        }), JsonSerializerOptions.Web);
        return db.Database.ExecuteSqlAsync($"""
            insert into app.fact_list_row (id, organisation_id, fact_list_id, line_number, client_id, raw, verdict, findings)
            select r.id, {list.OrganisationId}, {list.Id}, r.line_number, r.client_id, r.raw, r.verdict, r.findings
            from jsonb_to_recordset({json}::jsonb) as r (id uuid, line_number integer, client_id uuid, raw jsonb, verdict text, findings jsonb)
            """, cancellationToken);
    }

    private static IEnumerable<FactFault> FaultsOf(RawListRow row) => row.Quotes == QuoteFlaw.Unmatched ? [FactFault.Of(AllocationRule.Quotes, null)]
        : row.HasExtraCells ? [FactFault.Of(AllocationRule.ExtraCells, null)] : [];
}
