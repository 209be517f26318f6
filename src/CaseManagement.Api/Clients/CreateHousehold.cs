using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Creates a household, with or without members.</summary>
[Requires(Permission.WriteClients)]
[Operation("Create a household", "With or without members. A person is in one household at a time (409 `in-another-household`).")]
public sealed record CreateHousehold : ICommand<Saved>
{
    /// <summary>The allocation list's own name for it, at most 100 characters; left out, it gets a reference, such as HH-3F9A2C71.</summary>
    [Example(Sample.HouseholdReference)]
    public string? Reference { get; init; }
    /// <summary>Who lives in it; at most 100.</summary>
    public IReadOnlyList<NewMember> Members { get; init; } = [];
}

/// <summary>Somebody who joins a household.</summary>
public sealed record NewMember
{
    /// <summary>Who.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>As what.</summary>
    [CodeOf(CodeLists.HouseholdRole)]
    public required string Role { get; init; }
    /// <summary>First day; today where left out.</summary>
    public DateOnly? From { get; init; }
}

internal sealed class CreateHouseholdValidator : AbstractValidator<CreateHousehold>
{
    public CreateHouseholdValidator()
    {
        RuleFor(command => command.Reference).MaximumLength(100);
        RuleFor(command => command.Members).Distinct(member => member.ClientId);
    }
}

internal sealed class CreateHouseholdHandler(CaseDb db, CallContext call) : IHandler<CreateHousehold, Saved>
{
    public async Task<Saved> Handle(CreateHousehold request, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        var stated = request.Members.Select(member => member.ClientId).ToArray();
        var known = stated.Length == 0 ? [] : await db.Set<Client>().VisibleTo(db, call.Caller)
            .Where(c => stated.Contains(c.Id) && c.OrganisationId == organisation).ToDictionaryAsync(c => c.Id, c => c.BirthDate, cancellationToken);
        if (Array.FindIndex(stated, id => !known.ContainsKey(id)) is >= 0 and var unknown)
        {
            throw RefusedException.Invalid($"/members/{unknown}/clientId", ClientProblems.UnknownClient);
        }
        var household = new Household(organisation, request.Reference, call.Now);
        foreach (var (at, member) in request.Members.Index())
        {
            HouseholdMoves.CheckBorn(known[member.ClientId], member.From, $"/members/{at}/from");
            household.Add(member.ClientId, member.Role, member.From ?? call.Today, call.Now);
        }
        db.Add(household);
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow(call, stated, cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
