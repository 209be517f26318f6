using CaseManagement.Api.Http;
using Microsoft.AspNetCore.DataProtection;

namespace CaseManagement.Api.Tokens;

/// <summary>The page's way to an organisation's own provider, and back.</summary>
public sealed partial class SignInPage
{
    // To the provider of the address' domain. A page in between says whereto: forms of this page lead nowhere else by its policy.
    private async Task<IResult> ToProvider(HttpContext http, SignInFlow flow, string address, CancellationToken cancellationToken)
    {
        if (address.Length > 254 || await providers.ByAddress(address, cancellationToken) is not { } provider)
        {
            return await Page(http, flow, SignInStep.Password, IdentityProviderProblems.NoProviderFor.Text(), status: 400);
        }
        try
        {
            var onward = await providers.Begin(http, provider, Protected(flow), cancellationToken);
            return await Page(http, flow, SignInStep.Message, Language.Choose($"Weiter zu {provider.Name}", $"Continue to {provider.Name}"), onward: onward);
        }
        catch (ProviderUnavailableException)
        {
            return await Page(http, flow, SignInStep.Password, IdentityProviderProblems.Unavailable.Text(), status: 503);
        }
    }

    /// <summary>GET: the provider's answer. The step after it is asked for by a page of ours: the browser keeps its cookie from links of others.</summary>
    public async Task<IResult> Returned(HttpContext http, Guid id, CancellationToken cancellationToken)
    {
        var answer = await providers.Return(http, id, cancellationToken);
        http.Response.StatusCode = StatusCodes.Status200OK;
        var flow = Pages.Read<SignInFlow>(flows, answer.Flow);
        if (answer.Why is { } why)
        {
            return await Page(http, flow, flow is null ? SignInStep.Message : SignInStep.Password, why.Text(), status: why.Status);
        }
        if (flow is null || answer.Caller is not { } caller)
        {
            return await TooLate(http);
        }
        Remember(http, new Login(flow.Return, First(caller), answer.Methods, call.Now));
        return await Page(http, flow, SignInStep.Message, Language.Choose("Sie sind angemeldet.", "You are signed in."),
            onward: $"{Path}?flow={Protected(flow)}");
    }

    private string Protected(SignInFlow flow) => flows.Protect(System.Text.Json.JsonSerializer.Serialize(flow), Patience);
}
