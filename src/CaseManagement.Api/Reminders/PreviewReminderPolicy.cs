using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>What another policy would make and end today. Changes nothing.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Preview a reminder policy", """
    A dry run: which reminders would be made and which would end if the policy said so today. All are counted; the first 200 of those that you see are shown,
    the soonest first.
    """)]
public sealed record PreviewReminderPolicy : ReminderPolicyBody, IQuery<PolicyPreview>
{
    /// <summary>The kind of its reminders.</summary>
    [JsonIgnore, Example("no_contact")] public string Kind { get; init; } = "";
}

/// <summary>What a policy would do today.</summary>
/// <param name="Made">How many reminders would be made.</param>
/// <param name="Ended">How many would end.</param>
/// <param name="Items">The first 200 of those that the caller sees, the soonest first.</param>
public sealed record PolicyPreview([Example(12)] int Made, [Example(3)] int Ended, IReadOnlyList<PolicyPreviewRow> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Items.Select(item => item.ClientId).OfType<Guid>();
}

/// <summary>What would become of a reminder.</summary>
public enum PreviewVerdict
{
    /// <summary>It would be made.</summary>
    Make,
    /// <summary>It would end.</summary>
    End,
}

/// <summary>One reminder that would be made, or would end.</summary>
/// <param name="Verdict">Which of both.</param>
/// <param name="ReminderId">The one that would end.</param>
/// <param name="EndedBecause">Why it would.</param>
/// <param name="SubjectType">What it is about.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="CaseId">The case that it belongs to; null where it belongs to none, as of a handover.</param>
/// <param name="ClientId">The person of that case.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Step">Which step of the policy.</param>
/// <param name="DueOn">Due at the end of this day.</param>
public sealed record PolicyPreviewRow(
    PreviewVerdict Verdict,
    [Example(null)] Guid? ReminderId,
    [Example(null)] ReminderEndCause? EndedBecause,
    [Example("case")] ReminderSubject SubjectType,
    Guid SubjectId,
    Guid? CaseId,
    Guid? ClientId,
    [Example($"{Sample.FamilyName}, {Sample.GivenName}")] string? ClientName,
    [Example(42)] int Step,
    [Example(Sample.DueDay)] DateOnly DueOn);

internal sealed class PreviewReminderPolicyHandler(CaseDb db, CallContext call) : IHandler<PreviewReminderPolicy, PolicyPreview>
{
    private const int Most = 200;

    public async Task<PolicyPreview> Handle(PreviewReminderPolicy request, CancellationToken cancellationToken)
    {
        var kind = await db.KindOfPolicy(request.Kind, cancellationToken);
        int[] steps = [.. request.Steps];
        var plan = await db.Database.SqlQuery<Planned>($"""
            select x.verdict as "Verdict", x.reminder_id as "ReminderId", x.end_cause as "EndCause", x.subject_type as "SubjectType",
                x.subject_id as "SubjectId", x.case_id as "CaseId", x.team_id as "TeamId", x.step as "Step", x.due_on as "DueOn"
            from app.policy_preview({kind.Kind.Name}, {request.IsActive}, {steps}, {SnakeCase.Of(request.Unit.ToString())},
                {SnakeCase.Of(request.Made.ToString())}, {SnakeCase.Of(request.Missed.ToString())}) x
            """).ToListAsync(cancellationToken);
        Guid[] cases = [.. plan.Select(row => row.CaseId).OfType<Guid>().Distinct()];
        var seen = await db.Set<Case>().VisibleTo(db, call.Caller).Where(of => cases.Contains(of.Id))
            .Join(db.Set<Client>(), of => of.ClientId, client => client.Id,
                (of, client) => new { of.Id, ClientId = client.Id, Name = client.FamilyName + ", " + client.GivenName })
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        // What belongs to no case is seen by its team, as the reminder will be.
        Guid[] teams = [.. plan.Where(row => row.CaseId is null).Select(row => row.TeamId).OfType<Guid>().Distinct()];
        var own = teams.Length == 0 ? [] : await db.Set<Team>().Where(team => teams.Contains(team.Id) && AccessFunctions.IsMyTeam(team.Id))
            .Select(team => team.Id).ToListAsync(cancellationToken);
        var shown = plan.Where(row => row.CaseId is { } of ? seen.ContainsKey(of) : row.TeamId is { } team && own.Contains(team))
            .OrderBy(row => row.DueOn).ThenBy(row => row.SubjectId).Take(Most)
            .Select(row => new PolicyPreviewRow(row.Verdict == "make" ? PreviewVerdict.Make : PreviewVerdict.End, row.ReminderId,
                row.EndCause switch
                {
                    null => null,
                    "policy_changed" => ReminderEndCause.PolicyChanged,
                    "happened" => ReminderEndCause.Happened,
                    "next_step" => ReminderEndCause.NextStep,
                    _ => ReminderEndCause.NoLongerApplies,
                },
                kind.SubjectType, row.SubjectId, row.CaseId, row.CaseId is { } of ? seen[of].ClientId : null, row.CaseId is { } its ? seen[its].Name : null,
                row.Step, row.DueOn));
        return new PolicyPreview(plan.Count(row => row.Verdict == "make"), plan.Count(row => row.Verdict == "end"), [.. shown]);
    }

    private sealed record Planned(
        string Verdict, Guid? ReminderId, string? EndCause, string SubjectType, Guid SubjectId, Guid? CaseId, Guid? TeamId, int Step,
        DateOnly DueOn);
}
