using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>A member leaves a household without joining another one; an open case goes on by itself.</summary>
[Requires(Permission.WriteClients)]
public sealed record RemoveHouseholdMember : ICommand<Saved>, IGivesReason
{
    /// <summary>First day no longer; today where left out.</summary>
    public DateOnly? Until { get; init; }
    /// <summary>Why; 1 to 1000 characters.</summary>
    public required string Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RemoveHouseholdMemberValidator : AbstractValidator<RemoveHouseholdMember>
{
    public RemoveHouseholdMemberValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class RemoveHouseholdMemberHandler(CaseDb db, CallContext call) : IHandler<RemoveHouseholdMember, Saved>
{
    public async Task<Saved> Handle(RemoveHouseholdMember request, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        household.Leave(request.ClientId, request.Until ?? call.Today, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow([request.ClientId], null, call, cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
