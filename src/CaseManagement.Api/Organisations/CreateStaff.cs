using System.Security.Cryptography;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.AspNetCore.Identity;

namespace CaseManagement.Api.Organisations;

/// <summary>Takes a member of staff on: person, account with an initial password, roles for the own organisation.</summary>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="UserName">The name to sign in with, usually the e-mail address at work; case does not matter.</param>
/// <param name="Roles">
/// Roles for the own organisation; none for somebody who acts for others only. Those that work on cases wait for a supervisor's confirmation.
/// </param>
/// <param name="InitialPassword">
/// At least 12 characters; to be changed after the first sign-in. Left out, nobody can sign in until the colleague has used an enrolment link.
/// </param>
/// <param name="Email">E-mail address at work.</param>
/// <param name="Phone">Telephone at work.</param>
/// <param name="Languages">Languages for counselling.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Take a colleague on", """
    Person, account with an initial password, and roles in one step. User names are unique (409 `user-name-taken`). The password has to be changed
    at the first sign-in (403 `password-change-required`); the colleague and the data-protection officer are told of it. Better is none: then
    `PUT /staff/{id}/enrolment-link` gives a link with which the colleague sets one that you never know. Roles that work on
    cases hold once a supervisor has confirmed them (`/role-grants?state=pending`).
    """)]
public sealed record CreateStaff(
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [Example("jonas.beispiel@example.org")] string UserName,
    Role[] Roles,
    [Example("change me after first sign-in")] string? InitialPassword = null,
    [Example(Sample.Email)] string? Email = null,
    [Example(Sample.Phone)] string? Phone = null,
    [CodeOf(CodeLists.Language)] string[]? Languages = null) : ICommand<Saved>;

internal sealed class CreateStaffValidator : AbstractValidator<CreateStaff>
{
    public CreateStaffValidator()
    {
        RuleFor(create => create.FamilyName).Name();
        RuleFor(create => create.GivenName).Name();
        RuleFor(create => create.UserName).UserName();
        RuleFor(create => create.InitialPassword!).NewPassword().When(create => create.InitialPassword is not null);
        RuleFor(create => create.Email).Email();
        RuleFor(create => create.Phone).Phone();
        RuleFor(create => create.Languages).AtMost(50);
    }
}

internal sealed class CreateStaffHandler(CaseDb db, CallContext call, IPasswordHasher<Account> hasher) : IHandler<CreateStaff, Saved>
{
    public async Task<Saved> Handle(CreateStaff request, CancellationToken cancellationToken)
    {
        var organisationId = call.Caller.RequiredOrganisationId;
        var staff = new Staff(organisationId, request.FamilyName, request.GivenName, request.Email, call.Now);
        staff.Change(request.FamilyName, request.GivenName, request.Email, request.Phone, request.Languages ?? [], call.Now);
        db.Employ(staff, request.UserName, request.Roles, organisationId, call);
        if (request.InitialPassword is not null)
        {
            await db.TellPasswordGiven(staff, call.Now, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        var password = request.InitialPassword ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)); // That nobody knows.
        await db.GivePassword(staff.Id, hasher.HashPassword(null!, password), call.Now, cancellationToken);
        foreach (var role in request.Roles.Distinct().Where(role => !call.Caller.IsSystem && Rights.OfCasework.Contains(role)))
        {
            await db.Give(call, PendingRight.OfRole(organisationId, role, staff.Id, null, call.Caller.RequiredStaffId, call.Now), staff.Id, cancellationToken);
        }
        return new Saved(staff.Id, staff.Version);
    }
}
