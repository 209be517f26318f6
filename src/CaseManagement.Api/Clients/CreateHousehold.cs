using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Creates a household, with or without members.</summary>
[Requires(Permission.WriteClients)]
public sealed record CreateHousehold : ICommand<Saved>
{
    /// <summary>The allocation list's own name for it; at most 100 characters.</summary>
    public string? Reference { get; init; }
    /// <summary>Who lives in it.</summary>
    public IReadOnlyList<NewMember> Members { get; init; } = [];
}

/// <summary>Somebody who joins a household.</summary>
public sealed record NewMember
{
    /// <summary>Who.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Code of the list household-role.</summary>
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
        RuleForEach(command => command.Members).ChildRules(member => member.RuleFor(m => m.Role).NotEmpty().MaximumLength(64));
    }
}

internal sealed class CreateHouseholdHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<CreateHousehold, Saved>
{
    public async Task<Saved> Handle(CreateHousehold request, CancellationToken cancellationToken)
    {
        await codes.Check(cancellationToken, [.. request.Members.Select((member, i) => new CodeUse($"/members/{i}/role", CodeLists.HouseholdRole, member.Role))]);
        var organisation = call.Caller.RequiredOrganisationId;
        var stated = request.Members.Select(member => member.ClientId).ToArray();
        var known = stated.Length == 0 ? [] : await db.Set<Client>().VisibleTo(db, call.Caller).Where(c => stated.Contains(c.Id) && c.OrganisationId == organisation).Select(c => c.Id).ToListAsync(cancellationToken);
        if (Array.FindIndex(stated, id => !known.Contains(id)) is >= 0 and var unknown)
        {
            throw RefusedException.Invalid($"/members/{unknown}/clientId", ClientProblems.UnknownClient);
        }
        var household = new Household(organisation, request.Reference, call.Now);
        foreach (var member in request.Members)
        {
            household.Add(member.ClientId, member.Role, member.From ?? call.Today, call.Now);
        }
        db.Add(household);
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow(stated, household.Id, call, cancellationToken);
        return new Saved(household.Id, household.Version);
    }
}
