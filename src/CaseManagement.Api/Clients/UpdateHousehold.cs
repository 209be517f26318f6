using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>Gives a household another reference.</summary>
[Requires(Permission.WriteClients)]
public sealed record UpdateHousehold : ICommand<Saved>
{
    /// <summary>At most 100 characters; left out: none.</summary>
    public string? Reference { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class UpdateHouseholdValidator : AbstractValidator<UpdateHousehold>
{
    public UpdateHouseholdValidator() => RuleFor(command => command.Reference).MaximumLength(100);
}

internal sealed class UpdateHouseholdHandler(CaseDb db, CallContext call) : IHandler<UpdateHousehold, Saved>
{
    public async Task<Saved> Handle(UpdateHousehold request, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        household.Rename(request.Reference, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
