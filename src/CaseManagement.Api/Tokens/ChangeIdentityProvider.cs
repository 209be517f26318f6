using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>Says anew what the provider is and what its word is worth.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Change an identity provider", """
    Another issuer, client, domain, group, or its second factor counting, waits for a supervisor's confirmation again, and nobody signs in with it until
    then; passwords are good meanwhile. Colleagues who were linked under another issuer are linked no more.
    """)]
public sealed record ChangeIdentityProvider : IdentityProviderBody, ICommand<Saved>
{
    /// <summary>The provider.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeIdentityProviderHandler(CaseDb db, CallContext call) : IHandler<ChangeIdentityProvider, Saved>
{
    public async Task<Saved> Handle(ChangeIdentityProvider request, CancellationToken cancellationToken)
    {
        var provider = await db.OwnProvider(request.Id, request.Version, call, cancellationToken);
        provider.Change(request, call.Caller.RequiredStaffId, call.Now);
        await db.Check(provider, cancellationToken);
        await db.TellAwaits(provider, call, cancellationToken);
        return await db.Save(provider, cancellationToken);
    }
}
