using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Asks to apply a checked fact list; <see cref="ProcessFactLists"/> does it.</summary>
/// <param name="Id">The list.</param>
/// <param name="Version">The version that the caller has read.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Apply a checked list of facts", """
    202: it is being applied, all rows of a person in one transaction; follow `progress`. What conflicts or is refused is left aside. Each row is compared
    once more with what is on file; rows about persons whom you do not see are refused. The facts name you as who has recorded them. The same file twice
    does no harm.
    """)]
public sealed record ApplyFactList(Guid Id, uint Version) : ICommand<Saved>;

/// <summary>Gives a fact list up. The rows checked so far stay as evidence.</summary>
/// <param name="Id">The list.</param>
/// <param name="Version">The version that the caller has read.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Discard a list of facts", "Nothing of it is applied; the rows checked so far stay as evidence.")]
public sealed record DiscardFactList(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class ApplyFactListHandler(CaseDb db, CallContext call) : IHandler<ApplyFactList, Saved>, IHandler<DiscardFactList, Saved>
{
    public async Task<Saved> Handle(ApplyFactList request, CancellationToken cancellationToken)
    {
        var list = await db.FactListToChange(call.Caller, request.Id, request.Version, cancellationToken);
        list.RequestApply(call.Caller.RequiredStaffId, call.Now);
        await RefuseUnseen(list, cancellationToken);
        return await db.Save(list, cancellationToken);
    }

    public async Task<Saved> Handle(DiscardFactList request, CancellationToken cancellationToken)
    {
        var list = await db.FactListToChange(call.Caller, request.Id, request.Version, cancellationToken);
        list.Discard(call.Caller.RequiredStaffId, call.Now);
        return await db.Save(list, cancellationToken);
    }

    // Who applies a colleague's list applies it to those whom he sees himself.
    private async Task RefuseUnseen(FactList list, CancellationToken cancellationToken)
    {
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        var unseen = await db.Set<FactListRow>()
            .Where(row => row.FactListId == list.Id && row.AppliedAt == null && (row.Verdict == FactVerdict.New || row.Verdict == FactVerdict.Completes)
                && !seen.Any(client => client.Id == row.ClientId)).Select(row => row.Id).ToArrayAsync(cancellationToken);
        if (unseen.Length > 0)
        {
            var why = StoredFinding.Write([FactFault.Of(FactRule.PersonUnknown, null).Stored(key => key, refuses: true)]);
            await db.Database.ExecuteSqlAsync(
                $"update app.fact_list_row set verdict = 'refused', findings = {why}::jsonb where id = any({unseen})", cancellationToken);
        }
    }
}

internal static class FactLists
{
    /// <summary>A list's row, locked until the transaction ends; null where the caller does not see it.</summary>
    internal static async Task<FactList?> LockFactList(this CaseDb db, Guid id, CancellationToken cancellationToken) =>
        (await db.Set<FactList>().FromSql($"select l.*, l.xmin from app.fact_list l where l.id = {id} for update").ToListAsync(cancellationToken))
        .SingleOrDefault();

    /// <summary>The same for a change by a caller, at the version that she or he has read.</summary>
    /// <exception cref="RefusedException">404, 403 for a colleague's list (<see cref="ImportAccess"/>) or 412.</exception>
    internal static async Task<FactList> FactListToChange(this CaseDb db, Caller caller, Guid id, uint version, CancellationToken cancellationToken)
    {
        var list = await db.LockFactList(id, cancellationToken) ?? throw RefusedException.NotFound(id);
        list.RequireOpenTo(caller);
        IfMatch.Check(version, list.Version);
        return list;
    }

    /// <summary>Rows that are to be applied and are not yet.</summary>
    internal static IQueryable<FactListRow> ToApply(this IQueryable<FactListRow> rows, Guid list) => rows.Where(row =>
        row.FactListId == list && row.AppliedAt == null && (row.Verdict == FactVerdict.New || row.Verdict == FactVerdict.Completes));
}
