using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Gives somebody who has forgotten the password a new initial one; every session ends at once.</summary>
/// <param name="InitialPassword">At least 12 characters; to be changed after the next sign-in.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Give a colleague a new initial password", """
    At least 12 characters. Every session ends at once. The password has to be changed at the next sign-in; the colleague and the
    data-protection officer are told of it.
    """)]
public sealed record ResetPassword([Example("change me after first sign-in")] string InitialPassword) : ICommand<Saved>
{
    /// <summary>The colleague.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ResetPasswordValidator : AbstractValidator<ResetPassword>
{
    public ResetPasswordValidator() => RuleFor(reset => reset.InitialPassword).NewPassword();
}

internal sealed class ResetPasswordHandler(CaseDb db, CallContext call, IPasswordHasher<Account> hasher) : IHandler<ResetPassword, Saved>
{
    public async Task<Saved> Handle(ResetPassword request, CancellationToken cancellationToken)
    {
        var staff = await db.Employee(request.Id, request.Version, call, cancellationToken);
        staff.Touch("reset-password", call.Now);
        await db.TellPasswordGiven(staff, call.Now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.GivePassword(staff.Id, hasher.HashPassword(null!, request.InitialPassword), call.Now, cancellationToken);
        return new Saved(staff.Id, staff.Version);
    }
}
