using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets what stands in a person's papers and how to reach her or him; what is left out is emptied.</summary>
[Requires(Permission.WriteClients)]
public sealed record UpdateClient : PersonEntry, ICommand<Saved>, IGivesReason
{
    /// <summary>Why, where it is a correction; at most 1000 characters.</summary>
    public string? Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class UpdateClientValidator : PersonEntryRules<UpdateClient>
{
    public UpdateClientValidator() => RuleFor(command => command.Reason).MaximumLength(1000);
}

internal sealed class UpdateClientHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<UpdateClient, Saved>
{
    public async Task<Saved> Handle(UpdateClient request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Names).Include(c => c.References).ToChange(db, call, request.Id, request.Version, cancellationToken);
        request.CheckBirth(call.Today);
        await codes.Check(cancellationToken, [.. request.PersonCodes()]);
        client.Set(request, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
