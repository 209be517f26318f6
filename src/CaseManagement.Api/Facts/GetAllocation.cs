using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>One allocation.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get an allocation", "With the list and line that told it, and what you may do now.")]
public sealed record GetAllocation(Guid Id) : IQuery<AllocationView>;

/// <summary>A person's allocations, the latest day first.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Include">Cancelled ones, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List a person's allocations", """
    Those of your organisation, the latest day first. What another organisation has recorded of the person before a handover stands in the package.
    """)]
public sealed record ListAllocations(Guid ClientId, IncludeAllocations? Include, Paging Page) : IQuery<Page<AllocationView>>;

/// <summary>What else a list of allocations shows.</summary>
public enum IncludeAllocations
{
    /// <summary>Cancelled ones, too.</summary>
    Ended,
}

/// <summary>An allocation.</summary>
/// <param name="Id">The allocation.</param>
/// <param name="ClientId">Who.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="AllocatedOn">On which day.</param>
/// <param name="MunicipalityAgs">Where to; null where nobody says.</param>
/// <param name="MunicipalityName">Its name, where it is on record here.</param>
/// <param name="DistrictId">By which district; null where it is not on record.</param>
/// <param name="DistrictName">Its name.</param>
/// <param name="AccommodationId">The accommodation that was assigned.</param>
/// <param name="AccommodationName">Its name.</param>
/// <param name="ResidenceStatus">The residence status on that day.</param>
/// <param name="Status">Whether it took effect.</param>
/// <param name="CancelReason">Why not.</param>
/// <param name="CancelNote">In words.</param>
/// <param name="CancelledBy">Who said so.</param>
/// <param name="CancelledByName">The name; null for another organisation's colleague.</param>
/// <param name="CancelledAt">When.</param>
/// <param name="ImportId">The list that told it; null by hand.</param>
/// <param name="LineNumber">Its line.</param>
/// <param name="Restricted">In a compartment to which you are admitted. Do not pass it on.</param>
/// <param name="RecordedBy">Who recorded it; null for a list.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record AllocationView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string ClientName,
    DateOnly AllocatedOn,
    [Example("08116056")] string? MunicipalityAgs,
    [Example(Sample.Town)] string? MunicipalityName,
    Guid? DistrictId,
    [Example(Sample.District)] string? DistrictName,
    Guid? AccommodationId,
    [Example(Sample.Accommodation)] string? AccommodationName,
    [CodeOf(CodeLists.ResidenceStatus)] string? ResidenceStatus,
    AllocationStatus Status,
    [CodeOf(CodeLists.AllocationCancelReason), Example(null)] string? CancelReason,
    [Example(null)] string? CancelNote,
    [Example(null)] Guid? CancelledBy,
    [Example(null)] string? CancelledByName,
    [Example(null)] DateTimeOffset? CancelledAt,
    Guid? ImportId,
    [Example(2)] int? LineNumber,
    [Example(false)] bool Restricted,
    [Example(null)] Guid? RecordedBy,
    [Example(null)] string? RecordedByName,
    DateTimeOffset RecordedAt,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>What a view is made of.</summary>
internal sealed record AllocationRow(
    Allocation Row, uint Version, string ClientName, Guid Controller, bool IsRestricted, string? Municipality, string? District, string? Accommodation,
    string? CancelledByName, string? RecordedByName)
{
    public AllocationView Shown(CallContext call) => new(Row.Id, Row.ClientId, ClientName, Row.AllocatedOn, Row.MunicipalityAgs, Municipality, Row.DistrictId,
        District, Row.AccommodationId, Accommodation, Row.ResidenceStatus, Row.Status, Row.CancelReason, Row.CancelNote, Row.CancelledBy, CancelledByName,
        Row.CancelledAt, Row.ImportId, Row.LineNumber, Row.Compartment is not null, Row.RecordedBy, RecordedByName, Row.RecordedAt,
        Allocation.Moves.Describe(Row.Status, _ => ClientAccess.ObjectionToChange(call, Row.OrganisationId, IsRestricted)))
    { Version = Version };
}

internal static class AllocationAccess
{
    /// <summary>Of persons whom the caller sees. Which organisation's they are is the wall's matter.</summary>
    public static IQueryable<Allocation> VisibleTo(this IQueryable<Allocation> rows, CaseDb db, Caller caller)
    {
        var clients = db.Set<Client>().VisibleTo(db, caller);
        return rows.Where(row => clients.Any(client => client.Id == row.ClientId));
    }

    public static IQueryable<AllocationRow> Read(this IQueryable<Allocation> rows, CaseDb db) =>
        from row in rows
        join client in db.Set<Client>() on row.ClientId equals client.Id
        select new AllocationRow(row, row.Version, client.FamilyName + ", " + client.GivenName, client.OrganisationId,
            // Who has gone is restricted by the organisation that has her now, the allocation stays with this one.
            client.RestrictedAt != null && client.OrganisationId == row.OrganisationId,
            db.Set<Organisation>().Where(o => o.Ags == row.MunicipalityAgs && o.Kind == OrganisationKind.Municipality && o.ClosedAt == null)
                .Select(o => o.Name).FirstOrDefault(),
            db.Set<Organisation>().Where(o => o.Id == row.DistrictId).Select(o => o.Name).FirstOrDefault(),
            db.Set<Accommodation>().Where(a => a.Id == row.AccommodationId).Select(a => a.Name).FirstOrDefault(),
            db.Set<Staff>().Where(staff => staff.Id == row.CancelledBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault());
}

internal sealed class ReadAllocationsHandler(CaseDb db, CallContext call)
    : IHandler<GetAllocation, AllocationView>, IHandler<ListAllocations, Page<AllocationView>>
{
    private static readonly Order<Allocation, AllocationView> LatestFirst =
        Order.Descending((Allocation row) => ValueTuple.Create(row.AllocatedOn, row.Id), (AllocationView row) => (row.AllocatedOn, row.Id));

    public async Task<AllocationView> Handle(GetAllocation request, CancellationToken cancellationToken) =>
        (await db.Set<Allocation>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id).Read(db).AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id)).Shown(call);

    public async Task<Page<AllocationView>> Handle(ListAllocations request, CancellationToken cancellationToken)
    {
        var rows = db.Set<Allocation>().VisibleTo(db, call.Caller).Where(row => row.ClientId == request.ClientId);
        var filter = request with { Page = Paging.First };
        if (request.Include is null)
        {
            rows = rows.Where(row => row.Status == AllocationStatus.Effective);
        }
        var page = await LatestFirst.Next(rows, request.Page, filter).Read(db).AsNoTracking().ToListAsync(cancellationToken);
        // Asked only where there is nothing to show, so that the usual answer costs one question less.
        if (page.Count == 0 && !await db.Set<Client>().VisibleTo(db, call.Caller).AnyAsync(client => client.Id == request.ClientId, cancellationToken))
        {
            throw RefusedException.NotFound(request.ClientId);
        }
        return LatestFirst.Cut([.. page.Select(row => row.Shown(call))], request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
