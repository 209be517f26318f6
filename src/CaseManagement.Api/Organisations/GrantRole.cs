using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// Gives a colleague a role for the own organisation. Somebody of another employer, whom the wall hides until then, is named by the name he or
/// she signs in with, and has to accept. Nobody alone makes an account and gives it a role that works on cases.
/// </summary>
/// <param name="Role">Which.</param>
/// <param name="StaffId">A colleague whom the organisation knows.</param>
/// <param name="UserName">Or the account's name, whoever the employer is.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Grant a role", """
    For the own organisation, to a colleague by `staffId`, or to somebody of another employer by `userName`. 201 where the role holds at once: the
    colleague's sessions end, because tokens carry roles. 202 where somebody has to agree first: the person or her employer, if that is another one,
    whether there is such an account or not; a supervisor, if it is a role that works on cases and you made the account or gave it its
    password. Nobody grants himself a role (409 `own-roles`).
    """)]
public sealed record GrantRole(
    Role Role,
    Guid? StaffId = null,
    [Example(null)] string? UserName = null) : ICommand<GivenRight>;

internal sealed class GrantRoleValidator : AbstractValidator<GrantRole>
{
    public GrantRoleValidator()
    {
        RuleFor(grant => grant.UserName).Words().MaximumLength(200);
        RuleFor(grant => grant.StaffId).Must((grant, staffId) => staffId is null != string.IsNullOrWhiteSpace(grant.UserName))
            .WithErrorCode(OrganisationProblems.StaffOrUserName.Code).WithMessage(_ => OrganisationProblems.StaffOrUserName.Text());
    }
}

internal sealed class GrantRoleHandler(CaseDb db, CallContext call) : IHandler<GrantRole, GivenRight>
{
    public async Task<GivenRight> Handle(GrantRole request, CancellationToken cancellationToken)
    {
        var (own, name) = (call.Caller.RequiredOrganisationId, request.UserName?.Trim());
        var staffId = request.StaffId is { } known
            ? await db.KnowsStaff(known, cancellationToken) ? known : throw RefusedException.Invalid("/staffId", OrganisationProblems.UnknownStaff)
            : await ByUserName(name!, cancellationToken);
        if (call.Caller.StaffId is not { } by)
        {
            return await OnConsole(own, request.Role, staffId, cancellationToken);
        }
        if (staffId == by)
        {
            throw new RefusedException(OrganisationProblems.OwnRoles);
        }
        if (await db.Set<RoleGrant>().AnyAsync(g => g.StaffId == staffId && g.OrganisationId == own && g.Role == request.Role, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.RoleHeld);
        }
        var right = PendingRight.OfRole(own, request.Role, staffId, staffId is null ? name : null, by, call.Now);
        return await db.IsOfAnotherEmployer(right, cancellationToken)
            ? await db.Keep(call, right, RightStatus.AwaitsAcceptance, staffId, cancellationToken)
            : await db.Give(call, right, staffId!.Value, cancellationToken);
    }

    // Who operates the installation has agreed with everybody: the demo municipality.
    private async Task<GivenRight> OnConsole(Guid own, Role role, Guid? staffId, CancellationToken cancellationToken)
    {
        var grant = new RoleGrant(staffId ?? throw RefusedException.Invalid("/userName", OrganisationProblems.UnknownUserName), own, role, call.Now);
        db.Add(grant);
        await db.SaveChangesAsync(cancellationToken);
        await Sessions.EndAll(db, grant.StaffId, "roles-changed", call.Now, cancellationToken, own);
        return new GivenRight(grant.Id, grant.StaffId, role, null, RightStatus.Granted);
    }

    // Whom the organisation does not know is not looked for: the answer tells nothing, neither by what it says nor by how long it takes.
    private Task<Guid?> ByUserName(string name, CancellationToken cancellationToken)
    {
        var accounts = db.Set<Account>().Named(name);
        if (!call.Caller.IsSystem)
        {
            accounts = accounts.Where(account => db.Set<Staff>().Any(staff => staff.Id == account.StaffId));
        }
        return accounts.Select(account => (Guid?)account.StaffId).SingleOrDefaultAsync(cancellationToken);
    }
}
