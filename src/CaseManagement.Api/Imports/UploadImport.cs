using System.Security.Cryptography;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Imports;

/// <summary>Takes an allocation list in. An unreadable file is refused at once; its rows are judged afterwards.</summary>
[Requires(Permission.ImportAllocations)]
public sealed record UploadImport : ICommand<Saved>
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>The file's name; a folder before it is cut off.</summary>
    public required string FileName { get; init; }

    /// <summary>The file, byte for byte.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The last part of a path of any system, without control characters; at most 200 characters.</summary>
    internal static string NameOf(string? path)
    {
        var name = string.Concat((path ?? "").Split('/', '\\')[^1].Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? "import.csv" : name.Length > 200 ? name[..200].Trim() : name;
    }

    /// <summary>Says nothing of the file, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(UploadImport);
}

internal sealed class UploadImportValidator : AbstractValidator<UploadImport>
{
    public UploadImportValidator() => RuleFor(command => command.FileName).NotEmpty().MaximumLength(200);
}

internal sealed class UploadImportHandler(CaseDb db, CallContext call) : IHandler<UploadImport, Saved>
{
    public async Task<Saved> Handle(UploadImport request, CancellationToken cancellationToken)
    {
        var list = AllocationListReader.Read(request.Content);
        var import = new Import(call.Caller.RequiredOrganisationId, request.FileName, SHA256.HashData(request.Content), list, call.Caller.RequiredStaffId, call.Now);
        db.Add(import);
        db.Add(new ImportFile(import, request.Content));
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(import.Id, import.Version);
    }
}
