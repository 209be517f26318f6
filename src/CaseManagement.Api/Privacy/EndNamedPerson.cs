using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>The lead worker takes an admission back; it ends at once.</summary>
/// <param name="Id">The admission.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.UseCompartments)]
[Operation("Take an admission back", "By the lead worker; ends at once.")]
public sealed record EndNamedPerson(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class EndNamedPersonHandler(CaseDb db, CallContext call) : IHandler<EndNamedPerson, Saved>
{
    public async Task<Saved> Handle(EndNamedPerson request, CancellationToken cancellationToken)
    {
        var named = await db.Set<NamedPerson>()
            .SingleOrDefaultAsync(n => n.Id == request.Id && n.OrganisationId == call.Caller.OrganisationId, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        await db.CheckLead(named.ClientId, call.Caller, cancellationToken);
        IfMatch.Check(request.Version, named.Version);
        named.End(call.Now);
        return await db.Save(named, cancellationToken);
    }
}
