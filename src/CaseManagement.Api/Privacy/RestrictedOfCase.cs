using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>A record of one person's case that may be restricted, and then stays behind at a handover unless it is included.</summary>
public interface IRestrictedOfCase : IOfCase
{
    /// <summary>The case.</summary>
    Guid CaseId { get; }

    /// <summary>Whose case it is.</summary>
    Guid ClientId { get; }

    /// <summary>The controller.</summary>
    Guid OrganisationId { get; }

    /// <summary>What it reveals; null where it is not restricted.</summary>
    Compartment? Compartment { get; }
}

/// <summary>Which of such records a caller sees; the compartment's wall is the database's.</summary>
internal static class RestrictedOfCase
{
    /// <summary>Seen with the case; a restricted one that stayed behind at a handover also by who keeps it.</summary>
    public static IQueryable<T> VisibleTo<T>(this IQueryable<T> rows, CaseDb db, Caller caller) where T : class, IRestrictedOfCase =>
        rows.OfOrKeptBy(db.Set<Case>().VisibleTo(db, caller), db, caller);

    /// <summary>Those of cases on which the caller works, or that he keeps.</summary>
    public static IQueryable<T> WorkedOnBy<T>(this IQueryable<T> rows, CaseDb db, Caller caller) where T : class, IRestrictedOfCase =>
        rows.OfOrKeptBy(db.Set<Case>().WorkedOnBy(db, caller), db, caller);

    /// <inheritdoc cref="OfCase.OneToChange"/>
    public static Task<T> ToChange<T>(this IQueryable<T> rows, CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
        where T : class, IRestrictedOfCase =>
        OfCase.OneToChange(rows.VisibleTo(db, call.Caller), rows.WorkedOnBy(db, call.Caller), id, version, cancellationToken);

    private static IQueryable<T> OfOrKeptBy<T>(this IQueryable<T> rows, IQueryable<Case> cases, CaseDb db, Caller caller)
        where T : class, IRestrictedOfCase
    {
        var (me, own) = (caller.StaffId, caller.OrganisationId);
        return rows.Where(row => cases.Any(c => c.Id == row.CaseId) || (row.Compartment != null && row.OrganisationId == own
            && db.Set<Keeper>().Any(k => k.ClientId == row.ClientId && k.StaffId == me && k.EndedAt == null && AccessFunctions.IsMyTeam(k.TeamId))));
    }

    /// <summary>
    /// Those of several persons, none of them restricted, of the acting organisation: seen with the case and in no other way. Asked together with who
    /// keeps what stayed behind, and with what was handed over, PostgreSQL reads all cases and all rows for it.
    /// </summary>
    public static IQueryable<T> OfSeveralVisibleTo<T>(this IQueryable<T> rows, CaseDb db, Caller caller) where T : class, IRestrictedOfCase
    {
        var (own, cases) = (caller.OrganisationId, db.Set<Case>().VisibleTo(db, caller));
        return rows.Where(row => row.OrganisationId == own && row.Compartment == null && cases.Any(c => c.Id == row.CaseId));
    }

    /// <summary>
    /// One writes into a compartment only what one may read there. Not asked by the person's row: of somebody who has been handed over it is hidden from
    /// who keeps what stayed behind.
    /// </summary>
    /// <exception cref="RefusedException">403 with the room's words.</exception>
    public static async Task CheckCompartment(
        this CaseDb db, Guid clientId, Compartment? compartment, ProblemType closed, CancellationToken cancellationToken)
    {
        if (compartment is { } into && Compartments.NameOf(into) is var name
            && !await db.Database.SqlQuery<bool>($"select access.may_open({clientId}, {name}) as \"Value\"").SingleAsync(cancellationToken))
        {
            throw RefusedException.Forbidden(closed, clientId);
        }
    }
}
