using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Representations;

/// <summary>One representation.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a representation", "With the day on which it ends and what you may do now.")]
public sealed record GetRepresentation(Guid Id) : IQuery<RepresentationView>;

/// <summary>Who acts for a person, in which matters and since when.</summary>
/// <param name="Id">The representation.</param>
/// <param name="ClientId">Who is represented.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="RepresentativeClientId">Who represents, where that person is on file.</param>
/// <param name="Name">Who represents.</param>
/// <param name="Contact">How to reach somebody who is not on file.</param>
/// <param name="Kind">As what.</param>
/// <param name="Scopes">In which matters.</param>
/// <param name="From">First day.</param>
/// <param name="Until">
/// First day no longer: as recorded, the 18th birthday, or the day on which one of the two has died, whichever comes first; null while no end is known.
/// </param>
/// <param name="EndsAtMajority">It ends with the 18th birthday and not before.</param>
/// <param name="IsInForce">Derived: today.</param>
/// <param name="Evidence">What shows it.</param>
/// <param name="EndReason">Why it ended.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record RepresentationView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string ClientName,
    Guid? RepresentativeClientId,
    [Example("Haddad, Samir")] string Name,
    [Example(null)] string? Contact,
    [CodeOf(CodeLists.RepresentationKind)] string Kind,
    [CodeOf(CodeLists.RepresentationScope)] IReadOnlyList<string> Scopes,
    DateOnly From,
    [Example("2099-03-02")] DateOnly? Until,
    bool EndsAtMajority,
    bool IsInForce,
    [Example("Court order of 2 March 2026, file 12 F 34/26")] string Evidence,
    [Example(null)] string? EndReason,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => RepresentativeClientId is { } by ? [ClientId, by] : [ClientId];
}

/// <summary>What a view is made of.</summary>
internal sealed record RepresentationRow(
    Representation Row, uint Version, string ClientName, DateOnly? Born, DateOnly? DiedOn, Guid OfOrganisation, string? RecordedByName)
{
    public Held Held => Row.Held(DiedOn);

    public RepresentationView Shown(CallContext call)
    {
        var held = Held;
        return new RepresentationView(Row.Id, Row.ClientId, ClientName, Row.RepresentativeClientId, Row.Name, Row.Contact, Row.Kind, Row.Scopes, Row.FromDate,
            Representation.EndsOn(held.From, held.Over, Born, held.OfMinors), Representation.EndsAtMajority(held.From, held.Over, Born, held.OfMinors),
            held.IsInForce(call.Today, Born), Row.Evidence, Row.EndReason, Row.RecordedBy, RecordedByName, Row.RecordedAt,
            Representation.Moves.Describe(Row.Status, _ => ClientAccess.ObjectionToChange(call, OfOrganisation)))
        { Version = Version };
    }
}

internal static class RepresentationRows
{
    public static IQueryable<RepresentationRow> Read(this IQueryable<Representation> rows, CaseDb db) =>
        from row in rows
        join client in db.Set<Client>() on row.ClientId equals client.Id
        select new RepresentationRow(row, row.Version, client.FamilyName + ", " + client.GivenName, client.BirthDate,
            Deaths.On(row.ClientId, row.RepresentativeClientId), row.OrganisationId,
            db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault());
}

internal sealed class GetRepresentationHandler(CaseDb db, CallContext call) : IHandler<GetRepresentation, RepresentationView>
{
    public async Task<RepresentationView> Handle(GetRepresentation request, CancellationToken cancellationToken) =>
        (await db.Set<Representation>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id).Read(db).AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id)).Shown(call);
}
