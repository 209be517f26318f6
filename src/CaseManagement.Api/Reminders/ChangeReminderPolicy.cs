using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>What a version of a policy says.</summary>
public abstract record ReminderPolicyBody
{
    /// <summary>False: nobody is reminded.</summary>
    [Example(true)]
    public bool IsActive { get; init; } = true;

    /// <summary>How many units before or after the cause's day, each once: 1 to 12 different ones.</summary>
    [Example(42)]
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>Of what.</summary>
    [Example("days")]
    public required StepUnit Unit { get; init; }

    /// <summary>For whom.</summary>
    public PolicyAddressee Addressee { get; init; }

    /// <summary>When the reminder is there to be seen.</summary>
    [Example("on_the_day")]
    public PolicyMade Made { get; init; } = PolicyMade.OnTheDay;

    /// <summary>What becomes of days that had passed.</summary>
    [Example("once")]
    public MissedFirings Missed { get; init; } = MissedFirings.Once;

    /// <summary>After how many working days or hours past the due day somebody else is told, 1 to 250; left out: nobody is.</summary>
    [Example(10)]
    public int? EscalateAfter { get; init; }

    /// <summary>Of what; by the office hours of the reminder's team.</summary>
    [Example("working_days")]
    public EscalationUnit EscalateUnit { get; init; }
}

internal sealed class ReminderPolicyRules : AbstractValidator<ReminderPolicyBody>
{
    public ReminderPolicyRules()
    {
        RuleFor(body => body.Steps).Must((body, steps) => steps.Count is >= 1 and <= 12 && steps.Distinct().Count() == steps.Count
            && steps.All(step => step >= 0 && step <= Most(body.Unit))).WithProblem(ReminderProblems.PolicySteps);
        RuleFor(body => body.EscalateAfter).Must(days => days is null or (>= 1 and <= 250)).WithProblem(ReminderProblems.PolicyIgnored);
    }

    private static int Most(StepUnit unit) => unit switch
    {
        StepUnit.Days => 3660,
        StepUnit.WorkingDays => 250,
        _ => 120,
    };
}

/// <summary>What becomes of versions that are planned for later days.</summary>
public enum PlannedVersions
{
    /// <summary>They take over on their day.</summary>
    Keep,
    /// <summary>They are taken back.</summary>
    Withdraw,
}

/// <summary>A version that is planned.</summary>
/// <param name="Number">Its number.</param>
/// <param name="From">First day.</param>
/// <param name="IsActive">False: nobody is reminded.</param>
public sealed record PlannedVersion(int Number, DateOnly From, bool IsActive);

/// <summary>Says how one kind is reminded of from a day on.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Change a reminder policy", """
    By a supervisor: another version, which holds from today or a later day on; earlier ones are kept. Reminders that it does not ask for end with the
    next run, with the reason `policy_changed`, and those that it asks for are made. See beforehand with `/preview`. Where another version is planned for a
    later day, say in `planned` what becomes of it (else 409 `reminder-policy-planned`, which names it): what is switched off does not come back unseen.
    """)]
public sealed record ChangeReminderPolicy : ReminderPolicyBody, ICommand<Saved>
{
    /// <summary>First day; today where left out.</summary>
    [Example(null)]
    public DateOnly? From { get; init; }

    /// <summary>What becomes of versions that are planned for days after its first: needed where there are some.</summary>
    [Example(null)]
    public PlannedVersions? Planned { get; init; }

    /// <summary>Why.</summary>
    [Example("Agreed by the teams.")]
    public string? Note { get; init; }

    /// <summary>The kind of its reminders.</summary>
    [JsonIgnore, Example("no_contact")] public string Kind { get; init; } = "";

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeReminderPolicyValidator : AbstractValidator<ChangeReminderPolicy>
{
    public ChangeReminderPolicyValidator(CallContext call)
    {
        RuleFor(change => change.From).Must(from => from is null || from >= call.Today).WithProblem(ReminderProblems.PolicyInPast);
        RuleFor(change => change.Note).Words().MaximumLength(500);
    }
}

internal sealed class ChangeReminderPolicyHandler(CaseDb db, CallContext call) : IHandler<ChangeReminderPolicy, Saved>
{
    public async Task<Saved> Handle(ChangeReminderPolicy request, CancellationToken cancellationToken)
    {
        var kind = await db.KindOfPolicy(request.Kind, cancellationToken);
        var versions = await db.ToChange(kind, request.Version, call, cancellationToken);
        var from = request.From ?? call.Today;
        DatedVersions.Settle(versions, from, request.Planned, call);
        var added = new ReminderPolicy(call.Caller.RequiredOrganisationId, kind.Kind, DatedVersions.Next(versions), request, from,
            call.Caller.RequiredStaffId, call.Now)
        { Note = request.Note };
        db.Add(added);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(added.Id, DatedVersions.TagOf([.. versions, added]));
    }
}

internal static class PolicyVersions
{
    /// <summary>The organisation's versions of a kind, as the caller has read them. Of two who change one at once the second waits, and is stale.</summary>
    /// <param name="db">The database.</param>
    /// <param name="kind">Of what.</param>
    /// <param name="version">If-Match.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="number">One that has to be there.</param>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<List<ReminderPolicy>> ToChange(
        this CaseDb db, PolicyKind kind, uint version, CallContext call, CancellationToken cancellationToken, int? number = null)
    {
        var own = call.Caller.RequiredOrganisationId;
        await db.OneAtATime(own, cancellationToken);
        var versions = await db.Set<ReminderPolicy>().Where(row => row.Kind == kind.Kind && row.OrganisationId == own).ToListAsync(cancellationToken);
        if (number is not null && versions.TrueForAll(row => row.Number != number))
        {
            throw RefusedException.NotFound();
        }
        IfMatch.Check(version, DatedVersions.TagOf(versions));
        return versions;
    }
}
