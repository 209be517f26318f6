using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>One admission to a compartment of a client whom the caller sees.</summary>
[Requires(Permission.UseCompartments)]
public sealed record GetNamedPerson(Guid Id) : IQuery<NamedPersonView>;

/// <summary>An admission.</summary>
/// <param name="Id">The admission.</param>
/// <param name="ClientId">Of whom.</param>
/// <param name="Compartment">To what.</param>
/// <param name="StaffId">Who is admitted.</param>
/// <param name="NamedBy">By which lead worker.</param>
/// <param name="NamedAt">Since when.</param>
/// <param name="EndedAt">Until when; null while it lasts.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record NamedPersonView(
    Guid Id,
    Guid ClientId,
    [Example("health")] Compartment Compartment,
    Guid StaffId,
    Guid NamedBy,
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
                             named.ClientId, named.Compartment, named.StaffId, named.NamedBy, named.NamedAt, named.EndedAt, named.Version,
                             IsLead = db.Set<Case>().LedBy(call.Caller).Any(c => c.ClientId == client.Id),
                         }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return new NamedPersonView(request.Id, row.ClientId, row.Compartment, row.StaffId, row.NamedBy, row.NamedAt, row.EndedAt,
            NamedPerson.Moves.Describe(row.EndedAt is null ? NamedPersonStatus.Named : NamedPersonStatus.Ended,
                _ => row.IsLead ? null : PrivacyProblems.NotLead))
        { Version = row.Version };
    }
}
