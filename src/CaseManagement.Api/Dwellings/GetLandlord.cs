using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>One landlord.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a landlord", "With what you may do now. Which dwellings: `GET /dwellings?landlordId=…`.")]
public sealed record GetLandlord(Guid Id) : IQuery<LandlordView>;

/// <summary>Landlords of the organisation, those who were recorded last first.</summary>
/// <param name="Kind">Persons, or companies.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List landlords", "Of your organisation, those who were recorded last first.")]
public sealed record ListLandlords(LandlordKind? Kind, Paging Page) : IQuery<Page<LandlordRow>>;

/// <summary>A landlord, as a list shows it.</summary>
public record LandlordRow
{
    /// <summary>The landlord.</summary>
    public required Guid Id { get; init; }
    /// <summary>A person or a company.</summary>
    [Example("company")]
    public required LandlordKind Kind { get; init; }
    /// <summary>The name.</summary>
    [Example("Baugenossenschaft Beispiel eG")]
    public required string Name { get; init; }
    /// <summary>How many dwellings of this landlord are on record.</summary>
    [Example(3)]
    public required int Dwellings { get; init; }
    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>A landlord, how to be reached, and what can be done.</summary>
public sealed record LandlordView : LandlordRow, IVersioned
{
    /// <summary>Whom to talk to.</summary>
    [Example("Herr Muster")]
    public required string? ContactPerson { get; init; }
    /// <summary>Telephone.</summary>
    [Example("+49 7153 000002")]
    public required string? Phone { get; init; }
    /// <summary>E-mail.</summary>
    [Example("vermietung@example.org")]
    public required string? Email { get; init; }
    /// <summary>Street and number.</summary>
    [Example("Hauptstraße 3")]
    public required string? Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public required string? PostalCode { get; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public required string? Town { get; init; }
    /// <summary>What else is to be known.</summary>
    [Example(null)]
    public required string? Note { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <summary>The ETag.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ReadLandlordsHandler(CaseDb db, CallContext call)
    : IHandler<GetLandlord, LandlordView>, IHandler<ListLandlords, Page<LandlordRow>>
{
    private static readonly Order<Landlord, LandlordRow> NewestFirst =
        Order.Descending((Landlord row) => ValueTuple.Create(row.RecordedAt, row.Id), (LandlordRow row) => (row.RecordedAt, row.Id));

    public async Task<LandlordView> Handle(GetLandlord request, CancellationToken cancellationToken)
    {
        var known = db.Set<Dwelling>().Where(DwellingAccess.KnowsPlace(db, call.Caller));
        var found = await db.Set<Landlord>().Own(call.Caller).Where(row => row.Id == request.Id).Select(row => new
        {
            Row = row,
            row.Version,
            Known = known.Count(one => one.LandlordId == row.Id),
            All = db.Set<Dwelling>().Count(one => one.LandlordId == row.Id),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (row, objection) = (found.Row, DwellingRows.Objection(call.Caller));
        return new LandlordView
        {
            Id = row.Id, Kind = row.Kind, Name = row.Name, Dwellings = found.Known, RecordedAt = row.RecordedAt, ContactPerson = row.ContactPerson,
            Phone = row.Phone, Email = row.Email, Street = row.Street, PostalCode = row.PostalCode, Town = row.Town, Note = row.Note,
            AllowedActions = [AllowedAction.Of("change", objection),
                AllowedAction.Of("remove", objection ?? (found.All > 0 ? DwellingProblems.LandlordInUse : null))],
            Version = found.Version,
        };
    }

    public async Task<Page<LandlordRow>> Handle(ListLandlords request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var found = db.Set<Landlord>().Own(call.Caller).Where(row => request.Kind == null || row.Kind == request.Kind);
        var known = db.Set<Dwelling>().Where(DwellingAccess.KnowsPlace(db, call.Caller));
        var rows = await NewestFirst.Next(found, request.Page, filter).Select(row => new LandlordRow
        {
            Id = row.Id, Kind = row.Kind, Name = row.Name, Dwellings = known.Count(one => one.LandlordId == row.Id), RecordedAt = row.RecordedAt,
        }).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await found.CountFor(request.Page, cancellationToken));
    }
}
