using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Takes out a nationality that never was so. The trail keeps it, and why.</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Remove a nationality", "What never was so. The trail keeps it, and why.")]
public sealed record RemoveNationality([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The nationality.</summary>
    [JsonIgnore] public Guid NationalityId { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RemoveNationalityHandler(CaseDb db, CallContext call) : IHandler<RemoveNationality, Saved>
{
    public Task<Saved> Handle(RemoveNationality request, CancellationToken cancellationToken) => db.Set<Client>().Include(c => c.NationalityPeriods)
        .Change(db, call, request.Id, request.Version, client => client.RemoveNationality(request.NationalityId, call.Now), cancellationToken);
}
