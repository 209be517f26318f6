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
    IReadOnlyList<FollowUpOutcome> Outcomes);

/// <summary>What is to become of one follow-up.</summary>
/// <param name="Id">One of those that close-preview lists.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Reason">Why it is cancelled, up to 1,000 characters; mandatory then.</param>
public sealed record FollowUpDecision(Guid Id, FollowUpOutcome Outcome, [Example("Hat sich erledigt")] string? Reason = null);

/// <summary>What is settled when a case is closed; contributed by the rooms above.</summary>
public interface IEndsWithCase
{
    /// <summary>What is open in it.</summary>
    Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken);

    /// <summary>Settles all of it, in the transaction that closes the case; what nobody has decided about is cancelled.</summary>
    Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions, CancellationToken cancellationToken);
}
