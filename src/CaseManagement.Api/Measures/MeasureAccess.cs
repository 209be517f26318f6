using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

/// <summary>Which measures a caller sees, and how one is loaded for a change.</summary>
internal static class MeasureAccess
{
    /// <summary>
    /// Seen with the case, that of a household with any case of it; a restricted one that stayed behind at a handover also by who keeps it.
    /// </summary>
    public static IQueryable<Measure> VisibleTo(this IQueryable<Measure> rows, CaseDb db, Caller caller) =>
        rows.OfOrKeptBy(db.Set<Case>().VisibleTo(db, caller), db, caller);

    /// <summary>Those of cases on which the caller works, or that he keeps.</summary>
    public static IQueryable<Measure> WorkedOnBy(this IQueryable<Measure> rows, CaseDb db, Caller caller) =>
        rows.OfOrKeptBy(db.Set<Case>().WorkedOnBy(db, caller), db, caller);

    /// <inheritdoc cref="OfCase.OneToChange"/>
    public static Task<Measure> ToChange(
        this IQueryable<Measure> rows, CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken) =>
        OfCase.OneToChange(rows.VisibleTo(db, call.Caller), rows.WorkedOnBy(db, call.Caller), id, version, cancellationToken);

    private static IQueryable<Measure> OfOrKeptBy(this IQueryable<Measure> rows, IQueryable<Case> cases, CaseDb db, Caller caller)
    {
        var (me, own) = (caller.StaffId, caller.OrganisationId);
        return rows.Where(row => cases.Any(c => c.Id == row.CaseId) || (row.CaseId == null && cases.Any(c => c.HouseholdId == row.HouseholdId))
            || (row.Compartment != null && row.OrganisationId == own
                && db.Set<Keeper>().Any(k => k.ClientId == row.ClientId && k.StaffId == me && k.EndedAt == null && AccessFunctions.IsMyTeam(k.TeamId))));
    }

    /// <summary>Those of several persons: of the acting organisation, none of them restricted.</summary>
    public static IQueryable<Measure> OfSeveralVisibleTo(this IQueryable<Measure> rows, CaseDb db, Caller caller)
    {
        var (own, cases) = (caller.OrganisationId, db.Set<Case>().VisibleTo(db, caller));
        return rows.Where(row => row.OrganisationId == own && row.Compartment == null
            && (cases.Any(c => c.Id == row.CaseId) || (row.CaseId == null && cases.Any(c => c.HouseholdId == row.HouseholdId))));
    }

    /// <summary>
    /// Lets one at a time plan, start or change a measure of a household and area: whoever comes second sees the first one, refuses what may not run
    /// twice with a link to it, and tells who runs beside it.
    /// </summary>
    public static Task OneAtATime(this CaseDb db, Measure measure, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            select pg_advisory_xact_lock(hashtextextended({$"measure {measure.HouseholdId ?? measure.ClientId} {measure.Area}"}, 0))
            """, cancellationToken);

    /// <summary>Refuses what is on record already, or may run once only, with a link to the first one.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public static async Task CheckOnce(this CaseDb db, Measure measure, CancellationToken cancellationToken)
    {
        var unit = measure.HouseholdId ?? measure.ClientId;
        var same = (await db.Set<Measure>().AsNoTracking().Where(other => other.Id != measure.Id && other.OrganisationId == measure.OrganisationId
                && (other.HouseholdId ?? other.ClientId) == unit && other.Area == measure.Area && other.ActorKind == measure.ActorKind
                && other.ActorStaffId == measure.ActorStaffId && other.ActorOrganisationId == measure.ActorOrganisationId
                && other.ActorClientId == measure.ActorClientId
                && other.Compartment == measure.Compartment && (measure.Compartment == null || other.ClientId == measure.ClientId)
                && (other.Status == MeasureStatus.Planned || other.Status == MeasureStatus.Running))
            .OrderBy(other => other.Id).ToListAsync(cancellationToken))
            .FindAll(other => string.Equals(other.ActorName, measure.ActorName, StringComparison.OrdinalIgnoreCase));
        var isNamed = measure.Actor is { Id: not null } or { Name: not null };
        if (measure is { Status: MeasureStatus.Running, CameAlong: false } && isNamed
            && same.Find(other => other is { Status: MeasureStatus.Running, CameAlong: false }) is { } running)
        {
            throw new RefusedException(MeasureProblems.AlreadyRuns) { Extensions = { ["measureId"] = running.Id } };
        }
        if (same.Find(other => other.ClientId == measure.ClientId && other.FromDate == measure.FromDate
            && string.Equals(other.What, measure.What, StringComparison.OrdinalIgnoreCase)) is { } twin)
        {
            throw new RefusedException(MeasureProblems.Exists) { Extensions = { ["measureId"] = twin.Id } };
        }
    }
}
