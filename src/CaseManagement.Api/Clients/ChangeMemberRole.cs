using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>A present member's role was recorded wrongly or has changed.</summary>
[Requires(Permission.WriteClients)]
public sealed record ChangeMemberRole : ICommand<Saved>
{
    /// <summary>Code of the list household-role.</summary>
    public required string Role { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeMemberRoleValidator : AbstractValidator<ChangeMemberRole>
{
    public ChangeMemberRoleValidator() => RuleFor(command => command.Role).NotEmpty().MaximumLength(64);
}

internal sealed class ChangeMemberRoleHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<ChangeMemberRole, Saved>
{
    public async Task<Saved> Handle(ChangeMemberRole request, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        await codes.Check(cancellationToken, new CodeUse("/role", CodeLists.HouseholdRole, request.Role));
        household.ChangeRole(request.ClientId, request.Role, call.Today, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
