using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Lifts a mark: the dispute is settled, the bar on the address has ended. It stays in the file as lifted.</summary>
[Requires(Permission.WriteClients)]
public sealed record LiftMark : ICommand<Saved>, IGivesReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    public required string Reason { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid MarkId { get; init; }
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class LiftMarkValidator : AbstractValidator<LiftMark>
{
    public LiftMarkValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class LiftMarkHandler(CaseDb db, CallContext call) : IHandler<LiftMark, Saved>
{
    public async Task<Saved> Handle(LiftMark request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Marks).ToChange(db, call, request.Id, request.Version, cancellationToken);
        var mark = client.Lift(request.MarkId, request.Reason, call.Caller.StaffId, call.Now);
        if (mark.Kind == MarkKind.AddressBlocked)
        {
            await db.CheckWhereabouts(client.Id, protect: true, cancellationToken); // Who may not see where the person lives cannot lay it open.
        }
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
