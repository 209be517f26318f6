using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Reminders that the caller sees, soonest first.</summary>
/// <param name="AssigneeId">Only those of one colleague.</param>
/// <param name="TeamId">Only those of one team.</param>
/// <param name="CaseId">Only those of one case.</param>
/// <param name="Status">Only in one status; open where left out.</param>
/// <param name="DueUntil">Only those due on or before this day.</param>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.UseReminders)]
public sealed record ListReminders(Guid? AssigneeId, Guid? TeamId, Guid? CaseId, ReminderStatus? Status, DateOnly? DueUntil, string? Cursor, int? Limit) : IQuery<Page<ReminderRow>>;

/// <summary>A row of the list.</summary>
/// <param name="Id">The reminder.</param>
/// <param name="SubjectType">What it is about.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="CaseId">The case that it belongs to.</param>
/// <param name="ClientId">The person of that case.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Kind">personal, or the deadline that made it.</param>
/// <param name="Title">What to do.</param>
/// <param name="DueOn">Due at the end of this day.</param>
/// <param name="IsOverdue">Derived: open and the day is over.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AssigneeId">Who has to act.</param>
/// <param name="TeamId">The team that looks after it.</param>
/// <param name="TimesSnoozed">How often it was moved.</param>
public sealed record ReminderRow(
    Guid Id,
    ReminderSubject SubjectType,
    Guid SubjectId,
    Guid? CaseId,
    Guid? ClientId,
    string? ClientName,
    ReminderKind Kind,
    [Example("Register for the German course")] string? Title,
    [Example(Sample.DueDay)] DateOnly DueOn,
    [Example(false)] bool IsOverdue,
    ReminderStatus Status,
    Guid? AssigneeId,
    Guid? TeamId,
    [Example(0)] int TimesSnoozed) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];
}

internal sealed class ListRemindersHandler(CaseDb db, CallContext call) : IHandler<ListReminders, Page<ReminderRow>>
{
    private sealed record DueKey(DateOnly DueOn, Guid Id);

    public async Task<Page<ReminderRow>> Handle(ListReminders request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var filter = new { request.AssigneeId, request.TeamId, request.CaseId, request.Status, request.DueUntil };
        var after = Cursor.Read<DueKey>(request.Cursor, filter);
        var (status, today) = (request.Status ?? ReminderStatus.Open, call.Today);
        var reminders = db.Set<Reminder>().VisibleTo(db, call.Caller).Where(r => r.Status == status);
        if (request.AssigneeId is { } assignee)
        {
            reminders = reminders.Where(r => r.AssigneeId == assignee);
        }
        if (request.TeamId is { } team)
        {
            reminders = reminders.Where(r => r.TeamId == team);
        }
        if (request.CaseId is { } caseId)
        {
            reminders = reminders.Where(r => r.CaseId == caseId);
        }
        if (request.DueUntil is { } until)
        {
            reminders = reminders.Where(r => r.DueOn <= until);
        }
        if (after is not null)
        {
            reminders = reminders.Where(r => EF.Functions.GreaterThan(ValueTuple.Create(r.DueOn, r.Id), ValueTuple.Create(after.DueOn, after.Id)));
        }
        var rows = await (
            from r in reminders.OrderBy(r => r.DueOn).ThenBy(r => r.Id).Take(limit + 1)
            join c in db.Set<Case>() on r.CaseId equals c.Id into ofCase
            from c in ofCase.DefaultIfEmpty()
            join person in db.Set<Client>() on c.ClientId equals person.Id into ofPerson
            from person in ofPerson.DefaultIfEmpty()
            orderby r.DueOn, r.Id
            select new ReminderRow(r.Id, r.SubjectType, r.SubjectId, r.CaseId, person == null ? null : person.Id, person == null ? null : person.FamilyName + ", " + person.GivenName, r.Kind, r.Title, r.DueOn,
                status == ReminderStatus.Open && r.DueOn < today, r.Status, r.AssigneeId, r.TeamId, r.Snoozes.Count))
            .ToListAsync(cancellationToken);
        return Cursor.Page([.. rows.Select(row => row with { Title = row.Title ?? ReminderTitle.Of(row.Kind) })], limit, filter, row => new DueKey(row.DueOn, row.Id));
    }
}
