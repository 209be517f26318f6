using System.Linq.Expressions;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>Whose clients.</summary>
internal static class ApiClientAccess
{
    /// <summary>The acting organisation's: those of others can be read, because sign-in comes before any organisation, but are not shown.</summary>
    public static IQueryable<ApiClient> OfMine(this IQueryable<ApiClient> clients, Caller caller) =>
        clients.Where(client => client.OrganisationId == caller.RequiredOrganisationId);
}

/// <summary>One API client of the own organisation.</summary>
/// <param name="Id">The client.</param>
[Requires(Permission.ReadApiClients)]
[Operation("Get an API client", "What it is for, from where it may call, when it last took a token. Never a secret.")]
public sealed record GetApiClient(Guid Id) : IQuery<ApiClientView>;

/// <summary>A program that may ask for tokens.</summary>
/// <param name="Id">The client.</param>
/// <param name="ClientId">Its name at the token server.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Scopes">Of a machine: for what its tokens may be.</param>
/// <param name="Networks">Of a machine: from where it may call; empty: from anywhere.</param>
/// <param name="SignInAt">Of a frontend: addresses to which codes are sent.</param>
/// <param name="SignedOutAt">Of a frontend: addresses to go to after signing out.</param>
/// <param name="HasKeys">It proves itself by keys of its own instead of a secret.</param>
/// <param name="CreatedAt">Registered at.</param>
/// <param name="CreatedBy">By whom; null for the operator's console.</param>
/// <param name="CreatedByName">The name; null also for another organisation's colleague.</param>
/// <param name="IsAwaitingConfirmation">A supervisor has to agree before it gets tokens.</param>
/// <param name="ConfirmedAt">A supervisor has agreed at; null where none has to.</param>
/// <param name="ConfirmedBy">Who; null for the operator's console.</param>
/// <param name="ConfirmedByName">The name; null also for another organisation's colleague.</param>
/// <param name="ExpiresAt">No tokens from then on.</param>
/// <param name="SecretChangedAt">When it last got a secret.</param>
/// <param name="LastUsedAt">When it last took a token.</param>
/// <param name="RevokedAt">Taken out of use at.</param>
/// <param name="RevokedBy">By whom.</param>
/// <param name="RevokedByName">The name; null also for another organisation's colleague.</param>
/// <param name="RevokedWhy">Why.</param>
public sealed record ApiClientView(
    Guid Id,
    [Example("machine-0193b2c4…")] string ClientId,
    [Example("Fachverfahren Wohnen")] string Name,
    ApiClientKind Kind,
    [Example("directory")] IReadOnlyList<string> Scopes,
    [Example("203.0.113.0/24")] IReadOnlyList<string> Networks,
    [Example(null)] IReadOnlyList<string> SignInAt,
    [Example(null)] IReadOnlyList<string> SignedOutAt,
    [Example(false)] bool HasKeys,
    DateTimeOffset CreatedAt,
    Guid? CreatedBy,
    [Example(Sample.Colleague)] string? CreatedByName,
    [Example(false)] bool IsAwaitingConfirmation,
    [Example(null)] DateTimeOffset? ConfirmedAt,
    [Example(null)] Guid? ConfirmedBy,
    [Example(null)] string? ConfirmedByName,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? SecretChangedAt,
    DateTimeOffset? LastUsedAt,
    [Example(null)] DateTimeOffset? RevokedAt,
    [Example(null)] Guid? RevokedBy,
    [Example(null)] string? RevokedByName,
    [Example(null)] string? RevokedWhy) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    internal static ApiClientView Of(ApiClient client, DateTimeOffset? lastUsedAt, string? createdBy, string? confirmedBy, string? revokedBy) => new(
        client.Id, client.ClientId!, client.DisplayName!, client.Kind, client.Scopes, [.. client.Networks.Select(network => network.ToString())],
        client.SignInAt, client.SignedOutAt, client.JsonWebKeySet is not null, client.CreatedAt, client.CreatedBy, createdBy,
        client.AwaitsConfirmation, client.ConfirmedAt, client.ConfirmedBy, confirmedBy, client.ExpiresAt,
        client.SecretChangedAt, lastUsedAt, client.RevokedAt, client.RevokedBy, revokedBy, client.RevokedWhy)
    { Version = client.Version };
}

internal sealed class GetApiClientHandler(CaseDb db, CallContext call) : IHandler<GetApiClient, ApiClientView>
{
    public async Task<ApiClientView> Handle(GetApiClient request, CancellationToken cancellationToken)
    {
        var found = await db.Set<ApiClient>().OfMine(call.Caller).AsNoTracking().Where(client => client.Id == request.Id)
            .Select(client => new
            {
                Client = client,
                CreatedBy = db.Set<Staff>().Where(staff => staff.Id == client.CreatedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                ConfirmedBy = db.Set<Staff>().Where(staff => staff.Id == client.ConfirmedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                RevokedBy = db.Set<Staff>().Where(staff => staff.Id == client.RevokedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                UsedAt = db.Set<ApiClientUse>().Where(use => use.ApiClientId == client.Id).Select(use => (DateTimeOffset?)use.At).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return ApiClientView.Of(found.Client, found.UsedAt, found.CreatedBy, found.ConfirmedBy, found.RevokedBy);
    }
}
