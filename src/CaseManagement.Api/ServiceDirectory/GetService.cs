using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>One service.</summary>
/// <param name="Id">The service.</param>
[Requires(Permission.ReadDirectory)]
[Operation("Get a service", """
    A confidential one is there for those only who may refer; its address shows with a referral that was accepted, and to who keeps the entry.
    """)]
public sealed record GetService(Guid Id) : IQuery<ServiceView>;

/// <summary>A service as the directory shows it.</summary>
public sealed record ServiceView : ServiceBody, IVersioned
{
    /// <summary>The service.</summary>
    public required Guid Id { get; init; }
    /// <summary>Who keeps the entry.</summary>
    public required Guid OrganisationId { get; init; }
    /// <summary>Its name; null where it is confidential and not told to you.</summary>
    [Example(Sample.Town)]
    public required string? OrganisationName { get; init; }
    /// <summary>Who looks after the entry, by name; null for nobody and for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? OwnerName { get; init; }
    /// <summary>Who offers it, by name.</summary>
    [Example("Caritas Fils-Neckar-Alb")]
    public required string? Provider { get; init; }
    /// <summary>Derived: it is offered today.</summary>
    [Example(true)]
    public required bool IsActive { get; init; }
    /// <summary>When somebody last said that it is still so.</summary>
    public required DateOnly? AssuredDate { get; init; }
    /// <summary>Derived: assured within 180 days.</summary>
    [Example(true)]
    public required bool IsVerified { get; init; }
    /// <summary>Its address is told with an accepted referral only.</summary>
    [Example(false)]
    public required bool IsAddressWithheld { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class GetServiceHandler(CaseDb db, CallContext call) : IHandler<GetService, ServiceView>
{
    public async Task<ServiceView> Handle(GetService request, CancellationToken cancellationToken)
    {
        var offered = db.Set<Service>().OfferedOn(db, call.Today);
        var keepers = db.Set<Organisation>().KnownTo(call.Caller);
        var found = await db.Set<Service>().KnownTo(db, call.Caller).Where(row => row.Id == request.Id).Select(row => new
        {
            Row = row, row.Version,
            Keeper = keepers.Where(organisation => organisation.Id == row.OrganisationId).Select(o => o.Name).FirstOrDefault(),
            Owner = db.Set<Staff>().Where(staff => staff.Id == row.OwnerId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            Provider = db.Set<Organisation>().Where(organisation => organisation.Id == row.ProviderId).Select(o => o.Name).FirstOrDefault(),
            IsActive = offered.Any(service => service.Id == row.Id),
            IsOfConfidential = db.Set<Organisation>().Any(organisation => organisation.Id == row.ProviderId && organisation.IsConfidential),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (row, today) = (found.Row, call.Today);
        var objection = !RolePermissions.Allow(call.Caller.Roles, Permission.ManageServices) ? AccessProblems.NotPermitted
            : row.OrganisationId != call.Caller.OrganisationId ? ServiceProblems.NotKept : null;
        var withheld = (row.IsConfidential || found.IsOfConfidential) && objection is not null;
        var (details, mayRefer) = (ServiceDetails.Read(row.Details), ServiceAccess.MayRefer(call.Caller));
        return new ServiceView
        {
            Id = row.Id, OrganisationId = row.OrganisationId, OrganisationName = found.Keeper, ProviderId = row.ProviderId, ProviderName = row.ProviderName,
            Provider = found.Provider ?? row.ProviderName, Name = row.Name, DescriptionDe = row.DescriptionDe, DescriptionEn = row.DescriptionEn,
            NeedAreas = row.NeedAreas, Languages = row.Languages, ResidenceStatuses = row.ResidenceStatuses, MinimumAge = row.MinimumAge,
            MaximumAge = row.MaximumAge, Address = withheld ? null : row.AddressStated(),
            Contacts = [.. JsonSerializer.Deserialize<ServiceContact[]>(row.Contacts, JsonSerializerOptions.Web)!
                .Where(contact => mayRefer || !contact.IsConfidential)], Capacity = row.Capacity,
            Url = details.Url, Email = details.Email, ApplicationProcess = details.ApplicationProcess, FeesDescription = details.FeesDescription,
            InterpretationServices = details.InterpretationServices, Costs = details.Costs, RequiredDocuments = details.RequiredDocuments,
            Phones = details.Phones, Schedules = details.Schedules, Areas = details.Areas,
            Locations = [.. details.Locations.Where(place => mayRefer || !place.IsConfidential)
                .Select(place => withheld || (place.IsConfidential && objection is not null) ? place with { Address = null, Description = null } : place)],
            AnswerDays = row.AnswerDays, OwnerId = row.OwnerId, OwnerName = found.Owner, ActiveUntil = row.ActiveUntil, IsConfidential = row.IsConfidential,
            Compartment = row.Compartment,
            IsActive = found.IsActive, AssuredDate = row.AssuredDate,
            IsVerified = row.AssuredDate is { } assured && today.DayNumber - assured.DayNumber < Service.VerifiedDays, IsAddressWithheld = withheld,
            AllowedActions = [AllowedAction.Of("change", objection), AllowedAction.Of("assure", objection)], Version = found.Version,
        };
    }
}
