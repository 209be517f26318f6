using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Cases;

/// <summary>Gives several cases to one lead worker.</summary>
/// <param name="Items">The cases, each in the version that was read.</param>
/// <param name="LeadStaffId">A member of the responsible team of each; null when nobody leads them for the time being.</param>
/// <param name="Reason">Why, for the history; mandatory where the caller makes himself the lead worker.</param>
[Requires(Permission.AssignCases)]
[Operation("Assign a lead worker to several cases", """
    As for a single case, up to 100 at once, with a verdict for each: what is refused (409 `case-lead-not-in-team`, 412 `stale`, 404) changes nothing,
    and the others are assigned.
    """)]
public sealed record AssignCases(IReadOnlyList<BulkItem> Items, Guid? LeadStaffId, [Example(Sample.Reason)] string? Reason = null)
    : ICommand<BulkVerdicts>, IGivesReason;

internal sealed class AssignCasesValidator : AbstractValidator<AssignCases>
{
    public AssignCasesValidator()
    {
        this.Items(command => command.Items);
        RuleFor(command => command.Reason).MaximumLength(1000);
    }
}

internal sealed class AssignCasesHandler(CaseDb db, ISender sender) : IHandler<AssignCases, BulkVerdicts>
{
    public Task<BulkVerdicts> Handle(AssignCases request, CancellationToken cancellationToken) => Bulk.Each(db, sender, request.Items,
        (id, version) => new AssignCase(request.LeadStaffId, request.Reason) { Id = id, Version = version }, cancellationToken);
}
