using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Restricts the processing of a person's data (Art. 18 GDPR): from now on it is stored only.</summary>
/// <param name="GroundCode">Why. Once more with another ground: the ground changes, since when does not.</param>
[Requires(Permission.WriteClients)]
[Operation("Restrict the processing of a person's data", """
    Art. 18 (1) GDPR: the data is stored only. What is on file of the person neither changes nor goes (409 `processing-restricted`), no referral of the
    person is sent, no handover with the person submitted, and nobody erases it, until the restriction is lifted.
    """)]
public sealed record RestrictProcessing([CodeOf(CodeLists.RestrictionGround)] string GroundCode) : ICommand<Saved>
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Lifts the restriction.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1000 characters. The person is told before (Art. 18 (3) GDPR).</param>
[Requires(Permission.WriteClients)]
[Operation("Lift the restriction of processing",
    "The person is told before it is lifted (Art. 18 (3) GDPR). 409 `processing-not-restricted` where there is none.")]
public sealed record LiftRestriction([Example("The birth date was clarified, and the person told.")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RestrictProcessingHandler(CaseDb db, CallContext call) : IHandler<RestrictProcessing, Saved>, IHandler<LiftRestriction, Saved>
{
    public async Task<Saved> Handle(RestrictProcessing request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().ToRestrict(db, call, request.Id, request.Version, cancellationToken);
        client.Restrict(request.GroundCode, call.Caller.StaffId, call.Now);
        return await db.Save(client, cancellationToken);
    }

    public async Task<Saved> Handle(LiftRestriction request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().ToRestrict(db, call, request.Id, request.Version, cancellationToken);
        client.LiftRestriction(call.Now);
        return await db.Save(client, cancellationToken);
    }
}
