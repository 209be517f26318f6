using CaseManagement.Api.Tokens;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>Where frontends of tests get their codes.</summary>
    public const string Callback = "https://app.example.org/signed-in";

    /// <summary>A frontend of an organisation.</summary>
    public Task<ApiClient> Frontend(Guid organisationId, string callback = Callback) => Client(
        ApiClient.Frontend(organisationId, "Oberfläche", [callback], ["https://app.example.org/"], null, Now));

    /// <summary>A machine of an organisation and its secret.</summary>
    public async Task<(ApiClient Client, string Secret)> Machine(Guid organisationId, Scope scope = Scope.Directory, string? network = null,
        DateTimeOffset? until = null)
    {
        var machine = ApiClient.Machine(organisationId, "Maschine", [scope], null, Now)
            .Within(until, network is null ? [] : [System.Net.IPNetwork.Parse(network)], null);
        var client = await Client(machine.AwaitsConfirmation ? machine.Confirm(null, Now) : machine);
        return (client, await api.InOrganisation(organisationId, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var secret = await db.AddSecret(client.Id, Now, CancellationToken.None);
            await transaction.CommitAsync();
            return secret;
        }));
    }

    /// <summary>An organisation's provider, which waits for confirmation.</summary>
    public async Task<Guid> IdentityProvider(Guid organisationId, Person by)
    {
        var provider = new IdentityProvider(organisationId, new RegisterIdentityProvider
        {
            Name = "Stadt", Issuer = "https://login.stadt.example", ClientId = "case-management", Domains = [$"{organisationId:N}.example"],
        }, by.StaffId, Now);
        return await Add(organisationId, provider, provider.Id);
    }

    private Task<ApiClient> Client(ApiClient client) => api.InOrganisation(client.OrganisationId, async db =>
    {
        db.Add(client);
        await db.SaveChangesAsync();
        return client;
    });
}
