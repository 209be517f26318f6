using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>What else a list of API clients shows.</summary>
public enum IncludeApiClients
{
    /// <summary>Those out of use, too.</summary>
    Ended,
}

/// <summary>The own organisation's API clients, newest first.</summary>
/// <param name="Include">Those out of use, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadApiClients)]
[Operation("List API clients", "Your organisation's, newest first.")]
public sealed record ListApiClients(IncludeApiClients? Include, Paging Page) : IQuery<Page<ApiClientRow>>;

/// <summary>An API client in a list.</summary>
/// <param name="Id">The client.</param>
/// <param name="ClientId">Its name at the token server.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Scopes">Of a machine: for what its tokens may be.</param>
/// <param name="IsAwaitingConfirmation">A supervisor has to agree before it gets tokens.</param>
/// <param name="CreatedAt">Registered at.</param>
/// <param name="ExpiresAt">No tokens from then on.</param>
/// <param name="LastUsedAt">When it last took a token.</param>
/// <param name="RevokedAt">Taken out of use at.</param>
public sealed record ApiClientRow(
    Guid Id,
    [Example("machine-0193b2c4…")] string ClientId,
    [Example("Fachverfahren Wohnen")] string Name,
    ApiClientKind Kind,
    [Example("directory")] IReadOnlyList<string> Scopes,
    [Example(false)] bool IsAwaitingConfirmation,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    [Example(null)] DateTimeOffset? RevokedAt);

internal sealed class ListApiClientsHandler(CaseDb db, CallContext call) : IHandler<ListApiClients, Page<ApiClientRow>>
{
    private static readonly Order<ApiClient, ApiClientRow> NewestFirst =
        Order.Descending((ApiClient client) => ValueTuple.Create(client.CreatedAt, client.Id), (ApiClientRow row) => (row.CreatedAt, row.Id));

    public async Task<Page<ApiClientRow>> Handle(ListApiClients request, CancellationToken cancellationToken)
    {
        var (filter, now) = (request with { Page = Paging.First }, call.Now);
        var clients = db.Set<ApiClient>().OfMine(call.Caller).Where(client => request.Include != null
            || (client.RevokedAt == null && (client.ExpiresAt == null || client.ExpiresAt > now)));
        var rows = await NewestFirst.Next(clients, request.Page, filter)
            .Select(client => new ApiClientRow(client.Id, client.ClientId!, client.DisplayName!, client.Kind, client.Scopes,
                client.ConfirmedAt == null && client.RevokedAt == null && client.Scopes.Contains(ApiClient.ShowsPersons), client.CreatedAt, client.ExpiresAt,
                db.Set<ApiClientUse>().Where(use => use.ApiClientId == client.Id).Select(use => (DateTimeOffset?)use.At).FirstOrDefault(), client.RevokedAt))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await clients.CountFor(request.Page, cancellationToken));
    }
}
