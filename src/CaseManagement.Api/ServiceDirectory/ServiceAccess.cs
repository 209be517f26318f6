using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>Which services a caller knows of, and which he keeps.</summary>
public static class ServiceAccess
{
    /// <summary>All that are not confidential, nor of an organisation that is; those that are, for who may refer there (in SQL: app.is_hidden).</summary>
    public static IQueryable<Service> KnownTo(this IQueryable<Service> services, CaseDb db, Caller caller) =>
        MayRefer(caller) ? services : services.KnownToAll(db);

    /// <summary>Those of which everybody may know.</summary>
    public static IQueryable<Service> KnownToAll(this IQueryable<Service> services, CaseDb db) =>
        services.Where(service => !service.IsConfidential && !db.Set<Organisation>().Any(o => o.Id == service.ProviderId && o.IsConfidential));

    /// <summary>Whether a caller may refer, and so knows what is confidential.</summary>
    public static bool MayRefer(Caller caller) => caller.IsSystem || RolePermissions.Allow(caller.Roles, Permission.SendReferrals);

    /// <summary>Those that are offered on a day: they have not ended, nor was their provider closed.</summary>
    public static IQueryable<Service> OfferedOn(this IQueryable<Service> services, CaseDb db, DateOnly day) => services.Where(service =>
        (service.ActiveUntil == null || service.ActiveUntil > day) && !db.Set<Organisation>().Any(o => o.Id == service.ProviderId && o.ClosedAt != null));

    /// <summary>A service that the acting organisation keeps, in the version that the caller has read.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    internal static async Task<Service> ServiceToChange(this CaseDb db, Caller caller, Guid id, uint version, CancellationToken cancellationToken)
    {
        var service = await db.Set<Service>().KnownTo(db, caller)
            .SingleOrDefaultAsync(row => row.Id == id && row.OrganisationId == caller.OrganisationId, cancellationToken) ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, service.Version);
        return service;
    }

    /// <summary>What a body names: an organisation that works, a colleague, places that the service has.</summary>
    /// <exception cref="RefusedException">400.</exception>
    internal static async Task Check(this ServiceBody body, CaseDb db, Service? of, CancellationToken cancellationToken)
    {
        Guid?[] places = of is null ? [] : [.. ServiceDetails.Read(of.Details).Locations.Select(place => place.Id)];
        if (body.Locations.Index().FirstOrDefault(place => place.Item.Id is not null && !places.Contains(place.Item.Id), (-1, null!)) is { Index: >= 0 } stray)
        {
            throw RefusedException.Invalid($"/locations/{stray.Index}/id", ServiceProblems.UnknownLocation);
        }
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
