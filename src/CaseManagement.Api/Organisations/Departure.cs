using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// Somebody stops working in a team, or for the organisation. What rested on it ends or goes to the team in the same
/// transaction: a right ends with its reason, and nobody waits for a colleague who is not there any more.
/// </summary>
/// <param name="OrganisationId">Whose work it was; that of the caller.</param>
/// <param name="StaffId">Who goes.</param>
/// <param name="TeamId">From which team; null from all of the organisation's.</param>
/// <param name="At">Since when. What came into being after this moment has a reason of its own and stays.</param>
public sealed record Departure(Guid OrganisationId, Guid StaffId, Guid? TeamId, DateTimeOffset At);

/// <summary>What a colleague holds by being in a team; contributed by the rooms above. To be repeatable: a departure may be told twice.</summary>
public interface IHeldByStaff
{
    /// <summary>Who holds something of the kind in an organisation.</summary>
    IQueryable<Guid> Holders(CaseDb db, Guid organisationId);

    /// <summary>Ends it, or hands it to the team.</summary>
    Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken);
}

internal static class Departures
{
    /// <summary>Ends what somebody held, in the transaction of the caller; saves.</summary>
    public static async Task GiveBack(this CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        await EndDeputyships(db, call, departure, cancellationToken);
        if (departure.TeamId is null)
        {
            await EndAbsences(db, call, departure, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        foreach (var held in Contributions.Of<IHeldByStaff>())
        {
            await held.GiveBack(db, call, departure, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>The teams that lose somebody: the one that is named, or those in which he works, or has worked until a short time ago.</summary>
    public static IQueryable<Guid> Teams(this CaseDb db, Departure departure, DateOnly today)
    {
        if (departure.TeamId is { } named) // Of who came today, or never, no membership is left.
        {
            return db.Set<Team>().Where(team => team.Id == named && team.OrganisationId == departure.OrganisationId).Select(team => team.Id);
        }
        var since = today.AddDays(-GiveBackDutiesHandler.DaysBack);
        return from member in db.Set<TeamMember>().OpenOn(since)
               join team in db.Set<Team>() on member.TeamId equals team.Id
               where member.StaffId == departure.StaffId && team.OrganisationId == departure.OrganisationId
               select team.Id;
    }

    /// <summary>Where somebody has no role left that works on cases, nothing of it may stay with him.</summary>
    public static async Task GiveBackWithoutRole(this CaseDb db, CallContext call, Guid organisationId, Guid staffId, CancellationToken cancellationToken)
    {
        Role[] roles = [.. RolePermissions.RolesWith(Permission.ReadCases)];
        if (!await db.Set<RoleGrant>().AnyAsync(
            grant => grant.StaffId == staffId && grant.OrganisationId == organisationId && roles.Contains(grant.Role), cancellationToken))
        {
            await db.GiveBack(call, new Departure(organisationId, staffId, null, call.Now), cancellationToken);
        }
    }

    // Of a team: those for its members, whose cases the deputy would go on seeing.
    private static async Task EndDeputyships(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var today = call.Today;
        var deputyships = db.Set<Absence>().Where(absence => absence.OrganisationId == departure.OrganisationId && absence.DeputyId == departure.StaffId
            && absence.CancelledAt == null && absence.UntilDate > today && absence.CreatedAt < departure.At);
        if (departure.TeamId is { } team)
        {
            deputyships = deputyships.Where(absence => db.Set<TeamMember>().On(today)
                .Any(member => member.TeamId == team && member.StaffId == absence.StaffId));
        }
        foreach (var absence in await deputyships.ToListAsync(cancellationToken))
        {
            absence.LoseDeputy();
            await db.TellOfDeputy(StaffNews.DeputyLeft, absence, departure.StaffId, call, cancellationToken);
        }
    }

    private static async Task EndAbsences(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var today = call.Today;
        var absences = await db.Set<Absence>().Where(absence => absence.OrganisationId == departure.OrganisationId
            && absence.StaffId == departure.StaffId && absence.CancelledAt == null && absence.UntilDate > today).ToListAsync(cancellationToken);
        foreach (var absence in absences)
        {
            if (absence.FromDate > today)
            {
                absence.Cancel(today, call.Now);
            }
            else
            {
                absence.End(today, call.Now);
            }
        }
    }
}
