using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Ends an organisation's work here: its grants are taken back and its sessions end.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Close an organisation", """
    By an administrator of the organisation above or of the operator, once its teams and accommodations are closed (409 `organisation-in-use`). Every
    role in it ends, and every session. Its services are offered no longer; what was referred to it goes on with the senders, who are told and record its
    answers.
    """)]
public sealed record CloseOrganisation : Closing;

internal sealed class CloseOrganisationHandler(CaseDb db, CallContext call) : IHandler<CloseOrganisation, Saved>
{
    public async Task<Saved> Handle(CloseOrganisation request, CancellationToken cancellationToken)
    {
        var organisation = await db.Set<Organisation>().KeptBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        if (organisation.Id == call.Caller.OrganisationId)
        {
            throw new RefusedException(OrganisationProblems.OwnAccess); // By the organisation above, who stays to answer for it.
        }
        organisation.Close(call.Now);
        if (await db.Set<Team>().AnyAsync(team => team.OrganisationId == organisation.Id && team.ClosedAt == null, cancellationToken)
            || await db.Set<Accommodation>().AnyAsync(place => place.OrganisationId == organisation.Id && place.ClosedAt == null, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.OrganisationInUse);
        }
        db.RemoveRange(await db.Set<RoleGrant>().Where(grant => grant.OrganisationId == organisation.Id).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<PendingRight>().Where(right => right.OrganisationId == organisation.Id).ExecuteDeleteAsync(cancellationToken);
        await Sessions.EndAll(db, null, "organisation-closed", call.Now, cancellationToken, organisation.Id);
        return new Saved(organisation.Id, organisation.Version);
    }
}
