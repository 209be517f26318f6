using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Which rows of the directory a caller may change, and what of a sensitive accommodation he may know.</summary>
public static class OrganisationAccess
{
    /// <summary>The caller's own organisation and those directly below it.</summary>
    public static IQueryable<Organisation> ManagedBy(this IQueryable<Organisation> organisations, Caller caller) =>
        organisations.Where(organisation => organisation.Id == caller.OrganisationId || organisation.ParentId == caller.OrganisationId);

    /// <summary>Those whose place in the directory a caller keeps: the same; for the operator, who adds them, all, since some are below none.</summary>
    public static IQueryable<Organisation> KeptBy(this IQueryable<Organisation> organisations, Caller caller) =>
        caller.IsOperator ? organisations : organisations.ManagedBy(caller);

    /// <summary>All that are not confidential; those that are, for who may refer there, for themselves, and for who runs them (in SQL: app.is_known).</summary>
    public static IQueryable<Organisation> KnownTo(this IQueryable<Organisation> organisations, Caller caller) =>
        caller.IsSystem || RolePermissions.Allow(caller.Roles, Permission.SendReferrals)
            || (caller.IsOperator && RolePermissions.Allow(caller.Roles, Permission.ManageOrganisation)) ? organisations
            : organisations.Where(o => !o.IsConfidential || o.Id == caller.OrganisationId || o.ParentId == caller.OrganisationId);

    /// <summary>Whose teams and accommodations a caller finds: those that he knows; all for who hands over, since a handover has to be addressed.</summary>
    public static IQueryable<Organisation> AddressedBy(this IQueryable<Organisation> organisations, Caller caller) =>
        RolePermissions.Allow(caller.Roles, Permission.SendHandovers) ? organisations : organisations.KnownTo(caller);

    /// <summary>Those of the caller's organisation.</summary>
    public static IQueryable<Team> ManagedBy(this IQueryable<Team> teams, Caller caller) =>
        teams.Where(team => team.OrganisationId == caller.OrganisationId);

    /// <inheritdoc cref="ManagedBy(IQueryable{Team}, Caller)" />
    public static IQueryable<Accommodation> ManagedBy(this IQueryable<Accommodation> accommodations, Caller caller) =>
        accommodations.Where(accommodation => accommodation.OrganisationId == caller.OrganisationId);

    /// <inheritdoc cref="ManagedBy(IQueryable{Team}, Caller)" />
    public static IQueryable<Quarter> ManagedBy(this IQueryable<Quarter> quarters, Caller caller) =>
        quarters.Where(quarter => quarter.OrganisationId == caller.OrganisationId);

    /// <summary>
    /// Accommodations of which the caller may know where they are: all but the sensitive ones. Of those only his organisation's, and only who
    /// works there (today in the team that looks after it, or standing in) or places people there (its accommodation staff).
    /// </summary>
    public static IQueryable<Accommodation> KnownTo(this IQueryable<Accommodation> accommodations, Caller caller)
    {
        var places = caller.Is(Role.AccommodationStaff);
        return accommodations.Where(accommodation => !accommodation.IsSensitive || (accommodation.OrganisationId == caller.OrganisationId
            && (places || (accommodation.TeamId != null && AccessFunctions.IsMyTeam(accommodation.TeamId.Value)))));
    }

    /// <summary>What is to be changed: managed by the caller, of the version that he has read.</summary>
    /// <exception cref="RefusedException">404 when it is not managed by him, 412 when stale.</exception>
    internal static async Task<TRow> ToChange<TRow>(this IQueryable<TRow> managed, Guid id, uint version, CancellationToken cancellationToken)
        where TRow : class, IListed
    {
        var row = await managed.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, row.Version);
        return row;
    }

    /// <summary>Why an administrator's action is refused whatever the state; null where the caller manages the organisation.</summary>
    internal static ProblemType? Objection(Caller caller, params Guid?[] managers) =>
        RolePermissions.Allow(caller.Roles, Permission.ManageOrganisation) && managers.Contains(caller.OrganisationId) ? null : AccessProblems.NotPermitted;

    /// <summary>
    /// Of two administrators who take each other's rights at once one is first, and the other is none any more: an administrator is always left.
    /// Nobody takes his own, so that it is enough to look whether the caller still has them.
    /// </summary>
    /// <exception cref="RefusedException">403 where the caller's own right has gone meanwhile.</exception>
    internal static async Task CheckStillManages(this CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        var (own, me) = (call.Caller.RequiredOrganisationId, call.Caller.StaffId);
        await db.Set<Organisation>().FromSql($"select o.*, o.xmin from app.organisation o where o.id = {own} for no key update")
            .AsNoTracking().Select(organisation => organisation.Id).SingleAsync(cancellationToken);
        Role[] roles = [.. RolePermissions.RolesWith(Permission.ManageOrganisation)];
        if (!await db.Set<RoleGrant>().AnyAsync(
            grant => grant.StaffId == me && grant.OrganisationId == own && roles.Contains(grant.Role), cancellationToken))
        {
            throw RefusedException.Forbidden(AccessProblems.NotPermitted, me);
        }
    }

    /// <summary>A colleague whom the acting organisation knows: employed by it or with a role in it (the database decides).</summary>
    internal static Task<bool> KnowsStaff(this CaseDb db, Guid staffId, CancellationToken cancellationToken) =>
        db.Set<Staff>().AnyAsync(staff => staff.Id == staffId && staff.LeftAt == null, cancellationToken);

    /// <summary>Refuses a team that is not an open one of the acting organisation.</summary>
    internal static async Task CheckTeam(this CaseDb db, Guid? teamId, Guid organisationId, string pointer, CancellationToken cancellationToken)
    {
        if (teamId is { } id
            && !await db.Set<Team>().AnyAsync(team => team.Id == id && team.OrganisationId == organisationId && team.ClosedAt == null, cancellationToken))
        {
            throw RefusedException.Invalid(pointer, OrganisationProblems.UnknownTeam);
        }
    }
}
