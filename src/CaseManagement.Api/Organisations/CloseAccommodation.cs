using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Gives an accommodation up: nobody is allocated to it any more.</summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record CloseAccommodation([Example(Sample.Reason)] string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class CloseAccommodationValidator : AbstractValidator<CloseAccommodation>
{
    public CloseAccommodationValidator() => RuleFor(close => close.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class CloseAccommodationHandler(CaseDb db, CallContext call) : IHandler<CloseAccommodation, Saved>
{
    public async Task<Saved> Handle(CloseAccommodation request, CancellationToken cancellationToken)
    {
        var accommodation = await db.Set<Accommodation>().SingleOrDefaultAsync(a => a.Id == request.Id && a.OrganisationId == call.Caller.OrganisationId, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, accommodation.Version);
        accommodation.Close(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(accommodation.Id, accommodation.Version);
    }
}
