using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Ends an organisation's work here: its grants are taken back and its sessions end. Its rows stay readable in the directory.</summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record CloseOrganisation([Example(Sample.Reason)] string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class CloseOrganisationValidator : AbstractValidator<CloseOrganisation>
{
    public CloseOrganisationValidator() => RuleFor(close => close.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class CloseOrganisationHandler(CaseDb db, CallContext call) : IHandler<CloseOrganisation, Saved>
{
    public async Task<Saved> Handle(CloseOrganisation request, CancellationToken cancellationToken)
    {
        var organisation = await db.Set<Organisation>().ManagedBy(call.Caller).SingleOrDefaultAsync(o => o.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, organisation.Version);
        if (organisation.Id == call.Caller.OrganisationId)
        {
            throw new RefusedException(OrganisationProblems.OwnAccess); // By the organisation above, who stays to answer for it.
        }
        organisation.Close(call.Now);
        if (await db.Set<Team>().AnyAsync(team => team.OrganisationId == organisation.Id && team.ClosedAt == null, cancellationToken)
            || await db.Set<Accommodation>().AnyAsync(place => place.OrganisationId == organisation.Id && place.ClosedAt == null, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.OrganisationInUse);
        }
        db.RemoveRange(await db.Set<RoleGrant>().Where(grant => grant.OrganisationId == organisation.Id).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<Session>().Where(session => session.OrganisationId == organisation.Id && session.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, call.Now).SetProperty(s => s.RevokedWhy, "organisation-closed"), cancellationToken);
        return new Saved(organisation.Id, organisation.Version);
    }
}
