using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Corrects where a person is housed that was recorded wrongly. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
public sealed record CorrectHousing : HousingEntry, ICommand<Saved>, IGivesReason
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

internal sealed class CorrectHousingValidator : HousingRules<CorrectHousing>
{
    public CorrectHousingValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class CorrectHousingHandler(CaseDb db, CallContext call) : IHandler<CorrectHousing, Saved>
{
    public async Task<Saved> Handle(CorrectHousing request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Housings).ToChange(db, call, request.Id, request.Version, cancellationToken);
        await db.CheckWhereabouts(client.Id, request.Protect, cancellationToken);
        if (request.AccommodationId is { } place && !await db.Set<Accommodation>().AnyAsync(a => a.Id == place, cancellationToken))
        {
            throw RefusedException.Invalid("/accommodationId", ClientProblems.UnknownAccommodation);
        }
        client.Correct(request.PeriodId, request, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
