using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Reminders;

/// <summary>Changes title, note, assignee or team of an open reminder; what is left out stays.</summary>
[Requires(Permission.UseReminders)]
[Operation("Change a reminder", "Title, note, and who looks after it: a colleague or a team; what is left out stays.")]
public sealed record ChangeReminder : ICommand<Saved>
{
    /// <summary>What to do.</summary>
    [Example("Register for the German course")]
    public string? Title { get; init; }

    /// <summary>More about it.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    /// <summary>Who has to act from now on: a colleague who sees the case (400 `assignee-sees-not`).</summary>
    public Guid? AssigneeId { get; init; }

    /// <summary>The team of your organisation that looks after it from now on, without one colleague of it; not together with a colleague.</summary>
    [Example(null)]
    public Guid? TeamId { get; init; }

    /// <summary>The reminder.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeReminderValidator : AbstractValidator<ChangeReminder>
{
    public ChangeReminderValidator()
    {
        RuleFor(command => command.Title).NotEmpty().MaximumLength(200).When(command => command.Title is not null);
        RuleFor(command => command.Note).MaximumLength(4000);
        RuleFor(command => command.AssigneeId).Null().When(command => command.TeamId is not null).WithProblem(ReminderProblems.ColleagueOrTeam);
    }
}

internal sealed class ChangeReminderHandler(CaseDb db, CallContext call) : IHandler<ChangeReminder, Saved>
{
    public async Task<Saved> Handle(ChangeReminder request, CancellationToken cancellationToken)
    {
        var reminder = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        await ReminderAccess.CheckAssignee(db, call, request.AssigneeId, db.CasesOf(reminder.SubjectType, reminder.SubjectId, reminder.CaseId), reminder.TeamId,
            cancellationToken);
        if (request.TeamId is { } team)
        {
            await db.CheckTeam(call, team, null, cancellationToken);
        }
        reminder.Change(request.Title, request.Note, request.AssigneeId, request.TeamId, call.Now);
        return await db.Save(reminder, cancellationToken);
    }
}
