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
        await db.HoldHousehold(passed, cancellationToken);
        // Whoever is adding something that follows the case is waited for, and seen; whoever comes later waits (app.check_reminder_case).
        await db.Database.ExecuteSqlAsync($"select from app.\"case\" where id = {passed.Id} for no key update", cancellationToken);
        foreach (var follower in Contributions.Of<IFollowsCase>())
        {
            await follower.Passed(db, call, passed, cancellationToken);
        }
    }

    /// <summary>Until the transaction ends of a household's cases one goes, or is closed, at a time: the last one sees that it is the last.</summary>
    internal static Task HoldHousehold(this CaseDb db, Case of, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select from app.household where id = {of.HouseholdId} for no key update", cancellationToken);
}
