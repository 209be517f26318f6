using System.Security.Cryptography;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Imports;

/// <summary>Takes an allocation list in. An unreadable file is refused at once; its rows are judged afterwards.</summary>
/// <param name="File">The file, byte for byte.</param>
/// <param name="FileName">The file's name; a folder before it is cut off. Where it is left out, the form's, or import.csv.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Upload an allocation list", """
    CSV in UTF-8, UTF-16 or a code page of Windows, DOS or Mac (recognised by the letters of the names), with semicolon, comma, tab or bar, or an
    Excel workbook, .xlsx or .xls (the first visible sheet that names the columns); at most 10 MB and 20,000 rows. Send the bytes with the file's name as
    `fileName`, or one file as `multipart/form-data`. A file that cannot be read is refused at once (422 with the reason); otherwise a dry run gives every
    row its verdict: follow `progress` in the import. Its `notes` tell what of the file was not read.
    """)]
public sealed record UploadImport(
    [ListFile] UploadedFile File,
    [Example(Import.SampleFile)] string? FileName = null) : ICommand<Saved>
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    internal const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>The last part of a path of any system, without control characters; at most 200 characters.</summary>
    internal static string NameOf(string? path)
    {
        var name = string.Concat((path ?? "").Split('/', '\\')[^1].Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? "import.csv" : name.Start(200).Trim();
    }

    /// <summary>Says nothing of the file, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(UploadImport);
}

internal sealed class UploadImportHandler(CaseDb db, CallContext call) : IHandler<UploadImport, Saved>
{
    public async Task<Saved> Handle(UploadImport request, CancellationToken cancellationToken)
    {
        var (content, name) = (await request.File.Bytes(cancellationToken), UploadImport.NameOf(request.FileName ?? request.File.Name));
        var list = AllocationListReader.Read(content);
        var import = new Import(call.Caller.RequiredOrganisationId, name, SHA256.HashData(content), list, call.Caller.RequiredStaffId, call.Now);
        db.Add(import);
        db.Add(new ImportFile(import, content));
        return await db.Save(import, cancellationToken);
    }
}
