using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all languages of a person with their levels; what is left out is taken off.</summary>
/// <param name="Languages">All of them, at most 100.</param>
/// <param name="Reason">Why, where it is a correction; at most 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Set a person's languages", "ISO 639-3, with CEFR levels per skill. Literacy stands apart, in the base data.")]
public sealed record SetClientLanguages(IReadOnlyList<SpokenLanguage> Languages, [Example(Sample.Reason)] string? Reason = null)
    : ICommand<Saved>, IGivesReason
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
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

internal sealed class SetClientLanguagesHandler(CaseDb db, CallContext call) : IHandler<SetClientLanguages, Saved>
{
    public Task<Saved> Handle(SetClientLanguages request, CancellationToken cancellationToken) =>
        db.Set<Client>().Include(c => c.Languages).ThenInclude(language => language.Levels)
            .Change(db, call, request.Id, request.Version, client => client.SetLanguages(request.Languages, call.Now), cancellationToken);
}
