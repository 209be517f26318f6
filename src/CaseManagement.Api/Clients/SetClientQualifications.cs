using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets all degrees and trades of a person and how far their recognition is; what is left out is taken off.</summary>
[Requires(Permission.WriteClients)]
public sealed record SetClientQualifications : ICommand<Saved>, IGivesReason
{
    /// <summary>All of them, at most 100.</summary>
    public required IReadOnlyList<Qualification> Qualifications { get; init; }
    /// <summary>Why, where it is a correction; at most 1000 characters.</summary>
    public string? Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
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

internal sealed class SetClientQualificationsHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<SetClientQualifications, Saved>
{
    public async Task<Saved> Handle(SetClientQualifications request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Qualifications).ToChange(db, call, request.Id, request.Version, cancellationToken);
        await codes.Check(cancellationToken, [.. request.Qualifications.Codes()]);
        client.SetQualifications(request.Qualifications, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
