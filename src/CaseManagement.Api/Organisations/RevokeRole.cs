using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// Takes a role of the own organisation back. The colleague's sessions end at once. A grant never changes, so there is no
/// version to compare: one that is gone is 404.
/// </summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Revoke a role", """
    The colleague's sessions end at once. Not one's own (409 `own-access`). A role or membership that waits for somebody is taken back as well.
    """)]
public sealed record RevokeRole([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The grant.</summary>
    [JsonIgnore] public Guid Id { get; init; }
}

internal sealed class RevokeRoleHandler(CaseDb db, CallContext call) : IHandler<RevokeRole, bool>
{
    public async Task<bool> Handle(RevokeRole request, CancellationToken cancellationToken)
    {
        if (await db.Locked(request.Id, cancellationToken) is { } pending && pending.OrganisationId == call.Caller.OrganisationId)
        {
            db.Remove(pending); // It has never held.
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        await db.CheckStillManages(call, cancellationToken);
        var grants = db.Set<RoleGrant>().Where(grant => grant.OrganisationId == call.Caller.OrganisationId);
        var grant = await grants.SingleOrDefaultAsync(g => g.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        if (grant.StaffId == call.Caller.StaffId)
        {
            throw new RefusedException(OrganisationProblems.OwnAccess); // So that an administrator is always left.
        }
        if (!await grants.AnyAsync(other => other.StaffId == grant.StaffId && other.Id != grant.Id, cancellationToken)
            && await db.ObjectionToLosing(grant.OrganisationId, grant.StaffId, cancellationToken) is { } objection)
        {
            throw new RefusedException(objection);
        }
        db.Remove(grant);
        await db.SaveChangesAsync(cancellationToken);
        await db.GiveBackWithoutRole(call, grant.OrganisationId, grant.StaffId, cancellationToken);
        await Sessions.EndAll(db, grant.StaffId, "roles-changed", call.Now, cancellationToken);
        return true;
    }
}
