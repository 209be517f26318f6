using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all other names and spellings of a person; what is left out is taken off.</summary>
/// <param name="Names">All of them, at most 100.</param>
/// <param name="Reason">Why, where it is a correction; at most 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Set a person's other names", "Transliterations, original script, former names. Each is found by searching.")]
public sealed record SetClientNames(IReadOnlyList<OtherName> Names, [Example(Sample.Reason)] string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
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
    public Task<Saved> Handle(SetClientNames request, CancellationToken cancellationToken) =>
        db.Set<Client>().Include(c => c.Names).Include(c => c.References)
            .Change(db, call, request.Id, request.Version, client => client.SetNames(request.Names, call.Now), cancellationToken);
}
