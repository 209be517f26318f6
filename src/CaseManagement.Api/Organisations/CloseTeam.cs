using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// Dissolves a team of the own organisation, once nothing is left with it that needs one: open cases, accommodations, a handover to it or by it.
/// </summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Dissolve a team", """
    Refused with 409 `team-in-use` while it has open cases or accommodations, with `team-awaits-handover` while a handover to it is
    undecided, and with `team-sends-handover` while one by it is: nobody is left without a responsible team. Nor while a reminder of a person or household
    whose case is closed is open there (`team-has-reminders`), or a mentor with one of them whom no other team knows (`team-has-mentors`). Its closed cases
    are the supervisors' from then on.
    """)]
public sealed record CloseTeam : Closing;

/// <summary>What still needs a team, so that it cannot be dissolved yet; contributed by the rooms above.</summary>
public interface INeedsTeam
{
    /// <summary>The ids of what needs it: whether there is any, and nothing of it, because an administrator sees no case content.</summary>
    IQueryable<Guid> Needs(CaseDb db, Guid teamId);

    /// <summary>409: what has to be done first.</summary>
    ProblemType Refusal { get; }

    /// <summary>
    /// Only members see it, and those who may do this can see to it: it needs one of them as long as it needs the team; null where it needs none.
    /// </summary>
    Permission? NeedsMembersWith => Permission.WriteCases;
}

// Who lives there would be looked after by nobody.
internal sealed class AccommodationsOfTeam : INeedsTeam
{
    public ProblemType Refusal => OrganisationProblems.TeamInUse;

    public Permission? NeedsMembersWith => null;

    public IQueryable<Guid> Needs(CaseDb db, Guid teamId) => db.Set<Accommodation>()
        .Where(accommodation => accommodation.TeamId == teamId && accommodation.ClosedAt == null).Select(accommodation => accommodation.Id);
}

internal static class NeededTeams
{
    private static readonly IReadOnlyList<INeedsTeam> All = Contributions.Of<INeedsTeam>();

    /// <summary>What somebody in a team has to be allowed to do while something of the kind needs the team.</summary>
    public static IReadOnlyList<Permission> OfMembers { get; } = [.. All.Select(need => need.NeedsMembersWith).OfType<Permission>().Distinct()];

    /// <summary>The team for a change that what needs it has to wait for, and it for that: whatever is on its way to the team is there, or not yet.</summary>
    public static Task<Team> LockedTeam(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken) =>
        db.Set<Team>().FromSql($"select t.*, t.xmin from app.team t where t.id = {id} for update")
            .ManagedBy(call.Caller).ToChange(id, version, cancellationToken);

    /// <summary>The numbers of all that needs the team, for <see cref="First"/>; part of a query.</summary>
    public static IQueryable<int> NeedsOf(this CaseDb db, Guid teamId, Func<INeedsTeam, bool>? which = null) => All
        .Select((need, number) => (Need: need, Number: number)).Where(of => which?.Invoke(of.Need) != false)
        .Select(of => of.Need.Needs(db, teamId).Select(_ => of.Number)).Aggregate((all, next) => all.Concat(next));

    /// <summary>Why the team cannot be dissolved, by the least number; null where nothing needs it.</summary>
    public static ProblemType? First(int? number) => number is { } at ? All[at].Refusal : null;
}

internal sealed class CloseTeamHandler(CaseDb db, CallContext call) : IHandler<CloseTeam, Saved>
{
    public async Task<Saved> Handle(CloseTeam request, CancellationToken cancellationToken)
    {
        // Locked before looking: a household that is being accepted into the team is waited for, and then seen.
        var team = await db.LockedTeam(call, request.Id, request.Version, cancellationToken);
        team.Close(call.Now);
        if (NeededTeams.First(await db.NeedsOf(team.Id).MinAsync(number => (int?)number, cancellationToken)) is { } refusal)
        {
            throw new RefusedException(refusal);
        }
        return await db.Save(team, cancellationToken);
    }
}
