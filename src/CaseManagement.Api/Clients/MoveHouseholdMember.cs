using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A member moves to another household on a day: leaves the one and joins the other in one call. An open case follows on that day.</summary>
/// <param name="ToHouseholdId">The household to join.</param>
/// <param name="Role">The role there.</param>
/// <param name="On">First day there; today where left out.</param>
/// <param name="Reason">Why; at most 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Move a member to another household", "Leaves the one and joins the other on the same day, in one transaction. An open case follows then.")]
public sealed record MoveHouseholdMember(
    Guid ToHouseholdId,
    [CodeOf(CodeLists.HouseholdRole)] string Role,
    DateOnly? On = null,
    [Example("Separation")] string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The member.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
    /// <summary>The household to leave.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match, of the household to leave.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class MoveHouseholdMemberValidator : AbstractValidator<MoveHouseholdMember>
{
    public MoveHouseholdMemberValidator()
    {
        RuleFor(command => command.Reason).MaximumLength(1000);
        RuleFor(command => command.ToHouseholdId).NotEqual(command => command.Id).WithProblem(ClientProblems.SameHousehold);
    }
}

internal sealed class MoveHouseholdMemberHandler(CaseDb db, CallContext call) : IHandler<MoveHouseholdMember, Saved>
{
    public async Task<Saved> Handle(MoveHouseholdMember request, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        var other = await db.Set<Household>().VisibleTo(db, call.Caller).Include(h => h.Members)
            .SingleOrDefaultAsync(h => h.Id == request.ToHouseholdId && h.OrganisationId == household.OrganisationId, cancellationToken)
            ?? throw RefusedException.Invalid("/toHouseholdId", ClientProblems.UnknownHousehold);
        var on = request.On ?? call.Today;
        household.Leave(request.ClientId, on, call.Now);
        other.Add(request.ClientId, request.Role, on, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow(call, [request.ClientId], cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
