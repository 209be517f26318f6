using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Which rights a list shows.</summary>
public enum RightState
{
    /// <summary>Those that wait for somebody. What holds stands with each colleague.</summary>
    Pending,
}

/// <summary>Rights that wait for somebody, oldest first.</summary>
/// <param name="Page">Which page.</param>
/// <param name="State">pending.</param>
[Requires(Permission.UseProduct)]
[Operation("List rights that wait", """
    Roles and memberships that do not hold yet, oldest first. Administrators and supervisors see those of the organisation; everybody what is
    offered to him or her, and administrators what other organisations offer to whom they employ. Left alone for 30 days, they lapse.
    """)]
public sealed record ListPendingRights(Paging Page, RightState State = RightState.Pending) : IQuery<Page<PendingRightEntry>>;

/// <summary>A right that waits.</summary>
/// <param name="Id">The right, to confirm, accept or revoke it.</param>
/// <param name="OrganisationId">For which organisation.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="StaffId">To whom; null for somebody of another employer, named by `userName`.</param>
/// <param name="StaffName">The name; null where it is another organisation's colleague.</param>
/// <param name="UserName">The name to sign in with as the granter wrote it; whether there is such an account is not said.</param>
/// <param name="Role">The role; null of a membership.</param>
/// <param name="TeamId">The team of a membership.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="From">First day of a membership.</param>
/// <param name="Status">What it waits for.</param>
/// <param name="GrantedBy">Who gave it.</param>
/// <param name="GrantedByName">That colleague's name; null where it is another organisation's.</param>
/// <param name="GrantedAt">When.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record PendingRightEntry(
    Guid Id,
    Guid OrganisationId,
    [Example(Sample.Town)] string OrganisationName,
    Guid? StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(null)] string? UserName,
    Role? Role,
    [Example(null)] Guid? TeamId,
    [Example(null)] string? TeamName,
    [Example(null)] DateOnly? From,
    [Example("awaits_confirmation")] RightStatus Status,
    Guid GrantedBy,
    [Example(Sample.Colleague)] string? GrantedByName,
    DateTimeOffset GrantedAt,
    IReadOnlyList<AllowedAction> AllowedActions);

internal sealed class ListPendingRightsHandler(CaseDb db, CallContext call) : IHandler<ListPendingRights, Page<PendingRightEntry>>
{
    private static readonly Order<PendingRight, PendingRightEntry> OldestFirst =
        Order.Ascending((PendingRight row) => ValueTuple.Create(row.GrantedAt, row.Id), (PendingRightEntry row) => (row.GrantedAt, row.Id));

    public async Task<Page<PendingRightEntry>> Handle(ListPendingRights request, CancellationToken cancellationToken)
    {
        var (filter, own, me) = (request with { Page = Paging.First }, call.Caller.OrganisationId, call.Caller.RequiredStaffId);
        var offered = db.Set<PendingRight>().OfferedTo(db, call.Caller);
        var all = Manages || Confirms;
        var rights = db.Set<PendingRight>().Where(right => (all && right.OrganisationId == own) || offered.Any(o => o.Id == right.Id));
        var rows = await OldestFirst.Next(rights, request.Page, filter).Select(right => new
        {
            Right = right,
            OrganisationName = db.Set<Organisation>().Where(o => o.Id == right.OrganisationId).Select(o => o.Name).First(),
            StaffName = db.Set<Staff>().Where(s => s.Id == right.StaffId).Select(s => s.GivenName + " " + s.FamilyName).FirstOrDefault(),
            TeamName = db.Set<Team>().Where(t => t.Id == right.TeamId).Select(t => t.Name).FirstOrDefault(),
            GrantedByName = db.Set<Staff>().Where(s => s.Id == right.GrantedBy).Select(s => s.GivenName + " " + s.FamilyName).FirstOrDefault(),
            IsOffered = offered.Any(o => o.Id == right.Id),
            HasReset = AccessFunctions.GavePassword(right.GrantedBy, me),
            HasLeft = right.Status == RightStatus.AwaitsConfirmation
                && db.Set<Account>().Any(account => account.StaffId == right.StaffId && account.DisabledAt != null),
        }).AsNoTracking().ToListAsync(cancellationToken);
        var shown = rows.ConvertAll(row => new PendingRightEntry(
            row.Right.Id, row.Right.OrganisationId, row.OrganisationName, row.Right.StaffId, row.StaffName, row.Right.UserName, row.Right.Role,
            row.Right.TeamId, row.TeamName, row.Right.FromDate, row.Right.Status, row.Right.GrantedBy, row.GrantedByName, row.Right.GrantedAt,
            PendingRight.Moves.Describe(row.Right.Status, action => Objection(action, row.Right, row.IsOffered, row.HasLeft, row.HasReset))));
        return OldestFirst.Cut(shown, request.Page, filter, await rights.CountFor(request.Page, cancellationToken));
    }

    private bool Manages => RolePermissions.Allow(call.Caller.Roles, Permission.ManageOrganisation);
    private bool Confirms => RolePermissions.Allow(call.Caller.Roles, Permission.ConfirmRights);

    private ProblemType? Objection(string action, PendingRight right, bool isOffered, bool hasLeft, bool hasReset)
    {
        var (isOwn, me) = (right.OrganisationId == call.Caller.OrganisationId, call.Caller.StaffId);
        return action switch
        {
            "revoke" => Manages && isOwn ? null : AccessProblems.NotPermitted,
            "accept" when !isOffered => AccessProblems.NotPermitted,
            "confirm" when !(Confirms && isOwn) => AccessProblems.NotPermitted,
            "confirm" when hasLeft => OrganisationProblems.GranteeLeft,
            "confirm" when hasReset && me != right.StaffId => OrganisationProblems.ConfirmerReset,
            _ when me == right.GrantedBy || (action == "confirm" && me == right.StaffId) => OrganisationProblems.OwnConfirmation,
            _ => null,
        };
    }
}
