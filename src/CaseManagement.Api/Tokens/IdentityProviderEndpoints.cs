using CaseManagement.Api.Http;

namespace CaseManagement.Api.Tokens;

/// <summary>The town's own provider, and who is who there; the requests' types say all else.</summary>
public static class IdentityProviderEndpoints
{
    /// <summary>Maps /identity-providers and the links of staff.</summary>
    public static void MapIdentityProviders(this IEndpointRouteBuilder api)
    {
        var providers = api.MapGroup("/identity-providers").WithTags("Identity providers");
        providers.Get<ListIdentityProviders>("/");
        providers.Get<GetIdentityProvider>("/{id}");
        providers.Create<RegisterIdentityProvider>("/");
        providers.Replace<ChangeIdentityProvider>("/{id}");
        providers.Replace<SetProviderSecret>("/{id}/secret");
        providers.Change<ConfirmIdentityProvider>("/{id}/confirm");
        providers.Change<RetireIdentityProvider>("/{id}/retire");

        var staff = api.MapGroup("/staff").WithTags("Staff");
        staff.Change<LinkIdentity>("/{id}/link-identity");
        staff.Change<UnlinkIdentity>("/{id}/unlink-identity");
    }
}
