using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;

namespace CaseManagement.Api.Tokens;

/// <summary>Says for which roles in an organisation a second factor is asked.</summary>
/// <param name="Roles">All of them; none takes the rule back.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Require a second factor", """
    From the next sign-in on: who has one of these roles there and no second factor sets one up at the sign-in page, and `POST /sessions` is refused until then
    (401 `second-factor-setup-required`). At the page administrators and data-protection officers are asked everywhere, whatever stands here; named here, they
    are asked at `/sessions`, too. By an administrator of the organisation itself or of the one directly above, who has one (409 `own-second-factor-first`).
    """)]
public sealed record RequireSecondFactor([Example("caseworker")] Role[] Roles) : ICommand<Saved>
{
    /// <summary>The organisation.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RequireSecondFactorValidator : AbstractValidator<RequireSecondFactor>
{
    public RequireSecondFactorValidator() => RuleFor(require => require.Roles).NotNull();
}

internal sealed class RequireSecondFactorHandler(CaseDb db, CallContext call, SecondFactors factors) : IHandler<RequireSecondFactor, Saved>
{
    public async Task<Saved> Handle(RequireSecondFactor request, CancellationToken cancellationToken)
    {
        var organisation = await db.Set<Organisation>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        organisation.RequireSecondFactor(request.Roles);
        if (request.Roles.Length > 0 && !await factors.Has(call.Caller.RequiredStaffId, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.OwnSecondFactorFirst);
        }
        return await db.Save(organisation, cancellationToken);
    }
}
