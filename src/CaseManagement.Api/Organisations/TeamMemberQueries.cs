namespace CaseManagement.Api.Organisations;

/// <summary>Memberships in queries; SQL has the same in <c>access.members_on</c>.</summary>
public static class TeamMemberQueries
{
    /// <summary>Those that hold on a day.</summary>
    public static IQueryable<TeamMember> On(this IQueryable<TeamMember> members, DateOnly day) =>
        members.OpenOn(day).Where(member => member.FromDate <= day);

    /// <summary>Those that hold on a day or will hold later; see <see cref="TeamMember.IsOpen"/>.</summary>
    public static IQueryable<TeamMember> OpenOn(this IQueryable<TeamMember> members, DateOnly day) =>
        members.Where(member => member.UntilDate == null || member.UntilDate > day);
}
