using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Checks what is uploaded and applies what is asked for. Every piece is a command in a transaction of its own, together
/// with its progress: a killed process loses the piece under way and the next run goes on behind the last one saved.
/// </summary>
[ForSystem, Recurring(Name, "* * * * *"), InPieces]
public sealed record ProcessImports : IRecurringCommand
{
    /// <summary>Uploading and applying wake it by this name.</summary>
    public const string Name = "process-imports";

    /// <summary>Rows that are checked in one transaction.</summary>
    internal const int RowsAtOnce = 200;
}

internal sealed partial class ProcessImportsHandler(
    CaseDb db, CallContext call, ReferenceCodes codes, IServiceScopeFactory scopes, ILogger<ProcessImports> log) : IHandler<ProcessImports, int>
{
    public async Task<int> Handle(ProcessImports request, CancellationToken cancellationToken)
    {
        var due = await db.Set<Import>()
            .Where(import => import.Status == ImportStatus.Uploaded || (import.Status == ImportStatus.Checked && import.ApplyRequestedAt != null))
            .OrderBy(import => import.UploadedAt).ThenBy(import => import.Id).AsNoTracking().ToListAsync(cancellationToken);
        var failures = new List<Exception>();
        foreach (var import in due)
        {
            try
            {
                await Process(import, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(failure); // The others have their turn first; the runner records and tries again.
            }
        }
        return failures.Count == 0 ? due.Count : throw new AggregateException("Imports failed.", failures);
    }

    private async Task Process(Import import, CancellationToken cancellationToken)
    {
        var content = await db.Set<ImportFile>().Where(file => file.ImportId == import.Id).Select(file => file.Content).SingleOrDefaultAsync(cancellationToken);
        if (content is null)
        {
            return; // Finished or discarded since the question above.
        }
        var list = await JudgedList.Read(content, db, call, codes, cancellationToken);
        if (import.Status == ImportStatus.Uploaded)
        {
            await Check(import, list, cancellationToken);
        }
        else if (import.ApplyMode == ApplyMode.AllOrNothing)
        {
            await ApplyWhole(import, list, cancellationToken);
        }
        else
        {
            await ApplyHouseholds(import, list, cancellationToken);
        }
    }

    private async Task Check(Import import, JudgedList list, CancellationToken cancellationToken)
    {
        var reason = $"import {import.Id}, uploaded by {import.UploadedBy}";
        for (var done = import.RowsDone; done >= 0 && done < list.Rows.Count;)
        {
            done = await Send(new CheckImportRows(import.Id, done, ProcessImports.RowsAtOnce, list, reason), cancellationToken);
        }
    }

    private async Task ApplyHouseholds(Import import, JudgedList list, CancellationToken cancellationToken)
    {
        var reason = Reason(import);
        await RefuseWhatIsRefusedNow(import, list, reason, cancellationToken);
        var failures = new List<Exception>();
        foreach (var piece in await ImportPiece.Of(db, import.Id, list, cancellationToken))
        {
            try
            {
                if (!await Send(new ApplyImportHousehold(import.Id, piece, list, reason), cancellationToken))
                {
                    return; // Another process has finished it.
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The others have their turn first.
                if (!await HasFailedForGood(import, piece, list, reason, failure, cancellationToken))
                {
                    failures.Add(failure);
                }
            }
        }
        if (failures.Count > 0)
        {
            throw new AggregateException("Households of an import failed.", failures);
        }
        await Send(new FinishImport(import.Id, reason), cancellationToken);
    }

    private async Task ApplyWhole(Import import, JudgedList list, CancellationToken cancellationToken)
    {
        var reason = Reason(import);
        try
        {
            var refused = await NewlyRefused(import, list, cancellationToken);
            if (refused.Count > 0)
            {
                throw new ImportObstacleException(refused);
            }
            await Send(new ApplyWholeImport(import.Id, list, reason), cancellationToken);
        }
        catch (ImportObstacleException obstacle)
        {
            await Send(new RefuseImportRows(import.Id, obstacle.Changes, EndsApplying: true, reason), cancellationToken);
        }
        catch (ImportPieceException failure)
        {
            if (!await HasFailedForGood(import, failure.Piece, list, reason, failure, cancellationToken))
            {
                throw;
            }
        }
    }

    private async Task<bool> HasFailedForGood(
        Import import, ImportPiece piece, JudgedList list, string reason, Exception failure, CancellationToken cancellationToken)
    {
        if (!await Send(new NoteFailedRows(import.Id, piece, list, reason), cancellationToken))
        {
            return false;
        }
        FailedForGood(log, import.Id, list.Rows[piece.Indexes[0]].LineNumber, failure);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {Import}: the household that begins on line {Line} failed for good")]
    private static partial void FailedForGood(ILogger log, Guid import, int line, Exception failure);

    private static string Reason(Import import) => $"import {import.Id}, applied for {import.ApplyRequestedBy}";

    // Reference data and accommodations may have changed since the check.
    private async Task RefuseWhatIsRefusedNow(Import import, JudgedList list, string reason, CancellationToken cancellationToken)
    {
        var refused = await NewlyRefused(import, list, cancellationToken);
        if (refused.Count > 0)
        {
            await Send(new RefuseImportRows(import.Id, refused, EndsApplying: false, reason), cancellationToken);
        }
    }

    private async Task<Dictionary<int, RowChange>> NewlyRefused(Import import, JudgedList list, CancellationToken cancellationToken)
    {
        var refusedNow = list.Rows.Where(row => row.IsRefused).ToDictionary(row => row.LineNumber);
        int[] lines = [.. refusedNow.Keys];
        var accepted = await db.Set<ImportRow>().Where(row => row.ImportId == import.Id && lines.Contains(row.LineNumber) && row.AppliedAt == null
            && row.Verdict != RowVerdict.Refused
            && row.Verdict != RowVerdict.Repeated && row.Verdict != RowVerdict.Failed).Select(row => row.LineNumber).ToListAsync(cancellationToken);
        return accepted.ToDictionary(line => line, line => RowChange.Refused(StoredFinding.Of(refusedNow[line])));
    }

    private async Task<T> Send<T>(IRequest<T> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = call.Caller;
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, cancellationToken);
    }
}
