using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>Takes the organisation's identity provider out of use for good.</summary>
/// <param name="Reason">Why.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Take an identity provider out of use", "Every session that it has vouched for ends at once; passwords are good again, links are gone.")]
public sealed record RetireIdentityProvider([Example("The town has another one")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The provider.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RetireIdentityProviderHandler(CaseDb db, CallContext call) : IHandler<RetireIdentityProvider, Saved>
{
    public async Task<Saved> Handle(RetireIdentityProvider request, CancellationToken cancellationToken)
    {
        var provider = await db.OwnProvider(request.Id, request.Version, call, cancellationToken);
        provider.Retire(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"CALL access.set_provider_secret({provider.Id}, {(string?)null})", cancellationToken);
        await db.Set<SignIn.IdentityLink>().Where(link => link.IdentityProviderId == provider.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"CALL access.end_provider_sessions({provider.Id}, {call.Now})", cancellationToken);
        return new Saved(provider.Id, provider.Version);
    }
}
