using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>What closing a case would settle.</summary>
/// <param name="Id">The case.</param>
[Requires(Permission.ReadCases)]
[Operation("Preview the closing of a case", """
    The follow-ups that are still open in it, and what may become of each. `close` takes the decisions as `followUps`; what nobody has
    decided about is cancelled with the reason of the closing. Its ETag is the case's.
    """)]
public sealed record PreviewCaseClosing(Guid Id) : IQuery<CaseClosing>;

/// <summary>What closing settles.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="FollowUps">What is open, soonest first.</param>
/// <param name="Version">The case's.</param>
public sealed record CaseClosing(Guid CaseId, IReadOnlyList<FollowUp> FollowUps, [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class PreviewCaseClosingHandler(CaseDb db, CallContext call) : IHandler<PreviewCaseClosing, CaseClosing>
{
    public async Task<CaseClosing> Handle(PreviewCaseClosing request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Case>().WorkedOnBy(db, call.Caller).AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var open = new List<FollowUp>();
        foreach (var kind in found.Status == CaseStatus.Open ? Contributions.Of<IEndsWithCase>() : [])
        {
            open.AddRange(await kind.Open(db, found, cancellationToken));
        }
        return new CaseClosing(found.Id, [.. open.OrderBy(followUp => followUp.DueOn).ThenBy(followUp => followUp.Id)], found.Version);
    }
}
