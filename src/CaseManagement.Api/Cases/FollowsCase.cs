using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>What follows a case whose team or lead worker has changed; contributed by the rooms above.</summary>
public interface IFollowsCase
{
    /// <summary>Takes note, in the same transaction. The case may not have been saved yet.</summary>
    Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken);
}

internal static class CaseFollowers
{
    public static async Task Passed(this CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        // Of a household's cases one goes at a time: the last one sees that it is the last. Whoever is adding something that follows the case is waited for,
        // and seen; whoever comes later waits (app.check_reminder_case).
        await db.Database.ExecuteSqlAsync($"select from app.household where id = {passed.HouseholdId} for no key update", cancellationToken);
        await db.Database.ExecuteSqlAsync($"select from app.\"case\" where id = {passed.Id} for no key update", cancellationToken);
        foreach (var follower in Contributions.Of<IFollowsCase>())
        {
            await follower.Passed(db, call, passed, cancellationToken);
        }
    }
}
