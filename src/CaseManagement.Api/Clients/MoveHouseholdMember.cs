using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>
/// A member moves to another household on a day, alone or with others: leaves the one and joins the other in one call. An open case follows on that day.
/// </summary>
/// <param name="ToHouseholdId">The household to join.</param>
/// <param name="Role">The role there.</param>
/// <param name="On">First day there; today where left out.</param>
/// <param name="Reason">Why; at most 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Move a member to another household", """
    Leaves the one and joins the other on the same day, in one transaction. The open case follows on that day. Who moves together is named together,
    in `others`: what adults have agreed together ends where one of them leaves the others' household.
    """)]
public sealed record MoveHouseholdMember(
    Guid ToHouseholdId,
    [CodeOf(CodeLists.HouseholdRole)] string Role,
    DateOnly? On = null,
    [Example("Separation")] string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>Members who move along on the same day; at most 100.</summary>
    public IReadOnlyList<MovesAlong> Others { get; init; } = [];
    /// <summary>The member.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
    /// <summary>The household to leave.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match, of the household to leave.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A member who moves along.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Role">The role there.</param>
public sealed record MovesAlong(Guid ClientId, [CodeOf(CodeLists.HouseholdRole)] string Role);

internal sealed class MoveHouseholdMemberValidator : AbstractValidator<MoveHouseholdMember>
{
    public MoveHouseholdMemberValidator()
    {
        RuleFor(command => command.Reason).MaximumLength(1000);
        RuleFor(command => command.ToHouseholdId).NotEqual(command => command.Id).WithProblem(ClientProblems.SameHousehold);
        RuleFor(command => command.Others).Distinct(member => member.ClientId);
        RuleForEach(command => command.Others).Must((command, member) => member.ClientId != command.ClientId).WithProblem(ClientProblems.StatedTwice);
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
        var moving = request.Others.Prepend(new MovesAlong(request.ClientId, request.Role)).ToList();
        Guid[] ids = [.. moving.Select(member => member.ClientId)];
        HouseholdMoves.CheckBorn(await db.Set<Client>().Where(c => ids.Contains(c.Id)).MaxAsync(c => c.BirthDate, cancellationToken), request.On, "/on");
        foreach (var member in moving)
        {
            household.Leave(member.ClientId, on, call.Now);
            other.Add(member.ClientId, member.Role, on, call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow(call, moving.ConvertAll(member => member.ClientId), cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
