using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>Takes a colleague's link to the identity provider away.</summary>
/// <param name="Reason">Why.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Unlink a colleague from the identity provider", """
    Every session of the colleague ends. 404 where there is no link. The colleague is linked again by the next sign-in with a verified address, where there
    is one.
    """)]
public sealed record UnlinkIdentity([Example("The wrong person")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The colleague.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class UnlinkIdentityHandler(CaseDb db, CallContext call) : IHandler<UnlinkIdentity, Saved>
{
    public async Task<Saved> Handle(UnlinkIdentity request, CancellationToken cancellationToken)
    {
        var staff = await db.Employee(request.Id, request.Version, call, cancellationToken);
        var link = await db.Set<IdentityLink>().SingleOrDefaultAsync(l => l.StaffId == staff.Id, cancellationToken)
            ?? throw RefusedException.NotFound(staff.Id);
        staff.Touch("unlink-identity", call.Now);
        db.Remove(link);
        await db.SaveChangesAsync(cancellationToken);
        await Sessions.EndAll(db, staff.Id, "identity-unlinked", call.Now, cancellationToken);
        return new Saved(staff.Id, staff.Version);
    }
}
