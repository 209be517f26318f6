using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>One occupancy.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get an occupancy", "With what you may do now.")]
public sealed record GetOccupancy(Guid Id) : IQuery<OccupancyView>;

/// <summary>Who lives where, of the persons whom the caller sees.</summary>
/// <param name="ClientId">Where this person lives.</param>
/// <param name="HouseholdId">Where those who are in this household today live.</param>
/// <param name="DwellingId">Who lives in this dwelling.</param>
/// <param name="FoundBy">Those in dwellings that were found so.</param>
/// <param name="On">On this day; those that have ended since, too.</param>
/// <param name="Include">Those that have ended, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List who lives where", """
    Of the persons whom you see, who moved in last first; `dwellingId=…&on=2026-03-01` is who lived there on that day (half-open: who moved out on it did
    not). Restricted ones, and those of who was handed over, stand in the list of one person only.
    """)]
public sealed record ListOccupancies(
    Guid? ClientId, Guid? HouseholdId, Guid? DwellingId, [CodeOf(CodeLists.DwellingFoundBy)] string? FoundBy, DateOnly? On, Include? Include, Paging Page)
    : IQuery<Page<OccupancyRow>>;

/// <summary>That a person lives in a dwelling, [from, until).</summary>
public record OccupancyRow : IShowsPersons
{
    /// <summary>The occupancy.</summary>
    public required Guid Id { get; init; }
    /// <summary>Who.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string ClientName { get; init; }
    /// <summary>Where; null where the dwelling is that of the organisation that handed the person over. The person's addresses tell where it is.</summary>
    public required Guid? DwellingId { get; init; }
    /// <summary>Which one of the house.</summary>
    [Example("2. OG links")]
    public required string? DwellingName { get; init; }
    /// <summary>Street and number.</summary>
    [Example("Musterstraße 1")]
    public required string? Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public required string? PostalCode { get; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public required string? Town { get; init; }
    /// <summary>Who found the dwelling.</summary>
    [CodeOf(CodeLists.DwellingFoundBy)]
    public required string FoundBy { get; init; }
    /// <summary>The day of moving in.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; null while the person lives there.</summary>
    [Example(null)]
    public required DateOnly? Until { get; init; }
    /// <summary>Why the person moved out.</summary>
    [CodeOf(CodeLists.DwellingLeaveReason)]
    [Example(null)]
    public required string? LeaveReason { get; init; }
    /// <summary>The compartment to which you are admitted. Do not pass it on.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>The controller.</summary>
    [JsonIgnore] public Guid OrganisationId { get; init; }
    /// <summary>Whether the person's data is stored only.</summary>
    [JsonIgnore] public bool IsRestricted { get; init; }
    /// <summary>The ETag.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>An occupancy with what can be done.</summary>
public sealed record OccupancyView : OccupancyRow, IVersioned
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal OccupancyView(OccupancyRow row) : base(row) { }

    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
}

internal static class OccupancyRows
{
    /// <summary>How an occupancy is shown.</summary>
    public static IQueryable<OccupancyRow> Shown(this IQueryable<Occupancy> rows, CaseDb db) =>
        from row in rows
        join client in db.Set<Client>() on row.ClientId equals client.Id
        join place in db.Set<Dwelling>() on row.DwellingId equals place.Id into places
        from dwelling in places.DefaultIfEmpty()
        select new OccupancyRow
        {
            Id = row.Id,
            ClientId = row.ClientId,
            ClientName = client.FamilyName + ", " + client.GivenName,
            DwellingId = dwelling == null ? null : dwelling.Id,
            DwellingName = dwelling == null ? null : dwelling.Name,
            Street = dwelling == null ? null : dwelling.Street,
            PostalCode = dwelling == null ? null : dwelling.PostalCode,
            Town = dwelling == null ? null : dwelling.Town,
            FoundBy = row.FoundBy,
            From = row.FromDate,
            Until = row.UntilDate,
            LeaveReason = row.LeaveReason,
            Compartment = row.Compartment,
            RecordedBy = row.RecordedBy,
            RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            RecordedAt = row.RecordedAt,
            OrganisationId = row.OrganisationId,
            IsRestricted = client.RestrictedAt != null,
            Version = row.Version,
        };
}

internal sealed class ReadOccupanciesHandler(CaseDb db, CallContext call)
    : IHandler<GetOccupancy, OccupancyView>, IHandler<ListOccupancies, Page<OccupancyRow>>
{
    private static readonly Order<Occupancy, OccupancyRow> LatestFirst =
        Order.Descending((Occupancy row) => ValueTuple.Create(row.FromDate, row.Id), (OccupancyRow row) => (row.From, row.Id));

    public async Task<OccupancyView> Handle(GetOccupancy request, CancellationToken cancellationToken)
    {
        var row = await db.Set<Occupancy>().VisibleTo(db, call.Caller).Where(one => one.Id == request.Id).Shown(db).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var objection = ClientAccess.ObjectionToChange(call, row.OrganisationId, row.IsRestricted);
        return new OccupancyView(row)
        {
            AllowedActions = [AllowedAction.Of("correct", objection),
                AllowedAction.Of("move-out", objection ?? (row.Until is null ? null : DwellingProblems.MovedOut)), AllowedAction.Of("remove", objection)],
        };
    }

    public async Task<Page<OccupancyRow>> Handle(ListOccupancies request, CancellationToken cancellationToken)
    {
        var (today, own, filter) = (call.Today, call.Caller.OrganisationId, request with { Page = Paging.First });
        var found = db.Set<Occupancy>().VisibleTo(db, call.Caller);
        found = request.ClientId is { } client ? found.Where(row => row.ClientId == client)
            : found.Where(row => row.OrganisationId == own && row.Compartment == null);
        if (request.HouseholdId is { } household)
        {
            var members = db.Set<HouseholdMember>().On(today);
            found = found.Where(row => members.Any(member => member.HouseholdId == household && member.ClientId == row.ClientId));
        }
        found = found
            .If(request.DwellingId, dwelling => row => row.DwellingId == dwelling)
            .If(request.FoundBy, foundBy => row => row.FoundBy == foundBy);
        if (request.On is { } day)
        {
            found = found.Where(row => row.FromDate <= day && (row.UntilDate == null || row.UntilDate > day));
        }
        else if (request.Include is null)
        {
            found = found.Where(row => row.UntilDate == null || row.UntilDate > today);
        }
        var rows = await LatestFirst.Next(found, request.Page, filter).Shown(db).ToListAsync(cancellationToken);
        return await LatestFirst.CutMoving(rows, found, request.Page, filter, cancellationToken);
    }
}
