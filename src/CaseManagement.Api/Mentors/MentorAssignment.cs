using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Mentors;

/// <summary>A mentor helps a person or a household, [from, until).</summary>
public sealed class MentorAssignment : IOfCase
{
    private MentorAssignment() { }

    /// <summary>Assigns.</summary>
    /// <param name="organisationId">Whose mentor.</param>
    /// <param name="mentorId">Who.</param>
    /// <param name="to">The person, or the household.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day no longer.</param>
    /// <param name="by">Who assigns.</param>
    /// <param name="now">When.</param>
    public MentorAssignment(Guid organisationId, Guid mentorId, (Guid? Client, Guid? Household) to, DateOnly from, DateOnly? until, Guid? by,
        DateTimeOffset now)
    {
        (Id, OrganisationId, MentorId) = (Guid.CreateVersion7(now), organisationId, mentorId);
        (ClientId, HouseholdId, FromDate, UntilDate) = (to.Client, to.Household, from, until);
        (MadeBy, MadeAt, UpdatedAt) = (by, now, now);
    }

    /// <summary>The assignment.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose mentor.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who.</summary>
    public Guid MentorId { get; private set; }
    /// <summary>The person; or the household.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>The household; or the person.</summary>
    public Guid? HouseholdId { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Code of the list mentor-end-reason; null while it was not ended by hand.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Who ended it.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Who assigned.</summary>
    public Guid? MadeBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset MadeAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Why it cannot be ended, or null.</summary>
    public static ProblemType? ObjectionToEnd(DateOnly? until, DateTimeOffset? endedAt, DateOnly today) =>
        endedAt is not null || until <= today ? MentorProblems.Over : null;

    /// <summary>Ends it; one that has not begun never does.</summary>
    /// <exception cref="RefusedException">409 when it is over.</exception>
    public void End(string reason, Guid? by, DateOnly today, DateTimeOffset now)
    {
        if (ObjectionToEnd(UntilDate, EndedAt, today) is { } objection)
        {
            throw new RefusedException(objection);
        }
        (UntilDate, EndReason, EndedBy, EndedAt, UpdatedAt) = (today > FromDate ? today : FromDate, reason, by, now, now);
    }
}

/// <summary>A concern about a mentor: read by who has recorded it and by supervisors.</summary>
public sealed class MentorConcern
{
    private MentorConcern() { }

    /// <summary>Records it.</summary>
    public MentorConcern(MentorAssignment of, string text, Guid by, DateTimeOffset now) =>
        (Id, OrganisationId, MentorId, AssignmentId, Text, RecordedBy, RecordedAt) =
        (Guid.CreateVersion7(now), of.OrganisationId, of.MentorId, of.Id, text.Trim(), by, now);

    /// <summary>The concern.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose mentor.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>About whom.</summary>
    public Guid MentorId { get; private set; }
    /// <summary>In which assignment.</summary>
    public Guid AssignmentId { get; private set; }
    /// <summary>What.</summary>
    public string Text { get; private set; } = "";
    /// <summary>Who has it.</summary>
    public Guid RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
}
