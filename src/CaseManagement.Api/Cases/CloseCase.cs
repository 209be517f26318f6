using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>Ends the counselling for a coded reason and settles what is open in it.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 2,000 characters.</param>
/// <param name="FollowUps">What becomes of the follow-ups that close-preview lists; what is left out is cancelled.</param>
[Requires(Permission.WriteCases)]
[Operation("Close a case", """
    open → closed, with a reason. Its follow-ups (`GET /cases/{id}/close-preview`) are done, cancelled or carried over as `followUps` says; what
    is left out is cancelled with the reason of the closing. A closed case takes no new ones. What stands in the way is refused with 409, the first as
    `code`, all of it as `obstacles`.
    """)]
public sealed record CloseCase(
    [CodeOf(CodeLists.CaseClosingReason)] string ReasonCode,
    [Example(Sample.Note)] string? Note = null,
    IReadOnlyList<FollowUpDecision>? FollowUps = null)
    : ICommand<Saved>, IGivesReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class CloseCaseValidator : AbstractValidator<CloseCase>
{
    public CloseCaseValidator()
    {
        RuleFor(command => command.ReasonCode).NotEmpty();
        RuleFor(command => command.Note).NotEmpty().MaximumLength(2000).When(command => command.Note is not null);
        RuleFor(command => command.FollowUps).Must(decisions => decisions!.DistinctBy(decision => decision.Id).Count() == decisions!.Count)
            .WithErrorCode(CaseProblems.DecidedTwice.Code).WithMessage(_ => CaseProblems.DecidedTwice.Text()).When(command => command.FollowUps is not null);
        RuleForEach(command => command.FollowUps).ChildRules(decision =>
            decision.RuleFor(d => d.Reason).NotEmpty().When(d => d.Outcome == FollowUpOutcome.Cancelled).MaximumLength(1000));
    }
}

internal sealed class CloseCaseHandler(CaseDb db, CallContext call) : IHandler<CloseCase, Saved>
{
    public async Task<Saved> Handle(CloseCase request, CancellationToken cancellationToken)
    {
        var closed = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToDecide, cancellationToken);
        await db.HoldHousehold(closed, cancellationToken);
        closed.Close(request.ReasonCode, request.Note, call.Caller.StaffId, call.Now);
        // The case first: a follow-up that is being made meanwhile waits for it, and is refused then.
        await EndParts(closed, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await Settle(closed, request.FollowUps ?? [], cancellationToken);
        return await db.Save(closed, cancellationToken);
    }

    // Reopened, the case is the team's; who is to take part again is asked again.
    private async Task EndParts(Case closed, CancellationToken cancellationToken)
    {
        foreach (var part in await db.Set<CaseParticipant>().Where(part => part.CaseId == closed.Id && part.UntilAt == null).ToListAsync(cancellationToken))
        {
            part.End(call.Now);
        }
    }

    private async Task Settle(Case closed, IReadOnlyList<FollowUpDecision> decisions, CancellationToken cancellationToken)
    {
        var open = await db.FollowUps(closed, cancellationToken);
        if (open.FirstOrDefault(followUp => followUp.StandsInTheWay is not null) is { StandsInTheWay: { } first } obstacle)
        {
            throw new RefusedException(first) { Extensions = { [$"{obstacle.Type}Id"] = obstacle.Id, ["obstacles"] = open.Obstacles() } };
        }
        var unknown = decisions.Index().Where(at => !open.Any(followUp => followUp.Id == at.Item.Id && followUp.Outcomes.Contains(at.Item.Outcome)))
            .Select(at => new ProblemError($"/followUps/{at.Index}", CaseProblems.FollowUpUnknown.Code, CaseProblems.FollowUpUnknown.Text())).ToList();
        if (unknown.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = unknown };
        }
        var byId = decisions.ToDictionary(decision => decision.Id);
        foreach (var kind in Contributions.Of<IEndsWithCase>())
        {
            await kind.Settle(db, call, closed, byId, cancellationToken);
        }
    }
}
