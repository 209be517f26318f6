using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Checks fact lists that are uploaded and applies what is asked for. Each piece, some persons with all their rows, is a command in a transaction of its own
/// with the verdicts on the rows, which are the progress: a killed process loses the piece under way and the next run goes on with what is left.
/// </summary>
[ForSystem, Recurring(Name, "* * * * *"), InPieces]
public sealed record ProcessFactLists : IRecurringCommand
{
    /// <summary>Uploading and applying wake it by this name.</summary>
    public const string Name = "process-fact-lists";

    /// <summary>Persons in one transaction.</summary>
    internal const int PersonsAtOnce = 50;
}

internal sealed class ProcessFactListsHandler(CaseDb db, CallContext call, IServiceScopeFactory scopes) : IHandler<ProcessFactLists, int>
{
    public async Task<int> Handle(ProcessFactLists request, CancellationToken cancellationToken)
    {
        var due = await db.Set<FactList>()
            .Where(list => list.Status == ImportStatus.Uploaded || (list.Status == ImportStatus.Checked && list.ApplyRequestedAt != null))
            .OrderBy(list => list.UploadedAt).ThenBy(list => list.Id).AsNoTracking().ToListAsync(cancellationToken);
        var failures = new List<Exception>();
        foreach (var list in due)
        {
            try
            {
                await (list.Status == ImportStatus.Uploaded ? Check(list, cancellationToken) : Apply(list, cancellationToken));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(failure); // The others have their turn first; the runner records and tries again.
            }
        }
        return failures.Count == 0 ? due.Count : throw new AggregateException("Fact lists failed.", failures);
    }

    private async Task Check(FactList list, CancellationToken cancellationToken)
    {
        while (await Send(new CheckFactRows(list.Id, $"fact list {list.Id}, uploaded by {list.UploadedBy}"), cancellationToken))
        {
        }
    }

    private async Task Apply(FactList list, CancellationToken cancellationToken)
    {
        var reason = $"fact list {list.Id}, applied for {list.ApplyRequestedBy}";
        for (Guid[] persons; (persons = await Left(list.Id, cancellationToken)).Length > 0;)
        {
            if (await IsApplied(list.Id, persons, reason, cancellationToken) is not { } failure)
            {
                continue;
            }
            if (failure is FactRowRefusedException refused)
            {
                await Send(new NoteRefusedFactRow(list.Id, refused.Row, refused.Outcome, reason), cancellationToken); // The others have their turn again.
                continue;
            }
            // One of them, or all of them at a bad moment: each by himself, so that nobody stands in another's way.
            foreach (var person in persons)
            {
                // A row of his that is refused now is noted when his turn comes again.
                if ((persons.Length == 1 ? failure : await IsApplied(list.Id, [person], reason, cancellationToken)) is { } own and not FactRowRefusedException)
                {
                    await Send(new NoteFailedFactRows(list.Id, person, RefusalHandler.Translate(own), reason), cancellationToken);
                }
            }
        }
        await Send(new FinishFactList(list.Id, reason), cancellationToken);
    }

    private async Task<Exception?> IsApplied(Guid list, Guid[] persons, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await Send(new ApplyFactRows(list, persons, reason), cancellationToken);
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return failure;
        }
    }

    private Task<Guid[]> Left(Guid list, CancellationToken cancellationToken) => db.Set<FactListRow>().ToApply(list)
        .Select(row => row.ClientId!.Value).Distinct().OrderBy(id => id).Take(ProcessFactLists.PersonsAtOnce).ToArrayAsync(cancellationToken);

    private async Task<T> Send<T>(IRequest<T> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = call.Caller;
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, cancellationToken);
    }
}

/// <summary>Gives the rows of the next persons their verdicts; the last ones make the list checked. Nothing else is saved.</summary>
[ForSystem]
internal sealed record CheckFactRows(Guid ListId, string? Reason) : ICommand<bool>, IGivesReason;

/// <summary>Answers whether there may be more.</summary>
internal sealed class CheckFactRowsHandler(CaseDb db, CallContext call, ReferenceCodes codes, RequestRules rules) : IHandler<CheckFactRows, bool>
{
    public async Task<bool> Handle(CheckFactRows request, CancellationToken cancellationToken)
    {
        if (await db.LockFactList(request.ListId, cancellationToken) is not { Status: ImportStatus.Uploaded } list)
        {
            return false;
        }
        var waiting = db.Set<FactListRow>().Where(row => row.FactListId == list.Id && row.Verdict == FactVerdict.Waiting);
        var persons = waiting.Select(row => row.ClientId).Distinct().OrderBy(id => id).Take(ProcessFactLists.PersonsAtOnce);
        var rows = await waiting.Where(row => persons.Contains(row.ClientId)).AsNoTracking().ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            list.Check(call.Now);
            await db.SaveChangesAsync(cancellationToken);
            return false;
        }
        var kind = FactKind.All[list.Kind];
        var judged = await new FactBench(db, call, codes, rules, kind, list, writes: false).Judge(rows, cancellationToken);
        db.ChangeTracker.Clear();
        var headerOf = list.HeaderOf(kind);
        var json = JsonSerializer.Serialize(judged.Select(row => new
        {
            id = row.Row.Id, verdict = SnakeCase.Of(row.Outcome.Verdict.ToString()), findings = row.Outcome.Findings(headerOf),
        }), JsonSerializerOptions.Web);
        await db.Database.ExecuteSqlAsync($"""
            update app.fact_list_row r set verdict = n.verdict, findings = n.findings
            from jsonb_to_recordset({json}::jsonb) as n (id uuid, verdict text, findings jsonb) where r.id = n.id and r.verdict = 'waiting'
            """, cancellationToken);
        return true;
    }
}

/// <summary>Writes the rows of some persons, after looking once more at what is on file, with the marks on the rows.</summary>
[ForSystem]
internal sealed record ApplyFactRows(Guid ListId, Guid[] Persons, string? Reason) : ICommand<bool>, IGivesReason;

internal sealed class ApplyFactRowsHandler(CaseDb db, CallContext call, ReferenceCodes codes, RequestRules rules) : IHandler<ApplyFactRows, bool>
{
    public async Task<bool> Handle(ApplyFactRows request, CancellationToken cancellationToken)
    {
        await db.TakeTurn(call, cancellationToken);
        if (await db.LockFactList(request.ListId, cancellationToken) is not { IsBeingApplied: true } list)
        {
            return false;
        }
        var kind = FactKind.All[list.Kind];
        var headerOf = list.HeaderOf(kind);
        var rows = await db.Set<FactListRow>().ToApply(list.Id).Where(row => request.Persons.Contains(row.ClientId!.Value)).ToListAsync(cancellationToken);
        foreach (var (row, outcome) in await new FactBench(db, call, codes, rules, kind, list, writes: true).Judge(rows, cancellationToken))
        {
            row.Judge(outcome.Verdict, outcome.Findings(headerOf));
            if (outcome.Verdict is FactVerdict.New or FactVerdict.Completes)
            {
                row.Apply(outcome.Record, call.Now);
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}

/// <summary>A row is refused that could be written when it was checked: what is on file has changed meanwhile.</summary>
[ForSystem]
internal sealed record NoteRefusedFactRow(Guid ListId, Guid Row, FactOutcome Outcome, string? Reason) : ICommand<bool>, IGivesReason;

internal sealed class NoteRefusedFactRowHandler(CaseDb db) : IHandler<NoteRefusedFactRow, bool>
{
    public async Task<bool> Handle(NoteRefusedFactRow request, CancellationToken cancellationToken)
    {
        if (await db.LockFactList(request.ListId, cancellationToken) is not { IsBeingApplied: true } list
            || await db.Set<FactListRow>().ToApply(list.Id).SingleOrDefaultAsync(row => row.Id == request.Row, cancellationToken) is not { } refused)
        {
            return false;
        }
        refused.Judge(request.Outcome.Verdict, request.Outcome.Findings(list.HeaderOf(FactKind.All[list.Kind])));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}

/// <summary>
/// A person's rows could not be written. Where the database says what they contradict, they conflict with that; for an unforeseen error they end as failed
/// after <see cref="ImportRow.MaxAttempts"/>, so that the list can be finished without them.
/// </summary>
[ForSystem]
internal sealed record NoteFailedFactRows(Guid ListId, Guid Person, RefusedException Failure, string? Reason) : ICommand<bool>, IGivesReason;

internal sealed class NoteFailedFactRowsHandler(CaseDb db, ILogger<ProcessFactLists> log) : IHandler<NoteFailedFactRows, bool>
{
    private static readonly Action<ILogger, Guid, Exception?> Failed =
        LoggerMessage.Define<Guid>(LogLevel.Error, default, "Fact list {List}: rows of a person could not be applied");

    public async Task<bool> Handle(NoteFailedFactRows request, CancellationToken cancellationToken)
    {
        if (await db.LockFactList(request.ListId, cancellationToken) is not { IsBeingApplied: true } list)
        {
            return false;
        }
        var named = request.Failure.Type is { Status: StatusCodes.Status409Conflict } type && type != HttpProblems.TryAgain && type != HttpProblems.Conflict;
        if (!named)
        {
            Failed(log, list.Id, request.Failure);
        }
        foreach (var row in await db.Set<FactListRow>().ToApply(list.Id).Where(row => row.ClientId == request.Person).ToListAsync(cancellationToken))
        {
            if (named)
            {
                row.Judge(FactVerdict.Conflicts, FactOutcome.Of(request.Failure).Findings(key => key));
            }
            else
            {
                row.FailOnce();
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}

/// <summary>After the last row.</summary>
[ForSystem]
internal sealed record FinishFactList(Guid ListId, string? Reason) : ICommand<bool>, IGivesReason;

internal sealed class FinishFactListHandler(CaseDb db, CallContext call) : IHandler<FinishFactList, bool>
{
    public async Task<bool> Handle(FinishFactList request, CancellationToken cancellationToken)
    {
        if (await db.LockFactList(request.ListId, cancellationToken) is not { IsBeingApplied: true } list
            || await db.Set<FactListRow>().ToApply(list.Id).AnyAsync(cancellationToken))
        {
            return false;
        }
        list.Apply(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
