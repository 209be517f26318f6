using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>Makes a reminder on a case, person or household that the caller sees.</summary>
[Requires(Permission.UseReminders)]
[Operation("Make a reminder", """
    On a case, person or household that you see. Due today or later; for yourself unless another colleague is named. With `repeats` it comes again: one is open
    at a time, and when it ends (done, not executable or cancelled) the next is made, on the first day of the rule that has not passed. Days that went by
    before are not made up. It ends by its rule, by `stop-repeating`, and with the case.
    """)]
public sealed record CreateReminder : ICommand<Saved>
{
    /// <summary>case, client or household.</summary>
    public required ReminderSubject SubjectType { get; init; }

    /// <summary>Its id.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>What to do, up to 200 characters.</summary>
    [Example("Register for the German course")]
    public required string Title { get; init; }

    /// <summary>More about it, up to 4,000 characters.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    /// <summary>Due at the end of this day; today or later.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly DueOn { get; init; }

    /// <summary>Who has to act, a colleague who sees the case (400 `assignee-sees-not`); the caller where left out.</summary>
    public Guid? AssigneeId { get; init; }

    /// <summary>
    /// By which rule it comes again (RRULE of RFC 5545): FREQ with INTERVAL, BYDAY, BYMONTHDAY and COUNT or UNTIL, a day up to five years ahead. `dueOn` is its
    /// first day. A day that a month does not have is left out; the last of each month is BYMONTHDAY=-1. Null: it comes once.
    /// </summary>
    [Example(null)]
    public string? Repeats { get; init; }
}

internal sealed class CreateReminderValidator : AbstractValidator<CreateReminder>
{
    private static readonly IReadOnlyList<string> Subjects = ["case", "client", "household"];

    public CreateReminderValidator(CallContext call)
    {
        RuleFor(command => command.Title).NotEmpty().MaximumLength(200);
        RuleFor(command => command.Note).MaximumLength(4000);
        RuleFor(command => command.SubjectType).Must(subject => subject is ReminderSubject.Case or ReminderSubject.Client or ReminderSubject.Household)
            .WithErrorCode(HttpProblems.UnknownValue.Code).WithMessage(_ => HttpProblems.UnknownValue.Text(string.Join(", ", Subjects)))
            .WithState(_ => Subjects); // The others are the product's.
        RuleFor(command => command.Repeats).MaximumLength(300).Words();
        RuleFor(command => command.DueOn).IsDayToCome(call);
    }
}

internal sealed class CreateReminderHandler(CaseDb db, CallContext call) : IHandler<CreateReminder, Saved>
{
    public async Task<Saved> Handle(CreateReminder request, CancellationToken cancellationToken)
    {
        var subject = await Find(request).FirstOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.Invalid("/subjectId", ReminderProblems.SubjectUnknown);
        await ReminderAccess.CheckAssignee(db, call, request.AssigneeId, db.CasesOf(request.SubjectType, request.SubjectId, subject.CaseId), subject.TeamId,
            cancellationToken);
        var reminder = Reminder.Personal(call.Caller.RequiredOrganisationId, (request.SubjectType, request.SubjectId),
            subject.CaseId, subject.HouseholdId, subject.TeamId, request.AssigneeId ?? call.Caller.RequiredStaffId,
            request.Title, request.Note, request.DueOn, call.Caller.RequiredStaffId, call.Now);
        if (request.Repeats is { } rule)
        {
            reminder.Repeat(Recurrence.Read(rule, request.DueOn));
        }
        db.Add(reminder);
        return await db.Save(reminder, cancellationToken);
    }

    // Every subject leads to the case whose team looks after it.
    private IQueryable<Subject> Find(CreateReminder request)
    {
        var cases = db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.OrganisationId == call.Caller.OrganisationId);
        var ofSubject = request.SubjectType switch
        {
            ReminderSubject.Case => cases.Where(c => c.Id == request.SubjectId),
            ReminderSubject.Client => cases.Where(c => c.ClientId == request.SubjectId).OrderBy(c => c.Status == CaseStatus.Open ? 0 : 1),
            _ => cases.Where(c => c.HouseholdId == request.SubjectId).OrderBy(c => c.Status == CaseStatus.Open ? 0 : 1),
        };
        return ofSubject.Select(c => new Subject(
            // A person whose case is closed may still be reminded of; a closed case takes nothing new (reminder_of_open_case).
            request.SubjectType == ReminderSubject.Case || (request.SubjectType == ReminderSubject.Client && c.Status == CaseStatus.Open) ? c.Id : null,
            c.HouseholdId, c.TeamId));
    }

    private sealed record Subject(Guid? CaseId, Guid? HouseholdId, Guid TeamId);
}
