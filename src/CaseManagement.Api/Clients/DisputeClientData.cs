using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Somebody says that a statement on file is wrong (Art. 16 GDPR). It stays as it is until that is clarified.</summary>
[Requires(Permission.WriteClients)]
public sealed record DisputeClientData : ICommand<Saved>
{
    /// <summary>What is disputed.</summary>
    public required DisputableField Field { get; init; }
    /// <summary>Who disputes it.</summary>
    public required StatedBy StatedBy { get; init; }
    /// <summary>What is right instead; at most 2000 characters.</summary>
    public string? Statement { get; init; }
    /// <summary>Art. 18 (1) (a) GDPR: the person demands that it is only stored until it is clarified.</summary>
    public bool ProcessingRestricted { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class DisputeClientDataValidator : AbstractValidator<DisputeClientData>
{
    public DisputeClientDataValidator()
    {
        RuleFor(command => command.Field).IsInEnum();
        RuleFor(command => command.StatedBy).IsInEnum();
        RuleFor(command => command.Statement).MaximumLength(2000);
    }
}

internal sealed class DisputeClientDataHandler(CaseDb db, CallContext call) : IHandler<DisputeClientData, Saved>
{
    public async Task<Saved> Handle(DisputeClientData request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Marks).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.Dispute(request.Field, request.StatedBy, request.Statement, request.ProcessingRestricted, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
