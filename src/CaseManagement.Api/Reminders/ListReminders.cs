using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Reminders that the caller sees, soonest first.</summary>
/// <param name="AssigneeId">Only those of one colleague.</param>
/// <param name="TeamId">Only those of one team.</param>
/// <param name="CaseId">Only those of one case; those on its person and on the person's household, too.</param>
/// <param name="Kind">Only those of one kind: `personal`, or a deadline of the product.</param>
/// <param name="DueFrom">Only those due on or after this day.</param>
/// <param name="DueUntil">Only those due before this day.</param>
/// <param name="Page">Which page.</param>
/// <param name="Status">Only those in one status.</param>
[Requires(Permission.UseReminders)]
[Operation("List reminders", """
    Soonest first: your teams', those of cases you see, and your own and those you stand in for while you see what they are about; open ones unless another
    `status` is asked for. Overdue is derived from the date.
    """)]
public sealed record ListReminders(
    Guid? AssigneeId,
    Guid? TeamId,
    Guid? CaseId,
    [Example("personal"), ClosedSet(typeof(ReminderKind), nameof(ReminderKind.Names))] string? Kind,
    DateOnly? DueFrom,
    DateOnly? DueUntil,
    Paging Page,
    ReminderStatus Status = ReminderStatus.Open) : IQuery<Page<ReminderRow>>;

/// <summary>A row of the list.</summary>
/// <param name="Id">The reminder.</param>
/// <param name="SubjectType">What it is about.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="CaseId">The case that it belongs to.</param>
/// <param name="ClientId">The person of that case.</param>
/// <param name="ClientName">Family name, given name; null of whom the caller does not see.</param>
/// <param name="HouseholdReference">The household's reference, where it is about a household.</param>
/// <param name="Kind">personal, or the deadline that made it.</param>
/// <param name="Title">What to do.</param>
/// <param name="DueOn">Due at the end of this day.</param>
/// <param name="IsOverdue">Derived: open and the day is over.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AssigneeId">Who has to act.</param>
/// <param name="AssigneeName">That colleague's name; null where it is another organisation's.</param>
/// <param name="TeamId">The team that looks after it.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="TimesSnoozed">How often it was moved.</param>
/// <param name="Repeats">Whether another one comes when it ends.</param>
public sealed record ReminderRow(
    Guid Id,
    ReminderSubject SubjectType,
    Guid SubjectId,
    Guid? CaseId,
    Guid? ClientId,
    [Example($"{Sample.FamilyName}, {Sample.GivenName}")] string? ClientName,
    [Example(null)] string? HouseholdReference,
    ReminderKind Kind,
    [Example("Register for the German course")] string? Title,
    [Example(Sample.DueDay)] DateOnly DueOn,
    [Example(false)] bool IsOverdue,
    ReminderStatus Status,
    Guid? AssigneeId,
    [Example(Sample.Colleague)] string? AssigneeName,
    Guid? TeamId,
    [Example(Sample.Team)] string? TeamName,
    [Example(0)] int TimesSnoozed,
    [Example(false)] bool Repeats) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];
}

internal sealed class ListRemindersHandler(CaseDb db, CallContext call) : IHandler<ListReminders, Page<ReminderRow>>
{
    private static readonly Order<Reminder, ReminderRow> SoonestFirst =
        Order.Ascending((Reminder row) => ValueTuple.Create(row.DueOn, row.Id), (ReminderRow row) => (row.DueOn, row.Id));

    public async Task<Page<ReminderRow>> Handle(ListReminders request, CancellationToken cancellationToken)
    {
        var (status, today, filter) = (request.Status, call.Today, request with { Page = Paging.First });
        // Of what is assigned to him only the rest of the question is asked. Asked all of it, the query is planned anew each time: knowing who he is,
        // PostgreSQL takes that for a better plan than any it could keep, and planning costs more than reading.
        var all = db.Set<Reminder>().Where(r => r.Status == status);
        var reminders = request.AssigneeId is { } own && own == call.Caller.StaffId ? all.AssignedTo(own) : all.VisibleTo(db, call.Caller);
        reminders = reminders
            .If(request.AssigneeId, assignee => r => r.AssigneeId == assignee)
            .If(request.TeamId, team => r => r.TeamId == team);
        if (request.CaseId is { } caseId)
        {
            // A family's reminder belongs to each of its cases, and the person's to the person's.
            var asked = db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Id == caseId);
            reminders = reminders.Where(r => r.CaseId == caseId || (r.CaseId == null && asked.Any(c =>
                (r.SubjectType == ReminderSubject.Household && r.SubjectId == c.HouseholdId)
                || (r.SubjectType == ReminderSubject.Client && r.SubjectId == c.ClientId))));
        }
        if (request.Kind is { } kind)
        {
            var named = NamedKinds.Find<ReminderKind>(kind) ?? throw new RefusedException(HttpProblems.Invalid)
            {
                Errors = [ProblemError.Outside("kind", HttpProblems.UnknownValue, ReminderKind.Names)],
            };
            reminders = reminders.Where(r => r.Kind == named);
        }
        reminders = reminders
            .If(request.DueFrom, from => r => r.DueOn >= from)
            .If(request.DueUntil, until => r => r.DueOn < until);
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        var rows = await (
            from r in SoonestFirst.Next(reminders, request.Page, filter)
            join c in db.Set<Case>() on r.CaseId equals c.Id into ofCase
            from c in ofCase.DefaultIfEmpty()
            join person in db.Set<Client>() on (r.SubjectType == ReminderSubject.Client ? r.SubjectId : c.ClientId) equals person.Id into ofPerson
            from person in ofPerson.DefaultIfEmpty()
            orderby r.DueOn, r.Id
            select new ReminderRow(r.Id, r.SubjectType, r.SubjectId, r.CaseId,
                person == null ? null : person.Id,
                person == null || !seen.Any(one => one.Id == person.Id) ? null : person.FamilyName + ", " + person.GivenName,
                r.SubjectType != ReminderSubject.Household ? null
                    : db.Set<Household>().Where(household => household.Id == r.SubjectId).Select(household => household.Reference).FirstOrDefault(),
                r.Kind, r.Title, r.DueOn, status == ReminderStatus.Open && r.DueOn < today, r.Status,
                r.AssigneeId, db.Set<Staff>().Where(staff => staff.Id == r.AssigneeId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                r.TeamId, db.Set<Team>().Where(team => team.Id == r.TeamId).Select(team => team.Name).FirstOrDefault(), r.Snoozes.Count,
                r.Repeats != null))
            .ToListAsync(cancellationToken);
        return await SoonestFirst.CutMoving(
            rows.ConvertAll(row => row with { Title = row.Title ?? row.Kind.Text() }), reminders, request.Page, filter, cancellationToken);
    }
}
