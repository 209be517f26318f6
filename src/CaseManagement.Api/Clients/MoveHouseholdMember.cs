using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A member moves to another household on a day: leaves the one and joins the other in one call. An open case follows.</summary>
[Requires(Permission.WriteClients)]
public sealed record MoveHouseholdMember : ICommand<Saved>, IGivesReason
{
    /// <summary>The household to join.</summary>
    public required Guid ToHouseholdId { get; init; }
    /// <summary>The role there; code of the list household-role.</summary>
    public required string Role { get; init; }
    /// <summary>First day there; today where left out.</summary>
    public DateOnly? On { get; init; }
    /// <summary>Why; at most 1000 characters.</summary>
    public string? Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class MoveHouseholdMemberValidator : AbstractValidator<MoveHouseholdMember>
{
    public MoveHouseholdMemberValidator()
    {
        RuleFor(command => command.Role).NotEmpty().MaximumLength(64);
        RuleFor(command => command.Reason).MaximumLength(1000);
        RuleFor(command => command.ToHouseholdId).NotEqual(command => command.Id).WithProblem(ClientProblems.SameHousehold);
    }
}

internal sealed class MoveHouseholdMemberHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<MoveHouseholdMember, Saved>
{
    public async Task<Saved> Handle(MoveHouseholdMember request, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        var other = await db.Set<Household>().VisibleTo(db, call.Caller).Include(h => h.Members)
            .SingleOrDefaultAsync(h => h.Id == request.ToHouseholdId && h.OrganisationId == household.OrganisationId, cancellationToken)
            ?? throw RefusedException.Invalid("/toHouseholdId", ClientProblems.UnknownHousehold);
        await codes.Check(cancellationToken, new CodeUse("/role", CodeLists.HouseholdRole, request.Role));
        var on = request.On ?? call.Today;
        household.Leave(request.ClientId, on, call.Now);
        other.Add(request.ClientId, request.Role, on, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow([request.ClientId], other.Id, call, cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
