using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cases;

/// <summary>What becomes of a follow-up when its case is closed.</summary>
public enum FollowUpOutcome
{
    /// <summary>It has been done.</summary>
    Done,
    /// <summary>It is no longer wanted.</summary>
    Cancelled,
    /// <summary>It goes on without the case: for the person, with the team.</summary>
    CarriedOver,
}

/// <summary>Something that is still open in a case.</summary>
/// <param name="Type">What it is: reminder.</param>
/// <param name="Id">Which one.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="DueOn">Due at the end of this day.</param>
/// <param name="AssigneeId">Who has to act; null where the team looks after it.</param>
/// <param name="AssigneeName">The name.</param>
/// <param name="Outcomes">What may become of it.</param>
public sealed record FollowUp(
    [Example("reminder")] string Type,
    Guid Id,
    [Example("Kita anmelden")] string Title,
    [Example(Sample.DueDay)] DateOnly? DueOn,
    Guid? AssigneeId,
    [Example(Sample.Colleague)] string? AssigneeName,
    IReadOnlyList<FollowUpOutcome> Outcomes)
{
    /// <summary>What becomes of it where nobody decides; null: it stands in the way.</summary>
    [Example("cancelled")]
    public FollowUpOutcome? Otherwise => StandsInTheWay is null ? FollowUpOutcome.Cancelled : null;

    /// <summary>Why the case cannot be closed before it has been seen to; null where the closing settles it.</summary>
    [JsonIgnore] public ProblemType? StandsInTheWay { get; init; }
}

/// <summary>What stands in the way of closing a case.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Text">What to do first, in the language of the request.</param>
/// <param name="Type">What it is: letter, measure.</param>
/// <param name="Id">Which one.</param>
public sealed record ClosingObstacle(
    [Example("letter-deadline-runs")] string Code,
    [Example("A legal deadline of a letter still runs.")] string Text,
    [Example("letter")] string Type,
    Guid Id);

/// <summary>What is to become of one follow-up.</summary>
/// <param name="Id">One of those that close-preview lists.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Reason">Why it is cancelled, up to 1,000 characters; mandatory then.</param>
public sealed record FollowUpDecision(Guid Id, FollowUpOutcome Outcome, [Example("Hat sich erledigt")] string? Reason = null);

/// <summary>
/// What is settled when a case is closed, or stands in its way; contributed by the rooms above. <c>close-preview</c> and <c>close</c> both ask
/// <see cref="Open"/>, so that what the one shows is what the other does.
/// </summary>
public interface IEndsWithCase
{
    /// <summary>What is open in it. With <see cref="FollowUp.StandsInTheWay"/> the case is not closed, and nothing is settled.</summary>
    Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken);

    /// <summary>Settles all of it, in the transaction that closes the case; what nobody has decided about is cancelled.</summary>
    Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions, CancellationToken cancellationToken);
}

internal static class CaseFollowUps
{
    /// <summary>All that is open in a case, soonest first.</summary>
    public static async Task<IReadOnlyList<FollowUp>> FollowUps(this CaseDb db, Case of, CancellationToken cancellationToken)
    {
        var open = new List<FollowUp>();
        foreach (var kind in Contributions.Of<IEndsWithCase>())
        {
            open.AddRange(await kind.Open(db, of, cancellationToken));
        }
        return [.. open.OrderBy(followUp => followUp.DueOn).ThenBy(followUp => followUp.Id)];
    }

    /// <summary>What of it stands in the way.</summary>
    public static IReadOnlyList<ClosingObstacle> Obstacles(this IEnumerable<FollowUp> open) =>
    [
        .. open.Where(followUp => followUp.StandsInTheWay is not null).Select(followUp =>
            new ClosingObstacle(followUp.StandsInTheWay!.Code, followUp.StandsInTheWay.Text(), followUp.Type, followUp.Id)),
    ];
}
