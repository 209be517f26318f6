using System.Net;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.IdentityModel.Tokens;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>Registers a program that may ask for tokens.</summary>
/// <param name="Name">What people call it; frontends' names are shown at the sign-in page.</param>
/// <param name="Kind">A machine acts as itself for your organisation; at a frontend people sign in.</param>
/// <param name="Scopes">Of a machine: for what its tokens may be.</param>
/// <param name="Networks">Of a machine: from where it may call, as address and length; from anywhere where left out.</param>
/// <param name="ExpiresAt">From then on it gets no tokens, and none is good any more; never where left out.</param>
/// <param name="JsonWebKeySet">Of a machine: public keys by which it proves itself (`private_key_jwt`) instead of a secret, RFC 7517.</param>
/// <param name="SignInAt">Of a frontend: addresses to which codes are sent, compared letter by letter.</param>
/// <param name="SignedOutAt">Of a frontend: addresses to go to after signing out.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Register an API client", """
    A machine asks for tokens by client credentials, with a secret (`PUT …/secret`, shown once) or with keys of its own: by an assertion (`private_key_jwt`,
    RFC 7523) with the header `typ` `client-authentication+jwt`, the issuer as `aud`, a `jti`, and at most ten minutes until `exp`, good once. A frontend
    signs people in by authorization code with PKCE and has no secret; only the operating organisation registers those (403 `not-operator`). A machine with
    the scope `partner` shows persons, and who registers it has its secret: it gets tokens once a supervisor has confirmed it (`isAwaitingConfirmation`).
    """)]
public sealed record RegisterApiClient(
    [Example("Fachverfahren Wohnen")] string Name,
    ApiClientKind Kind,
    Scope[]? Scopes = null,
    [Example("203.0.113.0/24")] string[]? Networks = null,
    DateTimeOffset? ExpiresAt = null,
    [Example(null)] string? JsonWebKeySet = null,
    [Example(null)] string[]? SignInAt = null,
    [Example(null)] string[]? SignedOutAt = null) : ICommand<Saved>;

internal sealed class RegisterApiClientValidator : AbstractValidator<RegisterApiClient>
{
    public RegisterApiClientValidator()
    {
        RuleFor(client => client.Name).NotEmpty().MaximumLength(200);
        RuleFor(client => client.Scopes).NotEmpty().When(client => client.Kind == ApiClientKind.Machine);
        RuleFor(client => client.SignInAt).NotEmpty().When(client => client.Kind == ApiClientKind.Frontend);
        OfTheOther(client => client.Scopes, ApiClientKind.Frontend);
        OfTheOther(client => client.Networks, ApiClientKind.Frontend);
        OfTheOther(client => client.JsonWebKeySet, ApiClientKind.Frontend);
        OfTheOther(client => client.SignInAt, ApiClientKind.Machine);
        OfTheOther(client => client.SignedOutAt, ApiClientKind.Machine);
        foreach (var list in (System.Linq.Expressions.Expression<Func<RegisterApiClient, string[]?>>[])
            [client => client.Networks, client => client.SignInAt, client => client.SignedOutAt])
        {
            RuleFor(list).AtMost(50);
        }
        RuleForEach(client => client.Networks).Must(network => IPNetwork.TryParse(network, out _))
            .WithErrorCode(ApiClientProblems.NetworkForm.Code).WithMessage(_ => ApiClientProblems.NetworkForm.Text());
        RuleForEach(client => client.SignInAt).Must(IsAddress)
            .WithErrorCode(ApiClientProblems.AddressForm.Code).WithMessage(_ => ApiClientProblems.AddressForm.Text());
        RuleForEach(client => client.SignedOutAt).Must(IsAddress)
            .WithErrorCode(ApiClientProblems.AddressForm.Code).WithMessage(_ => ApiClientProblems.AddressForm.Text());
        RuleFor(client => client.JsonWebKeySet).Must(keys => keys is null || ArePublicKeys(keys))
            .WithErrorCode(ApiClientProblems.KeysForm.Code).WithMessage(_ => ApiClientProblems.KeysForm.Text());
    }

    private void OfTheOther<T>(System.Linq.Expressions.Expression<Func<RegisterApiClient, T>> member, ApiClientKind kind) =>
        RuleFor(member).Null().When(client => client.Kind == kind)
            .WithErrorCode(ApiClientProblems.OtherKind.Code).WithMessage(_ => ApiClientProblems.OtherKind.Text());

    private static bool IsAddress(string address) => address.Length <= 500 && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0 && !address.Contains('#', StringComparison.Ordinal)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static bool ArePublicKeys(string text)
    {
        try
        {
            return text.Length <= 20_000 && new JsonWebKeySet(text).Keys is { Count: > 0 and <= 5 } keys
                && keys.All(key => key.Kty is JsonWebAlgorithmsKeyTypes.EllipticCurve or JsonWebAlgorithmsKeyTypes.RSA && !key.HasPrivateKey
                    && key.Use is null or "" or JsonWebKeyUseNames.Sig);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

internal sealed class RegisterApiClientHandler(CaseDb db, CallContext call) : IHandler<RegisterApiClient, Saved>
{
    public async Task<Saved> Handle(RegisterApiClient request, CancellationToken cancellationToken)
    {
        var caller = call.Caller;
        if (request.Kind == ApiClientKind.Frontend && !caller.IsOperator && !caller.IsSystem)
        {
            throw RefusedException.Forbidden(AccessProblems.NotOperator);
        }
        if (request.ExpiresAt <= call.Now)
        {
            throw RefusedException.Invalid("/expiresAt", ApiClientProblems.ExpiresInPast);
        }
        var (organisation, name) = (caller.RequiredOrganisationId, request.Name.Trim());
        var client = request.Kind == ApiClientKind.Machine
            ? ApiClient.Machine(organisation, name, request.Scopes!, caller.StaffId, call.Now)
            : ApiClient.Frontend(organisation, name, request.SignInAt!, request.SignedOutAt ?? [], caller.StaffId, call.Now);
        client.Within(request.ExpiresAt?.ToUniversalTime(), (request.Networks ?? []).Select(network => IPNetwork.Parse(network)), request.JsonWebKeySet);
        db.Add(client);
        await db.TellAwaits(client, call, cancellationToken);
        return await db.Save(client, cancellationToken);
    }
}
