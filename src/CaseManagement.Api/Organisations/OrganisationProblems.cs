namespace CaseManagement.Api.Organisations;

/// <summary>Refusals of organisations, teams, accommodations, staff and absences.</summary>
public static class OrganisationProblems
{
    /// <summary>409: one municipality per official key.</summary>
    public static readonly ProblemType AgsTaken = new("ags-taken", 409,
        "There is a municipality with this AGS already.",
        "Eine Gemeinde mit diesem AGS gibt es schon.")
    { Constraint = "organisation_ags" };
    /// <summary>400: no such organisation.</summary>
    public static readonly ProblemType UnknownOrganisation = new("unknown-organisation", 400,
        "There is no such organisation that still works.",
        "Eine solche Organisation, die noch arbeitet, gibt es nicht.");
    /// <summary>400: parents form a tree.</summary>
    public static readonly ProblemType ParentCycle = new("parent-cycle", 400,
        "An organisation cannot stand below itself.",
        "Eine Organisation kann nicht unter sich selbst stehen.");
    /// <summary>400: eight digits, the first two of one of the sixteen Länder.</summary>
    public static readonly ProblemType AgsForm = new("ags-form", 400,
        "Eight digits, the first two of them the Land, 01 to 16; such as 08116056.",
        "Acht Ziffern, die ersten beiden das Land, 01 bis 16; etwa 08116056.");
    /// <summary>400: five digits; a spreadsheet takes a zero in front off.</summary>
    public static readonly ProblemType PostalCodeForm = new("postal-code-form", 400,
        "Five digits, such as 73207 or 01067.", "Fünf Ziffern, etwa 73207 oder 01067.");
    /// <summary>400: municipalities have an AGS.</summary>
    public static readonly ProblemType AgsMissing = new("ags-missing", 400, "A municipality needs its AGS.", "Eine Gemeinde braucht ihren AGS.");
    /// <summary>409: something still works below it.</summary>
    public static readonly ProblemType OrganisationInUse = new("organisation-in-use", 409,
        "Close its teams and accommodations first.",
        "Bitte zuerst ihre Teams und Unterkünfte schließen.");
    /// <summary>409: the administrator would shut himself out.</summary>
    public static readonly ProblemType OwnAccess = new("own-access", 409,
        "You cannot take your own access away. Ask another administrator.",
        "Den eigenen Zugang kann man sich nicht entziehen. Bitte eine andere Administration fragen.");
    /// <summary>409: who is signed in changes the own password with the one until now.</summary>
    public static readonly ProblemType OwnEnrolment = new("own-enrolment", 409,
        "Change your own password at the sign-in page or with PUT /sessions/current/password.",
        "Das eigene Passwort bitte auf der Anmeldeseite oder mit PUT /sessions/current/password ändern.");
    /// <summary>409: who has one has come by the sign-in page: it works, and the rule locks nobody out.</summary>
    public static readonly ProblemType OwnSecondFactorFirst = new("own-second-factor-first", 409,
        "Set a second factor of your own up first, at the sign-in page.",
        "Bitte zuerst selbst einen zweiten Faktor einrichten, auf der Anmeldeseite.");
    /// <summary>409: who has lost the own one comes in person to somebody else; who has it needs nobody.</summary>
    public static readonly ProblemType OwnSecondFactor = new("own-second-factor", 409,
        "You cannot take your own second factor away. Ask another administrator.",
        "Den eigenen zweiten Faktor kann man sich nicht entfernen. Bitte eine andere Administration fragen.");
    /// <summary>409: there is nothing to take away.</summary>
    public static readonly ProblemType NoSecondFactor = new("no-second-factor", 409,
        "There is no second factor: neither one-time passwords nor a passkey.",
        "Es gibt keinen zweiten Faktor: weder Einmalpasswörter noch einen Passkey.");
    /// <summary>409: one open team of a name per organisation.</summary>
    public static readonly ProblemType TeamNameTaken = new("team-name-taken", 409,
        "There is an open team of this name already.",
        "Ein offenes Team dieses Namens gibt es schon.")
    { Constraint = "team_name" };
    /// <summary>400: no such team of the own organisation.</summary>
    public static readonly ProblemType UnknownTeam = new("unknown-team", 400,
        "Your organisation has no such open team.",
        "Ein solches offenes Team hat Ihre Organisation nicht.");
    /// <summary>409: cases would be left without a team.</summary>
    public static readonly ProblemType TeamInUse = new("team-in-use", 409,
        "This team has open cases or accommodations. Give them to another team first.",
        "Dieses Team hat offene Fälle oder Unterkünfte. Bitte zuerst an ein anderes Team geben.");
    /// <summary>409: nobody would see what comes to the team.</summary>
    public static readonly ProblemType TeamWithoutMembers = new("team-without-members", 409,
        "Nobody who works on cases is in this team today, so nobody would see what comes to it. An administrator of its organisation adds a member first.",
        "In diesem Team ist heute niemand, der Fälle bearbeitet: Was dorthin kommt, sähe niemand. Die Administration seiner Organisation nimmt zuerst jemanden "
        + "ins Team auf.")
    { Constraint = "team_without_members" };
    /// <summary>409: nobody would see what is with the team.</summary>
    public static readonly ProblemType TeamLastMember = new("team-last-member", 409,
        "Without this member nobody in the team could see to its open cases, or to a handover that is undecided. Add a member first, or have the cases "
        + "given to another team, the handover decided, withdrawn or discarded.",
        "Ohne dieses Mitglied könnte sich im Team niemand mehr um offene Fälle oder um eine Übergabe kümmern, über die noch nicht entschieden ist. Bitte "
        + "zuerst jemanden aufnehmen oder die Fälle an ein anderes Team geben und die Übergabe entscheiden lassen, zurücknehmen oder verwerfen.");
    /// <summary>409: once at a time in a team.</summary>
    public static readonly ProblemType MemberAlready = new("team-member-overlap", 409,
        "This colleague is in the team on some of these days already.",
        "Diese Fachkraft ist an einem Teil dieser Tage schon im Team.")
    { Constraint = "team_member_no_overlap" };
    /// <summary>409: a membership that has ended.</summary>
    public static readonly ProblemType MembershipOver = new("team-membership-over", 409,
        "This membership has ended already.",
        "Diese Mitgliedschaft ist schon beendet.");
    /// <summary>409: one open accommodation of a name per organisation.</summary>
    public static readonly ProblemType AccommodationNameTaken = new("accommodation-name-taken", 409,
        "There is an open accommodation of this name already.",
        "Eine offene Unterkunft dieses Namens gibt es schon.")
    { Constraint = "accommodation_name" };
    /// <summary>409: one open quarter of a name per municipality.</summary>
    public static readonly ProblemType QuarterNameTaken = new("quarter-name-taken", 409,
        "There is an open quarter of this name already.",
        "Ein offenes Quartier dieses Namens gibt es schon.")
    { Constraint = "quarter_name" };
    /// <summary>409: only a municipality has quarters.</summary>
    public static readonly ProblemType NoMunicipality = new("no-municipality", 409,
        "Your organisation has no AGS: only a municipality has quarters.",
        "Ihre Organisation hat keinen AGS: Quartiere hat nur eine Gemeinde.");
    /// <summary>400: nobody whom the organisation knows.</summary>
    public static readonly ProblemType UnknownStaff = new("unknown-staff", 400,
        "Nobody of this id works for your organisation.", "Unter dieser Id arbeitet niemand für Ihre Organisation.");
    /// <summary>400: no account of this name.</summary>
    public static readonly ProblemType UnknownUserName = new("unknown-user-name", 400,
        "There is no open account of this name.", "Ein offenes Konto dieses Namens gibt es nicht.");
    /// <summary>409: names to sign in with are unique.</summary>
    public static readonly ProblemType UserNameTaken = new("user-name-taken", 409,
        "This user name is in use.", "Dieser Benutzername ist vergeben.")
    { Constraint = "account_user_name" };
    /// <summary>409: the role is granted already.</summary>
    public static readonly ProblemType RoleHeld = new("role-held", 409,
        "This colleague has the role already.", "Diese Fachkraft hat die Rolle schon.")
    { Constraint = "role_grant_staff_id_organisation_id_role_key" };
    /// <summary>409: administrators see no case content, so none may give himself a role that does.</summary>
    public static readonly ProblemType OwnRoles = new("own-roles", 409,
        "You cannot grant yourself a role. Ask another administrator.", "Sich selbst kann man keine Rolle geben. Bitte eine andere Administration fragen.");
    /// <summary>409: the same right waits already.</summary>
    public static readonly ProblemType RightPending = new("right-pending", 409,
        "This right has been given already and waits for somebody to agree.",
        "Dieses Recht ist schon vergeben und wartet auf eine Zustimmung.")
    { Constraint = "pending_right_once" };
    /// <summary>409: two pairs of eyes are those of two people.</summary>
    public static readonly ProblemType OwnConfirmation = new("own-confirmation", 409,
        "Who gave a right or is to have it does not agree to it for the others. Ask somebody else.",
        "Wer ein Recht vergeben hat oder bekommen soll, stimmt nicht selbst zu. Bitte jemand anderen fragen.");
    /// <summary>409: who has given the password could be both pairs of eyes.</summary>
    public static readonly ProblemType ConfirmerReset = new("confirmer-reset", 409,
        "Who gave this right has also given you your password, and so could have signed in as you. Another supervisor confirms it, or the operator's console.",
        "Wer dieses Recht vergeben hat, hat Ihnen auch das Passwort gegeben und könnte sich als Sie angemeldet haben. Bestätigen muss eine andere "
        + "Vorgesetzte oder die Konsole des Betreibers.");
    /// <summary>409: nobody who has left gets a right.</summary>
    public static readonly ProblemType GranteeLeft = new("right-grantee-left", 409,
        "This account is disabled and gets no rights. Revoke the right.", "Dieses Konto ist gesperrt und bekommt keine Rechte. Bitte das Recht zurücknehmen.");
    /// <summary>409: the console confirms only while nobody else can.</summary>
    public static readonly ProblemType SupervisorConfirms = new("right-supervisor-confirms", 409,
        "The organisation has a supervisor who can confirm this right.", "Die Organisation hat eine Leitung, die dieses Recht bestätigen kann.");
    /// <summary>400: whom to grant it to.</summary>
    public static readonly ProblemType StaffOrUserName = new("staff-or-user-name", 400,
        "Give either staffId or userName.", "Bitte entweder die Fachkraft oder ihren Anmeldenamen angeben.");
    /// <summary>403: managed by the employer.</summary>
    public static readonly ProblemType NotEmployer = new("not-employer", 403,
        "Only the employer manages this account.", "Dieses Konto verwaltet nur der Arbeitgeber.");
    /// <summary>409: absent once at a time.</summary>
    public static readonly ProblemType AbsenceOverlap = new("absence-overlap", 409,
        "An absence on some of these days is on record already.",
        "Für einen Teil dieser Tage ist schon eine Abwesenheit erfasst.")
    { Constraint = "absence_no_overlap" };
    /// <summary>400: an absence must reach into the future.</summary>
    public static readonly ProblemType AbsencePast = new("absence-past", 400,
        "An absence must end after today: a deputy cannot have stood in afterwards.",
        "Eine Abwesenheit muss nach heute enden: nachträglich kann niemand vertreten haben.");
    /// <summary>400: the first day of a running absence stands.</summary>
    public static readonly ProblemType AbsenceBegun = new("absence-begun", 400,
        "The first day of an absence that has begun stays as it is.", "Der erste Tag einer begonnenen Abwesenheit bleibt.");
    /// <summary>400: who may stand in.</summary>
    public static readonly ProblemType DeputyUnfit = new("deputy-unfit", 400,
        "A deputy is another colleague with a casework role in this organisation.",
        "Die Vertretung ist eine andere Fachkraft mit einer Rolle der Fallarbeit in dieser Organisation.");
    /// <summary>400: supervisors do not let each other see the cases of teams that are not theirs.</summary>
    public static readonly ProblemType DeputyElsewhere = new("deputy-elsewhere", 400,
        "A deputy sees this colleague's cases. You are in no team together: name somebody who is no supervisor.",
        "Die Vertretung sieht die Fälle dieser Fachkraft. Sie sind in keinem gemeinsamen Team: Bitte jemanden benennen, der keine Leitung ist.");
    /// <summary>409: who is away cannot stand in.</summary>
    public static readonly ProblemType DeputyAbsent = new("deputy-absent", 409,
        "This deputy is absent on some of these days.", "Die Vertretung ist an einem Teil dieser Tage selbst abwesend.");
    /// <summary>409: a chain of deputies.</summary>
    public static readonly ProblemType DeputyChain = new("deputy-chain", 409,
        "This colleague stands in for somebody else on some of these days. First name another deputy there.",
        "Diese Fachkraft vertritt an einem Teil dieser Tage selbst jemanden. Bitte dort zuerst eine andere Vertretung benennen.");
}
