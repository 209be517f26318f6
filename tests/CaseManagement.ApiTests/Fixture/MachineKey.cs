using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>The key of a machine that proves itself by <c>private_key_jwt</c>, and the way from it to a token.</summary>
public static class MachineKey
{
    /// <summary>The public half as it is registered.</summary>
    public static object Public(ECDsa key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(key));
        return new { kty = jwk.Kty, crv = jwk.Crv, x = jwk.X, y = jwk.Y, use = "sig", alg = "ES256" };
    }

    /// <summary>What the machine signs to get a token.</summary>
    public static string Assertion(DateTimeOffset now, string client, ECDsa key, string? jti = "", int minutes = 2, string audience = Api.Issuer) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "client-authentication+jwt",
            Issuer = client, Audience = audience, IssuedAt = now.UtcDateTime, Expires = now.AddMinutes(minutes).UtcDateTime,
            Subject = new ClaimsIdentity([new("sub", client), .. jti is null ? Array.Empty<Claim>() : [new Claim("jti", jti + Guid.NewGuid())]]),
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256),
        });

    /// <summary>Registered by an administrator over HTTP, with a token by its key.</summary>
    public static async Task<(Guid Id, HttpClient Client)> Registered(Api api, Guid organisationId, params string[] scopes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var administrator = await api.As(await api.Given.Staff(organisationId, Role.Administrator));
        var id = await (await administrator.Post("/api/v1/api-clients", new
        {
            name = "Fachverfahren", kind = "machine", scopes, jsonWebKeySet = JsonSerializer.Serialize(new { keys = new[] { Public(key) } }),
        }).Expect(201)).Id();
        var shown = await administrator.Read($"/api/v1/api-clients/{id}");
        if (shown.Value<bool>("isAwaitingConfirmation"))
        {
            var supervisor = await api.As(await api.Given.Staff(organisationId, Role.Supervisor));
            await supervisor.Post($"/api/v1/api-clients/{id}/confirm", null, (await supervisor.GetAsync($"/api/v1/api-clients/{id}")).Tag()).Expect(200);
        }
        var client = shown.Text("clientId")!;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_assertion"] = Assertion(api.Given.Now, client, key),
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        });
        var token = await (await api.Browser().PostAsync("/connect/token", form).Expect((int)HttpStatusCode.OK)).Json();
        return (id, api.With(token.Text("access_token")!));
    }
}
