using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Auskunftssperre (§ 51 BMG): from now on only those admitted to the compartment "protection" see where the person lives.</summary>
/// <param name="Source">The office and its letter; at most 300 characters.</param>
/// <param name="Until">When the registration office's bar runs out; for information, it ends by lifting.</param>
[Requires(Permission.WriteClients)]
[Operation("Block the address", """
    Auskunftssperre (§ 51 BMG): accommodations and addresses of the person, past and to come, go into the compartment `protection`.
    Members of the family need a mark of their own.
    """)]
public sealed record BlockAddress([Example(Sample.Source)] string? Source = null, [Example(null)] DateOnly? Until = null) : ICommand<Saved>
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class BlockAddressValidator : AbstractValidator<BlockAddress>
{
    public BlockAddressValidator() => RuleFor(command => command.Source).MaximumLength(300);
}

internal sealed class BlockAddressHandler(CaseDb db, CallContext call) : IHandler<BlockAddress, Saved>
{
    public Task<Saved> Handle(BlockAddress request, CancellationToken cancellationToken) => db.Set<Client>().Include(c => c.Marks)
        .Change(db, call, request.Id, request.Version, client => client.BlockAddress(request.Source, request.Until, call.Caller.StaffId, call.Now),
            cancellationToken);
}
