using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>The lead worker admits a colleague to one compartment of a client.</summary>
/// <param name="Compartment">To what.</param>
/// <param name="StaffId">Whom: a colleague with a casework role in the organisation.</param>
[Requires(Permission.UseCompartments)]
[Operation("Admit a colleague to a compartment", """
    By the lead worker of the open case (403 `not-lead-worker` otherwise). A deputy does not inherit compartments and has to be named.
    """)]
public sealed record NamePerson(Compartment Compartment, Guid StaffId) : ICommand<Saved>
{
    /// <summary>Of whom.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

internal sealed class NamePersonHandler(CaseDb db, CallContext call) : IHandler<NamePerson, Saved>
{
    public async Task<Saved> Handle(NamePerson request, CancellationToken cancellationToken)
    {
        await db.CheckLead(request.ClientId, call.Caller, cancellationToken);
        var own = call.Caller.RequiredOrganisationId;
        Role[] roles = [.. RolePermissions.RolesWith(Permission.UseCompartments)];
        if (!await db.Set<RoleGrant>().AnyAsync(
            grant => grant.StaffId == request.StaffId && grant.OrganisationId == own && roles.Contains(grant.Role), cancellationToken))
        {
            throw RefusedException.Invalid("/staffId", PrivacyProblems.Unfit);
        }
        var named = new NamedPerson(own, request.ClientId, request.Compartment, request.StaffId, call.Caller.RequiredStaffId, call.Now);
        db.Add(named);
        return await db.Save(named, cancellationToken);
    }
}
