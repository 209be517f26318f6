using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>One reminder with its snoozes.</summary>
[Requires(Permission.UseReminders)]
[Operation("Get a reminder", "With its snoozes and what you may do now.")]
public sealed record GetReminder(Guid Id) : IQuery<ReminderDetail>;

/// <summary>A reminder.</summary>
public sealed record ReminderDetail : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];

    /// <summary>The reminder.</summary>
    public required Guid Id { get; init; }
    /// <summary>What it is about.</summary>
    public required ReminderSubject SubjectType { get; init; }
    /// <summary>Which one.</summary>
    public required Guid SubjectId { get; init; }
    /// <summary>The case that it belongs to.</summary>
    public Guid? CaseId { get; init; }
    /// <summary>The person of that case.</summary>
    public Guid? ClientId { get; init; }
    /// <summary>Family name, given name; null of whom the caller does not see.</summary>
    [Example($"{Sample.FamilyName}, {Sample.GivenName}")]
    public string? ClientName { get; init; }
    /// <summary>The household's reference, where it is about a household.</summary>
    [Example(null)]
    public string? HouseholdReference { get; init; }
    /// <summary>personal, or the deadline that made it.</summary>
    public required ReminderKind Kind { get; init; }
    /// <summary>What to do.</summary>
    [Example("Register for the German course")]
    public required string Title { get; init; }
    /// <summary>More about it.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }
    /// <summary>Due at the end of this day.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly DueOn { get; init; }
    /// <summary>The last day, until its end: it cannot be put off past it. Null where there is none.</summary>
    [Example(null)]
    public DateOnly? LastDay { get; init; }
    /// <summary>Derived: open and the day is over.</summary>
    [Example(false)]
    public required bool IsOverdue { get; init; }
    /// <summary>Where it stands.</summary>
    public required ReminderStatus Status { get; init; }
    /// <summary>Why it was not executable or cancelled.</summary>
    [Example(Sample.Reason)]
    public string? Reason { get; init; }
    /// <summary>Why it ended with its cause, its policy or its case; null where somebody ended it, or it is open.</summary>
    [Example(null)]
    public ReminderEndCause? EndedBecause { get; init; }
    /// <summary>The policy that made it, and what it was counted from; null of what a person or an event made.</summary>
    public ReminderOrigin? Origin { get; init; }
    /// <summary>How it comes again; null of what comes once.</summary>
    public ReminderSeries? Series { get; init; }
    /// <summary>The chain of which it is a step.</summary>
    [Example(null)]
    public Guid? ChainId { get; init; }
    /// <summary>What that is called.</summary>
    [Example(null)]
    public string? ChainName { get; init; }
    /// <summary>Who has to act.</summary>
    public Guid? AssigneeId { get; init; }
    /// <summary>That colleague's name; null where it is another organisation's.</summary>
    [Example(Sample.Colleague)]
    public string? AssigneeName { get; init; }
    /// <summary>The team that looks after it when nobody is assigned.</summary>
    public Guid? TeamId { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.Team)]
    public string? TeamName { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it ended.</summary>
    [Example(null)]
    public DateTimeOffset? ClosedAt { get; init; }
    /// <summary>Every snooze, oldest first.</summary>
    public required IReadOnlyList<Snooze> Snoozes { get; init; }
    /// <summary>Who else was told because nobody acted, oldest first.</summary>
    public required IReadOnlyList<Escalation> Escalations { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>One snooze.</summary>
/// <param name="From">The day on which it was due.</param>
/// <param name="Until">The later day to which it was put off.</param>
/// <param name="MovedAt">When it was moved.</param>
/// <param name="MovedBy">By whom.</param>
/// <param name="MovedByName">That colleague's name.</param>
/// <param name="Reason">Why.</param>
public sealed record Snooze(
    [Example(Sample.DueDay)] DateOnly From,
    [Example("2099-03-23")] DateOnly Until,
    DateTimeOffset MovedAt,
    Guid? MovedBy,
    [Example(Sample.Colleague)] string? MovedByName,
    [Example(Sample.Reason)] string? Reason);

/// <summary>That somebody else was told because nobody acted.</summary>
/// <param name="Level">As what.</param>
/// <param name="StaffId">Who was told.</param>
/// <param name="StaffName">That colleague's name.</param>
/// <param name="At">When.</param>
/// <param name="EndedAt">When it was over: seen to, put off, or told to the supervisor.</param>
public sealed record Escalation(
    [Example("supervisor")] EscalationLevel Level,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    DateTimeOffset At,
    [Example(null)] DateTimeOffset? EndedAt);

/// <summary>How a reminder comes again.</summary>
/// <param name="Id">The first one of its series, by which the others are known.</param>
/// <param name="Rule">The rule (RFC 5545); null where nothing comes after this one.</param>
/// <param name="From">The rule's first day.</param>
/// <param name="OccursOn">The day of the rule that this one stands for, wherever it was put off to.</param>
/// <param name="NextOn">On which day the next is due where this one ends today; null where none is.</param>
public sealed record ReminderSeries(
    Guid Id,
    [Example("FREQ=WEEKLY;BYDAY=MO")] string? Rule,
    [Example("2099-03-02")] DateOnly From,
    [Example("2099-03-16")] DateOnly OccursOn,
    [Example("2099-03-23")] DateOnly? NextOn);

/// <summary>What a reminder was made from.</summary>
/// <param name="PolicyNumber">Which version of the policy; null where it was another organisation's, which has handed the person over.</param>
/// <param name="IsReference">It was the product's reference policy.</param>
/// <param name="CauseOn">The day of its cause.</param>
/// <param name="Step">How many units before or after it.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Direction">Before or after.</param>
/// <param name="FiresOn">The day that follows. The reminder is due then, or on the day when it was made where that was later.</param>
/// <param name="Calendar">By which holidays days were counted: Land, holidays of the commune, version of the calendar.</param>
/// <param name="Steps">Every step of that version, this one as well, by its day: what was before and what is to come.</param>
public sealed record ReminderOrigin(
    [Example(2)] int? PolicyNumber,
    [Example(false)] bool IsReference,
    [Example("2099-06-14")] DateOnly CauseOn,
    [Example(90)] int Step,
    [Example("days")] StepUnit Unit,
    [Example("before")] PolicyDirection Direction,
    [Example(Sample.DueDay)] DateOnly FiresOn,
    [Example("BW v1")] string Calendar,
    IReadOnlyList<ReminderStep> Steps);

/// <summary>A step of a policy, counted from the same cause.</summary>
/// <param name="Step">How many units before or after the cause.</param>
/// <param name="FiresOn">The day that follows, by the calendar in force today.</param>
/// <param name="IsThis">It is this reminder's.</param>
public sealed record ReminderStep([Example(90)] int Step, [Example(Sample.DueDay)] DateOnly FiresOn, [Example(true)] bool IsThis);

internal sealed class GetReminderHandler(CaseDb db, CallContext call) : IHandler<GetReminder, ReminderDetail>
{
    public async Task<ReminderDetail> Handle(GetReminder request, CancellationToken cancellationToken)
    {
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        var gone = db.Set<Reminder>().OfWhatHasGone(db);
        var found = await db.Set<Reminder>().VisibleTo(db, call.Caller).Where(r => r.Id == request.Id)
            .Select(r => new
            {
                Reminder = r,
                HasGone = gone.Any(other => other.Id == r.Id),
                Client = db.Set<Client>()
                    .Where(client => (r.SubjectType == ReminderSubject.Client && client.Id == r.SubjectId)
                        || db.Set<Case>().Any(c => c.Id == r.CaseId && c.ClientId == client.Id))
                    .Select(client => new { client.Id, Name = seen.Any(one => one.Id == client.Id) ? client.FamilyName + ", " + client.GivenName : null })
                    .FirstOrDefault(),
                Household = r.SubjectType != ReminderSubject.Household ? null
                    : db.Set<Household>().Where(household => household.Id == r.SubjectId).Select(household => household.Reference).FirstOrDefault(),
                Chain = r.SubjectType != ReminderSubject.ChainStep ? null : db.Set<Chain>().Where(chain => chain.Steps.Any(step => step.Id == r.SubjectId))
                    .Select(chain => new { chain.Id, chain.NameDe, chain.NameEn, chain.EndCause, chain.OrganisationId }).FirstOrDefault(),
                AssigneeName = db.Set<Staff>().Where(staff => staff.Id == r.AssigneeId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                TeamName = db.Set<Team>().Where(team => team.Id == r.TeamId).Select(team => team.Name).FirstOrDefault(),
                Escalations = db.Set<ReminderEscalation>().Where(told => told.ReminderId == r.Id).OrderBy(told => told.At).ThenBy(told => told.Level)
                    .Select(told => new Escalation(told.Level, told.StaffId, db.Set<Staff>().Where(staff => staff.Id == told.StaffId)
                        .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), told.At, told.EndedAt)).ToList(),
                PolicyNumber = db.Set<ReminderPolicy>().Where(policy => policy.Id == r.PolicyId).Select(policy => (int?)policy.Number).FirstOrDefault(),
                IsReference = db.Set<ReminderPolicy>().Any(policy => policy.Id == r.PolicyId && policy.OrganisationId == null),
                Direction = db.Set<PolicyKind>().Where(kind => kind.Kind == r.Kind).Select(kind => (PolicyDirection?)kind.Direction).FirstOrDefault(),
                Snoozes = r.Snoozes.OrderBy(move => move.MovedAt)
                    .Select(move => new Snooze(move.FromDate, move.ToDate, move.MovedAt, move.MovedBy,
                        db.Set<Staff>().Where(staff => staff.Id == move.MovedBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), move.Reason))
                    .ToList(),
            })
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var reminder = found.Reminder;
        var steps = reminder.PolicyId is null ? [] : await StepsOf(reminder, cancellationToken);
        return new ReminderDetail
        {
            Id = reminder.Id, SubjectType = reminder.SubjectType, SubjectId = reminder.SubjectId, CaseId = reminder.CaseId,
            ClientId = found.Client?.Id, ClientName = found.Client?.Name, HouseholdReference = found.Household,
            Kind = reminder.Kind, Title = reminder.Title ?? reminder.Kind.Text(),
            Note = reminder.Note, DueOn = reminder.DueOn, LastDay = reminder.LastDay,
            IsOverdue = Reminder.IsOverdue(reminder.Status, reminder.DueOn, call.Today), Status = reminder.Status, Reason = reminder.Reason,
            EndedBecause = reminder.EndCause, Origin = reminder.PolicyId is null ? null : new ReminderOrigin(
                found.PolicyNumber, found.IsReference, reminder.CauseOn!.Value, reminder.Step!.Value, reminder.StepUnit!.Value,
                found.Direction!.Value, reminder.FiresOn!.Value, reminder.Calendar!, steps),
            ChainId = found.Chain?.Id, ChainName = found.Chain is { } chain ? Language.Choose(chain.NameDe, chain.NameEn ?? chain.NameDe) : null,
            AssigneeId = reminder.AssigneeId, AssigneeName = found.AssigneeName, TeamId = reminder.TeamId, TeamName = found.TeamName,
            Series = reminder.SeriesId is not { } series ? null : new ReminderSeries(series, reminder.Repeats, reminder.RepeatsFrom!.Value,
                reminder.OccursOn!.Value, reminder.Status == ReminderStatus.Open ? reminder.NextDay(reminder.OccursOn.Value, call.Today) : null),
            CreatedAt = reminder.CreatedAt, ClosedAt = reminder.ClosedAt, Snoozes = found.Snoozes, Escalations = found.Escalations,
            Version = reminder.Version,
            AllowedActions = Reminder.Moves.Describe(reminder.Status, action =>
                reminder.OrganisationId != call.Caller.OrganisationId ? CaseProblems.HandedOver
                : action != "reopen" ? reminder.ObjectionTo(action)
                : found.HasGone ? CaseProblems.HandedOver
                : reminder.SubjectType == ReminderSubject.ChainStep && found.Chain?.OrganisationId != call.Caller.OrganisationId ? CaseProblems.HandedOver
                : found.Chain?.EndCause is not (null or ChainEndCause.Completed) ? ChainProblems.Ended
                : Reminder.ObjectionToReopen(reminder.ClosedAt, call.Today)),
        };
    }

    // Of a policy of another organisation, which has handed the person over, nothing is known but this step.
    private async Task<List<ReminderStep>> StepsOf(Reminder reminder, CancellationToken cancellationToken)
    {
        var (own, fires) = (reminder.Step!.Value, reminder.FiresOn!.Value);
        var others = await db.Database.SqlQuery<StepDay>($"""
            select s.step as "Step", app.step_day({reminder.CauseOn!.Value}, s.step, p.unit, k.direction = 'before', c.land, c.local) as "FiresOn"
            from app.reminder_policy p join app.policy_kind k on k.kind = p.kind cross join unnest(p.steps) s(step)
            cross join app.calendar_on({call.Today}) c
            where p.id = {reminder.PolicyId!.Value} and s.step <> {own}
            """).ToListAsync(cancellationToken);
        return [.. others.Select(other => new ReminderStep(other.Step, other.FiresOn, false)).Append(new ReminderStep(own, fires, true))
            .OrderBy(step => step.FiresOn).ThenBy(step => step.Step)];
    }

    private sealed record StepDay(int Step, DateOnly FiresOn);
}
