using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>Which services a caller knows of, and which he keeps.</summary>
public static class ServiceAccess
{
    /// <summary>All that are not confidential; those that are, for who may refer there.</summary>
    public static IQueryable<Service> KnownTo(this IQueryable<Service> services, Caller caller) =>
        caller.IsSystem || RolePermissions.Allow(caller.Roles, Permission.SendReferrals) ? services : services.Where(service => !service.IsConfidential);

    /// <summary>Those that are offered on a day.</summary>
    public static IQueryable<Service> OfferedOn(this IQueryable<Service> services, DateOnly day) =>
        services.Where(service => service.ActiveUntil == null || service.ActiveUntil > day);

    /// <summary>A service that the acting organisation keeps, in the version that the caller has read.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    internal static async Task<Service> ServiceToChange(this CaseDb db, Caller caller, Guid id, uint version, CancellationToken cancellationToken)
    {
        var service = await db.Set<Service>().KnownTo(caller)
            .SingleOrDefaultAsync(row => row.Id == id && row.OrganisationId == caller.OrganisationId, cancellationToken) ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, service.Version);
        return service;
    }

    /// <summary>What a body names: an organisation that works, a colleague.</summary>
    /// <exception cref="RefusedException">400.</exception>
    internal static async Task Check(this ServiceBody body, CaseDb db, CancellationToken cancellationToken)
    {
        if (body.ProviderId is { } provider
            && !await db.Set<Organisation>().AnyAsync(organisation => organisation.Id == provider && organisation.ClosedAt == null, cancellationToken))
        {
            throw RefusedException.Invalid("/providerId", ServiceProblems.UnknownProvider);
        }
        if (body.OwnerId is { } owner && !await db.KnowsStaff(owner, cancellationToken))
        {
            throw RefusedException.Invalid("/ownerId", ServiceProblems.UnknownOwner);
        }
    }
}
