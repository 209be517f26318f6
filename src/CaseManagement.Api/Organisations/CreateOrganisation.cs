using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Adds an organisation together with its first administrator, so that there is never one that nobody can run.</summary>
[Requires(Permission.ManageOrganisation), ByOperator]
[Operation("Create an organisation", """
    Together with its first administrator, in one step, and where it works on cases with its first supervisor, who confirms what the administrator
    gives to those whom he takes on. One municipality per AGS (409 `ags-taken`); user names are unique (409
    `user-name-taken`).
    """)]
public sealed record CreateOrganisation : OrganisationBody, ICommand<Saved>
{
    /// <summary>What it is; this stays.</summary>
    public required OrganisationKind Kind { get; init; }
    /// <summary>Who runs it from now on.</summary>
    public required FirstStaff FirstAdministrator { get; init; }
    /// <summary>The second pair of eyes, another person; where left out, roles that work on cases wait for the operator's console (confirm-grant).</summary>
    [Example(null)]
    public FirstStaff? FirstSupervisor { get; init; }
}

/// <summary>Whom a new organisation begins with.</summary>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="UserName">The name to sign in with, usually the e-mail address at work.</param>
/// <param name="InitialPassword">At least 12 characters; to be changed after the first sign-in.</param>
/// <param name="Email">E-mail address at work.</param>
public sealed record FirstStaff(
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [Example("jonas.beispiel@example.org")] string UserName,
    [Example("change me after first sign-in")] string InitialPassword,
    [Example(Sample.Email)] string? Email = null);

internal sealed class CreateOrganisationValidator : AbstractValidator<CreateOrganisation>
{
    public CreateOrganisationValidator()
    {
        RuleFor(create => create.Ags).NotNull().When(create => create.Kind == OrganisationKind.Municipality)
            .WithErrorCode(OrganisationProblems.AgsMissing.Code).WithMessage(_ => OrganisationProblems.AgsMissing.Text());
        RuleFor(create => create.FirstAdministrator).SetValidator(new FirstStaffValidator());
        RuleFor(create => create.FirstSupervisor!).SetValidator(new FirstStaffValidator()).When(create => create.FirstSupervisor is not null);
    }
}

internal sealed class FirstStaffValidator : AbstractValidator<FirstStaff>
{
    public FirstStaffValidator()
    {
        RuleFor(first => first.FamilyName).Name();
        RuleFor(first => first.GivenName).Name();
        RuleFor(first => first.UserName).UserName();
        RuleFor(first => first.InitialPassword).NewPassword();
        RuleFor(first => first.Email).Email();
    }
}

internal sealed class CreateOrganisationHandler(CaseDb db, CallContext call, IPasswordHasher<Account> hasher) : IHandler<CreateOrganisation, Saved>
{
    public async Task<Saved> Handle(CreateOrganisation request, CancellationToken cancellationToken)
    {
        if (request.ParentId is { } parent
            && !await db.Set<Organisation>().AnyAsync(organisation => organisation.Id == parent && organisation.ClosedAt == null, cancellationToken))
        {
            throw RefusedException.Invalid("/parentId", OrganisationProblems.UnknownOrganisation);
        }
        var created = new Organisation(request.Name, request.Kind, request.Ags, request.ParentId, call.Now);
        created.Change(created.Name, created.Ags, created.ParentId, request.Email, request.Phone, request.IsConfidential);
        db.Add(created);
        if (call.Caller.IsSystem && !await db.Set<Organisation>().AnyAsync(cancellationToken))
        {
            created.Operate(); // The first one of an installation operates it.
        }
        List<(Guid StaffId, string Password)> first =
            [(await Begin(created, request.FirstAdministrator, Role.Administrator, cancellationToken), request.FirstAdministrator.InitialPassword)];
        if (request.FirstSupervisor is { } supervisor)
        {
            first.Add((await Begin(created, supervisor, Role.Supervisor, cancellationToken), supervisor.InitialPassword));
        }
        // The wall lets an organisation write its own staff only. For this one insert the new organisation is the acting
        // one: the administrator's row is its own from the beginning, and stands in its trail under the caller's name.
        await db.Database.ExecuteSqlAsync($"CALL access.enter_founded({created.Id})", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var (staff, password) in first)
        {
            await db.GivePassword(staff, hasher.HashPassword(null!, password), call.Now, cancellationToken);
        }
        await db.Database.ExecuteSqlAsync($"CALL access.enter_founded(null)", cancellationToken);
        return new Saved(created.Id, created.Version);
    }

    // Two persons from the operator's hand: neither has made the other.
    private async Task<Guid> Begin(Organisation created, FirstStaff first, Role role, CancellationToken cancellationToken)
    {
        var staff = new Staff(created.Id, first.FamilyName, first.GivenName, first.Email, call.Now);
        db.Employ(staff, first.UserName, [], created.Id, call);
        db.Add(new RoleGrant(staff.Id, created.Id, role, call.Now));
        await db.TellPasswordGiven(staff, call.Now, cancellationToken);
        return staff.Id;
    }
}

/// <summary>Taking somebody on.</summary>
internal static class Employment
{
    /// <summary>Adds a member of staff with an account and roles for an organisation; nothing is saved yet, and then a password has to be given.</summary>
    public static void Employ(this CaseDb db, Staff staff, string userName, IEnumerable<Role> roles, Guid organisationId, CallContext call)
    {
        db.Add(staff);
        db.Add(Account.Initial(staff.Id, userName.Trim(), call.Caller.StaffId, call.Now));
        // Nobody alone makes an account that works on cases: those roles come by Rights, except on the console.
        db.AddRange(roles.Distinct().Where(role => call.Caller.IsSystem || !Rights.OfCasework.Contains(role))
            .Select(role => new RoleGrant(staff.Id, organisationId, role, call.Now)));
    }
}
