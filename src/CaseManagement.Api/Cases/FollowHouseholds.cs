using CaseManagement.Api.Clients;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>
/// Who joins or leaves a household on a day that was still to come does so without a command on that day. This lets the open case follow then, and
/// with it all that follows a household. Told twice, nothing changes.
/// </summary>
[ForSystem, Recurring("follow-households", "*/10 * * * *")]
public sealed record FollowHouseholds : IRecurringCommand;

internal sealed class FollowHouseholdsHandler(CaseDb db, CallContext call) : IHandler<FollowHouseholds, int>
{
    // Longer than any installation stands still.
    private const int DaysBack = 31;

    public async Task<int> Handle(FollowHouseholds request, CancellationToken cancellationToken)
    {
        if (call.Caller.OrganisationId is not { } organisation)
        {
            return 0;
        }
        var (today, since) = (call.Today, call.Today.AddDays(-DaysBack));
        var moved = db.Set<HouseholdMember>().Where(member => member.OrganisationId == organisation
            && ((member.FromDate > since && member.FromDate <= today) || (member.UntilDate > since && member.UntilDate <= today)));
        var homes = db.Homes(call);
        var behind = await db.Set<Case>().Where(c => c.OrganisationId == organisation && c.Status == CaseStatus.Open
                && moved.Any(member => member.ClientId == c.ClientId)
                && (c.HouseholdId == null
                    ? homes.Any(home => home.ClientId == c.ClientId)
                    : !homes.Any(home => home.ClientId == c.ClientId && home.HouseholdId == c.HouseholdId)))
            .Select(c => c.ClientId).Distinct().Order().ToListAsync(cancellationToken);
        await db.Follow(call, behind, cancellationToken);
        return behind.Count;
    }
}
