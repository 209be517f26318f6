using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A person joins a household; an open case follows on that day.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Role">As what.</param>
/// <param name="From">First day; today where left out.</param>
[Requires(Permission.WriteClients)]
[Operation("Add a member", "From a day on. Who is in another household moves instead (409 `in-another-household`). An open case follows on that day.")]
public sealed record AddHouseholdMember(Guid ClientId, [CodeOf(CodeLists.HouseholdRole)] string Role, DateOnly? From = null) : ICommand<Saved>
{
    /// <summary>The household.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AddHouseholdMemberHandler(CaseDb db, CallContext call) : IHandler<AddHouseholdMember, Saved>
{
    public async Task<Saved> Handle(AddHouseholdMember request, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        var person = await db.Set<Client>().VisibleTo(db, call.Caller)
            .Where(c => c.Id == request.ClientId && c.OrganisationId == household.OrganisationId).Select(c => new { c.BirthDate })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Invalid("/clientId", ClientProblems.UnknownClient);
        HouseholdMoves.CheckBorn(person.BirthDate, request.From, "/from");
        household.Add(request.ClientId, request.Role, request.From ?? call.Today, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow(call, [request.ClientId], cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
