using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all degrees and trades of a person and how far their recognition is; what is left out is taken off.</summary>
/// <param name="Qualifications">All of them, at most 100.</param>
/// <param name="Reason">Why, where it is a correction; at most 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Set a person's qualifications", "Degrees and trades with the stage of their recognition.")]
public sealed record SetClientQualifications(IReadOnlyList<Qualification> Qualifications, [Example(Sample.Reason)] string? Reason = null)
    : ICommand<Saved>, IGivesReason
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SetClientQualificationsValidator : AbstractValidator<SetClientQualifications>
{
    public SetClientQualificationsValidator()
    {
        RuleFor(command => command.Qualifications).Distinct(qualification => qualification.Title.Trim());
        RuleForEach(command => command.Qualifications).SetValidator(new QualificationRules());
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class SetClientQualificationsHandler(CaseDb db, CallContext call) : IHandler<SetClientQualifications, Saved>
{
    public Task<Saved> Handle(SetClientQualifications request, CancellationToken cancellationToken) => db.Set<Client>().Include(c => c.Qualifications)
        .Change(db, call, request.Id, request.Version, client => client.SetQualifications(request.Qualifications, call.Now), cancellationToken);
}
