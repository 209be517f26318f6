using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all numbers that other offices gave a person; what is left out is taken off.</summary>
/// <param name="References">All of them, at most 100.</param>
/// <param name="Reason">Why, where it is a correction; at most 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Set a person's references", "Numbers of other offices, each with its source.")]
public sealed record SetClientReferences(IReadOnlyList<ExternalReference> References, [Example(Sample.Reason)] string? Reason = null)
    : ICommand<Saved>, IGivesReason
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
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

internal sealed class SetClientReferencesHandler(CaseDb db, CallContext call) : IHandler<SetClientReferences, Saved>
{
    public Task<Saved> Handle(SetClientReferences request, CancellationToken cancellationToken) =>
        db.Set<Client>().Include(c => c.Names).Include(c => c.References)
            .Change(db, call, request.Id, request.Version, client => client.SetReferences(request.References, call.Now), cancellationToken);
}
