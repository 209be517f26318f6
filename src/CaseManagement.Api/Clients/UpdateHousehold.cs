using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>Gives a household another reference.</summary>
/// <param name="Reference">At most 100 characters; left out: none.</param>
[Requires(Permission.WriteClients)]
[Operation("Change a household", "Its reference.")]
public sealed record UpdateHousehold([Example(Sample.HouseholdReference)] string? Reference = null) : ICommand<Saved>
{
    /// <summary>The household.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class UpdateHouseholdValidator : AbstractValidator<UpdateHousehold>
{
    public UpdateHouseholdValidator() => RuleFor(command => command.Reference).MaximumLength(100);
}

internal sealed class UpdateHouseholdHandler(CaseDb db, CallContext call) : IHandler<UpdateHousehold, Saved>
{
    public Task<Saved> Handle(UpdateHousehold request, CancellationToken cancellationToken) =>
        db.Change(call, request.Id, request.Version, household => household.Rename(request.Reference, call.Now), cancellationToken);
}
