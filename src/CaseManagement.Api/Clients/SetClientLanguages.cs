using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all languages of a person with their levels; what is left out is taken off.</summary>
[Requires(Permission.WriteClients)]
public sealed record SetClientLanguages : ICommand<Saved>, IGivesReason
{
    /// <summary>All of them, at most 100.</summary>
    public required IReadOnlyList<SpokenLanguage> Languages { get; init; }
    /// <summary>Why, where it is a correction; at most 1000 characters.</summary>
    public string? Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SetClientLanguagesValidator : AbstractValidator<SetClientLanguages>
{
    public SetClientLanguagesValidator()
    {
        RuleFor(command => command.Languages).Distinct(spoken => spoken.Language);
        RuleForEach(command => command.Languages).SetValidator(new SpokenLanguageRules());
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class SetClientLanguagesHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<SetClientLanguages, Saved>
{
    public async Task<Saved> Handle(SetClientLanguages request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Languages).ThenInclude(l => l.Levels).ToChange(db, call, request.Id, request.Version, cancellationToken);
        await codes.Check(cancellationToken, [.. request.Languages.Codes()]);
        client.SetLanguages(request.Languages, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
