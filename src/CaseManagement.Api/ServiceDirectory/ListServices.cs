using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>The directory of services.</summary>
/// <param name="NeedArea">That meet this need.</param>
/// <param name="Language">In this language.</param>
/// <param name="ProviderId">Of this organisation.</param>
/// <param name="Capacity">Only with this answer.</param>
/// <param name="Include">ended: also those that are offered no longer.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadDirectory)]
[Operation("List services", "By name; those that are offered today, with `include=ended` all. Confidential ones stand in it for those only who may refer.")]
public sealed record ListServices(
    [CodeOf(CodeLists.NeedArea)] string? NeedArea, [CodeOf(CodeLists.Language)] string? Language, Guid? ProviderId, ServiceCapacity? Capacity,
    Include? Include, Paging Page) : IQuery<Page<ServiceRow>>;

/// <summary>A service in the list.</summary>
/// <param name="Id">The service.</param>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Who offers it.</param>
/// <param name="ProviderId">Where that is an organisation here.</param>
/// <param name="NeedAreas">Which needs it meets.</param>
/// <param name="Languages">In which languages.</param>
/// <param name="City">Where; null for a confidential one.</param>
/// <param name="Quarter">In which quarter; null for a confidential one.</param>
/// <param name="Capacity">Whether there is room.</param>
/// <param name="AnswerDays">Within how many working days a referral is answered.</param>
/// <param name="AssuredDate">When somebody last said that it is still so.</param>
/// <param name="IsVerified">Derived: within 180 days.</param>
/// <param name="ActiveUntil">First day on which it is offered no longer.</param>
/// <param name="IsConfidential">Seen by those only who may refer there.</param>
public sealed record ServiceRow(
    Guid Id,
    [Example("Migrationsberatung")] string Name,
    [Example("Caritas Fils-Neckar-Alb")] string? Provider,
    Guid? ProviderId,
    [CodeOf(CodeLists.NeedArea)] IReadOnlyList<string> NeedAreas,
    [CodeOf(CodeLists.Language)] IReadOnlyList<string> Languages,
    [Example("Plochingen")] string? City,
    [Example("Stumpenhof")] string? Quarter,
    ServiceCapacity Capacity,
    [Example(10)] int AnswerDays,
    DateOnly? AssuredDate,
    [Example(true)] bool IsVerified,
    [Example(null)] DateOnly? ActiveUntil,
    [Example(false)] bool IsConfidential);

internal sealed class ListServicesHandler(CaseDb db, CallContext call) : IHandler<ListServices, Page<ServiceRow>>
{
    private static readonly Order<Service, ServiceRow> ByName =
        Order.Ascending((Service row) => ValueTuple.Create(row.Name, row.Id), (ServiceRow row) => (row.Name, row.Id));

    public async Task<Page<ServiceRow>> Handle(ListServices request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var since = call.Today.AddDays(-Service.VerifiedDays);
        var rows = db.Set<Service>().KnownTo(db, call.Caller).Where(row =>
            (request.NeedArea == null || row.NeedAreas.Contains(request.NeedArea)) && (request.Language == null || row.Languages.Contains(request.Language))
            && (request.ProviderId == null || row.ProviderId == request.ProviderId) && (request.Capacity == null || row.Capacity == request.Capacity));
        if (request.Include is null)
        {
            rows = rows.OfferedOn(db, call.Today);
        }
        var shown = await (
            from row in ByName.Next(rows, request.Page, filter)
            from provider in db.Set<Organisation>().Where(organisation => organisation.Id == row.ProviderId).DefaultIfEmpty()
            let hidden = row.IsConfidential || (provider != null && provider.IsConfidential)
            select new ServiceRow(row.Id, row.Name, provider.Name ?? row.ProviderName, row.ProviderId, row.NeedAreas, row.Languages,
                hidden ? null : row.City, hidden ? null : row.Quarter, row.Capacity, row.AnswerDays, row.AssuredDate, row.AssuredDate > since,
                row.ActiveUntil, hidden)).ToListAsync(cancellationToken);
        return await ByName.CutMoving(shown, rows, request.Page, filter, cancellationToken);
    }
}
