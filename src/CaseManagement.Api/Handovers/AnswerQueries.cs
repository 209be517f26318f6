using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>The sender answers the receiver's questions item by item; every one has an answer before the next submission.</summary>
[Requires(Permission.SendHandovers)]
[Operation("Answer questions", "Item by item while clarification is requested; each question has an answer before the next submission.")]
public sealed record AnswerQueries : ICommand<Saved>
{
    /// <summary>The answers.</summary>
    public required IReadOnlyList<ItemAnswer> Answers { get; init; }

    /// <summary>The handover.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>An answer to a question.</summary>
public sealed record ItemAnswer
{
    /// <summary>The queried item's place.</summary>
    [Example("/persons/0199c1a0-5e00-7a11-8b22-c33d44e55f66/assessment")]
    public required string Place { get; init; }
    /// <summary>Up to 4,000 characters.</summary>
    [Example("Yes, a certified copy is enclosed.")]
    public required string Answer { get; init; }
}

internal sealed class AnswerQueriesValidator : AbstractValidator<AnswerQueries>
{
    public AnswerQueriesValidator()
    {
        RuleFor(command => command.Answers).NotEmpty().AtMost(1000);
        RuleForEach(command => command.Answers).ChildRules(answer =>
        {
            answer.RuleFor(a => a.Place).NotEmpty().MaximumLength(300);
            answer.RuleFor(a => a.Answer).NotEmpty().MaximumLength(4000);
        });
    }
}

internal sealed class AnswerQueriesHandler(CaseDb db, CallContext call) : IHandler<AnswerQueries, Saved>
{
    public async Task<Saved> Handle(AnswerQueries request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Sender, null, request.Version, cancellationToken);
        if (handover.Status != HandoverStatus.ClarificationRequested)
        {
            throw Handover.Refusal(handover.Status, isSender: true, isReceiver: false);
        }
        var (id, version) = (handover.Id, handover.PackageVersion);
        var queried = await db.Set<HandoverItem>()
            .Where(item => item.HandoverId == id && item.PackageVersion == version && item.Verdict == ItemVerdict.Queried)
            .ToDictionaryAsync(item => item.Place, cancellationToken);
        var faults = request.Answers.Select((answer, at) => (answer, at)).Where(entry => !queried.ContainsKey(entry.answer.Place))
            .Select(entry => new ProblemError($"/answers/{entry.at}/place", HandoverProblems.NotQueried.Code, HandoverProblems.NotQueried.Text())).ToList();
        if (faults.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
        }
        foreach (var answer in request.Answers)
        {
            queried[answer.Place].Reply(answer.Answer, call.Caller.RequiredStaffId, call.Now);
        }
        handover.Touch(call.Now);
        return await db.Save(handover, cancellationToken);
    }
}
