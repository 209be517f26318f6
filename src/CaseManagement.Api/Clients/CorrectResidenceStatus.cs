using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Corrects a residence status that was recorded wrongly. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
public sealed record CorrectResidenceStatus : ResidenceStatusEntry, ICommand<Saved>, IGivesReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    public required string Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid PeriodId { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectResidenceStatusValidator : ResidenceStatusRules<CorrectResidenceStatus>
{
    public CorrectResidenceStatusValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class CorrectResidenceStatusHandler(CaseDb db, CallContext call) : IHandler<CorrectResidenceStatus, Saved>
{
    public async Task<Saved> Handle(CorrectResidenceStatus request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.ResidenceStatuses).ToChange(db, call, request.Id, request.Version, cancellationToken);
        await db.CheckCode(client.Id, CodeLists.ResidenceStatus, request.Status, request.From, cancellationToken);
        client.Correct(request.PeriodId, request, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
