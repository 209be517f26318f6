using System.Linq.Expressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Why a caller may see a person: it follows from cases, so the room of cases says it (Cases/Sight.cs).</summary>
public interface IClientSight
{
    /// <summary>Whether the caller sees the person; part of the query that asks.</summary>
    Expression<Func<Client, bool>> Shows(CaseDb db, Caller caller);
}

/// <summary>Which persons and households a caller sees, inside what row-level security shows of the organisation.</summary>
public static class ClientAccess
{
    /// <summary>Persons whom the caller sees. The system sees all of its organisation.</summary>
    public static IQueryable<Client> VisibleTo(this IQueryable<Client> clients, CaseDb db, Caller caller) =>
        caller.IsSystem ? clients : clients.Where(Contributions.The<IClientSight>().Shows(db, caller));

    /// <summary>Households in which the caller sees somebody today, and those in which nobody is.</summary>
    public static IQueryable<Household> VisibleTo(this IQueryable<Household> households, CaseDb db, Caller caller)
    {
        if (caller.IsSystem)
        {
            return households;
        }
        var present = db.Set<HouseholdMember>().On(db.Call!.Today);
        return households.Where(h => !present.Any(m => m.HouseholdId == h.Id)
            || present.Any(m => m.HouseholdId == h.Id && db.Set<Client>().VisibleTo(db, caller).Any(c => c.Id == m.ClientId)));
    }

    /// <summary>
    /// Loads a person for a change: visible, of the caller's own organisation, at the version that the caller has read. What is restricted by Art. 18 GDPR
    /// is stored only, and changes in nothing but that.
    /// </summary>
    /// <exception cref="RefusedException">404, 409 after a handover or while restricted, 412.</exception>
    public static async Task<Client> ToChange(
        this IQueryable<Client> clients, CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var client = await clients.ToRestrict(db, call, id, version, cancellationToken);
        return client.RestrictedAt is null ? client : throw new RefusedException(ClientProblems.ProcessingRestricted);
    }

    /// <summary>The same, restricted or not.</summary>
    /// <exception cref="RefusedException">404, 409 after a handover, 412.</exception>
    public static async Task<Client> ToRestrict(
        this IQueryable<Client> clients, CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var client = await clients.VisibleTo(db, call.Caller).SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        CheckOwn(client.OrganisationId, call);
        IfMatch.Check(version, client.Version);
        return client;
    }

    /// <summary>Loads a person with the parts that the query includes, changes them and saves.</summary>
    /// <exception cref="RefusedException">404, 409 after a handover, 412; what the change refuses.</exception>
    public static async Task<Saved> Change(
        this IQueryable<Client> clients, CaseDb db, CallContext call, Guid id, uint version, Action<Client> change, CancellationToken cancellationToken)
    {
        var client = await clients.ToChange(db, call, id, version, cancellationToken);
        change(client);
        return await db.Save(client, cancellationToken);
    }

    /// <summary>Loads a household with its members for a change, as a person is.</summary>
    /// <exception cref="RefusedException">404, 409 after a handover, 412.</exception>
    public static async Task<Household> ToChange(
        this IQueryable<Household> households, CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var household = await households.VisibleTo(db, call.Caller).Include(h => h.Members).SingleOrDefaultAsync(h => h.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        CheckOwn(household.OrganisationId, call);
        IfMatch.Check(version, household.Version);
        return household;
    }

    /// <summary>Loads a household, changes it and saves it.</summary>
    /// <exception cref="RefusedException">404, 409 after a handover, 412; what the change refuses.</exception>
    public static async Task<Saved> Change(
        this CaseDb db, CallContext call, Guid id, uint version, Action<Household> change, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, id, version, cancellationToken);
        change(household);
        return await db.Save(household, cancellationToken);
    }

    /// <summary>Why a caller who sees a person or household may change nothing of it, or null.</summary>
    /// <param name="call">Who asks.</param>
    /// <param name="organisationId">The controller of the person or household.</param>
    /// <param name="restricted">Whether the person's data is stored only.</param>
    public static ProblemType? ObjectionToChange(CallContext call, Guid organisationId, bool restricted = false) =>
        organisationId != call.Caller.OrganisationId ? ClientProblems.HandedOver
        : !RolePermissions.Allow(call.Caller.Roles, Permission.WriteClients) ? AccessProblems.NotPermitted
        : restricted ? ClientProblems.ProcessingRestricted : null;

    private static void CheckOwn(Guid organisationId, CallContext call)
    {
        if (organisationId != call.Caller.OrganisationId)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
    }

    /// <summary>Refuses to disclose what is stored only (Art. 18 GDPR).</summary>
    /// <exception cref="RefusedException">409 <c>processing-restricted</c>.</exception>
    public static async Task RequireUnrestricted(this CaseDb db, IEnumerable<Guid> persons, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. persons];
        if (await db.Set<Client>().AnyAsync(client => ids.Contains(client.Id) && client.RestrictedAt != null, cancellationToken))
        {
            throw new RefusedException(ClientProblems.ProcessingRestricted);
        }
    }

    /// <summary>Refuses who is not admitted to where a person with a bar on the address lives: the present period cannot be ended unseen.</summary>
    /// <exception cref="RefusedException">403 <c>compartment-closed</c>.</exception>
    public static async Task CheckWhereabouts(this CaseDb db, Guid clientId, bool protect, CancellationToken cancellationToken)
    {
        if (await db.Database.SqlQuery<bool>($"""
            select ({protect} or exists (select from app.client_mark m where m.client_id = {clientId} and m.kind = 'address_blocked' and m.lifted_at is null))
                   and not access.may_open({clientId}, 'protection') as "Value"
            """).SingleAsync(cancellationToken))
        {
            throw RefusedException.Forbidden(ClientProblems.CompartmentClosed, clientId);
        }
    }

    /// <summary>Refuses who would change a row into a compartment that he is not admitted to; such a code may only begin.</summary>
    /// <exception cref="RefusedException">403 <c>compartment-closed</c>.</exception>
    public static async Task CheckCode(this CaseDb db, Guid clientId, string list, string code, DateOnly on, CancellationToken cancellationToken)
    {
        if (await db.Database.SqlQuery<bool>($"""
            select exists (select from app.code c where c.list = {list} and c.code = {code} and daterange(c.valid_from, c.valid_to, '[)') @> {on}
                           and c.attributes ? 'compartment' and not access.may_open({clientId}, c.attributes ->> 'compartment')) as "Value"
            """).SingleAsync(cancellationToken))
        {
            throw RefusedException.Forbidden(ClientProblems.CompartmentClosed, clientId);
        }
    }
}

/// <summary>Full years at a day.</summary>
public static class Age
{
    /// <summary>
    /// The age on a day; null when the birth date is unknown. Where only the month or year is known, the oldest that the
    /// person can be: the date stands on the first day of what is known. Born on 29 February, a person turns a year older
    /// on 1 March of other years (§ 188 Abs. 2 BGB).
    /// </summary>
    public static int? On(DateOnly day, DateOnly? birthDate) =>
        birthDate is not { } born || born > day ? null : day.Year - born.Year - ((day.Month, day.Day).CompareTo((born.Month, born.Day)) < 0 ? 1 : 0);
}
