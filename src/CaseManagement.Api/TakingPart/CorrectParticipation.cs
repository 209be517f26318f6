using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>What it is was recorded wrongly, or has changed: other hours, another class. What stood there stays in the trail.</summary>
[Requires(Permission.WriteCases)]
[Operation("Correct a participation", """
    What it is, with a reason; the body states all of it. A confidential service that you were not shown stays where `serviceId` is left out. The days of
    its states are corrected one by one.
    """)]
public sealed record CorrectParticipation : ParticipationBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The participation.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectParticipationHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<CorrectParticipation, Saved>
{
    public async Task<Saved> Handle(CorrectParticipation request, CancellationToken cancellationToken)
    {
        var participation = await db.Set<Participation>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        var facts = await request.Facts(db, call, codes, participation.ServiceId, cancellationToken);
        if (facts.ServiceId is null && participation.ServiceId is { } hidden && !await db.ShowsService(call, hidden, cancellationToken))
        {
            facts = facts with { ServiceId = hidden };
        }
        facts = await facts.InCompartmentOfService(db, cancellationToken);
        await db.CheckCompartment(participation.ClientId, facts.Compartment, ParticipationProblems.CompartmentClosed, cancellationToken);
        participation.Correct(facts, call.Now);
        return await db.Save(participation, cancellationToken);
    }
}
