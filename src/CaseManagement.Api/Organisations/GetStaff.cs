using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>One colleague whom the acting organisation knows: employed by it, or with a role in it.</summary>
[Requires(Permission.UseProduct)]
[Operation("Get a colleague", """
    With roles for the acting organisation, teams and what you may do. The account is shown to the employer's administrators only. The ETag is
    that of the person and account; grants never change, they come and go.
    """)]
public sealed record GetStaff(Guid Id) : IQuery<StaffView>;

/// <summary>A colleague.</summary>
/// <param name="Id">The person.</param>
/// <param name="OrganisationId">The employer.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Email">E-mail address at work.</param>
/// <param name="Phone">Telephone at work.</param>
/// <param name="Languages">Languages for counselling.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="LeftAt">Set when the person has left.</param>
/// <param name="Roles">Roles for the acting organisation.</param>
/// <param name="AwaitedRoles">Roles for the acting organisation that hold once somebody has agreed (`/role-grants?state=pending`).</param>
/// <param name="Teams">Memberships of today and later.</param>
/// <param name="Account">For the employer's administrators only; null for everybody else.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record StaffView(
    Guid Id,
    Guid OrganisationId,
    [Example(Sample.District)] string OrganisationName,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [Example(Sample.Email)] string? Email,
    [Example(Sample.Phone)] string? Phone,
    [CodeOf(CodeLists.Language)] string[] Languages,
    DateTimeOffset CreatedAt,
    [Example(null)] DateTimeOffset? LeftAt,
    IReadOnlyList<StaffRole> Roles,
    IReadOnlyList<StaffRole> AwaitedRoles,
    IReadOnlyList<StaffTeam> Teams,
    StaffAccount? Account,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A role for the acting organisation.</summary>
/// <param name="GrantId">To revoke it.</param>
/// <param name="Role">The role.</param>
public sealed record StaffRole(Guid GrantId, Role Role);

/// <summary>A membership, [from, until).</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Name">Its name.</param>
/// <param name="OrganisationId">Whose team it is.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
public sealed record StaffTeam(
    Guid TeamId,
    [Example(Sample.Team)] string Name,
    Guid OrganisationId,
    [Example(Sample.District)] string OrganisationName,
    TeamKind Kind,
    [Example(Sample.Day)] DateOnly From,
    [Example(null)] DateOnly? Until);

/// <summary>An account as its administrators see it.</summary>
/// <param name="UserName">The name to sign in with.</param>
/// <param name="DisabledAt">Closed for good at.</param>
/// <param name="PasswordChangedAt">When the password was last set.</param>
/// <param name="MustChangePassword">It is an initial one, not changed yet.</param>
public sealed record StaffAccount(
    [Example("jonas.beispiel@example.org")] string UserName,
    [Example(null)] DateTimeOffset? DisabledAt,
    DateTimeOffset PasswordChangedAt,
    [Example(false)] bool MustChangePassword);

internal sealed class GetStaffHandler(CaseDb db, CallContext call, SecondFactors factors) : IHandler<GetStaff, StaffView>
{
    public async Task<StaffView> Handle(GetStaff request, CancellationToken cancellationToken)
    {
        var (own, today) = (call.Caller.OrganisationId, call.Today);
        var administers = RolePermissions.Allow(call.Caller.Roles, Permission.ManageOrganisation);
        var row = await db.Set<Staff>().Where(staff => staff.Id == request.Id).Select(staff => new
        {
            Staff = staff,
            Employer = db.Set<Organisation>().Where(employer => employer.Id == staff.OrganisationId).Select(employer => employer.Name).First(),
            Roles = db.Set<RoleGrant>().Where(grant => grant.StaffId == staff.Id && grant.OrganisationId == own).OrderBy(grant => grant.Role)
                .Select(grant => new StaffRole(grant.Id, grant.Role)).ToList(),
            Awaited = db.Set<PendingRight>().Where(right => right.StaffId == staff.Id && right.OrganisationId == own && right.Role != null)
                .OrderBy(right => right.Role).Select(right => new StaffRole(right.Id, right.Role!.Value)).ToList(),
            Teams = (from member in db.Set<TeamMember>().OpenOn(today)
                     join team in db.Set<Team>() on member.TeamId equals team.Id
                     join owner in db.Set<Organisation>() on team.OrganisationId equals owner.Id
                     where member.StaffId == staff.Id
                     orderby team.Name, member.FromDate
                     select new StaffTeam(team.Id, team.Name, owner.Id, owner.Name, team.Kind, member.FromDate, member.UntilDate)).ToList(),
            Account = db.Set<Account>().Where(account => account.StaffId == staff.Id && administers && staff.OrganisationId == own)
                .Select(account => new StaffAccount(account.UserName, account.DisabledAt, account.PasswordChangedAt, account.MustChangePassword))
                .FirstOrDefault(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var found = row.Staff;
        var isOurs = administers && found.OrganisationId == own && found.LeftAt is null;
        var needed = isOurs ? await db.ObjectionToLosing(found.OrganisationId, found.Id, cancellationToken) : null;
        var hasFactor = isOurs && await factors.Has(found.Id, cancellationToken);
        return new StaffView(
            found.Id, found.OrganisationId, row.Employer, found.FamilyName, found.GivenName, found.Email, found.Phone, found.Languages,
            found.CreatedAt, found.LeftAt, row.Roles, row.Awaited, row.Teams, row.Account,
            Staff.Moves.Describe(found.Status, action => Objection(action, found, administers, needed, hasFactor)))
        { Version = found.Version };
    }

    private ProblemType? Objection(string action, Staff staff, bool administers, ProblemType? needed, bool hasFactor) => action switch
    {
        _ when !administers => AccessProblems.NotPermitted,
        "grant-role" => staff.Id == call.Caller.StaffId ? OrganisationProblems.OwnRoles : null,
        _ when staff.OrganisationId != call.Caller.OrganisationId => OrganisationProblems.NotEmployer,
        "enrolment-link" when staff.Id == call.Caller.StaffId => OrganisationProblems.OwnEnrolment,
        "disable" when staff.Id == call.Caller.StaffId => OrganisationProblems.OwnAccess,
        "disable" => needed,
        "remove-second-factor" when staff.Id == call.Caller.StaffId => OrganisationProblems.OwnSecondFactor,
        "remove-second-factor" when !hasFactor => OrganisationProblems.NoSecondFactor,
        _ => null,
    };
}
