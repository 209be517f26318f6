using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Reminders;

/// <summary>Moves several reminders to one later day.</summary>
/// <param name="Items">The reminders, each in the version that was read.</param>
/// <param name="Until">The new due date, later than the present one of each.</param>
/// <param name="Reason">Why.</param>
[Requires(Permission.UseReminders)]
[Operation("Snooze several reminders", """
    As for a single one, up to 100 at once, with a verdict for each: what is refused (past its last day, changed meanwhile, ended) stays as it is, and
    the others are moved.
    """)]
public sealed record SnoozeReminders(
    IReadOnlyList<BulkItem> Items, [Example("2099-03-23")] DateOnly Until, [Example(Sample.Reason)] string? Reason = null)
    : ICommand<BulkVerdicts>, IGivesReason;

/// <summary>Gives several reminders to one colleague, or to one team.</summary>
/// <param name="Items">The reminders, each in the version that was read.</param>
/// <param name="AssigneeId">Who has to act from now on; left out where a team is named.</param>
/// <param name="TeamId">The team that looks after them from now on, without one colleague of it; left out where a colleague is named.</param>
[Requires(Permission.UseReminders)]
[Operation("Give several reminders to a colleague or team", """
    As changing the assignee or the team of a single one, up to 100 at once, with a verdict for each: what is refused stays as it is. Either a colleague or
    a team.
    """)]
public sealed record AssignReminders(IReadOnlyList<BulkItem> Items, Guid? AssigneeId = null, [Example(null)] Guid? TeamId = null) : ICommand<BulkVerdicts>;

/// <summary>Marks several reminders as done.</summary>
/// <param name="Items">The reminders, each in the version that was read.</param>
[Requires(Permission.UseReminders)]
[Operation("Mark several reminders as done", """
    As for a single one, up to 100 at once, with a verdict for each: what is refused (changed meanwhile, ended, a deadline that ends with its cause) stays as
    it is, and the others are done. Sent again, each is 412 `stale`: it has been done.
    """)]
public sealed record CompleteReminders(IReadOnlyList<BulkItem> Items) : ICommand<BulkVerdicts>;

/// <summary>Makes several reminders.</summary>
/// <param name="Items">What each is to be.</param>
[Requires(Permission.UseReminders)]
[Operation("Make several reminders", """
    As for a single one, up to 100 at once, with a verdict for each in the order in which they were sent: what is refused, or cannot be read, is not made, and
    the others are. Send an Idempotency-Key: repeated, the same answer comes and nothing is made twice.
    """)]
public sealed record CreateReminders(IReadOnlyList<CreateReminder> Items) : ICommand<CreationVerdicts>, IReadOneByOne
{
    Type IReadOneByOne.ItemType => typeof(CreateReminder);
    IReadOnlyDictionary<int, RefusedException>? IReadOneByOne.Unread { get; set; }

    internal IReadOnlyDictionary<int, RefusedException>? Unread => ((IReadOneByOne)this).Unread;
}

internal sealed class SnoozeRemindersValidator : AbstractValidator<SnoozeReminders>
{
    public SnoozeRemindersValidator(CallContext call)
    {
        this.Items(command => command.Items);
        RuleFor(command => command.Until).IsDayToCome(call);
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class AssignRemindersValidator : AbstractValidator<AssignReminders>
{
    public AssignRemindersValidator()
    {
        this.Items(command => command.Items);
        RuleFor(command => command.AssigneeId).Must((command, assignee) => assignee is null != command.TeamId is null)
            .WithProblem(ReminderProblems.ColleagueOrTeam);
    }
}

internal sealed class CompleteRemindersValidator : AbstractValidator<CompleteReminders>
{
    public CompleteRemindersValidator() => this.Items(command => command.Items);
}

internal sealed class CreateRemindersValidator : AbstractValidator<CreateReminders>
{
    public CreateRemindersValidator()
    {
        RuleFor(command => command.Items).NotEmpty().When(command => command.Unread is not { Count: > 0 });
        RuleFor(command => command.Items).AtMost(Bulk.Most);
    }
}

internal sealed class MoveRemindersHandler(CaseDb db, ISender sender) : IHandler<SnoozeReminders, BulkVerdicts>, IHandler<AssignReminders, BulkVerdicts>,
    IHandler<CompleteReminders, BulkVerdicts>, IHandler<CreateReminders, CreationVerdicts>
{
    public Task<BulkVerdicts> Handle(SnoozeReminders request, CancellationToken cancellationToken) => Bulk.Each(db, sender, request.Items,
        (id, version) => new SnoozeReminder { Id = id, Version = version, Until = request.Until, Reason = request.Reason }, cancellationToken);

    public Task<BulkVerdicts> Handle(AssignReminders request, CancellationToken cancellationToken) => Bulk.Each(db, sender, request.Items,
        (id, version) => new ChangeReminder { Id = id, Version = version, AssigneeId = request.AssigneeId, TeamId = request.TeamId }, cancellationToken);

    public Task<BulkVerdicts> Handle(CompleteReminders request, CancellationToken cancellationToken) => Bulk.Each(db, sender, request.Items,
        (id, version) => new CompleteReminder { Id = id, Version = version }, cancellationToken);

    public Task<CreationVerdicts> Handle(CreateReminders request, CancellationToken cancellationToken) =>
        Bulk.Each(db, sender, request.Items, request.Unread, cancellationToken);
}
