using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>Gives a machine a secret, its first or another one.</summary>
/// <param name="Id">The machine.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Give an API client a secret", """
    Shown this once. The secret before stays good beside it, so that a machine changes over without a gap; older ones end. To end both, call it twice.
    """)]
public sealed record RotateSecret(Guid Id) : ICommand<ClientSecret>;

/// <summary>What a machine asks for tokens with.</summary>
/// <param name="ClientId">Its name at the token server.</param>
/// <param name="Secret">Its secret, which is shown nowhere again.</param>
public sealed record ClientSecret(
    [Example("machine-0193b2c4…")] string ClientId,
    [Example("J8mP2…")] string Secret)
{
    /// <summary>Says nothing of the secret, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(ClientSecret);
}

internal sealed class RotateSecretHandler(CaseDb db, CallContext call) : IHandler<RotateSecret, ClientSecret>
{
    public async Task<ClientSecret> Handle(RotateSecret request, CancellationToken cancellationToken)
    {
        var client = await db.Set<ApiClient>().OfMine(call.Caller).SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        if (client.RevokedAt is not null)
        {
            throw new RefusedException(ApiClientProblems.Revoked);
        }
        if (client.Kind != ApiClientKind.Machine || client.JsonWebKeySet is not null)
        {
            throw new RefusedException(ApiClientProblems.NoSecret);
        }
        client.ChangeSecret(call.Now); // On record, where the secret itself must not be.
        await db.SaveChangesAsync(cancellationToken);
        return new ClientSecret(client.ClientId!, await db.AddSecret(client.Id, call.Now, cancellationToken));
    }
}
