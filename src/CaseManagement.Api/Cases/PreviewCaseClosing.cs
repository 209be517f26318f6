using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>What closing a case would settle, and what stands in its way.</summary>
/// <param name="Id">The case.</param>
[Requires(Permission.ReadCases)]
[Operation("Preview the closing of a case", """
    All that still stands in the way, and the follow-ups that are open in it with what may become of each. `close` takes the decisions as `followUps`;
    what nobody has decided about is cancelled with the reason of the closing. Its ETag is the case's.
    """)]
public sealed record PreviewCaseClosing(Guid Id) : IQuery<CaseClosing>;

/// <summary>What closing settles, and what stands in its way.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Obstacles">What has to be seen to before the case can be closed: all of it at once.</param>
/// <param name="FollowUps">What is open, soonest first, what stands in the way among it.</param>
/// <param name="AllowedActions">Whether you may close the case now.</param>
/// <param name="Version">The case's.</param>
public sealed record CaseClosing(
    Guid CaseId,
    IReadOnlyList<ClosingObstacle> Obstacles,
    IReadOnlyList<FollowUp> FollowUps,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class PreviewCaseClosingHandler(CaseDb db, CallContext call) : IHandler<PreviewCaseClosing, CaseClosing>
{
    public async Task<CaseClosing> Handle(PreviewCaseClosing request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Case>().WorkedOnBy(db, call.Caller).AsNoTracking().Where(c => c.Id == request.Id)
            .Select(c => new { Case = c, c.Version, IsOfTeam = AccessFunctions.IsMyTeam(c.TeamId) }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var of = found.Case;
        var open = of.Status == CaseStatus.Open ? await db.FollowUps(of, cancellationToken) : [];
        var standing = new CaseStanding(IsOwn: true, found.IsOfTeam, TakesPart: true);
        var objection = !RolePermissions.Allow(call.Caller.Roles, Permission.WriteCases) ? AccessProblems.NotPermitted
            : standing.ObjectionToDecide ?? open.FirstOrDefault(followUp => followUp.StandsInTheWay is not null)?.StandsInTheWay;
        return new CaseClosing(of.Id, open.Obstacles(), open,
            [.. Case.Moves.Describe(of.Status, _ => objection).Where(action => action.Action == "close")], found.Version);
    }
}
