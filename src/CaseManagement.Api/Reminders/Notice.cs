
namespace CaseManagement.Api.Reminders;

/// <summary>
/// Something that a member of staff has to be told. Thin: a kind and an id, no content. The same occasion is told once
/// (unique in the database), however often the command behind it runs.
/// </summary>
public sealed class Notice : IRoot
{
    private Notice() { }

    /// <summary>Tells somebody.</summary>
    public Notice(Guid organisationId, Guid staffId, NoticeKind kind, string subjectType, Guid subjectId, string occasion, DateTimeOffset now)
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
    /// <summary>What is told.</summary>
    public NoticeKind Kind { get; private set; } = NoticeKind.ReminderDue;
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

/// <summary>What somebody is told.</summary>
public sealed record NoticeKind(string Name, string German, string English) : NamedKind(Name, German, English)
{
    /// <summary>A reminder is due.</summary>
    public static readonly NoticeKind ReminderDue = new("reminder-due", "Eine Wiedervorlage ist fällig.", "A reminder is due.");

    /// <summary>A reminder was ignored for as long as its policy allows; told to who stands in, then to the supervisor.</summary>
    public static readonly NoticeKind ReminderEscalated = new("reminder-escalated",
        "Eine Wiedervorlage blieb liegen: bitte kümmern oder neu zuweisen.", "A reminder was left undone: please see to it, or assign it.");

    /// <summary>Somebody has left a team, whose cases and reminders wait to be given to others.</summary>
    public static readonly NoticeKind ColleagueLeft = new("colleague-left",
        "Eine Fachkraft ist ausgeschieden: Fälle und Wiedervorlagen des Teams sind neu zu vergeben.",
        "A colleague has left: cases and reminders of the team wait to be assigned.");

    /// <summary>Nobody sees what is with a team any more; told to the administrators, who alone can change that.</summary>
    public static readonly NoticeKind TeamWithoutMembers = new("team-without-members",
        "In einem Team mit offenen Fällen oder einer erwarteten Übergabe ist niemand mehr, der sie sieht: bitte jemanden aufnehmen.",
        "Nobody is left in a team that has open cases or awaits a handover to see them: please add a member.");

    /// <summary>Who was to stand in for a colleague has left; told to that colleague and to the supervisors.</summary>
    public static readonly NoticeKind DeputyLeft = new("deputy-left",
        "Die Vertretung für eine Abwesenheit ist ausgeschieden: Niemand vertritt mehr.",
        "Who was to stand in during an absence has left: nobody does now.");

    /// <summary>Who was to stand in for a colleague is away as well; told to that colleague and to the supervisors.</summary>
    public static readonly NoticeKind DeputyAway = new("deputy-away",
        "Die Vertretung für eine Abwesenheit ist selbst abwesend: An diesen Tagen vertritt niemand.",
        "Who was to stand in during an absence is away as well: on those days nobody does.");

    /// <summary>An account was given its password by somebody else; told to the person and to the officer.</summary>
    public static readonly NoticeKind PasswordGiven = new("password-given",
        "Ein Konto hat von jemand anderem ein Passwort erhalten.",
        "Somebody else has given an account a password.");

    /// <summary>Somebody else has made a link with which an account's password can be set; told to the person and to the officer.</summary>
    public static readonly NoticeKind EnrolmentLinkMade = new("enrolment-link-made",
        "Für ein Konto hat jemand anderes einen Link erstellt, mit dem das Passwort gesetzt werden kann.",
        "Somebody else has made a link with which an account's password can be set.");

    /// <summary>Who assigns cases leads one himself from now on; told to the former lead worker and to the officer.</summary>
    public static readonly NoticeKind LeadByOwnHand = new("case-lead-by-own-hand",
        "Wer Fälle zuweist, hat die Federführung eines Falls selbst übernommen.",
        "Somebody who assigns cases has made himself the lead worker of one.");

    /// <summary>A colleague leads a case from now on: told to him, where somebody else says so.</summary>
    public static readonly NoticeKind CaseAssigned = new("case-assigned", "Ein Fall wurde Ihnen zugewiesen.", "You are the lead worker of a case now.");

    /// <summary>A role or membership does not hold until a supervisor confirms it; told to them, or to the officers where there is none yet.</summary>
    public static readonly NoticeKind RightAwaits = new("right-awaits-confirmation",
        "Eine Rolle oder Teamzugehörigkeit wartet auf Bestätigung durch eine Leitung.",
        "A role or team membership waits for a supervisor's confirmation.");

    /// <summary>Nobody in the organisation could confirm a right yet; told to the officers.</summary>
    public static readonly NoticeKind RightConfirmedOnConsole = new("right-confirmed-on-console",
        "Eine Rolle oder Teamzugehörigkeit wurde durch den Betreiber bestätigt.",
        "The operator has confirmed a role or team membership.");

    /// <summary>A machine that shows persons was registered; told to supervisors, or to the officers where there is none yet.</summary>
    public static readonly NoticeKind MachineAwaits = new("api-client-awaits-confirmation",
        "Eine Maschine mit Zugang zu Verweisen wartet auf Bestätigung durch eine Leitung.",
        "A machine with access to referrals waits for a supervisor's confirmation.");

    /// <summary>Nobody in the organisation could confirm a machine yet; told to the officers.</summary>
    public static readonly NoticeKind MachineConfirmedOnConsole = new("api-client-confirmed-on-console",
        "Eine Maschine mit Zugang zu Verweisen wurde durch den Betreiber bestätigt.",
        "The operator has confirmed a machine with access to referrals.");

    /// <summary>Whose account it is at the identity provider was said by somebody else; told to the person and to the officers.</summary>
    public static readonly NoticeKind IdentityLinked = new("identity-linked",
        "Ein Konto wurde von jemand anderem mit einer Identität beim Anbieter der Organisation verbunden.",
        "Somebody else has linked an account to an identity at the organisation's provider.");

    /// <summary>The identity provider was registered or changed; told to supervisors and officers.</summary>
    public static readonly NoticeKind ProviderAwaits = new("identity-provider-awaits-confirmation",
        "Der Identitätsanbieter der Organisation wartet auf Bestätigung durch eine Leitung.",
        "The organisation's identity provider waits for a supervisor's confirmation.");

    /// <summary>Somebody has signed in with the emergency account's password; told to the officers.</summary>
    public static readonly NoticeKind EmergencyAccountUsed = new("emergency-account-used",
        "Mit dem Passwort des Notfallkontos hat sich jemand angemeldet.",
        "Somebody has signed in with the emergency account's password.");
}
