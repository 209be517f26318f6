using System.Linq.Expressions;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>What a caller sees here: dwellings, landlords and leases are the organisation's, occupancies the persons'.</summary>
internal static class DwellingAccess
{
    /// <summary>The organisation's own.</summary>
    public static IQueryable<Dwelling> Own(this IQueryable<Dwelling> rows, Caller caller) => rows.Where(row => row.OrganisationId == caller.OrganisationId);

    /// <inheritdoc cref="Own(IQueryable{Dwelling}, Caller)"/>
    public static IQueryable<Landlord> Own(this IQueryable<Landlord> rows, Caller caller) => rows.Where(row => row.OrganisationId == caller.OrganisationId);

    /// <inheritdoc cref="Own(IQueryable{Dwelling}, Caller)"/>
    public static IQueryable<Lease> Own(this IQueryable<Lease> rows, Caller caller) => rows.Where(row => row.OrganisationId == caller.OrganisationId);

    /// <summary>Of persons whom the caller sees; a restricted one is hidden by the database.</summary>
    public static IQueryable<Occupancy> VisibleTo(this IQueryable<Occupancy> rows, CaseDb db, Caller caller)
    {
        var clients = db.Set<Client>().VisibleTo(db, caller);
        return rows.Where(row => clients.Any(client => client.Id == row.ClientId));
    }

    /// <summary>
    /// Whether a caller is told where a dwelling is, who lets it and to whom: of one that reveals something, who has recorded it, and who may open what it
    /// reveals of somebody who lives or has lived there.
    /// </summary>
    public static Expression<Func<Dwelling, bool>> KnowsPlace(CaseDb db, Caller caller)
    {
        var me = caller.StaffId;
        return row => row.Reveals == null || row.RecordedBy == me || db.Set<Occupancy>().Any(one => one.DwellingId == row.Id && one.Compartment != null);
    }

    /// <summary>One of the organisation's, of which the caller knows the place, at the version that he has read.</summary>
    /// <exception cref="RefusedException">404, 403 where its place is hidden, 412.</exception>
    public static async Task<Dwelling> DwellingToChange(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var found = await db.Set<Dwelling>().Own(call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, found.Version);
        if (!await db.Set<Dwelling>().Where(row => row.Id == id).AnyAsync(KnowsPlace(db, call.Caller), cancellationToken))
        {
            throw RefusedException.Forbidden(ClientProblems.CompartmentClosed, id);
        }
        return found;
    }
}
