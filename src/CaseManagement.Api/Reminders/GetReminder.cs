using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
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
    /// <summary>case, client, household, handover, letter or document.</summary>
    public required ReminderSubject SubjectType { get; init; }
    /// <summary>Which one.</summary>
    public required Guid SubjectId { get; init; }
    /// <summary>The case that it belongs to.</summary>
    public Guid? CaseId { get; init; }
    /// <summary>The person of that case.</summary>
    public Guid? ClientId { get; init; }
    /// <summary>Family name, given name.</summary>
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

internal sealed class GetReminderHandler(CaseDb db, CallContext call) : IHandler<GetReminder, ReminderDetail>
{
    public async Task<ReminderDetail> Handle(GetReminder request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Reminder>().VisibleTo(db, call.Caller).Where(r => r.Id == request.Id)
            .Select(r => new
            {
                Reminder = r,
                Client = db.Set<Client>()
                    .Where(client => (r.SubjectType == ReminderSubject.Client && client.Id == r.SubjectId)
                        || db.Set<Case>().Any(c => c.Id == r.CaseId && c.ClientId == client.Id))
                    .Select(client => new { client.Id, Name = client.FamilyName + ", " + client.GivenName }).FirstOrDefault(),
                Household = r.SubjectType != ReminderSubject.Household ? null
                    : db.Set<Household>().Where(household => household.Id == r.SubjectId).Select(household => household.Reference).FirstOrDefault(),
                AssigneeName = db.Set<Staff>().Where(staff => staff.Id == r.AssigneeId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                TeamName = db.Set<Team>().Where(team => team.Id == r.TeamId).Select(team => team.Name).FirstOrDefault(),
                Snoozes = r.Snoozes.OrderBy(move => move.MovedAt)
                    .Select(move => new Snooze(move.FromDate, move.ToDate, move.MovedAt, move.MovedBy,
                        db.Set<Staff>().Where(staff => staff.Id == move.MovedBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), move.Reason))
                    .ToList(),
            })
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var reminder = found.Reminder;
        return new ReminderDetail
        {
            Id = reminder.Id, SubjectType = reminder.SubjectType, SubjectId = reminder.SubjectId, CaseId = reminder.CaseId,
            ClientId = found.Client?.Id, ClientName = found.Client?.Name, HouseholdReference = found.Household,
            Kind = reminder.Kind, Title = reminder.Title ?? reminder.Kind.Text(),
            Note = reminder.Note, DueOn = reminder.DueOn, LastDay = reminder.LastDay,
            IsOverdue = Reminder.IsOverdue(reminder.Status, reminder.DueOn, call.Today), Status = reminder.Status, Reason = reminder.Reason,
            AssigneeId = reminder.AssigneeId, AssigneeName = found.AssigneeName, TeamId = reminder.TeamId, TeamName = found.TeamName,
            CreatedAt = reminder.CreatedAt, ClosedAt = reminder.ClosedAt, Snoozes = found.Snoozes, Version = reminder.Version,
            AllowedActions = Reminder.Moves.Describe(reminder.Status, action =>
                action == "reopen" ? Reminder.ObjectionToReopen(reminder.ClosedAt, call.Today) : reminder.ObjectionTo(action)),
        };
    }
}
