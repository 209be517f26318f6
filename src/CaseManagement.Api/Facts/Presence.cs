using CaseManagement.Api.Clients;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Facts;

/// <summary>Whether the person is here, as far as this presence says.</summary>
public enum PresenceStatus
{
    /// <summary>Here.</summary>
    Present,
    /// <summary>Nobody knows where, since a day.</summary>
    Unknown,
    /// <summary>Gone.</summary>
    Left,
    /// <summary>It never was so. It stays readable, with the reason.</summary>
    Void,
}

/// <summary>How precisely a day is known.</summary>
public enum FactPrecision
{
#pragma warning disable CS1591 // The names say it.
    Day,
    Month,
    Year,
#pragma warning restore CS1591
}

/// <summary>A presence as stated, [from, until).</summary>
public record PresenceEntry
{
    /// <summary>The day of the arrival; where only month or year are known, their first day. Not in the future.</summary>
    public required DateOnly From { get; init; }
    /// <summary>How precisely that is known.</summary>
    [Example("day")]
    public FactPrecision FromPrecision { get; init; }
    /// <summary>How the person came. Who was born here is present from birth on.</summary>
    [CodeOf(CodeLists.PresenceArrival)]
    public required string ArrivedAs { get; init; }
    /// <summary>The first day no longer; left out while the person is here.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>How precisely that is known; left out with <c>until</c>.</summary>
    [Example(null)]
    public FactPrecision? UntilPrecision { get; init; }
    /// <summary>Why the person left; with <c>until</c>.</summary>
    [CodeOf(CodeLists.PresenceLeaveReason), Example(null)]
    public string? LeaveReason { get; init; }
    /// <summary>Where to.</summary>
    [CodeOf(CodeLists.PresenceDestination), Example(null)]
    public string? Destination { get; init; }
    /// <summary>Since when nobody knows where the person is.</summary>
    [Example(null)]
    public DateOnly? UnknownSince { get; init; }
}

/// <summary>That a person is here: from the arrival until leaving, half-open. Never two on one day; the database holds that.</summary>
public sealed class Presence : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string LeaveMove = "leave", UnknownMove = "unknown", FoundMove = "found", CorrectMove = "correct", VoidMove = "void";

    /// <summary>Codes that mean more than themselves.</summary>
    public const string Birth = "birth", Died = "died";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<PresenceStatus> Moves = new("presence",
        (PresenceStatus.Present, LeaveMove, PresenceStatus.Left), (PresenceStatus.Unknown, LeaveMove, PresenceStatus.Left),
        (PresenceStatus.Present, UnknownMove, PresenceStatus.Unknown), (PresenceStatus.Unknown, FoundMove, PresenceStatus.Present),
        (PresenceStatus.Present, CorrectMove, PresenceStatus.Present), (PresenceStatus.Unknown, CorrectMove, PresenceStatus.Unknown),
        (PresenceStatus.Left, CorrectMove, PresenceStatus.Left), (PresenceStatus.Present, VoidMove, PresenceStatus.Void),
        (PresenceStatus.Unknown, VoidMove, PresenceStatus.Void), (PresenceStatus.Left, VoidMove, PresenceStatus.Void));

    private Presence() { }

    /// <summary>Records it.</summary>
    public Presence(Guid organisationId, Guid clientId, PresenceEntry entry, Guid? by, DateTimeOffset now)
    {
        (Id, OrganisationId, ClientId, RecordedBy, RecordedAt) = (Guid.CreateVersion7(now), organisationId, clientId, by, now);
        Set(entry, now);
    }

    /// <summary>The presence.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The arrival: first day of what is known.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>How precisely it is known.</summary>
    public FactPrecision FromPrecision { get; private set; }
    /// <summary>Code of the list presence-arrival.</summary>
    public string ArrivedAs { get; private set; } = "";
    /// <summary>First day no longer; null while the person is here.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>How precisely it is known.</summary>
    public FactPrecision? UntilPrecision { get; private set; }
    /// <summary>Code of the list presence-leave-reason.</summary>
    public string? LeaveReason { get; private set; }
    /// <summary>Code of the list presence-destination.</summary>
    public string? Destination { get; private set; }
    /// <summary>Since when nobody knows where the person is.</summary>
    public DateOnly? UnknownSince { get; private set; }
    /// <summary>Why it never was so.</summary>
    public string? VoidReason { get; private set; }
    /// <summary>Who said so.</summary>
    public Guid? VoidedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? VoidedAt { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Where it stands.</summary>
    public PresenceStatus Status => VoidedAt is not null ? PresenceStatus.Void : UntilDate is not null ? PresenceStatus.Left
        : UnknownSince is not null ? PresenceStatus.Unknown : PresenceStatus.Present;

    /// <summary>When the person has died; null where this presence says nothing of it.</summary>
    public DateOnly? DiedOn => VoidedAt is null && LeaveReason == Died ? UntilDate : null;

    /// <summary>It was recorded wrongly: all of it is stated anew.</summary>
    /// <exception cref="RefusedException">409 when it is void; 400 for days that do not follow each other.</exception>
    public void Correct(PresenceEntry entry, DateTimeOffset now)
    {
        Moves.Next(Status, CorrectMove);
        Set(entry, now);
    }

    /// <summary>The person has left. On a later day than that since which nobody knew, that is cleared by no means: both were so.</summary>
    /// <exception cref="RefusedException">409 when gone already; 400 before the arrival.</exception>
    public void Leave(DateOnly until, FactPrecision precision, string reason, string? destination, DateTimeOffset now)
    {
        Moves.Next(Status, LeaveMove);
        Set(Stated with
        {
            Until = until,
            UntilPrecision = precision,
            LeaveReason = reason,
            Destination = destination,
            UnknownSince = UnknownSince < until ? UnknownSince : null,
        }, now);
    }

    /// <summary>Nobody knows where the person is.</summary>
    /// <exception cref="RefusedException">409 when gone or unknown already; 400 before the arrival.</exception>
    public void Lose(DateOnly since, DateTimeOffset now)
    {
        Moves.Next(Status, UnknownMove);
        Set(Stated with { UnknownSince = since }, now);
    }

    /// <summary>The person was here all the time.</summary>
    /// <exception cref="RefusedException">409 when it is not unknown.</exception>
    public void Find(DateTimeOffset now)
    {
        Moves.Next(Status, FoundMove);
        Set(Stated with { UnknownSince = null }, now);
    }

    /// <summary>It never was so.</summary>
    /// <exception cref="RefusedException">409 when it is void already.</exception>
    public void Void(string reason, Guid? by, DateTimeOffset now)
    {
        Moves.Next(Status, VoidMove);
        (VoidReason, VoidedBy, VoidedAt, UpdatedAt) = (reason.Trim(), by, now, now);
    }

    /// <summary>What has to hold between a presence and the person's life.</summary>
    /// <param name="entry">The presence as stated.</param>
    /// <param name="born">The birth, as far as it is known.</param>
    /// <param name="diedOn">The day of the death that another presence says; null where none does.</param>
    /// <param name="lastArrival">When the last of the other presences began; null where there is none.</param>
    /// <exception cref="RefusedException">400 for a birth on another day, and for what begins before it; 409 after the death.</exception>
    internal static void CheckLife(PresenceEntry entry, BirthDate born, DateOnly? diedOn, DateOnly? lastArrival)
    {
        if (entry.ArrivedAs == Birth && born.Precision == DatePrecision.Day && born.Date != entry.From)
        {
            throw RefusedException.Invalid("/from", PresenceProblems.NotBirth);
        }
        // Of a month or a year that is all what is known, the first day is written down: the last one has to lie before.
        if (Last(entry.From, entry.FromPrecision) < born.Date)
        {
            throw RefusedException.Invalid("/from", ClientProblems.BeforeBirth);
        }
        if (diedOn is not null && (entry.Until is null || entry.Until > diedOn))
        {
            throw new RefusedException(PresenceProblems.HasDied);
        }
        if (entry.LeaveReason == Died && lastArrival >= entry.Until)
        {
            throw new RefusedException(PresenceProblems.PresentLater);
        }
    }

    private static DateOnly Last(DateOnly day, FactPrecision precision) => precision switch
    {
        FactPrecision.Month => day.AddMonths(1).AddDays(-1),
        FactPrecision.Year => day.AddYears(1).AddDays(-1),
        _ => day,
    };

    /// <summary>As it stands.</summary>
    internal PresenceEntry Stated => new()
    {
        From = FromDate, FromPrecision = FromPrecision, ArrivedAs = ArrivedAs, Until = UntilDate, UntilPrecision = UntilPrecision, LeaveReason = LeaveReason,
        Destination = Destination, UnknownSince = UnknownSince,
    };

    private void Set(PresenceEntry entry, DateTimeOffset now)
    {
        // A child may die on the day of its birth, and whoever arrives on that of the arrival.
        if (entry.Until < entry.From || (entry.Until == entry.From && entry.LeaveReason != Died))
        {
            throw RefusedException.Invalid("/until", PresenceProblems.UntilBeforeFrom);
        }
        if (entry.UnknownSince is { } since && (since < entry.From || since >= entry.Until))
        {
            throw RefusedException.Invalid("/unknownSince", PresenceProblems.UnknownOutside);
        }
        (FromDate, FromPrecision, ArrivedAs) = (entry.From, entry.FromPrecision, entry.ArrivedAs);
        (UntilDate, UntilPrecision) = (entry.Until, entry.Until is null ? null : entry.UntilPrecision ?? FactPrecision.Day);
        (LeaveReason, Destination, UnknownSince, UpdatedAt) = (entry.LeaveReason, entry.Destination, entry.UnknownSince, now);
    }
}

internal static class PresenceProblems
{
    public static readonly ProblemType Overlap = new("presences-overlap", 409,
        "The person is here on some of these days already. Correct that presence first.",
        "An einem Teil dieser Tage ist die Person schon anwesend. Bitte diese Anwesenheit zuerst berichtigen.")
    { Constraint = "presence_no_overlap" };
    public static readonly ProblemType UntilBeforeFrom = new("until-before-from", 400,
        "'until' is the first day no longer and lies after the arrival; a death may be on its day.",
        "Das Ende ist der erste Tag danach und liegt nach der Ankunft; ein Tod kann auf ihren Tag fallen.");
    public static readonly ProblemType UnknownOutside = new("unknown-outside", 400,
        "'unknownSince' lies between arrival and leaving.", "Unbekannt ist der Verbleib seit einem Tag zwischen Ankunft und Weggang.");
    public static readonly ProblemType Future = new("in-the-future", 400,
        "Only what has happened is a fact.", "Nur was geschehen ist, ist eine Tatsache.");
    public static readonly ProblemType Imprecise = new("date-precision", 400,
        "Where only month or year are known, state their first day.", "Sind nur Monat oder Jahr bekannt, bitte deren ersten Tag angeben.");
    public static readonly ProblemType ReasonWithUntil = new("leave-reason", 400,
        "'until' goes with the reason for leaving, and neither without the other.", "Der Tag des Weggangs und sein Grund gehören zusammen.");
    public static readonly ProblemType DestinationWithUntil = new("leave-destination", 400,
        "Only who has left, and not died, has a destination.", "Ein Ziel hat nur, wer gegangen und nicht verstorben ist.");
    public static readonly ProblemType NotBirth = new("not-the-birth", 400,
        "Who was born here is present from the birth on: state the birth date.",
        "Wer hier geboren ist, ist von Geburt an anwesend: bitte das Geburtsdatum angeben.");
    public static readonly ProblemType HasDied = new("person-has-died", 409,
        "The death of the person is on record. Correct that first.", "Der Tod der Person ist erfasst. Bitte diesen zuerst berichtigen.");
    public static readonly ProblemType PresentLater = new("present-after-death", 409,
        "The person is present on a later day: who has died does not come back. Correct that presence, or void it, first.",
        "Die Person ist an einem späteren Tag anwesend; wer verstorben ist, kommt nicht wieder. Bitte zuerst jene Anwesenheit berichtigen oder aufheben.");
}
