using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Handovers;

// A household that is on its way would arrive nowhere.
internal sealed class AwaitedTeam : INeedsTeam
{
    public ProblemType Refusal => HandoverProblems.TeamAwaitsHandover;

    public Permission? NeedsMembersWith => Permission.ReceiveHandovers;

    public IQueryable<Guid> Needs(CaseDb db, Guid teamId) => db.Set<Handover>()
        .Where(h => h.ReceiverTeamId == teamId && (h.Status == HandoverStatus.Submitted || h.Status == HandoverStatus.ClarificationRequested))
        .Select(h => h.Id);
}

// What it has begun to hand over could be neither finished nor given up, and no other handover of the household be prepared.
internal sealed class SenderTeam : INeedsTeam
{
    public ProblemType Refusal => HandoverProblems.TeamSendsHandover;

    public IQueryable<Guid> Needs(CaseDb db, Guid teamId) =>
        db.Set<Handover>().Undecided().Where(h => h.SenderTeamId == teamId).Select(h => h.Id);
}
