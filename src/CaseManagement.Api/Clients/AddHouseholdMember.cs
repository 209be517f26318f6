using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A person joins a household; an open case follows.</summary>
[Requires(Permission.WriteClients)]
public sealed record AddHouseholdMember : ICommand<Saved>
{
    /// <summary>Who.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Code of the list household-role.</summary>
    public required string Role { get; init; }
    /// <summary>First day; today where left out.</summary>
    public DateOnly? From { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AddHouseholdMemberValidator : AbstractValidator<AddHouseholdMember>
{
    public AddHouseholdMemberValidator() => RuleFor(command => command.Role).NotEmpty().MaximumLength(64);
}

internal sealed class AddHouseholdMemberHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<AddHouseholdMember, Saved>
{
    public async Task<Saved> Handle(AddHouseholdMember request, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        if (!await db.Set<Client>().VisibleTo(db, call.Caller).AnyAsync(c => c.Id == request.ClientId && c.OrganisationId == household.OrganisationId, cancellationToken))
        {
            throw RefusedException.Invalid("/clientId", ClientProblems.UnknownClient);
        }
        await codes.Check(cancellationToken, new CodeUse("/role", CodeLists.HouseholdRole, request.Role));
        household.Add(request.ClientId, request.Role, request.From ?? call.Today, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow([request.ClientId], household.Id, call, cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
