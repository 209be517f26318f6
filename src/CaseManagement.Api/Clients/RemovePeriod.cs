using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>Takes a period out of a history that never was so. The trail keeps it, and why.</summary>
[Requires(Permission.WriteClients)]
public sealed record RemovePeriod : ICommand<Saved>, IGivesReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    public required string Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public PeriodKind History { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid PeriodId { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RemovePeriodValidator : AbstractValidator<RemovePeriod>
{
    public RemovePeriodValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class RemovePeriodHandler(CaseDb db, CallContext call) : IHandler<RemovePeriod, Saved>
{
    public async Task<Saved> Handle(RemovePeriod request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().IncludeHistory(request.History).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.Remove(request.History, request.PeriodId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
