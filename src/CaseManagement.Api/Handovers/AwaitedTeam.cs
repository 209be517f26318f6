using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Handovers;

// A household that is on its way would arrive nowhere.
internal sealed class AwaitedTeam : INeedsTeam
{
    public ProblemType Refusal => HandoverProblems.TeamAwaitsHandover;

    public IQueryable<Guid> Needs(CaseDb db, Guid teamId) => db.Set<Handover>()
        .Where(h => h.ReceiverTeamId == teamId && (h.Status == HandoverStatus.Submitted || h.Status == HandoverStatus.ClarificationRequested))
        .Select(h => h.Id);
}
