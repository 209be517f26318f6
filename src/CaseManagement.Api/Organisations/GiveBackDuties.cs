using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// Memberships that end on a date, and colleagues whose employer is another organisation, leave without a command of this
/// organisation's. Their sight ends by itself; this gives what they held to their teams. Told twice, nothing changes.
/// </summary>
[ForSystem, Recurring("give-back-duties", "* * * * *")]
public sealed record GiveBackDuties : IRecurringCommand;

internal sealed class GiveBackDutiesHandler(CaseDb db, CallContext call) : IHandler<GiveBackDuties, int>
{
    // Longer than any installation stands still.
    internal const int DaysBack = 31;

    public async Task<int> Handle(GiveBackDuties request, CancellationToken cancellationToken)
    {
        if (call.Caller.OrganisationId is not { } organisation)
        {
            return 0;
        }
        var (today, since) = (call.Today, call.Today.AddDays(-DaysBack));
        var ended = await (from member in db.Set<TeamMember>()
                           join team in db.Set<Team>() on member.TeamId equals team.Id
                           where team.OrganisationId == organisation && member.UntilDate != null && member.UntilDate <= today && member.UntilDate > since
                               && !db.Set<TeamMember>().On(today).Any(now => now.TeamId == member.TeamId && now.StaffId == member.StaffId)
                           select new { member.StaffId, member.TeamId, member.UntilDate }).Distinct().ToListAsync(cancellationToken);
        var departures = ended.ConvertAll(member => new Departure(organisation, member.StaffId, member.TeamId, LocalTime.StartOf(member.UntilDate!.Value)));
        // Whose employer has disabled him has no role here any more, and no row that would show him.
        var deputies = db.Set<Absence>().Where(absence => absence.OrganisationId == organisation && absence.CancelledAt == null
            && absence.UntilDate > today && absence.DeputyId != null).Select(absence => absence.DeputyId!.Value);
        foreach (var holders in Contributions.Of<IHeldByStaff>().Select(held => held.Holders(db, organisation)).Prepend(deputies))
        {
            var strangers = await holders.Distinct()
                .Where(holder => !db.Set<RoleGrant>().Any(grant => grant.StaffId == holder && grant.OrganisationId == organisation))
                .ToListAsync(cancellationToken);
            departures.AddRange(strangers.Select(staff => new Departure(organisation, staff, null, call.Now)));
        }
        foreach (var departure in departures.Distinct())
        {
            await db.GiveBack(call, departure, cancellationToken);
        }
        return departures.Count;
    }
}
