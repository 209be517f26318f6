namespace CaseManagement.Api.Representations;

/// <summary>Where it stands. Whether it is in force today follows from its days and the birth date.</summary>
public enum RepresentationStatus
{
    /// <summary>On record.</summary>
    Recorded,
    /// <summary>Its end is on record; it stays readable.</summary>
    Ended,
}

/// <summary>Whether parents hold custody together.</summary>
public enum Custody
{
    /// <summary>With another person; each needs the other (§ 1629 Abs. 1 Satz 2 BGB).</summary>
    Joint,
    /// <summary>Alone.</summary>
    Sole,
}

/// <summary>What a kind of representation means.</summary>
/// <param name="Code">Code of the list representation-kind.</param>
/// <param name="OfMinors">Only minors are represented so.</param>
/// <param name="Custody">Joint or sole, of parents and guardians.</param>
public sealed record RepresentationKind(string Code, bool OfMinors, Custody? Custody);

/// <summary>Who represents: somebody on file, or a name and how to reach it.</summary>
/// <param name="ClientId">The person on file; null for somebody else.</param>
/// <param name="Name">As written in the papers.</param>
/// <param name="Contact">How to reach somebody who is not on file.</param>
public sealed record Representative(Guid? ClientId, string Name, string? Contact);

/// <summary>
/// Who acts for a person: a parent with or without sole custody, a guardian, a carer (§ 1814 BGB), the holder of a power. Half-open, [from, until);
/// what began before the person was 18, and what only minors have, ends on the 18th birthday, whatever stands in <see cref="UntilDate"/>. The dead
/// neither represent nor are represented: that follows from the death on record, and so is put right with it.
/// </summary>
public sealed class Representation : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string EndMove = "end";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<RepresentationStatus> Moves =
        new("representation", (RepresentationStatus.Recorded, EndMove, RepresentationStatus.Ended));

    private Representation() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, and who is represented.</param>
    /// <param name="by">Who represents.</param>
    /// <param name="kind">As what.</param>
    /// <param name="scopes">Codes of the list representation-scope.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day no longer; null where no end is known.</param>
    /// <param name="evidence">What shows it: certificate, order, power.</param>
    /// <param name="recordedBy">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public Representation((Guid Organisation, Guid Client) of, Representative by, RepresentationKind kind, IEnumerable<string> scopes,
        DateOnly from, DateOnly? until, string evidence, Guid? recordedBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, RepresentativeClientId) = (of.Organisation, of.Client, by.ClientId);
        (Name, Contact) = (by.Name.Trim(), by.Contact?.Trim());
        (Kind, OfMinors, Custody) = (kind.Code, kind.OfMinors, kind.Custody);
        Scopes = [.. scopes.Distinct().Order(StringComparer.Ordinal)];
        (FromDate, UntilDate, Evidence) = (from, until, evidence.Trim());
        (RecordedBy, RecordedAt, UpdatedAt) = (recordedBy, now, now);
    }

    /// <summary>The representation.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who is represented.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Who represents, where that person is on file.</summary>
    public Guid? RepresentativeClientId { get; private set; }
    /// <summary>Who represents; up to 200 characters.</summary>
    public string Name { get; private set; } = "";
    /// <summary>How to reach somebody who is not on file.</summary>
    public string? Contact { get; private set; }
    /// <summary>Code of the list representation-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Only minors are represented so.</summary>
    public bool OfMinors { get; private set; }
    /// <summary>Joint or sole, of parents and guardians.</summary>
    public Custody? Custody { get; private set; }
    /// <summary>Codes of the list representation-scope.</summary>
    public string[] Scopes { get; private set; } = [];
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer, as recorded; see <see cref="EndsOn"/>.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>What shows it.</summary>
    public string Evidence { get; private set; } = "";
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Why it ended.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Who recorded the end.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>When the end was recorded.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Where it stands.</summary>
    public RepresentationStatus Status => EndedAt is null ? RepresentationStatus.Recorded : RepresentationStatus.Ended;

    /// <summary>As far as warnings need it.</summary>
    /// <param name="diedOn">When who represents or who is represented has died (<see cref="Facts.Deaths"/>).</param>
    public Held Held(DateOnly? diedOn) => new(Id, FromDate, UntilDate, Custody, OfMinors, RepresentativeClientId?.ToString() ?? Name, diedOn);

    /// <summary>It ends, or has ended.</summary>
    /// <param name="until">First day no longer.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who records the end.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when its end is on record; 400 where it would end before it began.</exception>
    public void End(DateOnly until, string reason, Guid? by, DateTimeOffset now)
    {
        Moves.Next(Status, EndMove);
        if (until <= FromDate)
        {
            throw RefusedException.Invalid("/until", RepresentationProblems.UntilBeforeFrom);
        }
        (UntilDate, EndReason, EndedBy, EndedAt, UpdatedAt) = (until, reason.Trim(), by, now, now);
    }

    /// <summary>The first day on which it is no longer in force; null while no end is known.</summary>
    /// <param name="from">Its first day.</param>
    /// <param name="until">Its end as recorded.</param>
    /// <param name="born">The birth date of who is represented; null where it is unknown.</param>
    /// <param name="ofMinors">Only minors are represented so: where a corrected birth date shows that the person was 18, it never was in force.</param>
    public static DateOnly? EndsOn(DateOnly from, DateOnly? until, DateOnly? born, bool ofMinors)
    {
        if (!EndsAtMajority(from, until, born, ofMinors))
        {
            return until;
        }
        var majority = Birthday.Of(born!.Value, Birthday.Majority);
        return from > majority ? from : majority;
    }

    /// <summary>Whether it lasts until the 18th birthday and no longer, be that written down or not.</summary>
    public static bool EndsAtMajority(DateOnly from, DateOnly? until, DateOnly? born, bool ofMinors) =>
        born is { } date && Birthday.Of(date, Birthday.Majority) is var majority && (ofMinors || from < majority) && (until is null || until >= majority);

    /// <summary>Whether it is in force on a day.</summary>
    public static bool IsInForce(DateOnly day, DateOnly from, DateOnly? until, DateOnly? born, bool ofMinors) =>
        from <= day && (EndsOn(from, until, born, ofMinors) is not { } end || day < end);
}

/// <summary>Birthdays on which the law lets somebody act. Where only the month or year of birth is known, the earliest that they can be.</summary>
public static class Birthday
{
    /// <summary>From this age on all representation of a minor is over (§ 2 BGB).</summary>
    public const int Majority = 18;

    /// <summary>From this age on a person claims social benefits alone, unless the representative limits it in writing (§ 36 SGB I).</summary>
    public const int OwnSocialClaims = 15;

    /// <summary>
    /// The day with whose beginning an age is reached: the day of birth counts (§ 187 Abs. 2 Satz 2 BGB). Born on 29 February, that is 1 March in
    /// other years (§ 188 Abs. 2 BGB).
    /// </summary>
    public static DateOnly Of(DateOnly born, int age)
    {
        var day = born.AddYears(age);
        return day.Day < born.Day ? day.AddDays(1) : day;
    }
}
