using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Representations;

/// <summary>A representation ends before the person is 18, or because the court, the person or the representative says so.</summary>
/// <param name="Until">First day no longer; after its first day.</param>
/// <param name="Reason">Why; up to 1,000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("End a representation", "recorded → ended, with the first day no longer and the reason. It stays readable.")]
public sealed record EndRepresentation(
    [Example(Sample.LaterDay)] DateOnly Until,
    [Example("The court has withdrawn custody")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The representation.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndRepresentationHandler(CaseDb db, CallContext call) : IHandler<EndRepresentation, Saved>
{
    public async Task<Saved> Handle(EndRepresentation request, CancellationToken cancellationToken)
    {
        var ended = await db.Set<Representation>().VisibleTo(db, call.Caller).SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        if (ended.OrganisationId != call.Caller.OrganisationId)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
        IfMatch.Check(request.Version, ended.Version);
        ended.End(request.Until, request.Reason, call.Caller.StaffId, call.Now);
        return await db.Save(ended, cancellationToken);
    }
}
