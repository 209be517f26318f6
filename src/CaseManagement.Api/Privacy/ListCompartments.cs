using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>A client's compartments: which are open to the caller and why, and who is named for them. Tells nothing of what they hold.</summary>
/// <param name="ClientId">Of whom.</param>
[Requires(Permission.UseCompartments)]
[Operation("See which compartments are open to me", """
    Health, protection, sexual orientation: open to the lead worker, to named persons, and for four hours after break-glass.
    Tells nothing of what they hold.
    """)]
public sealed record ListCompartments(Guid ClientId) : IQuery<ClientCompartments>;

/// <summary>A client's compartments.</summary>
/// <param name="ClientId">Of whom.</param>
/// <param name="IsLead">Whether the caller is the lead worker, to whom all are open and who admits others.</param>
/// <param name="BrokenUntil">Until when the caller has broken the glass; null where he has not.</param>
/// <param name="Items">The three compartments.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record ClientCompartments(
    Guid ClientId,
    bool IsLead,
    [Example(null)] DateTimeOffset? BrokenUntil,
    IReadOnlyList<CompartmentEntry> Items,
    IReadOnlyList<AllowedAction> AllowedActions) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A compartment.</summary>
/// <param name="Compartment">Which.</param>
/// <param name="IsOpen">Whether the caller may open it now.</param>
/// <param name="NamedPersons">Who is named for it.</param>
public sealed record CompartmentEntry(
    Compartment Compartment,
    bool IsOpen,
    IReadOnlyList<NamedPersonEntry> NamedPersons);

/// <summary>A named person.</summary>
/// <param name="Id">The admission, to end it.</param>
/// <param name="StaffId">Who.</param>
/// <param name="StaffName">His or her name.</param>
/// <param name="NamedAt">Since when.</param>
public sealed record NamedPersonEntry(
    Guid Id,
    Guid StaffId,
    [Example(Sample.Colleague)] string StaffName,
    DateTimeOffset NamedAt);

internal sealed class ListCompartmentsHandler(CaseDb db, CallContext call) : IHandler<ListCompartments, ClientCompartments>
{
    public async Task<ClientCompartments> Handle(ListCompartments request, CancellationToken cancellationToken)
    {
        var (me, now) = (call.Caller.StaffId, call.Now);
        var row = await db.Set<Client>().SeenBy(db, call.Caller).Where(client => client.Id == request.ClientId).Select(client => new
        {
            Health = AccessFunctions.MayOpen(client.Id, "health"),
            Protection = AccessFunctions.MayOpen(client.Id, "protection"),
            SexualOrientation = AccessFunctions.MayOpen(client.Id, "sexual_orientation"),
            IsLead = db.Set<Case>().LedBy(call.Caller).Any(c => c.ClientId == client.Id),
            BrokenUntil = db.Set<BreakGlassOpening>().Where(opening => opening.ClientId == client.Id && opening.StaffId == me && opening.UntilAt > now)
                .Max(opening => (DateTimeOffset?)opening.UntilAt),
            Named = (from named in db.Set<NamedPerson>()
                     join staff in db.Set<Staff>() on named.StaffId equals staff.Id
                     where named.ClientId == client.Id && named.EndedAt == null
                     orderby staff.FamilyName, staff.GivenName, named.Id
                     select new
                     {
                         named.Compartment,
                         Entry = new NamedPersonEntry(named.Id, staff.Id, staff.GivenName + " " + staff.FamilyName, named.NamedAt),
                     }).ToList(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        return new ClientCompartments(request.ClientId, row.IsLead, row.BrokenUntil,
        [
            Entry(Compartment.Health, row.Health), Entry(Compartment.Protection, row.Protection), Entry(Compartment.SexualOrientation, row.SexualOrientation),
        ],
        [
            AllowedAction.Of("named-persons", row.IsLead ? null : PrivacyProblems.NotLead),
            AllowedAction.Yes("break-glass"),
        ]);

        CompartmentEntry Entry(Compartment compartment, bool isOpen) =>
            new(compartment, isOpen, [.. row.Named.Where(named => named.Compartment == compartment).Select(named => named.Entry)]);
    }
}
