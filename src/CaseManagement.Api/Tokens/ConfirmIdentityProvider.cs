using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>The second pair of eyes: a supervisor says that staff may sign in with the provider.</summary>
/// <param name="Id">The provider.</param>
/// <param name="Version">If-Match: what was looked at is what is confirmed.</param>
[Requires(Permission.ConfirmRights)]
[Operation("Confirm an identity provider", """
    awaits_confirmation → active. By a supervisor who has not proposed it (409 `own-confirmation`), and whose password who proposed it has not given (409
    `confirmer-reset`).
    """)]
public sealed record ConfirmIdentityProvider(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class ConfirmIdentityProviderHandler(CaseDb db, CallContext call) : IHandler<ConfirmIdentityProvider, Saved>
{
    public async Task<Saved> Handle(ConfirmIdentityProvider request, CancellationToken cancellationToken)
    {
        var provider = await db.OwnProvider(request.Id, request.Version, call, cancellationToken);
        var (me, by) = (call.Caller.RequiredStaffId, provider.ProposedBy!.Value);
        provider.Confirm(me, call.Now);
        if (me == by)
        {
            throw new RefusedException(OrganisationProblems.OwnConfirmation);
        }
        if (await db.GavePassword(by, me, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.ConfirmerReset);
        }
        return await db.Save(provider, cancellationToken);
    }
}
