using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>The units that a figure counts.</summary>
/// <param name="Name">Which figure.</param>
/// <param name="On">Of a figure on a key date: the day; today where left out.</param>
/// <param name="From">Of a figure of a period: its first day.</param>
/// <param name="Until">Its first day no longer.</param>
/// <param name="By">Which of its dimensions are told of each unit that is open to you.</param>
/// <param name="Filter">Of whom.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadFigures)]
[Operation("List the units of a figure", """
    One row for each unit that the figure counts, in no order that means anything; with `count=true` their number, which is the figure's `n`. A person whom
    you may open now is named; whoever is erased, has been handed over, or is not yours to see stands as `{"availability": …}` and no more.
    """)]
public sealed record ListFigureUnits(
    [property: Example("open_cases"), ClosedSet(typeof(Figures), nameof(Figures.Names))] string Name,
    DateOnly? On, DateOnly? From, DateOnly? Until, IReadOnlyList<FigureDimension>? By, FigureFilter Filter,
    Paging Page) : IQuery<Page<FigureUnitRow>>;

/// <summary>Whether a counted unit can be opened.</summary>
public enum UnitAvailability
{
    /// <summary>By you, now.</summary>
    Open,
    /// <summary>It is another organisation's by now.</summary>
    HandedOver,
    /// <summary>Nobody can tell any more who it was.</summary>
    Erased,
    /// <summary>Not by you, or not as counted here.</summary>
    Restricted,
    /// <summary>Nobody's in particular: a contact in which nobody was named, a gap.</summary>
    Nobody,
}

/// <summary>One counted unit; but for `availability` all members are left out where it is not `open`, and of the ids those of other units.</summary>
public sealed record FigureUnitRow : IShowsPersons
{
    /// <summary>Whether it can be opened.</summary>
    public required UnitAvailability Availability { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ClientId { get; init; }
    /// <summary>The household.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)]
    public Guid? HouseholdId { get; init; }
    /// <summary>Its reference.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)]
    public string? HouseholdReference { get; init; }
    /// <summary>The flat.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)]
    public Guid? DwellingId { get; init; }
    /// <summary>The landlord.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)]
    public Guid? LandlordId { get; init; }
    /// <summary>Family name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(Sample.FamilyName)]
    public string? FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(Sample.GivenName)]
    public string? GivenName { get; init; }
    /// <summary>The day on which it counts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? On { get; init; }
    /// <summary>Its values of the dimensions asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FigureValue>? Values { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];
}

internal sealed class ListFigureUnitsHandler(CaseDb db, CallContext call) : IHandler<ListFigureUnits, Page<FigureUnitRow>>
{
    // One row of figures.units, and who it is where the caller may see the person.
    private sealed record Counted(
        Guid Key, Guid? ClientId, Guid? HouseholdId, Guid? DwellingId, Guid? LandlordId, string Availability, DateOnly Day, string?[] Cell, long N);
    private sealed record Place(Guid Key);

    public async Task<Page<FigureUnitRow>> Handle(ListFigureUnits request, CancellationToken cancellationToken)
    {
        var asked = await FigureQuestion.Of(request.Name, request.On, request.From, request.Until, request.By, request.Filter, call)
            .Checked(db, call, cancellationToken);
        var (limit, scope) = (Cursor.Limit(request.Page.Limit), request with { Page = Paging.First });

        var after = Cursor.Read<Place>(request.Page.Cursor, scope)?.Key;
        var (by, filter) = (asked.ByNames, asked.FilterJson);
        var counted = db.Database.SqlQuery<Counted>($"""
            select u.key as "Key", case u.unit when 'client' then u.unit_id end as "ClientId", case u.unit when 'household' then u.unit_id end as "HouseholdId",
                case u.unit when 'dwelling' then u.unit_id end as "DwellingId", case u.unit when 'landlord' then u.unit_id end as "LandlordId",
                u.availability as "Availability", u.day as "Day", u.cell as "Cell", u.n as "N"
            from figures.units({request.Name}, {asked.From}, {asked.Until}, {by}, {filter}::jsonb, {after}, {limit + 1}) u
            """);
        var visible = db.Set<Client>().VisibleTo(db, call.Caller);
        var households = db.Set<Household>().VisibleTo(db, call.Caller);
        var rows = await (
            from unit in counted
            join client in visible on unit.ClientId equals client.Id into opened
            from client in opened.DefaultIfEmpty()
            orderby unit.Key
            select new
            {
                unit.Key, unit.Availability, unit.Day, unit.Cell, unit.N,
                HouseholdId = households.Any(home => home.Id == unit.HouseholdId) ? unit.HouseholdId : null, unit.DwellingId, unit.LandlordId,
                HouseholdReference = households.Where(home => home.Id == unit.HouseholdId).Select(home => home.Reference).FirstOrDefault(),
                ClientId = (Guid?)client.Id, FamilyName = (string?)client.FamilyName, GivenName = (string?)client.GivenName,
            }).ToListAsync(cancellationToken);
        var labels = await FigureLabels.Read(db, asked.By, rows
            .Where(row => (row.ClientId ?? row.HouseholdId ?? row.DwellingId ?? row.LandlordId) is not null).Select(row => row.Cell), cancellationToken);
        var page = Cursor.Page([.. rows.Select(row => (row.Key, Row: (row.ClientId ?? row.HouseholdId ?? row.DwellingId ?? row.LandlordId) is not null
                ? new FigureUnitRow
                {
                    Availability = UnitAvailability.Open, ClientId = row.ClientId, HouseholdId = row.HouseholdId,
                    HouseholdReference = row.HouseholdReference, DwellingId = row.DwellingId,
                    LandlordId = row.LandlordId, FamilyName = row.FamilyName, GivenName = row.GivenName, On = row.Day,
                    Values = labels.Of(row.Cell),
                }
                : new FigureUnitRow { Availability = Unavailable(row.Availability) }))], limit, scope, shown => new Place(shown.Key));
        return new Page<FigureUnitRow>([.. page.Items.Select(shown => shown.Row)], page.NextCursor)
        {
            Count = request.Page.Count ? (int)(rows.FirstOrDefault()?.N ?? 0) : null,
        };
    }

    private static UnitAvailability Unavailable(string why) => why switch
    {
        "erased" => UnitAvailability.Erased,
        "handed_over" => UnitAvailability.HandedOver,
        "nobody" => UnitAvailability.Nobody,
        "restricted" => UnitAvailability.Restricted,
        _ => throw new InvalidOperationException("figures.units says otherwise."),
    };
}
