using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>One dwelling.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a dwelling", """
    With its leases, the latest first, and what you may do now. Who lives there: `GET /occupancies?dwellingId=…`. Of one that reveals something, where it is,
    who lets it and to whom is told to who recorded it, and to who is admitted to that of somebody who lives there.
    """)]
public sealed record GetDwelling(Guid Id) : IQuery<DwellingView>;

/// <summary>Dwellings of the organisation, those that were found last first.</summary>
/// <param name="FoundBy">Those found so.</param>
/// <param name="QuarterId">Those in this quarter.</param>
/// <param name="LandlordId">Those of this landlord.</param>
/// <param name="Let">Those that are let on the day, or are not.</param>
/// <param name="Holder">Those that the town rents, or a household, on the day.</param>
/// <param name="Accessible">Those that are barrier-free, or are not.</param>
/// <param name="FoundFrom">Those found on this day or later.</param>
/// <param name="FoundUntil">Those found before this day.</param>
/// <param name="On">The key date; today where left out. Only what was found by then and still to be had is shown.</param>
/// <param name="Include">Those that are not to be had any more on the day, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List dwellings", """
    Of your organisation, those that were found last first. `on=2026-03-01&let=false` is which stood empty on that day: found by then, still to be had, and no
    lease held (half-open: one that ended on it did not). By landlord and quarter those only of which you are told where they are.
    """)]
public sealed record ListDwellings(
    [CodeOf(CodeLists.DwellingFoundBy)] string? FoundBy, Guid? QuarterId, Guid? LandlordId, bool? Let, LeaseHolder? Holder, bool? Accessible,
    DateOnly? FoundFrom, DateOnly? FoundUntil, DateOnly? On, Include? Include, Paging Page) : IQuery<Page<DwellingRow>>;

/// <summary>A dwelling, as a list shows it. Where it is and who lets it are null where you are not told (`isPlaceHidden`).</summary>
public record DwellingRow
{
    /// <summary>The dwelling.</summary>
    public required Guid Id { get; init; }
    /// <summary>Which one of the house.</summary>
    [Example("2. OG links")]
    public required string? Name { get; init; }
    /// <summary>Street and number.</summary>
    [Example("Musterstraße 1")]
    public required string? Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public required string? PostalCode { get; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public required string? Town { get; init; }
    /// <summary>AGS of the town.</summary>
    [Example("08116056")]
    public required string? Ags { get; init; }
    /// <summary>The quarter of the town.</summary>
    public required Guid? QuarterId { get; init; }
    /// <summary>Its name.</summary>
    [Example("Stumpenhof")]
    public required string? QuarterName { get; init; }
    /// <summary>Who lets it.</summary>
    public required Guid? LandlordId { get; init; }
    /// <summary>The name.</summary>
    [Example("Baugenossenschaft Beispiel eG")]
    public required string? LandlordName { get; init; }
    /// <summary>Rooms.</summary>
    [Example(3.5)]
    public required decimal? Rooms { get; init; }
    /// <summary>Living area in m².</summary>
    [Example(74.5)]
    public required decimal? LivingArea { get; init; }
    /// <summary>Basic rent in EUR a month.</summary>
    [Example(720)]
    public required decimal? BasicRent { get; init; }
    /// <summary>Running costs in EUR a month.</summary>
    [Example(190)]
    public required decimal? RunningCosts { get; init; }
    /// <summary>Barrier-free.</summary>
    [Example(false)]
    public required bool Accessible { get; init; }
    /// <summary>Who found it.</summary>
    [CodeOf(CodeLists.DwellingFoundBy)]
    public required string FoundBy { get; init; }
    /// <summary>When.</summary>
    public required DateOnly FoundOn { get; init; }
    /// <summary>First day on which it is not to be had any more.</summary>
    [Example(null)]
    public required DateOnly? AvailableUntil { get; init; }
    /// <summary>What living there says of somebody.</summary>
    [Example(null)]
    public required Compartment? Reveals { get; init; }
    /// <summary>You are not told where it is.</summary>
    [Example(false)]
    public required bool IsPlaceHidden { get; init; }
    /// <summary>Whether a lease holds on the day that the list asks for; today of a single one.</summary>
    [Example(true)]
    public required bool IsLet { get; init; }
}

/// <summary>A dwelling with its leases.</summary>
public sealed record DwellingView : DwellingRow, IVersioned, IShowsPersons
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal DwellingView(DwellingRow row) : base(row) { }

    /// <summary>What else is to be known.</summary>
    [Example(null)]
    public string? Note { get; init; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; init; }
    /// <summary>The name.</summary>
    [Example(Sample.Colleague)]
    public string? RecordedByName { get; init; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; init; }
    /// <summary>Its leases, the latest first; the last 100.</summary>
    public IReadOnlyList<LeaseRow> Leases { get; init; } = [];
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
    /// <summary>The ETag.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Leases.SelectMany(lease => lease.ShownClients());
}

internal static class DwellingRows
{
    /// <summary>Why a caller may change nothing here, or null.</summary>
    public static ProblemType? Objection(Caller caller) =>
        RolePermissions.Allow(caller.Roles, Permission.WriteClients) ? null : AccessProblems.NotPermitted;

    /// <summary>How a dwelling is shown. Whether its place is told is asked once of each.</summary>
    public static IQueryable<DwellingRead> Shown(this IQueryable<Dwelling> rows, CaseDb db, Caller caller, DateOnly day)
    {
        var known = db.Set<Dwelling>().Where(DwellingAccess.KnowsPlace(db, caller));
        return from row in rows
               select new DwellingRead
               {
                   IsPlaceKnown = known.Any(one => one.Id == row.Id),
                   Row = new DwellingRow
                   {
                       Id = row.Id,
                       Name = row.Name,
                       Street = row.Street,
                       PostalCode = row.PostalCode,
                       Town = row.Town,
                       Ags = row.Ags,
                       QuarterId = row.QuarterId,
                       QuarterName = db.Set<Quarter>().Where(one => one.Id == row.QuarterId).Select(one => one.Name).FirstOrDefault(),
                       LandlordId = row.LandlordId,
                       LandlordName = db.Set<Landlord>().Where(one => one.Id == row.LandlordId).Select(one => one.Name).FirstOrDefault(),
                       Rooms = row.Rooms,
                       LivingArea = row.LivingArea,
                       BasicRent = row.BasicRent,
                       RunningCosts = row.RunningCosts,
                       Accessible = row.Accessible,
                       FoundBy = row.FoundBy,
                       FoundOn = row.FoundOn,
                       AvailableUntil = row.AvailableUntil,
                       Reveals = row.Reveals,
                       IsPlaceHidden = true,
                       IsLet = db.Set<Lease>().Any(lease => lease.DwellingId == row.Id && lease.FromDate <= day
                           && (lease.UntilDate == null || lease.UntilDate > day)),
                   },
               };
    }
}

/// <summary>A dwelling as it is read; what is shown of it is <see cref="Told"/>.</summary>
internal sealed class DwellingRead
{
    internal required DwellingRow Row { get; init; }
    internal required bool IsPlaceKnown { get; init; }

    /// <summary>Without its place where the caller does not know that.</summary>
    public DwellingRow Told => IsPlaceKnown ? Row with { IsPlaceHidden = false } : Row with
    {
        Street = null,
        PostalCode = null,
        Town = null,
        Ags = null,
        QuarterId = null,
        QuarterName = null,
        LandlordId = null,
        LandlordName = null,
    };
}

internal sealed class ReadDwellingsHandler(CaseDb db, CallContext call)
    : IHandler<GetDwelling, DwellingView>, IHandler<ListDwellings, Page<DwellingRow>>
{
    private static readonly Order<Dwelling, DwellingRow> LatestFirst =
        Order.Descending((Dwelling row) => ValueTuple.Create(row.FoundOn, row.Id), (DwellingRow row) => (row.FoundOn, row.Id));

    public async Task<Page<DwellingRow>> Handle(ListDwellings request, CancellationToken cancellationToken)
    {
        var (day, filter) = (request.On ?? call.Today, request with { Page = Paging.First });
        var found = db.Set<Dwelling>().Own(call.Caller).Where(row => (request.FoundBy == null || row.FoundBy == request.FoundBy)
            && (request.Accessible == null || row.Accessible == request.Accessible)
            && (request.FoundFrom == null || row.FoundOn >= request.FoundFrom) && (request.FoundUntil == null || row.FoundOn < request.FoundUntil));
        if (request.QuarterId is not null || request.LandlordId is not null)
        {
            found = found.Where(DwellingAccess.KnowsPlace(db, call.Caller)).Where(row =>
                (request.QuarterId == null || row.QuarterId == request.QuarterId) && (request.LandlordId == null || row.LandlordId == request.LandlordId));
        }
        var leases = db.Set<Lease>().Where(lease => lease.FromDate <= day && (lease.UntilDate == null || lease.UntilDate > day));
        found = found
            .If(request.Let, let => row => leases.Any(lease => lease.DwellingId == row.Id) == let)
            .If(request.Holder, holder => row => leases.Any(lease => lease.DwellingId == row.Id && lease.Holder == holder));
        if (request.On is not null)
        {
            found = found.Where(row => row.FoundOn <= day);
        }
        if (request.Include is null)
        {
            found = found.Where(row => row.AvailableUntil == null || row.AvailableUntil > day);
        }
        var rows = (await LatestFirst.Next(found, request.Page, filter).Shown(db, call.Caller, day).ToListAsync(cancellationToken))
            .ConvertAll(read => read.Told);
        return await LatestFirst.CutMoving(rows, found, request.Page, filter, cancellationToken);
    }

    public async Task<DwellingView> Handle(GetDwelling request, CancellationToken cancellationToken)
    {
        var one = db.Set<Dwelling>().Own(call.Caller).Where(row => row.Id == request.Id);
        var leased = db.Set<Lease>().Where(lease => lease.DwellingId == request.Id).OrderByDescending(lease => lease.FromDate)
            .ThenByDescending(lease => lease.Id).Take(100).Shown(db, call);
        var found = await (
            from dwelling in one
            join shown in one.Shown(db, call.Caller, call.Today) on dwelling.Id equals shown.Row.Id
            select new
            {
                Shown = shown, Leases = leased.ToList(), dwelling.Note, dwelling.RecordedBy, dwelling.RecordedAt, dwelling.Version,
                RecordedByName = db.Set<Staff>().Where(staff => staff.Id == dwelling.RecordedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                InUse = db.Set<Occupancy>().Any(there => there.DwellingId == dwelling.Id),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (row, leases) = (found.Shown.Told, found.Leases);
        var may = DwellingRows.Objection(call.Caller);
        var told = may ?? (row.IsPlaceHidden ? ClientProblems.CompartmentClosed : null);
        return new DwellingView(row)
        {
            Note = row.IsPlaceHidden ? null : found.Note, RecordedBy = found.RecordedBy, RecordedByName = found.RecordedByName, RecordedAt = found.RecordedAt,
            Leases = leases,
            AllowedActions = [AllowedAction.Of("correct", told), AllowedAction.Of("move-in", may),
                AllowedAction.Of("remove", told ?? (found.InUse ? DwellingProblems.DwellingInUse : leases.Count > 0 ? DwellingProblems.DwellingIsLet : null))],
            Version = found.Version,
        };
    }
}
