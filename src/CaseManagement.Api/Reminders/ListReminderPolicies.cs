using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>What the organisation is reminded of, and how.</summary>
[Requires(Permission.ReadReferenceData)]
[Operation("List reminder policies", """
    Every kind with the policy that is in force today, your organisation's or the reference policy, and the one that comes next.
    """)]
public sealed record ListReminderPolicies : IQuery<ReminderPolicyList>;

/// <summary>The policies.</summary>
/// <param name="Items">One for each kind.</param>
public sealed record ReminderPolicyList(IReadOnlyList<ReminderPolicyRow> Items);

/// <summary>A kind and how it is reminded of.</summary>
/// <param name="Kind">The kind of its reminders.</param>
/// <param name="Text">What such a reminder says.</param>
/// <param name="Condition">When there is a cause.</param>
/// <param name="Source">The law or rule behind it.</param>
/// <param name="SubjectType">What its reminders are about.</param>
/// <param name="Direction">On which side of the cause's day steps are counted.</param>
/// <param name="InForce">The policy in force today.</param>
/// <param name="Next">The one that holds from a later day on.</param>
public sealed record ReminderPolicyRow(
    [Example("no_contact")] ReminderKind Kind,
    [Example("No contact for long")] string Text,
    [Example("Time has passed since the last contact that reached the person.")] string Condition,
    [Example(null)] string? Source,
    [Example("case")] ReminderSubject SubjectType,
    [Example("after")] PolicyDirection Direction,
    ReminderPolicyVersion InForce,
    [Example(null)] ReminderPolicyVersion? Next);

/// <summary>One version of a policy.</summary>
/// <param name="Number">Your organisation's versions are counted from 1; the reference policy is 1 as well.</param>
/// <param name="IsReference">The product's, not your organisation's.</param>
/// <param name="From">First day.</param>
/// <param name="IsActive">False: nobody is reminded.</param>
/// <param name="Steps">How many units before or after the cause's day; each once.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Addressee">For whom.</param>
/// <param name="Made">When the reminder is there to be seen.</param>
/// <param name="Missed">What becomes of days that had passed.</param>
/// <param name="EscalateAfter">After how many working days or hours past the due day somebody else is told; null: nobody is.</param>
/// <param name="EscalateUnit">Of what.</param>
/// <param name="Note">Why it was changed.</param>
/// <param name="CreatedBy">Who said so.</param>
/// <param name="CreatedByName">That colleague's name.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="WithdrawnAt">When it was taken back before its first day: it never holds.</param>
public sealed record ReminderPolicyVersion(
    [Example(2)] int Number,
    [Example(false)] bool IsReference,
    [Example(Sample.Day)] DateOnly From,
    [Example(true)] bool IsActive,
    [Example(56)] IReadOnlyList<int> Steps,
    [Example("days")] StepUnit Unit,
    PolicyAddressee Addressee,
    [Example("on_the_day")] PolicyMade Made,
    [Example("once")] MissedFirings Missed,
    [Example(10)] int? EscalateAfter,
    [Example("working_days")] EscalationUnit EscalateUnit,
    [Example("Agreed by the teams.")] string? Note,
    Guid? CreatedBy,
    [Example(Sample.Colleague)] string? CreatedByName,
    DateTimeOffset CreatedAt,
    [Example(null)] DateTimeOffset? WithdrawnAt);

internal static class PolicyQueries
{
    /// <summary>Every version that the organisation has, and the reference policies; the latest first.</summary>
    public static async Task<List<(ReminderKind Kind, ReminderPolicyVersion Version)>> Policies(
        this CaseDb db, ReminderKind? kind, CancellationToken cancellationToken)
    {
        var versions = await db.Set<ReminderPolicy>().Where(policy => kind == null || policy.Kind == kind)
            .OrderByDescending(policy => policy.FromDate).ThenByDescending(policy => policy.Number)
            .Select(policy => new
            {
                Policy = policy,
                Name = db.Set<Staff>().Where(staff => staff.Id == policy.CreatedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        return versions.ConvertAll(row => (row.Policy.Kind, new ReminderPolicyVersion(row.Policy.Number, row.Policy.OrganisationId is null, row.Policy.FromDate,
            row.Policy.IsActive, row.Policy.Steps, row.Policy.Unit, row.Policy.Addressee, row.Policy.Made, row.Policy.Missed, row.Policy.EscalateAfter,
            row.Policy.EscalateUnit, row.Policy.Note, row.Policy.CreatedBy, row.Name, row.Policy.CreatedAt, row.Policy.WithdrawnAt)));
    }

    /// <summary>A kind with what is in force on a day, and what comes next.</summary>
    public static ReminderPolicyRow On(this PolicyKind kind, IEnumerable<ReminderPolicyVersion> latestFirst, DateOnly today)
    {
        var own = latestFirst.Where(version => version.WithdrawnAt is null).OrderBy(version => version.IsReference).ToList();
        return new ReminderPolicyRow(kind.Kind, kind.Kind.Text(), Language.Choose(kind.ConditionDe, kind.ConditionEn), kind.Source, kind.SubjectType,
            kind.Direction, own.First(version => version.From <= today), own.Where(version => version.From > today)
                .OrderBy(version => version.IsReference).ThenBy(version => version.From).ThenByDescending(version => version.Number).FirstOrDefault());
    }
}

internal sealed class ListReminderPoliciesHandler(CaseDb db, CallContext call) : IHandler<ListReminderPolicies, ReminderPolicyList>
{
    public async Task<ReminderPolicyList> Handle(ListReminderPolicies request, CancellationToken cancellationToken)
    {
        var kinds = await db.Set<PolicyKind>().AsNoTracking().OrderBy(kind => kind.Sort).ToListAsync(cancellationToken);
        var versions = (await db.Policies(null, cancellationToken)).ToLookup(row => row.Kind, row => row.Version);
        return new ReminderPolicyList(kinds.ConvertAll(kind => kind.On(versions[kind.Kind], call.Today)));
    }
}
