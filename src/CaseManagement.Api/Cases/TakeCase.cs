using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cases;

/// <summary>The caller takes a case of his own team that nobody leads.</summary>
[Requires(Permission.WriteCases)]
[Operation("Take an unassigned case", """
    You become the lead worker of a case of your own team that nobody leads (else 409 `case-already-assigned`). Who assigns cases takes one by
    assigning it, with a reason (409 `case-lead-by-assigning`).
    """)]
public sealed record TakeCase : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class TakeCaseHandler(CaseDb db, CallContext call) : IHandler<TakeCase, Saved>
{
    public async Task<Saved> Handle(TakeCase request, CancellationToken cancellationToken)
    {
        var taken = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToDecide, cancellationToken);
        Case.Moves.Next(taken.Status, "take");
        if (LeadByOwnHand.Objection(call.Caller) is { } objection)
        {
            throw new RefusedException(objection);
        }
        await db.CheckTeam(call, taken.TeamId, call.Caller.RequiredStaffId, cancellationToken); // A deputy sees the team's cases, but is not a member.
        taken.Take(call.Caller.RequiredStaffId, call.Now);
        await db.Passed(call, taken, cancellationToken);
        return await db.Save(taken, cancellationToken);
    }
}
