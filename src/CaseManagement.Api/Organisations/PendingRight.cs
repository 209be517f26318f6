using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Organisations;

/// <summary>Where a right stands that somebody has given.</summary>
public enum RightStatus
{
    /// <summary>The person works for another employer: she, or an administrator there, has to accept it.</summary>
    AwaitsAcceptance,
    /// <summary>Who gave it also made the account or gave it its password, and so could use the right himself: a supervisor has to confirm it.</summary>
    AwaitsConfirmation,
    /// <summary>It holds.</summary>
    Granted,
}

/// <summary>
/// A role, or a membership of a team, that does not hold yet because somebody else has to agree first. It is no grant: whatever reads grants and
/// memberships does not see it. When all have agreed it goes, and the grant or membership of the same id comes.
/// </summary>
public sealed class PendingRight
{
    /// <summary>The legal moves. An accepted one may have to be confirmed, too.</summary>
    public static readonly Transitions<RightStatus> Moves = new("right",
        (RightStatus.AwaitsAcceptance, "accept", RightStatus.Granted), (RightStatus.AwaitsConfirmation, "confirm", RightStatus.Granted),
        (RightStatus.AwaitsAcceptance, "revoke", RightStatus.AwaitsAcceptance), (RightStatus.AwaitsConfirmation, "revoke", RightStatus.AwaitsConfirmation),
        (RightStatus.Granted, "revoke", RightStatus.Granted));

    private PendingRight() { }

    /// <summary>A role.</summary>
    /// <param name="organisationId">For which organisation.</param>
    /// <param name="role">Which.</param>
    /// <param name="staffId">To whom; null for somebody whom the organisation does not know.</param>
    /// <param name="userName">The name to sign in with, of that person.</param>
    /// <param name="by">Who gives it.</param>
    /// <param name="now">When.</param>
    public static PendingRight OfRole(Guid organisationId, Role role, Guid? staffId, string? userName, Guid by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), OrganisationId = organisationId, Role = role, StaffId = staffId, UserName = userName, GrantedBy = by, GrantedAt = now,
    };

    /// <summary>A membership.</summary>
    public static PendingRight OfMembership(Team team, Guid staffId, DateOnly from, Guid by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), OrganisationId = team.OrganisationId, TeamId = team.Id, FromDate = from, StaffId = staffId, GrantedBy = by,
        GrantedAt = now,
    };

    /// <summary>The right, now and when it holds.</summary>
    public Guid Id { get; private set; }
    /// <summary>For which organisation.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>To whom; null until somebody of another employer has accepted.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>By which name the granter named a person of another employer.</summary>
    public string? UserName { get; private set; }
    /// <summary>The role; null of a membership.</summary>
    public Role? Role { get; private set; }
    /// <summary>The team of a membership.</summary>
    public Guid? TeamId { get; private set; }
    /// <summary>First day of a membership; that of the agreement where it is later.</summary>
    public DateOnly? FromDate { get; private set; }
    /// <summary>What it waits for.</summary>
    public RightStatus Status { get; private set; }
    /// <summary>Who gave it.</summary>
    public Guid GrantedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset GrantedAt { get; private set; }

    /// <summary>Waits for somebody.</summary>
    public void Await(RightStatus status, Guid? staffId) => (Status, StaffId) = (status, staffId ?? StaffId);
}

internal sealed class PendingRightMap : IEntityTypeConfiguration<PendingRight>
{
    public void Configure(EntityTypeBuilder<PendingRight> entity) => entity.ToTable("pending_right", "access")
        .Refers<Organisation>(nameof(PendingRight.OrganisationId)).Refers<Team>(nameof(PendingRight.TeamId))
        .Refers<Staff>(nameof(PendingRight.StaffId)).Refers<Staff>(nameof(PendingRight.GrantedBy));
}

/// <summary>A right that was given, confirmed or accepted.</summary>
/// <param name="Id">The right, to confirm, accept or revoke it.</param>
/// <param name="StaffId">To whom; null for somebody of another employer who has not accepted.</param>
/// <param name="Role">The role; null of a membership.</param>
/// <param name="TeamId">The team of a membership.</param>
/// <param name="Status">Whether it holds, or what it waits for.</param>
public sealed record GivenRight(Guid Id, Guid? StaffId, Role? Role, Guid? TeamId, [Example("granted")] RightStatus Status);

/// <summary>How rights come to hold, the only way.</summary>
internal static class Rights
{
    /// <summary>Roles that show persons, in cases or in what was sent to an agency: those for which one pair of eyes is not enough.</summary>
    public static readonly Role[] OfCasework =
        [.. RolePermissions.RolesWith(Permission.ReadCases), .. RolePermissions.RolesWith(Permission.ReceiveReferrals)];

    /// <summary>
    /// Whether somebody could use a right that he gives himself: he made the account or gave it its password last, or both his and the
    /// account have come from the same hand.
    /// </summary>
    public static Task<bool> HasAccountFrom(this CaseDb db, Guid staffId, Guid granter, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<bool>($"""select access.hands_of({staffId}) && access.hands_of({granter}) as "Value" """).SingleAsync(cancellationToken);

    /// <summary>Whether the person is somebody else's employee, or nobody whom the acting organisation knows: she is asked.</summary>
    public static async Task<bool> IsOfAnotherEmployer(this CaseDb db, PendingRight right, CancellationToken cancellationToken) =>
        right.StaffId is not { } staff
        || !await db.Set<Staff>().AnyAsync(s => s.Id == staff && s.OrganisationId == right.OrganisationId, cancellationToken);

    /// <summary>Gives a right whose acceptance is not wanting: it holds at once, or waits for a second pair of eyes. Saves.</summary>
    public static async Task<GivenRight> Give(this CaseDb db, CallContext call, PendingRight right, Guid staffId, CancellationToken cancellationToken)
    {
        var isOfCasework = right.Role is not { } role || OfCasework.Contains(role);
        return isOfCasework && await db.HasAccountFrom(staffId, right.GrantedBy, cancellationToken)
            ? await db.Keep(call, right, RightStatus.AwaitsConfirmation, staffId, cancellationToken)
            : await db.Fulfil(call, right, staffId, cancellationToken);
    }

    /// <summary>Keeps a right until somebody has agreed. Who can confirm is told; where nobody can yet, the officers. Saves.</summary>
    public static async Task<GivenRight> Keep(
        this CaseDb db, CallContext call, PendingRight right, RightStatus status, Guid? staffId, CancellationToken cancellationToken)
    {
        right.Await(status, staffId);
        if (db.Entry(right).State == EntityState.Detached)
        {
            db.Add(right);
        }
        if (status == RightStatus.AwaitsConfirmation && right.OrganisationId == call.Caller.OrganisationId)
        {
            var told = await db.Confirmers(right).ToListAsync(cancellationToken);
            Contributions.The<ITellsStaff>().Tell(db, StaffNews.RightAwaits, right.OrganisationId,
                told.Count > 0 ? told : await db.OfficersOf(right.OrganisationId, null, cancellationToken), right.Id, call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new GivenRight(right.Id, status == RightStatus.AwaitsAcceptance && right.UserName is not null ? null : right.StaffId,
            right.Role, right.TeamId, status);
    }

    /// <summary>From now on the right holds: a grant, or a membership. Saves; the colleague's sessions in the organisation end.</summary>
    public static async Task<GivenRight> Fulfil(this CaseDb db, CallContext call, PendingRight right, Guid staffId, CancellationToken cancellationToken)
    {
        // Waits for a disabling that is under way, and makes the next one wait, so that nobody who has left holds a right.
        var account = await db.Set<Account>().FromSql($"select * from access.account where staff_id = {staffId} for update")
            .AsNoTracking().SingleAsync(cancellationToken);
        if (account.DisabledAt is not null)
        {
            throw new RefusedException(OrganisationProblems.GranteeLeft);
        }
        var waited = db.Entry(right).State != EntityState.Detached;
        if (right.TeamId is { } team)
        {
            var joined = await db.Set<Team>().SingleAsync(t => t.Id == team, cancellationToken);
            var from = right.FromDate!.Value;
            db.Add(joined.Join(staffId, right.GrantedAt < call.Now && from < call.Today ? call.Today : from, call.Now, right.Id));
        }
        else
        {
            db.Add(new RoleGrant(staffId, right.OrganisationId, right.Role!.Value, call.Now, right.Id));
        }
        await db.SaveChangesAsync(cancellationToken); // First it holds, then it waits no more: the database looks at who agreed to what (KeepRights.sql).
        if (waited)
        {
            db.Remove(right);
            await db.SaveChangesAsync(cancellationToken);
        }
        if (right.Role is not null)
        {
            await Sessions.EndAll(db, staffId, "roles-changed", call.Now, cancellationToken, right.OrganisationId);
        }
        return new GivenRight(right.Id, staffId, right.Role, right.TeamId, RightStatus.Granted);
    }

    /// <summary>Supervisors who can confirm a right: neither who gave it nor who is to have it, nor whose password who gave it has reset.</summary>
    public static IQueryable<Guid> Confirmers(this CaseDb db, PendingRight right) => db.Confirmers(right.OrganisationId, right.GrantedBy, right.StaffId);

    /// <summary>The same of anything that needs a second pair of eyes.</summary>
    public static IQueryable<Guid> Confirmers(this CaseDb db, Guid organisation, Guid givenBy, Guid? to) => db.Set<RoleGrant>()
        .Where(grant => grant.OrganisationId == organisation && grant.Role == Role.Supervisor && grant.StaffId != givenBy && grant.StaffId != to
            && db.Set<Account>().Any(account => account.StaffId == grant.StaffId && account.DisabledAt == null)
            && !AccessFunctions.GavePassword(givenBy, grant.StaffId))
        .Select(grant => grant.StaffId).Order();

    /// <summary>Whether who gave a right could sign in as who is to confirm it: he, or somebody from his hand, gave the password last.</summary>
    public static Task<bool> GavePassword(this CaseDb db, Guid granter, Guid confirmer, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<bool>($"""select access.gave_password({granter}, {confirmer}) as "Value" """).SingleAsync(cancellationToken);

    /// <summary>What waits for the caller's acceptance, or for that of whom he or she administers as the employer.</summary>
    public static IQueryable<PendingRight> OfferedTo(this IQueryable<PendingRight> rights, CaseDb db, Caller caller)
    {
        var (me, own, administers) = (caller.StaffId, caller.OrganisationId, RolePermissions.Allow(caller.Roles, Permission.ManageOrganisation));
#pragma warning disable CA1862, CA1304, CA1311 // Runs as SQL lower(), on the index account_user_name.
        return rights.Where(right => right.Status == RightStatus.AwaitsAcceptance && db.Set<Account>().Any(account => account.DisabledAt == null
            && (account.StaffId == right.StaffId || account.UserName.ToLower() == right.UserName!.ToLower())
            && (account.StaffId == me || (administers && db.Set<Staff>().Any(staff => staff.Id == account.StaffId && staff.OrganisationId == own)))));
#pragma warning restore CA1862, CA1304, CA1311
    }

    /// <summary>Takes a right that waits for a move, so that of two moves at once the second sees what the first has done.</summary>
    /// <exception cref="RefusedException">409 where it holds already, 404 where there is none.</exception>
    public static async Task<PendingRight> ToMove(this CaseDb db, CallContext call, Guid id, CancellationToken cancellationToken)
    {
        if (await db.Locked(id, cancellationToken) is { } right)
        {
            return right;
        }
        var (own, me) = (call.Caller.OrganisationId, call.Caller.StaffId);
        var holds = await db.Set<RoleGrant>().AnyAsync(grant => grant.Id == id && (grant.OrganisationId == own || grant.StaffId == me), cancellationToken)
            || await db.Set<TeamMember>().AnyAsync(member => member.Id == id
                && db.Set<Team>().Any(team => team.Id == member.TeamId && team.OrganisationId == own), cancellationToken);
        throw holds ? PendingRight.Moves.Refusal(RightStatus.Granted) : RefusedException.NotFound(id);
    }

    /// <summary>A pending right, locked; null where there is none.</summary>
    public static Task<PendingRight?> Locked(this CaseDb db, Guid id, CancellationToken cancellationToken) =>
        db.Set<PendingRight>().FromSql($"select * from access.pending_right where id = {id} for update").SingleOrDefaultAsync(cancellationToken);
}
