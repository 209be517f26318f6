using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>One admission to a compartment of a client whom the caller sees.</summary>
/// <param name="Id">The admission.</param>
[Requires(Permission.UseCompartments)]
[Operation("Get an admission", "With its ETag and what you may do to it.")]
public sealed record GetNamedPerson(Guid Id) : IQuery<NamedPersonView>;

/// <summary>An admission.</summary>
/// <param name="Id">The admission.</param>
/// <param name="ClientId">Of whom.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Compartment">To what.</param>
/// <param name="StaffId">Who is admitted.</param>
/// <param name="StaffName">His or her name.</param>
/// <param name="NamedBy">By which lead worker.</param>
/// <param name="NamedByName">The name; null for another organisation's colleague.</param>
/// <param name="NamedAt">Since when.</param>
/// <param name="EndedAt">Until when; null while it lasts.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record NamedPersonView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string ClientName,
    Compartment Compartment,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    Guid NamedBy,
    [Example(Sample.Colleague)] string? NamedByName,
    DateTimeOffset NamedAt,
    [Example(null)] DateTimeOffset? EndedAt,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetNamedPersonHandler(CaseDb db, CallContext call) : IHandler<GetNamedPerson, NamedPersonView>
{
    public async Task<NamedPersonView> Handle(GetNamedPerson request, CancellationToken cancellationToken)
    {
        var me = call.Caller.StaffId;
        var row = await (from named in db.Set<NamedPerson>()
                         join client in db.Set<Client>().SeenBy(db, call.Caller) on named.ClientId equals client.Id
                         where named.Id == request.Id
                         select new
                         {
                             named.ClientId, ClientName = client.FamilyName + ", " + client.GivenName, named.Compartment, named.StaffId, named.NamedBy,
                             named.NamedAt, named.EndedAt, named.Version,
                             StaffName = db.Set<Staff>().Where(staff => staff.Id == named.StaffId)
                                 .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                             NamedByName = db.Set<Staff>().Where(staff => staff.Id == named.NamedBy)
                                 .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                             IsLead = db.Set<Case>().LedBy(call.Caller).Any(c => c.ClientId == client.Id),
                         }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return new NamedPersonView(
            request.Id, row.ClientId, row.ClientName, row.Compartment, row.StaffId, row.StaffName, row.NamedBy, row.NamedByName, row.NamedAt,
            row.EndedAt,
            NamedPerson.Moves.Describe(row.EndedAt is null ? NamedPersonStatus.Named : NamedPersonStatus.Ended,
                _ => row.IsLead ? null : PrivacyProblems.NotLead))
        { Version = row.Version };
    }
}
