using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>An agreement that is being changed, with those of the other adults where it is a joint one.</summary>
/// <param name="Own">The one that was called.</param>
/// <param name="All">It and the others; they move together.</param>
internal sealed record AgreementGroup(Agreement Own, IReadOnlyList<Agreement> All)
{
    public Guid[] Ids => [.. All.Select(agreement => agreement.Id)];
}

/// <summary>Seen with the case; changed by who works on it (OfCase).</summary>
internal static class AgreementAccess
{
    /// <summary>
    /// The agreement for a change, in the version that the caller has read, and those of a joint one with it. Their rows are locked until the end of the
    /// transaction: of two adults who acknowledge at once the second sees what the first has done.
    /// </summary>
    /// <param name="db">The unit of work, in a transaction.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="id">The agreement.</param>
    /// <param name="version">If-Match.</param>
    /// <param name="action">What is to be done: of AgreementTable.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RefusedException">404, 403 for who only reads it, 412, 409 where the table or a death does not allow it.</exception>
    public static async Task<AgreementGroup> AgreementTo(
        this CaseDb db, string action, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Agreement>().FromSql($"""
            select a.*, a.xmin from app.agreement a where a.id = {id} or (a.status not in ('completed', 'terminated') and a.joint_id = (
                select j.joint_id from app.agreement j where j.id = {id} and j.status not in ('completed', 'terminated')))
            order by a.id for update
            """).ToListAsync(cancellationToken);
        var own = await db.Set<Agreement>().ToChange(db, call, id, version, cancellationToken);
        AgreementTable.Moves.Next(own.Stage, action);
        if (AgreementTable.NeedsPerson(action) && await db.DiedOn(own.ClientId, cancellationToken) is not null)
        {
            throw new RefusedException(AgreementProblems.PersonDied);
        }
        var partners = rows.Where(row => row != own).Select(row => row.ClientId).ToArray();
        if (AgreementTable.NeedsPartners(action) && partners.Length > 0
            && await db.Set<Client>().AnyAsync(client => partners.Contains(client.Id) && Deaths.On(client.Id, null) != null, cancellationToken))
        {
            throw new RefusedException(AgreementProblems.PartnerDied);
        }
        return new AgreementGroup(own, rows);
    }

    /// <summary>Saves a change of a part: the agreement's version moves with it.</summary>
    public static async Task<Saved> SavePart(this CaseDb db, CallContext call, AgreementGroup of, CancellationToken cancellationToken)
    {
        of.Own.Touch(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(of.Own.Id, of.Own.Version);
    }

    /// <summary>What the organisation has decided about its agreements.</summary>
    public static async Task<AgreementSetting> AgreementSetting(this CaseDb db, Guid organisation, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<AgreementSetting>().SingleOrDefaultAsync(setting => setting.Id == organisation, cancellationToken)
        ?? new AgreementSetting(organisation, now);
}
