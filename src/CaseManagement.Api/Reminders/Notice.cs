
namespace CaseManagement.Api.Reminders;

/// <summary>
/// Something that a member of staff has to be told. Thin: a kind and an id, no content. The same occasion is told once
/// (unique in the database), however often the command behind it runs.
/// </summary>
public sealed class Notice
{
    private Notice() { }

    /// <summary>Tells somebody.</summary>
    public Notice(Guid organisationId, Guid staffId, string kind, string subjectType, Guid subjectId, string occasion, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, StaffId, Kind, SubjectType, SubjectId, Occasion, At) = (organisationId, staffId, kind, subjectType, subjectId, occasion, now);
    }

    /// <summary>The notice.</summary>
    public Guid Id { get; private set; }
    /// <summary>The organisation for which the recipient acts.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The recipient.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>One of <see cref="NoticeKind"/>.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>What it is about.</summary>
    public string SubjectType { get; private set; } = "";
    /// <summary>Which one.</summary>
    public Guid SubjectId { get; private set; }
    /// <summary>Which time, e.g. the due date.</summary>
    public string Occasion { get; private set; } = "";
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Read at.</summary>
    public DateTimeOffset? ReadAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Marks as read; a second time changes nothing.</summary>
    public void Read(DateTimeOffset now) => ReadAt ??= now;
}

/// <summary>The kinds of notices and what they say.</summary>
public static class NoticeKind
{
    /// <summary>A reminder is due.</summary>
    public const string ReminderDue = "reminder-due";
    /// <summary>Somebody has broken the glass.</summary>
    public const string BreakGlass = "break-glass";
    /// <summary>A handover is late.</summary>
    public const string HandoverLate = "handover-late";
    /// <summary>The other side has moved a handover, or it has expired.</summary>
    public const string HandoverMoved = "handover-moved";

    /// <summary>Somebody has left a team, whose cases and reminders wait to be given to others.</summary>
    public const string ColleagueLeft = "colleague-left";

    /// <summary>The text in the language of the request.</summary>
    public static string Text(string kind) => kind switch
    {
        ReminderDue => Language.Choose("Eine Wiedervorlage ist fällig.", "A reminder is due."),
        BreakGlass => Language.Choose("Ein geschützter Bereich wurde mit Notzugriff geöffnet.", "A restricted compartment was opened by break-glass."),
        HandoverMoved => Language.Choose("Zu einer Ihrer Übergaben gibt es Neues.", "There is news about one of your handovers."),
        ColleagueLeft => Language.Choose("Eine Fachkraft ist ausgeschieden: Fälle und Wiedervorlagen des Teams sind neu zu vergeben.",
            "A colleague has left: cases and reminders of the team wait to be assigned."),
        HandoverLate => Language.Choose("Eine Übergabe ist überfällig.", "A handover is late."),
        _ => kind,
    };
}
