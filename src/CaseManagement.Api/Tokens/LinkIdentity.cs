using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>Says who a colleague is at the organisation's identity provider.</summary>
/// <param name="Subject">`sub` of the provider's tokens.</param>
/// <param name="Reason">How it was made sure that this is the colleague.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Link a colleague to the identity provider", """
    Of a colleague whom your organisation employs, never your own (409 `own-identity`). Whoever signs in at the provider as this subject is the colleague
    from then on, so it counts as a password that you have given: the colleague and the data-protection officers are told, and a role that you give
    afterwards needs a second pair of eyes. An initial password that nobody has changed is good no more.
    """)]
public sealed record LinkIdentity([Example("248289761001")] string Subject, [Example("Seen in the provider's list, by personnel number")] string Reason)
    : ICommand<Saved>, INeedsReason
{
    /// <summary>The colleague.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class LinkIdentityValidator : AbstractValidator<LinkIdentity>
{
    public LinkIdentityValidator()
    {
        RuleFor(link => link.Subject).NotEmpty().MaximumLength(255);
    }
}

internal sealed class LinkIdentityHandler(CaseDb db, CallContext call) : IHandler<LinkIdentity, Saved>
{
    public async Task<Saved> Handle(LinkIdentity request, CancellationToken cancellationToken)
    {
        var staff = await db.Employee(request.Id, request.Version, call, cancellationToken);
        if (staff.Id == call.Caller.StaffId)
        {
            throw new RefusedException(IdentityProviderProblems.OwnLink);
        }
        var provider = await db.Set<IdentityProvider>().OfMine(call.Caller).SingleOrDefaultAsync(p => p.RetiredAt == null, cancellationToken)
            ?? throw new RefusedException(IdentityProviderProblems.None);
        staff.Touch("link-identity", call.Now);
        db.Add(new IdentityLink(provider.OrganisationId, provider.Id, staff.Id, provider.Issuer, request.Subject, call.Caller.StaffId, call.Now));
        Contributions.The<ITellsStaff>().Tell(db, StaffNews.IdentityLinked, staff.OrganisationId,
            [staff.Id, .. await db.OfficersOf(staff.OrganisationId, null, cancellationToken)], staff.Id, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"CALL access.forget_initial_password({staff.Id})", cancellationToken);
        return new Saved(staff.Id, staff.Version);
    }
}
