using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace CaseManagement.Api.Persistence;

/// <summary>
/// The database's access functions for use in queries. The caller's sets (access.learn) are compared as <c>column = any(set)</c>,
/// which an index on the column serves.
/// </summary>
public static class AccessFunctions
{
    /// <summary>
    /// Whether it is one of the acting organisation's teams in which the caller works today, himself or as a deputy, or that is dissolved and the
    /// supervisors' therefore (access.my_team_ids).
    /// </summary>
    public static bool IsMyTeam(Guid? teamId) => throw OnlyInQueries();

    /// <summary>Whether the caller stands in for this colleague today (access.deputised_ids).</summary>
    public static bool IsDeputised(Guid? staffId) => throw OnlyInQueries();

    /// <summary>Whether the caller takes part in this open case (access.my_case_ids).</summary>
    public static bool IsMyCase(Guid? caseId) => throw OnlyInQueries();

    /// <summary>Whether the caller has broken this client's glass within the last four hours (access.my_glass_ids).</summary>
    public static bool IsMyGlass(Guid? clientId) => throw OnlyInQueries();

    /// <summary>Whether the caller may open a client's compartment now (access.may_open).</summary>
    public static bool MayOpen(Guid clientId, string compartment) => throw OnlyInQueries();

    /// <summary>Whether a colleague sees what belongs to a team and a case today: he works in the team, or takes part in the case (access.sees).</summary>
    public static bool Sees(Guid staffId, Guid? teamId, Guid? caseId) => throw OnlyInQueries();

    /// <summary>Whether the caller, to whom a reminder is assigned, sees what it is about (app.sees_reminder).</summary>
    public static bool SeesReminder(Guid reminderId) => throw OnlyInQueries();

    /// <summary>The persons of the contact of an own private note, also after the contact has been handed over (access.persons_of_note).</summary>
    public static Guid[] PersonsOfNote(Guid noteId) => throw OnlyInQueries();

    /// <summary>Whether a colleague, or somebody from his hand, gave another one the password last (access.gave_password).</summary>
    public static bool GavePassword(Guid granter, Guid confirmer) => throw OnlyInQueries();

    /// <summary>What stands in the way of erasing a person (app.erasure_obstacles).</summary>
    public static string[] ErasureObstacles(Guid? clientId) => throw OnlyInQueries();

    /// <summary>The team of the acting organisation behind a colleague, whether he is still there or not (app.team_behind).</summary>
    public static Guid? TeamBehind(Guid? staffId) => throw OnlyInQueries();

    /// <summary>Whether a team of whatever organisation has a member today who works on its cases, once its lock is held (app.is_staffed).</summary>
    public static bool IsStaffed(Guid teamId) => throw OnlyInQueries();

    /// <summary>Whether a team of whatever organisation has a member today who may decide about a handover, once its lock is held (app.can_receive).</summary>
    public static bool CanReceive(Guid teamId) => throw OnlyInQueries();

    /// <summary>Whether a name is that of a confidential organisation, or of a provider outside of a confidential service (app.is_hidden_name).</summary>
    public static bool IsHiddenName(string? name) => throw OnlyInQueries();

    internal static void Register(ModelBuilder model)
    {
        InSet(model, nameof(IsMyTeam), "my_team_ids");
        InSet(model, nameof(IsDeputised), "deputised_ids");
        InSet(model, nameof(IsMyCase), "my_case_ids");
        InSet(model, nameof(IsMyGlass), "my_glass_ids");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(SeesReminder))!).HasTranslation(arguments => new SqlFunctionExpression(
            "app", "sees_reminder", [arguments[0], Set("my_team_ids"), Set("my_case_ids"), Set("my_glass_ids")], nullable: false, [false, false, false, false],
            typeof(bool), new BoolTypeMapping("boolean")));
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(Sees))!).HasSchema("access").HasName("sees");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(ErasureObstacles))!).HasSchema("app").HasName("erasure_obstacles");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(IsHiddenName))!).HasSchema("app").HasName("is_hidden_name");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(TeamBehind))!).HasSchema("app").HasName("team_behind");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(IsStaffed))!).HasSchema("app").HasName("is_staffed");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(CanReceive))!).HasSchema("app").HasName("can_receive");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(MayOpen))!).HasSchema("access").HasName("may_open");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(GavePassword))!).HasSchema("access").HasName("gave_password");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(PersonsOfNote))!).HasSchema("access").HasName("persons_of_note");
    }

    // EF knows no array that a function returns; "any" reads like a function of one. The set is a subquery, which PostgreSQL asks once:
    // a mere call of the function might leak what row-level security hides, and would be compared row by row past every index.
    private static void InSet(ModelBuilder model, string method, string set) =>
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(method)!).HasTranslation(arguments =>
        {
            var id = arguments[0];
            var any = new SqlFunctionExpression("ANY", [Set(set)], nullable: false, [false], typeof(Guid), id.TypeMapping);
            return new SqlBinaryExpression(System.Linq.Expressions.ExpressionType.Equal, id, any, typeof(bool), new BoolTypeMapping("boolean"));
        });

    private static SqlFragmentExpression Set(string set) => new($"(SELECT access.{set}())::uuid[]");

    private static InvalidOperationException OnlyInQueries() => new("Only in queries.");
}
