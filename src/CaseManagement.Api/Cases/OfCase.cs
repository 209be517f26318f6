using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>What is recorded of a case and has a version of its own: read by who sees the case, changed by who works on it.</summary>
public interface IOfCase : IRoot;

/// <summary>Such a record of exactly one case, with nothing in it that is restricted in another way than the case.</summary>
public interface IOfOneCase : IOfCase
{
    /// <summary>The case.</summary>
    Guid CaseId { get; }
}

/// <summary>An open case on which the caller works.</summary>
/// <param name="Id">The case.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="TeamId">The responsible team.</param>
/// <param name="HouseholdId">The household that it was opened in.</param>
internal sealed record CaseToWorkOn(Guid Id, Guid ClientId, Guid TeamId, Guid? HouseholdId);

/// <summary>Who sees, changes and adds what is recorded of a case.</summary>
internal static class OfCase
{
    /// <summary>Seen with the case.</summary>
    public static IQueryable<T> VisibleTo<T>(this IQueryable<T> rows, CaseDb db, Caller caller) where T : class, IOfOneCase
    {
        var cases = db.Set<Case>().VisibleTo(db, caller);
        return rows.Where(row => cases.Any(c => c.Id == row.CaseId));
    }

    /// <summary>Those of cases on which the caller works: not of who looks on after a handover, or through broken glass.</summary>
    public static IQueryable<T> WorkedOnBy<T>(this IQueryable<T> rows, CaseDb db, Caller caller) where T : class, IOfOneCase
    {
        var cases = db.Set<Case>().WorkedOnBy(db, caller);
        return rows.Where(row => cases.Any(c => c.Id == row.CaseId));
    }

    /// <inheritdoc cref="OneToChange"/>
    public static Task<T> ToChange<T>(this IQueryable<T> rows, CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
        where T : class, IOfOneCase =>
        OneToChange(rows.VisibleTo(db, call.Caller), rows.WorkedOnBy(db, call.Caller), id, version, cancellationToken);

    /// <summary>The record for a change: seen by the caller, who works on its case, in the version that he has read.</summary>
    /// <exception cref="RefusedException">404, 403 for who only reads it, 412.</exception>
    public static async Task<T> OneToChange<T>(
        IQueryable<T> seen, IQueryable<T> worked, Guid id, uint version, CancellationToken cancellationToken) where T : class, IOfCase
    {
        var found = await seen.Where(row => row.Id == id).Select(row => new { Row = row, Works = worked.Any(mine => mine.Id == row.Id) })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(id);
        if (!found.Works)
        {
            throw RefusedException.Forbidden(CaseProblems.HandedOver, id);
        }
        IfMatch.Check(version, found.Row.Version);
        return found.Row;
    }

    /// <summary>Why a caller who sees a record may change nothing of it, or null.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="works">Whether he works on its case.</param>
    /// <param name="restricted">Whether the record is a fact of a person whose data is stored only.</param>
    public static ProblemType? ObjectionToChange(this Caller caller, bool works, bool restricted = false) =>
        !works ? CaseProblems.HandedOver : !caller.May(Permission.WriteCases) ? AccessProblems.NotPermitted
        : restricted ? ClientProblems.ProcessingRestricted : null;

    /// <summary>
    /// The case to which something is added: open, worked on by the caller, and kept from who closes it or hands it over until the transaction ends.
    /// </summary>
    /// <exception cref="RefusedException">404, 409 with the room's words where it is closed.</exception>
    public static async Task<CaseToWorkOn> OpenCase(
        this CaseDb db, CallContext call, Guid id, ProblemType closed, CancellationToken cancellationToken) =>
        (await db.OpenCases(call, [id], closed, cancellationToken)) is [var only] ? only : throw RefusedException.NotFound(id);

    /// <summary>The same of several cases, of which one at least has to be open; those of them on which the caller works.</summary>
    public static async Task<IReadOnlyList<CaseToWorkOn>> OpenCases(
        this CaseDb db, CallContext call, Guid[] ids, ProblemType closed, CancellationToken cancellationToken)
    {
        var locked = db.Set<Case>().FromSql($"""select c.*, c.xmin from app."case" c where c.id = any({ids}) order by c.id for share""");
        var found = await locked.WorkedOnBy(db, call.Caller).Select(c => new { Case = new CaseToWorkOn(c.Id, c.ClientId, c.TeamId, c.HouseholdId), c.Status })
            .ToListAsync(cancellationToken);
        return found.Count == 0 || found.Exists(c => c.Status == CaseStatus.Open) ? [.. found.Select(c => c.Case)] : throw new RefusedException(closed);
    }
}
