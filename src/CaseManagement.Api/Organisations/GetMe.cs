using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Who I am here: what a frontend needs to draw its first screen.</summary>
[Requires(Permission.UseProduct)]
[Operation("Get who I am", """
    Roles, permissions, teams, the organisations one may sign in for, for whom one stands in, own absences, whether the password has to be changed or a second
    factor set up.
    """, Audience = Audience.Everybody)]
public sealed record GetMe : IQuery<Me>;

/// <summary>The signed-in colleague.</summary>
/// <param name="StaffId">The person.</param>
/// <param name="UserName">The name signed in with.</param>
/// <param name="MustChangePassword">The password is an initial one: until it is changed, all else is 403 `password-change-required`.</param>
/// <param name="MustSetUpSecondFactor">The role asks for a second factor, and there is none: until it is set up, all else is 403
/// `second-factor-setup-required`.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="EmployerId">The employer.</param>
/// <param name="EmployerName">Its name.</param>
/// <param name="OrganisationId">The organisation acted for in this session.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="Roles">Roles in this session.</param>
/// <param name="Permissions">What these roles may do; requests name the permission that they need.</param>
/// <param name="Organisations">Every organisation that the person may sign in for, with the roles there.</param>
/// <param name="Offers">Roles that other organisations offer, to be accepted.</param>
/// <param name="Teams">Teams of today.</param>
/// <param name="StandsInFor">Absent colleagues for whom the person stands in today.</param>
/// <param name="Absences">Own absences, today's and later ones, with the deputy.</param>
public sealed record Me(
    Guid StaffId,
    [Example("jonas.beispiel@example.org")] string UserName,
    [Example(false)] bool MustChangePassword,
    [Example(false)] bool MustSetUpSecondFactor,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    Guid EmployerId,
    [Example(Sample.District)] string EmployerName,
    Guid OrganisationId,
    [Example(Sample.Town)] string OrganisationName,
    IReadOnlyCollection<Role> Roles,
    IReadOnlyList<Permission> Permissions,
    IReadOnlyList<MyOrganisation> Organisations,
    IReadOnlyList<MyOffer> Offers,
    IReadOnlyList<StaffTeam> Teams,
    IReadOnlyList<StandIn> StandsInFor,
    IReadOnlyList<MyAbsence> Absences);

/// <summary>An organisation that one may sign in for.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="Name">Its name.</param>
/// <param name="Roles">Roles there.</param>
public sealed record MyOrganisation(
    Guid Id,
    [Example(Sample.District)] string Name,
    IReadOnlyList<Role> Roles);

/// <summary>A role that another organisation offers.</summary>
/// <param name="Id">To accept it: `/role-grants/{id}/accept`.</param>
/// <param name="OrganisationName">Which organisation.</param>
/// <param name="Role">Which role.</param>
public sealed record MyOffer(
    Guid Id,
    [Example(Sample.Town)] string OrganisationName,
    Role Role);

/// <summary>An absent colleague.</summary>
/// <param name="StaffId">The colleague.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Until">First day on which the colleague is back.</param>
public sealed record StandIn(
    Guid StaffId,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [Example(Sample.LaterDay)] DateOnly Until);

/// <summary>An own absence, [from, until).</summary>
/// <param name="Id">The absence.</param>
/// <param name="From">First day away.</param>
/// <param name="Until">First day back.</param>
/// <param name="DeputyId">Who stands in; null where nobody does.</param>
/// <param name="DeputyName">That colleague's name.</param>
public sealed record MyAbsence(
    Guid Id,
    [Example(Sample.Day)] DateOnly From,
    [Example(Sample.LaterDay)] DateOnly Until,
    Guid? DeputyId,
    [Example(Sample.Colleague)] string? DeputyName);

internal sealed class GetMeHandler(CaseDb db, CallContext call) : IHandler<GetMe, Me>
{
    public async Task<Me> Handle(GetMe request, CancellationToken cancellationToken)
    {
        var (me, today) = (call.Caller.RequiredStaffId, call.Today);
        var myself = new Caller { StaffId = me }; // What is offered to others, whom the caller administers, is not his own.
        var own = from staff in db.Set<Staff>()
                  join account in db.Set<Account>() on staff.Id equals account.StaffId
                  where staff.Id == me
                  select new { staff.Id, staff.FamilyName, staff.GivenName, staff.OrganisationId, account.UserName, account.MustChangePassword };
        var (session, organisation) = (call.Caller.SessionId, call.Caller.RequiredOrganisationId);
        var row = await own.Select(staff => new
        {
            Staff = staff,
            Employer = db.Set<Organisation>().Where(employer => employer.Id == staff.OrganisationId).Select(employer => employer.Name).First(),
            Acting = db.Set<Organisation>().Where(acting => acting.Id == organisation).Select(acting => acting.Name).First(),
            IsHeld = db.Set<Session>().Any(own => own.Id == session && own.AwaitsSecondFactor),
            Grants = (from grant in db.Set<RoleGrant>()
                      join organisation in db.Set<Organisation>() on grant.OrganisationId equals organisation.Id
                      where grant.StaffId == staff.Id
                      orderby organisation.Name, organisation.Id, grant.Role
                      select new { organisation.Id, organisation.Name, grant.Role }).ToList(),
            Offers = (from right in db.Set<PendingRight>().OfferedTo(db, myself)
                      join organisation in db.Set<Organisation>() on right.OrganisationId equals organisation.Id
                      where right.Role != null
                      orderby right.GrantedAt, right.Id
                      select new MyOffer(right.Id, organisation.Name, right.Role!.Value)).ToList(),
            Teams = (from member in db.Set<TeamMember>().On(today)
                     join team in db.Set<Team>() on member.TeamId equals team.Id
                     join owner in db.Set<Organisation>() on team.OrganisationId equals owner.Id
                     where member.StaffId == staff.Id
                     orderby team.Name, team.Id
                     select new StaffTeam(team.Id, team.Name, owner.Id, owner.Name, team.Kind, member.FromDate, member.UntilDate)).ToList(),
            StandsInFor = (from absence in db.Set<Absence>()
                           join colleague in db.Set<Staff>() on absence.StaffId equals colleague.Id
                           where absence.DeputyId == staff.Id && absence.CancelledAt == null && absence.FromDate <= today && absence.UntilDate > today
                           orderby absence.UntilDate, absence.Id
                           select new StandIn(colleague.Id, colleague.FamilyName, colleague.GivenName, absence.UntilDate)).ToList(),
            Absences = db.Set<Absence>().Where(absence => absence.StaffId == staff.Id && absence.CancelledAt == null && absence.UntilDate > today)
                .OrderBy(absence => absence.FromDate)
                .Select(absence => new MyAbsence(absence.Id, absence.FromDate, absence.UntilDate, absence.DeputyId,
                    db.Set<Staff>().Where(deputy => deputy.Id == absence.DeputyId)
                        .Select(deputy => deputy.GivenName + " " + deputy.FamilyName).FirstOrDefault())).ToList(),
        }).SingleAsync(cancellationToken);
        return new Me(
            me, row.Staff.UserName, row.Staff.MustChangePassword, row.IsHeld, row.Staff.FamilyName, row.Staff.GivenName, row.Staff.OrganisationId,
            row.Employer, organisation, row.Acting, call.Caller.Roles,
            [.. Enum.GetValues<Permission>().Where(permission => RolePermissions.Allow(call.Caller.Roles, permission))],
            [.. row.Grants.GroupBy(grant => (grant.Id, grant.Name))
                .Select(group => new MyOrganisation(group.Key.Id, group.Key.Name, [.. group.Select(grant => grant.Role)]))],
            row.Offers, row.Teams, row.StandsInFor, row.Absences);
    }
}
