using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>One presence.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a presence", "With what you may do now.")]
public sealed record GetPresence(Guid Id) : IQuery<PresenceView>;

/// <summary>When a person was here, the latest arrival first.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Include">Those that never were so, too.</param>
/// <param name="On">Those on this day: none, or one.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List when a person was here", "The latest arrival first, those that are over among them; `include=ended` shows also what never was so.")]
public sealed record ListPresences(Guid ClientId, IncludePresences? Include, DateOnly? On, Paging Page) : IQuery<Page<PresenceView>>;

/// <summary>What else a list of presences shows.</summary>
public enum IncludePresences
{
    /// <summary>What never was so, too.</summary>
    Ended,
}

/// <summary>That a person is here, [from, until).</summary>
/// <param name="Id">The presence.</param>
/// <param name="ClientId">Who.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="From">The arrival: first day of what is known.</param>
/// <param name="FromPrecision">How precisely it is known.</param>
/// <param name="ArrivedAs">How the person came.</param>
/// <param name="Until">First day no longer; null while the person is here.</param>
/// <param name="UntilPrecision">How precisely it is known.</param>
/// <param name="LeaveReason">Why the person left.</param>
/// <param name="Destination">Where to.</param>
/// <param name="UnknownSince">Since when nobody knows where the person is.</param>
/// <param name="Status">Whether the person is here.</param>
/// <param name="VoidReason">Why it never was so.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record PresenceView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string ClientName,
    DateOnly From,
    [Example("day")] FactPrecision FromPrecision,
    [CodeOf(CodeLists.PresenceArrival)] string ArrivedAs,
    [Example(null)] DateOnly? Until,
    [Example(null)] FactPrecision? UntilPrecision,
    [CodeOf(CodeLists.PresenceLeaveReason), Example(null)] string? LeaveReason,
    [CodeOf(CodeLists.PresenceDestination), Example(null)] string? Destination,
    [Example(null)] DateOnly? UnknownSince,
    PresenceStatus Status,
    [Example(null)] string? VoidReason,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>What a view is made of.</summary>
internal sealed record PresenceRow(Presence Row, uint Version, string ClientName, bool IsRestricted, string? RecordedByName)
{
    public PresenceView Shown(CallContext call) => new(Row.Id, Row.ClientId, ClientName, Row.FromDate, Row.FromPrecision, Row.ArrivedAs, Row.UntilDate,
        Row.UntilPrecision, Row.LeaveReason, Row.Destination, Row.UnknownSince, Row.Status, Row.VoidReason, Row.RecordedBy, RecordedByName, Row.RecordedAt,
        Presence.Moves.Describe(Row.Status, _ => ClientAccess.ObjectionToChange(call, Row.OrganisationId, IsRestricted)))
    { Version = Version };
}

internal static class PresenceAccess
{
    /// <summary>Of persons whom the caller sees.</summary>
    public static IQueryable<Presence> VisibleTo(this IQueryable<Presence> rows, CaseDb db, Caller caller)
    {
        var clients = db.Set<Client>().VisibleTo(db, caller);
        return rows.Where(row => clients.Any(client => client.Id == row.ClientId));
    }

    public static IQueryable<PresenceRow> Read(this IQueryable<Presence> rows, CaseDb db) =>
        from row in rows
        join client in db.Set<Client>() on row.ClientId equals client.Id
        select new PresenceRow(row, row.Version, client.FamilyName + ", " + client.GivenName, client.RestrictedAt != null,
            db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault());
}

internal sealed class ReadPresencesHandler(CaseDb db, CallContext call)
    : IHandler<GetPresence, PresenceView>, IHandler<ListPresences, Page<PresenceView>>
{
    private static readonly Order<Presence, PresenceView> LatestFirst =
        Order.Descending((Presence row) => ValueTuple.Create(row.FromDate, row.Id), (PresenceView row) => (row.From, row.Id));

    public async Task<PresenceView> Handle(GetPresence request, CancellationToken cancellationToken) =>
        (await db.Set<Presence>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id).Read(db).AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id)).Shown(call);

    public async Task<Page<PresenceView>> Handle(ListPresences request, CancellationToken cancellationToken)
    {
        var rows = db.Set<Presence>().VisibleTo(db, call.Caller).Where(row => row.ClientId == request.ClientId);
        var filter = request with { Page = Paging.First };
        if (request.Include is null)
        {
            rows = rows.Where(row => row.VoidedAt == null);
        }
        rows = rows.If(request.On, day => row => row.FromDate <= day && (row.UntilDate == null || row.UntilDate > day));
        var page = await LatestFirst.Next(rows, request.Page, filter).Read(db).AsNoTracking().ToListAsync(cancellationToken);
        // Asked only where there is nothing to show, so that the usual answer costs one question less.
        if (page.Count == 0 && !await db.Set<Client>().VisibleTo(db, call.Caller).AnyAsync(client => client.Id == request.ClientId, cancellationToken))
        {
            throw RefusedException.NotFound(request.ClientId);
        }
        return LatestFirst.Cut([.. page.Select(row => row.Shown(call))], request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
