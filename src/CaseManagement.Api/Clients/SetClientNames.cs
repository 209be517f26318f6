using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all other names and spellings of a person; what is left out is taken off.</summary>
[Requires(Permission.WriteClients)]
public sealed record SetClientNames : ICommand<Saved>, IGivesReason
{
    /// <summary>All of them, at most 100.</summary>
    public required IReadOnlyList<OtherName> Names { get; init; }
    /// <summary>Why, where it is a correction; at most 1000 characters.</summary>
    public string? Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SetClientNamesValidator : AbstractValidator<SetClientNames>
{
    public SetClientNamesValidator()
    {
        RuleFor(command => command.Names).Distinct(name => (name.Kind, name.Script, name.FamilyName.Trim(), name.GivenName.Trim()));
        RuleForEach(command => command.Names).SetValidator(new OtherNameRules());
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class SetClientNamesHandler(CaseDb db, CallContext call) : IHandler<SetClientNames, Saved>
{
    public async Task<Saved> Handle(SetClientNames request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Names).Include(c => c.References).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.SetNames(request.Names, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
