using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cooperation;

/// <summary>Whose agreements a caller sees. That they are of the acting organisation, on either side, the database sees to.</summary>
internal static class CooperationAccess
{
    /// <summary>
    /// Those whose other side the caller knows: a confidential one, here or outside by its name, is told to those only who may refer there; and of an
    /// agreement on paper to who has recorded it.
    /// </summary>
    public static IQueryable<CooperationAgreement> VisibleTo(this IQueryable<CooperationAgreement> rows, CaseDb db, Caller caller)
    {
        var (mine, known) = (caller.OrganisationId, db.Set<Organisation>().KnownTo(caller));
        var (me, refers) = (caller.StaffId, ServiceAccess.MayRefer(caller));
        return rows.Where(row => row.PartnerId != null
            ? known.Any(other => other.Id == (row.OrganisationId == mine ? row.PartnerId : row.OrganisationId))
            : refers || row.RecordedBy == me || !AccessFunctions.IsHiddenName(row.PartnerName));
    }

    /// <summary>Those in force on a day: agreed and within [from, until).</summary>
    public static IQueryable<CooperationAgreement> InForce(this IQueryable<CooperationAgreement> rows, DateOnly day) =>
        rows.Where(row => (row.Status == CooperationStatus.Agreed || row.Status == CooperationStatus.Ended)
            && row.FromDate <= day && (row.UntilDate == null || row.UntilDate > day));

    /// <summary>
    /// Loads one for a move and locks its row: of two who move it at once the second sees what the first has done. An illegal move is 409 whatever the tag.
    /// </summary>
    /// <exception cref="RefusedException">404, 409, 412.</exception>
    public static async Task<CooperationAgreement> LockAgreement(
        this CaseDb db, CallContext call, Guid id, string move, uint version, CancellationToken cancellationToken)
    {
        var locked = db.Set<CooperationAgreement>().FromSql($"select a.*, a.xmin from app.cooperation_agreement a where a.id = {id} for update");
        var row = (await locked.ToListAsync(cancellationToken)).SingleOrDefault();
        if (row is null || !await db.Set<CooperationAgreement>().VisibleTo(db, call.Caller).AnyAsync(seen => seen.Id == id, cancellationToken))
        {
            throw RefusedException.NotFound(id);
        }
        row.Next(move, call.Caller);
        IfMatch.Check(version, row.Version);
        return row;
    }
}
