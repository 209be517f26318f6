using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all numbers that other offices gave a person; what is left out is taken off.</summary>
[Requires(Permission.WriteClients)]
public sealed record SetClientReferences : ICommand<Saved>, IGivesReason
{
    /// <summary>All of them, at most 100.</summary>
    public required IReadOnlyList<ExternalReference> References { get; init; }
    /// <summary>Why, where it is a correction; at most 1000 characters.</summary>
    public string? Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SetClientReferencesValidator : AbstractValidator<SetClientReferences>
{
    public SetClientReferencesValidator()
    {
        RuleFor(command => command.References).Distinct(reference => (reference.Source, reference.Value.Trim()));
        RuleForEach(command => command.References).SetValidator(new ExternalReferenceRules());
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class SetClientReferencesHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<SetClientReferences, Saved>
{
    public async Task<Saved> Handle(SetClientReferences request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Names).Include(c => c.References).ToChange(db, call, request.Id, request.Version, cancellationToken);
        await codes.Check(cancellationToken, [.. request.References.Codes()]);
        client.SetReferences(request.References, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
