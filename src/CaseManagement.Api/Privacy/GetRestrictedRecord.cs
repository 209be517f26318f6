using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>One restricted record; 404 for everybody to whom its compartment is closed.</summary>
/// <param name="Id">The record.</param>
[Requires(Permission.UseCompartments)]
[Operation("Get a restricted record", "404 for everybody to whom its compartment is closed.")]
public sealed record GetRestrictedRecord(Guid Id) : IQuery<RestrictedRecordView>;

/// <summary>A restricted record.</summary>
/// <param name="Id">The record.</param>
/// <param name="ClientId">Of whom.</param>
/// <param name="ClientName">Family name, given name; null where you do not see the person.</param>
/// <param name="Compartment">Where it is kept.</param>
/// <param name="Content">What it says.</param>
/// <param name="WrittenBy">Who wrote it.</param>
/// <param name="WriterName">The name; null for another organisation's colleague.</param>
/// <param name="CreatedAt">Written at.</param>
/// <param name="UpdatedAt">Last corrected at.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record RestrictedRecordView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Compartment Compartment,
    [Example("Needs appointments in the morning.")] string Content,
    Guid WrittenBy,
    [Example(Sample.Colleague)] string? WriterName,
    DateTimeOffset CreatedAt,
    [Example(Sample.LaterInstant)] DateTimeOffset UpdatedAt,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetRestrictedRecordHandler(CaseDb db, CallContext call) : IHandler<GetRestrictedRecord, RestrictedRecordView>
{
    public async Task<RestrictedRecordView> Handle(GetRestrictedRecord request, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        var row = await db.Set<RestrictedRecord>().Where(record => record.Id == request.Id)
            .Select(record => new
            {
                record.ClientId, record.Compartment, record.Content, record.WrittenBy, record.CreatedAt, record.UpdatedAt, record.Version,
                WriterName = db.Set<Staff>().Where(staff => staff.Id == record.WrittenBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                ClientName = seen.Where(client => client.Id == record.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                IsOwn = record.OrganisationId == own,
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return new RestrictedRecordView(
            request.Id, row.ClientId, row.ClientName, row.Compartment, row.Content, row.WrittenBy, row.WriterName, row.CreatedAt, row.UpdatedAt,
            [row.IsOwn ? AllowedAction.Yes("correct") : AllowedAction.No("correct", AccessProblems.NotPermitted)])
        { Version = row.Version };
    }
}
