using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Erasure;

internal static class ErasureAccess
{
    /// <summary>
    /// Erasures that the caller sees: of the organisation all of them for who decides or confirms, who need not see the person; for others their own and
    /// those of persons whom they see or keep something of.
    /// </summary>
    public static IQueryable<PersonErasure> VisibleTo(this IQueryable<PersonErasure> erasures, CaseDb db, Caller caller)
    {
        var (own, me) = (caller.OrganisationId, caller.StaffId);
        erasures = erasures.Where(erasure => erasure.OrganisationId == own);
        return caller.May(Permission.ConfirmErasures) ? erasures : erasures.Where(erasure => erasure.ProposedBy == me
            || db.Set<Client>().VisibleTo(db, caller).Any(client => client.Id == erasure.ClientId));
    }

    /// <summary>Loads one for a change.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<PersonErasure> ErasureToChange(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var erasure = await db.Set<PersonErasure>().VisibleTo(db, call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, erasure.Version);
        return erasure;
    }

    /// <summary>Persons whom the caller may propose: those whom he sees, and those of whom he keeps what stayed behind at a handover.</summary>
    public static async Task<bool> MayPropose(this CaseDb db, Caller caller, Guid clientId, CancellationToken cancellationToken)
    {
        var (own, me) = (caller.OrganisationId, caller.StaffId);
        return await db.Set<Client>().VisibleTo(db, caller).AnyAsync(client => client.Id == clientId, cancellationToken)
            || await db.Set<Keeper>().AnyAsync(keeper => keeper.ClientId == clientId && keeper.OrganisationId == own
                && (caller.Roles.Contains(Role.Supervisor) || keeper.StaffId == me) && AccessFunctions.IsMyTeam(keeper.TeamId), cancellationToken);
    }

    /// <summary>What of the acting organisation's stands in the way, as codes.</summary>
    public static async Task<IReadOnlyList<string>> ObstaclesTo(this CaseDb db, Guid clientId, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<string[]>($"select app.erasure_obstacles({clientId}) as \"Value\"").SingleAsync(cancellationToken);
}
