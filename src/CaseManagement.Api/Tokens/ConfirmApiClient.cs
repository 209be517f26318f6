using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>The second pair of eyes: a supervisor says that a machine may see what was sent to the organisation.</summary>
/// <param name="Id">The client.</param>
/// <param name="Version">If-Match: what was looked at is what is confirmed.</param>
[Requires(Permission.ConfirmRights)]
[Operation("Confirm an API client", """
    A machine with the scope `partner` gets tokens from then on. By a supervisor who has not registered it (409 `own-confirmation`), and whose password who
    registered it has not given (409 `confirmer-reset`); where there is none, by the operator's console (`confirm-grant`). 409 `api-client-not-awaiting` where
    nothing waits.
    """)]
public sealed record ConfirmApiClient(Guid Id, uint Version) : ICommand<Saved>;

/// <summary>The same on the operator's console, while the organisation has no supervisor who could; the officers are told.</summary>
[ForSystem]
public sealed record ConfirmApiClientOnConsole(Guid Id) : ICommand<Saved>;

internal sealed class ConfirmApiClientHandler(CaseDb db, CallContext call) : IHandler<ConfirmApiClient, Saved>, IHandler<ConfirmApiClientOnConsole, Saved>
{
    public async Task<Saved> Handle(ConfirmApiClient request, CancellationToken cancellationToken)
    {
        var (client, me) = (await Own(request.Id, cancellationToken), call.Caller.RequiredStaffId);
        IfMatch.Check(request.Version, client.Version);
        client.Confirm(me, call.Now);
        if (me == client.CreatedBy)
        {
            throw new RefusedException(OrganisationProblems.OwnConfirmation);
        }
        if (client.CreatedBy is { } by && await db.GavePassword(by, me, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.ConfirmerReset);
        }
        return await db.Save(client, cancellationToken);
    }

    public async Task<Saved> Handle(ConfirmApiClientOnConsole request, CancellationToken cancellationToken)
    {
        var client = await Own(request.Id, cancellationToken);
        client.Confirm(null, call.Now);
        if (await db.ConfirmersOf(client).AnyAsync(cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.SupervisorConfirms);
        }
        Contributions.The<ITellsStaff>().Tell(db, StaffNews.MachineConfirmedOnConsole, client.OrganisationId,
            await db.OfficersOf(client.OrganisationId, null, cancellationToken), client.Id, call.Now);
        return await db.Save(client, cancellationToken);
    }

    private async Task<ApiClient> Own(Guid id, CancellationToken cancellationToken) =>
        await db.Set<ApiClient>().OfMine(call.Caller).SingleOrDefaultAsync(client => client.Id == id, cancellationToken)
        ?? throw RefusedException.NotFound(id);
}

/// <summary>Machines that wait for a second pair of eyes.</summary>
internal static class AwaitingMachines
{
    /// <summary>Supervisors who can confirm a machine.</summary>
    public static IQueryable<Guid> ConfirmersOf(this CaseDb db, ApiClient client) =>
        db.Confirmers(client.OrganisationId, client.CreatedBy ?? Guid.Empty, Guid.Empty);

    /// <summary>Tells those who can confirm it; where nobody can, the officers. With the next save.</summary>
    public static async Task TellAwaits(this CaseDb db, ApiClient client, CallContext call, CancellationToken cancellationToken)
    {
        if (client.AwaitsConfirmation)
        {
            var told = await db.ConfirmersOf(client).ToListAsync(cancellationToken);
            Contributions.The<ITellsStaff>().Tell(db, StaffNews.MachineAwaits, client.OrganisationId,
                told.Count > 0 ? told : await db.OfficersOf(client.OrganisationId, null, cancellationToken), client.Id, call.Now);
        }
    }
}
