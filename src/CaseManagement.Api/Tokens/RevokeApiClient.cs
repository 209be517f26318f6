using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>Takes an API client out of use for good.</summary>
/// <param name="Reason">Why.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Take an API client out of use", """
    A machine's tokens end at once; at a frontend nobody can sign in any more, and its sessions end.
    """)]
public sealed record RevokeApiClient([Example("Contract has ended")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The client.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RevokeApiClientHandler(CaseDb db, CallContext call) : IHandler<RevokeApiClient, Saved>
{
    public async Task<Saved> Handle(RevokeApiClient request, CancellationToken cancellationToken)
    {
        var client = await db.Set<ApiClient>().OfMine(call.Caller).SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, client.Version);
        if (client.RevokedAt is not null)
        {
            throw new RefusedException(ApiClientProblems.Revoked);
        }
        client.Revoke(call.Caller.RequiredStaffId, request.Reason, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"CALL access.end_sessions_at({client.Id}, {call.Now})", cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
