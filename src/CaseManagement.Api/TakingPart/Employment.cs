using CaseManagement.Api.Privacy;

namespace CaseManagement.Api.TakingPart;

/// <summary>What a job is: all that a correction may change.</summary>
/// <param name="Kind">Code of the list employment-kind; its attribute firstLabourMarket says whether it counts as work on the first labour market.</param>
/// <param name="Employer">Where.</param>
/// <param name="Occupation">As what.</param>
/// <param name="HoursPerWeek">Hours a week.</param>
/// <param name="Note">What else is to be known.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer.</param>
/// <param name="EndReason">Code of the list employment-end-reason.</param>
/// <param name="Compartment">What it reveals.</param>
public sealed record EmploymentFacts(
    string Kind, string? Employer, string? Occupation, decimal? HoursPerWeek, string? Note, DateOnly From, DateOnly? Until, string? EndReason,
    Compartment? Compartment);

/// <summary>A job of a person, [from, until) in days; any number beside each other.</summary>
public sealed class Employment : IRestrictedOfCase
{
    private Employment() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, the case and whose it is.</param>
    /// <param name="facts">What it is.</param>
    /// <param name="by">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public Employment((Guid Organisation, Guid Case, Guid Client) of, EmploymentFacts facts, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId) = (of.Organisation, of.Case, of.Client);
        (RecordedBy, RecordedAt) = (by, now);
        Correct(facts, now);
    }

    /// <summary>The job.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case in which it was recorded.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it reveals: the compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list employment-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Where.</summary>
    public string? Employer { get; private set; }
    /// <summary>As what.</summary>
    public string? Occupation { get; private set; }
    /// <summary>Hours a week.</summary>
    public decimal? HoursPerWeek { get; private set; }
    /// <summary>What else is to be known.</summary>
    public string? Note { get; private set; }
    /// <summary>First day: from it on the person has found work, whether or not it lasts.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; ahead where the contract is limited.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>How it ended.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Whether it holds on a day.</summary>
    public bool Holds(DateOnly day) => FromDate <= day && (UntilDate is null || UntilDate > day);

    /// <summary>Puts right what it is, its days included.</summary>
    /// <exception cref="RefusedException">400 where it would end before it began.</exception>
    public void Correct(EmploymentFacts facts, DateTimeOffset now)
    {
        if (facts.Until <= facts.From)
        {
            throw RefusedException.Invalid("/until", EmploymentProblems.UntilBeforeFrom);
        }
        (Kind, Employer, Occupation, HoursPerWeek) = (facts.Kind, facts.Employer?.Trim(), facts.Occupation?.Trim(), facts.HoursPerWeek);
        (Note, FromDate, UntilDate, EndReason) = (facts.Note?.Trim(), facts.From, facts.Until, facts.EndReason);
        (Compartment, UpdatedAt) = (facts.Compartment, now);
    }

    /// <summary>It ends; also earlier or later than the contract said.</summary>
    /// <param name="until">First day no longer.</param>
    /// <param name="reason">Code of the list employment-end-reason.</param>
    /// <param name="today">Today in Germany.</param>
    /// <param name="now">When that is recorded.</param>
    /// <exception cref="RefusedException">409 when it is over already, 400 when it would end before it began.</exception>
    public void End(DateOnly until, string reason, DateOnly today, DateTimeOffset now)
    {
        if (ObjectionToEnd(UntilDate, EndReason, today) is { } objection)
        {
            throw new RefusedException(objection);
        }
        if (until <= FromDate)
        {
            throw RefusedException.Invalid("/until", EmploymentProblems.UntilBeforeFrom);
        }
        (UntilDate, EndReason, UpdatedAt) = (until, reason, now);
    }

    /// <summary>Why it cannot be ended, or null. One whose end came without anybody saying how is still to be ended.</summary>
    internal static ProblemType? ObjectionToEnd(DateOnly? until, string? reason, DateOnly today) =>
        until <= today && reason is not null ? EmploymentProblems.Ended : null;
}
