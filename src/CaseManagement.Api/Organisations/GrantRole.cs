using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// Gives a colleague a role for the own organisation. Somebody of another employer, whom the wall hides until then, is
/// named by the name he or she signs in with. The colleague's sessions end at once: tokens carry the roles.
/// </summary>
/// <param name="Role">Which.</param>
/// <param name="StaffId">A colleague whom the organisation knows.</param>
/// <param name="UserName">Or the account's name, whoever the employer is.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Grant a role", """
    For the own organisation, to a colleague by `staffId`, or to somebody of another employer by `userName`. The colleague's sessions end at
    once, because tokens carry roles. Nobody grants himself a role (409 `own-roles`).
    """)]
public sealed record GrantRole(
    Role Role,
    Guid? StaffId = null,
    [Example(null)] string? UserName = null) : ICommand<GrantedRole>;

/// <summary>A granted role.</summary>
/// <param name="Id">The grant, to revoke it.</param>
/// <param name="StaffId">To whom.</param>
/// <param name="Role">Which.</param>
public sealed record GrantedRole(Guid Id, Guid StaffId, Role Role);

internal sealed class GrantRoleValidator : AbstractValidator<GrantRole>
{
    public GrantRoleValidator()
    {
        RuleFor(grant => grant.UserName).MaximumLength(200);
        RuleFor(grant => grant.StaffId).Must((grant, staffId) => staffId is null != string.IsNullOrWhiteSpace(grant.UserName))
            .WithErrorCode(OrganisationProblems.StaffOrUserName.Code).WithMessage(_ => OrganisationProblems.StaffOrUserName.Text());
    }
}

internal sealed class GrantRoleHandler(CaseDb db, CallContext call) : IHandler<GrantRole, GrantedRole>
{
    public async Task<GrantedRole> Handle(GrantRole request, CancellationToken cancellationToken)
    {
        var staffId = request.StaffId is { } known
            ? await db.KnowsStaff(known, cancellationToken) ? known : throw RefusedException.Invalid("/staffId", OrganisationProblems.UnknownStaff)
            : await ByUserName(request.UserName!.Trim(), cancellationToken)
                ?? throw RefusedException.Invalid("/userName", OrganisationProblems.UnknownUserName);
        if (staffId == call.Caller.StaffId)
        {
            throw new RefusedException(OrganisationProblems.OwnRoles);
        }
        var grant = new RoleGrant(staffId, call.Caller.RequiredOrganisationId, request.Role, call.Now);
        db.Add(grant);
        await db.SaveChangesAsync(cancellationToken);
        await Sessions.EndAll(db, staffId, "roles-changed", call.Now, cancellationToken, call.Caller.RequiredOrganisationId);
        return new GrantedRole(grant.Id, staffId, grant.Role);
    }

    private Task<Guid?> ByUserName(string name, CancellationToken cancellationToken) => db.Set<Account>()
#pragma warning disable CA1862, CA1304, CA1311 // Runs as SQL lower(), on the index account_user_name.
        .Where(account => account.UserName.ToLower() == name.ToLower() && account.DisabledAt == null)
#pragma warning restore CA1862, CA1304, CA1311
        .Select(account => (Guid?)account.StaffId).SingleOrDefaultAsync(cancellationToken);
}
