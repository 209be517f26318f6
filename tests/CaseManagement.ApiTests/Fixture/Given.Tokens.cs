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
        var client = await Client(ApiClient.Machine(organisationId, "Maschine", [scope], null, Now)
            .Within(until, network is null ? [] : [System.Net.IPNetwork.Parse(network)], null));
        return (client, await api.InOrganisation(organisationId, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var secret = await db.AddSecret(client.Id, Now, CancellationToken.None);
            await transaction.CommitAsync();
            return secret;
        }));
    }

    private Task<ApiClient> Client(ApiClient client) => api.InOrganisation(client.OrganisationId, async db =>
    {
        db.Add(client);
        await db.SaveChangesAsync();
        return client;
    });
}
