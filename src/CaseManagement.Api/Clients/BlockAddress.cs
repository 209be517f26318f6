using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Auskunftssperre (§ 51 BMG): from now on only those admitted to the compartment "protection" see where the person lives.</summary>
[Requires(Permission.WriteClients)]
public sealed record BlockAddress : ICommand<Saved>
{
    /// <summary>The office and its letter; at most 300 characters.</summary>
    public string? Source { get; init; }
    /// <summary>When the registration office's bar runs out; for information, it ends by lifting.</summary>
    public DateOnly? Until { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class BlockAddressValidator : AbstractValidator<BlockAddress>
{
    public BlockAddressValidator() => RuleFor(command => command.Source).MaximumLength(300);
}

internal sealed class BlockAddressHandler(CaseDb db, CallContext call) : IHandler<BlockAddress, Saved>
{
    public async Task<Saved> Handle(BlockAddress request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Marks).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.BlockAddress(request.Source, request.Until, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
