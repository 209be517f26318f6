using System.Text.Json;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Offers;

/// <summary>Points a service out to a person.</summary>
/// <param name="Id">The service.</param>
[Requires(Permission.SendReferrals)]
[Operation("Point out a service", """
    The weaker of two ways: its address is handed over, nothing about anybody leaves, and it is counted per service and day; who it was for is recorded
    nowhere. The answer is what to hand over. A confidential service is referred to instead (409 `service-confidential`).
    """)]
public sealed record PointOutService(Guid Id) : ICommand<PointedOutService>;

/// <summary>What is handed over.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Who offers it.</param>
/// <param name="Address">Where.</param>
/// <param name="Locations">Where else; confidential places are not in it.</param>
/// <param name="Contacts">Where to ask; confidential ones are not in it.</param>
/// <param name="Phones">Where to call.</param>
/// <param name="Schedules">When it is open.</param>
/// <param name="Url">Its page.</param>
/// <param name="ApplicationProcess">How one gets in.</param>
/// <param name="RequiredDocuments">What to bring along.</param>
/// <param name="TimesToday">How often your organisation has pointed it out today.</param>
public sealed record PointedOutService(
    Guid ServiceId, [Example("Migrationsberatung")] string Name, [Example("Caritas Fils-Neckar-Alb")] string? Provider, ServiceAddress? Address,
    IReadOnlyList<ServiceLocation> Locations, IReadOnlyList<ServiceContact> Contacts, IReadOnlyList<ServicePhone> Phones,
    IReadOnlyList<ServiceSchedule> Schedules, [Example("https://www.example.org/")] string? Url,
    [Example("Termin per Telefon vereinbaren")] string? ApplicationProcess, [Example("Aufenthaltstitel")] IReadOnlyList<string> RequiredDocuments,
    [Example(1)] int TimesToday);

internal sealed class PointOutServiceHandler(CaseDb db, CallContext call) : IHandler<PointOutService, PointedOutService>
{
    public async Task<PointedOutService> Handle(PointOutService request, CancellationToken cancellationToken)
    {
        var found = await (
            from s in db.Set<Service>().AsNoTracking().KnownTo(db, call.Caller).OfferedOn(db, call.Today)
            where s.Id == request.Id
            from o in db.Set<Organisation>().Where(organisation => organisation.Id == s.ProviderId).DefaultIfEmpty()
            select new { Service = s, Provider = o.Name ?? s.ProviderName, IsHidden = s.IsConfidential || (o != null && o.IsConfidential) })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        if (found.IsHidden)
        {
            throw new RefusedException(OfferProblems.Confidential);
        }
        var times = (await db.Database.SqlQuery<int>($"""
            insert into app.service_pointer (id, organisation_id, service_id, pointed_on, times)
            values ({Guid.CreateVersion7(call.Now)}, {call.Caller.RequiredOrganisationId}, {request.Id}, {call.Today}, 1)
            on conflict on constraint service_pointer_once do update set times = service_pointer.times + 1 returning times as "Value"
            """).ToListAsync(cancellationToken)).Single();
        var (row, details) = (found.Service, ServiceDetails.Read(found.Service.Details));
        return new PointedOutService(row.Id, row.Name, found.Provider, row is { Address1: null, PostalCode: null, City: null, Quarter: null } ? null
                : new ServiceAddress(row.Address1, row.PostalCode, row.City, row.Quarter),
            [.. details.Locations.Where(place => !place.IsConfidential)],
            [.. JsonSerializer.Deserialize<ServiceContact[]>(row.Contacts, JsonSerializerOptions.Web)!.Where(contact => !contact.IsConfidential)],
            details.Phones, details.Schedules, details.Url, details.ApplicationProcess, details.RequiredDocuments, times);
    }
}
