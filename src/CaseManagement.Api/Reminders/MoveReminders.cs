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

/// <summary>Gives several reminders to one colleague.</summary>
/// <param name="Items">The reminders, each in the version that was read.</param>
/// <param name="AssigneeId">Who has to act from now on.</param>
[Requires(Permission.UseReminders)]
[Operation("Give several reminders to a colleague", """
    As changing the assignee of a single one, up to 100 at once, with a verdict for each: what is refused stays as it is.
    """)]
public sealed record AssignReminders(IReadOnlyList<BulkItem> Items, Guid AssigneeId) : ICommand<BulkVerdicts>;

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
    public AssignRemindersValidator() => this.Items(command => command.Items);
}

internal sealed class MoveRemindersHandler(CaseDb db, ISender sender) : IHandler<SnoozeReminders, BulkVerdicts>, IHandler<AssignReminders, BulkVerdicts>
{
    public Task<BulkVerdicts> Handle(SnoozeReminders request, CancellationToken cancellationToken) => Bulk.Each(db, sender, request.Items,
        (id, version) => new SnoozeReminder { Id = id, Version = version, Until = request.Until, Reason = request.Reason }, cancellationToken);

    public Task<BulkVerdicts> Handle(AssignReminders request, CancellationToken cancellationToken) => Bulk.Each(db, sender, request.Items,
        (id, version) => new ChangeReminder { Id = id, Version = version, AssigneeId = request.AssigneeId }, cancellationToken);
}
