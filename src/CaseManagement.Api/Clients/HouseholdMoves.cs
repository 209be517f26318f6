using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>What follows persons into a household, or out of any; contributed by the rooms above, in the transaction of the move.</summary>
public interface IFollowsHousehold
{
    /// <summary>Persons are in a household today, or in none (null). To be repeatable: it may be told twice.</summary>
    Task Follow(CaseDb db, CallContext call, IReadOnlyCollection<Guid> clients, Guid? householdId, CancellationToken cancellationToken);
}

internal static class HouseholdMoves
{
    /// <summary>Nobody lives with others before the birth, as far as it is known.</summary>
    /// <exception cref="RefusedException">400 at the day.</exception>
    internal static void CheckBorn(DateOnly? born, DateOnly? from, string pointer)
    {
        if (from < born)
        {
            throw RefusedException.Invalid(pointer, ClientProblems.BeforeBirth);
        }
    }

    /// <summary>
    /// Lets everything follow persons to where they are today, as it is saved. Who joins or leaves on a later day is followed on that day
    /// (Cases/FollowHouseholds.cs), and what is corrected of a time that is over moves nobody.
    /// </summary>
    internal static async Task Follow(this CaseDb db, CallContext call, IReadOnlyCollection<Guid> clients, CancellationToken cancellationToken)
    {
        if (clients.Count == 0)
        {
            return;
        }
        // Of who would be in two, one is taken: the commit refuses it (household_member_no_overlap).
        var homes = (await db.Homes(call).Where(member => clients.Contains(member.ClientId))
            .Select(member => new { member.ClientId, member.HouseholdId }).ToListAsync(cancellationToken)).ToLookup(member => member.ClientId);
        foreach (var together in clients.GroupBy(client => homes[client].FirstOrDefault()?.HouseholdId))
        {
            foreach (var follower in Contributions.Of<IFollowsHousehold>())
            {
                await follower.Follow(db, call, [.. together], together.Key, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Who lives in which household of the acting organisation today. Who was to join one on a later day, and was handed over without it meanwhile, has
    /// joined another office's: there nothing follows.
    /// </summary>
    internal static IQueryable<HouseholdMember> Homes(this CaseDb db, CallContext call)
    {
        var (own, today) = (call.Caller.OrganisationId, call.Today);
        return db.Set<HouseholdMember>().On(today)
            .Where(member => db.Set<Household>().Any(household => household.Id == member.HouseholdId && household.OrganisationId == own));
    }
}
