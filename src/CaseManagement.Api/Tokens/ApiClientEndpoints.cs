using CaseManagement.Api.Http;

namespace CaseManagement.Api.Tokens;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class ApiClientEndpoints
{
    /// <summary>Maps /api-clients, what a person sees of the own sessions, and how the colleagues of an organisation sign in.</summary>
    public static void MapApiClients(this IEndpointRouteBuilder api)
    {
        var clients = api.MapGroup("/api-clients").WithTags("API clients");
        clients.List<ListApiClients>("/");
        clients.Get<GetApiClient>("/{id}");
        clients.Create<RegisterApiClient>("/");
        clients.Put<RotateSecret>("/{id}/secret"); // Not by POST: of the answers kept for repeated keys none may know a secret.
        clients.Change<ConfirmApiClient>("/{id}/confirm");
        clients.Change<RevokeApiClient>("/{id}/revoke");

        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.Get<ListMySessions>("/");
        sessions.Remove<EndMySession>("/{id}");
        sessions.Post<EndMyOtherSessions>("/end-others");

        api.Post<RemoveSecondFactor>("/staff/{id}/remove-second-factor").WithTags("Staff");
        api.Put<MakeEnrolmentLink>("/staff/{id}/enrolment-link").WithTags("Staff"); // Not by POST, as with secrets.
        api.Change<AllowScriptSignIn>("/organisations/{id}/allow-script-sign-in").WithTags("Organisations");
        api.Change<RequireSecondFactor>("/organisations/{id}/require-second-factor").WithTags("Organisations");
    }
}
