using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>Registers the organisation's own OpenID provider.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Register an identity provider", """
    Staff sign in with it once a supervisor has confirmed it: who runs a provider can be anybody in it. One per organisation (409
    `identity-provider-exists`), a domain leads to one (409 `domain-taken`). The answer to GET says which addresses to enter there.
    """)]
public sealed record RegisterIdentityProvider : IdentityProviderBody, ICommand<Saved>;

internal sealed partial class IdentityProviderValidator : AbstractValidator<IdentityProviderBody>
{
    public IdentityProviderValidator(ProviderMetadata metadata)
    {
        RuleFor(provider => provider.Name).NotEmpty().MaximumLength(200);
        RuleFor(provider => provider.ClientId).NotEmpty().MaximumLength(200);
        RuleFor(provider => provider.GroupsClaim).Length(1, 100);
        RuleFor(provider => provider.Issuer).Must(issuer => issuer.Length <= 500 && Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
                && metadata.IsAllowed(uri) && uri.UserInfo.Length == 0 && !issuer.Contains('?', StringComparison.Ordinal)
                && !issuer.Contains('#', StringComparison.Ordinal))
            .WithErrorCode(IdentityProviderProblems.IssuerForm.Code).WithMessage(_ => IdentityProviderProblems.IssuerForm.Text());
        RuleFor(provider => provider.Domains).NotEmpty().AtMost(20);
        RuleForEach(provider => provider.Domains).Must(domain => domain.Length <= 253 && Domain().IsMatch(domain))
            .WithErrorCode(IdentityProviderProblems.DomainForm.Code).WithMessage(_ => IdentityProviderProblems.DomainForm.Text());
        RuleFor(provider => provider.RoleGroups).NotNull().AtMost(50);
        RuleForEach(provider => provider.RoleGroups).Must(group => Rights.OfCasework.Contains(group.Role))
            .WithErrorCode(IdentityProviderProblems.GroupRole.Code).WithMessage(_ => IdentityProviderProblems.GroupRole.Text());
        RuleForEach(provider => provider.RoleGroups).ChildRules(group => group.RuleFor(g => g.Group).NotEmpty().MaximumLength(200));
        RuleFor(provider => provider.GroupsClaim).Must((provider, claim) => claim is not null == provider.RoleGroups is { Length: > 0 })
            .WithErrorCode(IdentityProviderProblems.GroupsClaim.Code).WithMessage(_ => IdentityProviderProblems.GroupsClaim.Text());
        RuleFor(provider => provider.EmergencyStaffId).NotNull().When(provider => provider.IsRequired)
            .WithErrorCode(IdentityProviderProblems.EmergencyNeeded.Code).WithMessage(_ => IdentityProviderProblems.EmergencyNeeded.Text());
    }

    [GeneratedRegex(@"\A([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Domain();
}

internal sealed class RegisterIdentityProviderHandler(CaseDb db, CallContext call) : IHandler<RegisterIdentityProvider, Saved>
{
    public async Task<Saved> Handle(RegisterIdentityProvider request, CancellationToken cancellationToken)
    {
        var provider = new IdentityProvider(call.Caller.RequiredOrganisationId, request, call.Caller.RequiredStaffId, call.Now);
        await db.Check(provider, cancellationToken);
        db.Add(provider);
        await db.TellAwaits(provider, call, cancellationToken);
        return await db.Save(provider, cancellationToken);
    }
}

/// <summary>What every change of a provider has to look at.</summary>
internal static class IdentityProviders
{
    /// <summary>The acting organisation's; those of others can be read, because sign-in comes before any organisation, but are not shown.</summary>
    public static IQueryable<IdentityProvider> OfMine(this IQueryable<IdentityProvider> providers, Caller caller) =>
        providers.Where(provider => provider.OrganisationId == caller.RequiredOrganisationId);

    /// <summary>The own provider, at the version that the caller has read.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<IdentityProvider> OwnProvider(this CaseDb db, Guid id, uint version, CallContext call, CancellationToken cancellationToken)
    {
        var provider = await db.Set<IdentityProvider>().OfMine(call.Caller).SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, provider.Version);
        return provider;
    }

    /// <summary>Refuses a domain that leads elsewhere, and an emergency account that is not an employee's.</summary>
    public static async Task Check(this CaseDb db, IdentityProvider provider, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('identity-provider-domains'))", cancellationToken);
        if (await db.Set<IdentityProvider>().AnyAsync(other => other.Id != provider.Id && other.OrganisationId != provider.OrganisationId
            && other.RetiredAt == null && other.Domains.Any(domain => provider.Domains.Contains(domain)), cancellationToken))
        {
            throw new RefusedException(IdentityProviderProblems.DomainTaken);
        }
        if (provider.EmergencyStaffId is not { } emergency)
        {
            return;
        }
        // Locked: whoever disables it meanwhile is waited for, or waits and then finds that it is needed.
        await db.Set<Account>().FromSql($"select * from access.account where staff_id = {emergency} for share").AsNoTracking().ToListAsync(cancellationToken);
        if (!await db.Set<Staff>().AnyAsync(staff => staff.Id == emergency && staff.OrganisationId == provider.OrganisationId && staff.LeftAt == null,
            cancellationToken))
        {
            throw RefusedException.Invalid("/emergencyStaffId", IdentityProviderProblems.EmergencyNeeded);
        }
    }

    /// <summary>Tells those who can confirm it, and the officers in any case, with the next save.</summary>
    public static async Task TellAwaits(this CaseDb db, IdentityProvider provider, CallContext call, CancellationToken cancellationToken)
    {
        if (provider.Status == IdentityProviderStatus.AwaitsConfirmation)
        {
            var supervisors = await db.Set<RoleGrant>()
                .Where(grant => grant.OrganisationId == provider.OrganisationId && grant.Role == Role.Supervisor && grant.StaffId != provider.ProposedBy)
                .Select(grant => grant.StaffId).ToListAsync(cancellationToken);
            Contributions.The<ITellsStaff>().Tell(db, StaffNews.ProviderAwaits, provider.OrganisationId,
                [.. supervisors, .. await db.OfficersOf(provider.OrganisationId, null, cancellationToken)], provider.Id, call.Now);
        }
    }
}

// While passwords are forbidden, or will be as soon as the provider is confirmed.
internal sealed class EmergencyAccount : INeedsAccount
{
    public ProblemType Refusal => IdentityProviderProblems.EmergencyAccount;

    public IQueryable<Guid> Needs(CaseDb db, Guid organisationId, Guid staffId) => db.Set<IdentityProvider>()
        .Where(provider => provider.OrganisationId == organisationId && provider.EmergencyStaffId == staffId && provider.IsRequired
            && provider.RetiredAt == null)
        .Select(provider => provider.Id);
}
