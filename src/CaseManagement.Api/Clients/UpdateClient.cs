using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Sets what stands in a person's papers and how to reach her or him; what is left out is emptied.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change a person's base data", "Sets all of it; what is left out is emptied.")]
public sealed record UpdateClient : PersonEntry, ICommand<Saved>, IGivesReason
{
    /// <summary>Why, where it is a correction; at most 1000 characters.</summary>
    [Example(Sample.Reason)]
    public string? Reason { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class UpdateClientValidator : AbstractValidator<UpdateClient>
{
    public UpdateClientValidator() => RuleFor(command => command.Reason).MaximumLength(1000);
}

internal sealed class UpdateClientHandler(CaseDb db, CallContext call) : IHandler<UpdateClient, Saved>
{
    public Task<Saved> Handle(UpdateClient request, CancellationToken cancellationToken) =>
        db.Set<Client>().Include(c => c.Names).Include(c => c.References).Change(db, call, request.Id, request.Version, client =>
        {
            request.CheckBirth(call.Today);
            client.Set(request, call.Now);
        }, cancellationToken);
}
