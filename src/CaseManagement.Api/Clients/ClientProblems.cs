namespace CaseManagement.Api.Clients;

/// <summary>Refusals of persons and households.</summary>
public static class ClientProblems
{
    /// <summary>409 with candidates: somebody on file is likely the same person.</summary>
    public static readonly ProblemType LikelyDuplicate = new("likely-duplicate", 409,
        "Somebody on file is likely the same person. Compare the candidates; if it is another person, say so in notDuplicateOf.",
        "Diese Person ist wahrscheinlich schon erfasst. Bitte die Treffer vergleichen; ist es eine andere Person, das zu jedem Treffer angeben.");
    /// <summary>400: letters were lost on the way.</summary>
    public static readonly ProblemType NameDamaged = new("name-damaged", 400,
        "This name has lost letters to a wrong encoding. Type it anew from the papers.",
        "Dieser Name hat durch eine falsche Zeichenkodierung Buchstaben verloren. Bitte aus den Papieren neu eingeben.");
    /// <summary>400: digits, signs.</summary>
    public static readonly ProblemType NameWithoutLetters = new("name-without-letters", 400,
        "This name holds no letter. Where the papers know one name only, put a hyphen for the other.",
        "Dieser Name enthält keinen Buchstaben. Kennen die Papiere nur einen Namen, steht für den anderen ein Bindestrich.");
    /// <summary>400: an office's number, or what it is called there.</summary>
    public static readonly ProblemType ReferenceOfSigns = new("reference-of-signs", 400,
        "A reference holds letters or digits.", "Ein Aktenzeichen enthält Buchstaben oder Ziffern.");
    /// <summary>400.</summary>
    public static readonly ProblemType BirthInFuture = new("birth-date-future", 400,
        "The birth date lies in the future.",
        "Das Geburtsdatum liegt in der Zukunft.");
    /// <summary>400: something of a person's life that would have begun before it.</summary>
    public static readonly ProblemType BeforeBirth = new("before-birth", 400,
        "This day lies before the birth. Correct the day, or the birth date first.",
        "Dieser Tag liegt vor der Geburt. Bitte den Tag oder zuerst das Geburtsdatum berichtigen.");
    /// <summary>400.</summary>
    public static readonly ProblemType PrecisionWithoutDate = new("birth-date-precision", 400,
        "'unknown' goes without a birth date, every other precision with one.", "Unbekannt ist die Genauigkeit ohne Geburtsdatum, jede andere mit einem.");
    /// <summary>400.</summary>
    public static readonly ProblemType StatedTwice = new("stated-twice", 400,
        "The list states the same thing twice, or too many.",
        "Die Liste nennt dasselbe zweimal oder zu viel.");
    /// <summary>400.</summary>
    public static readonly ProblemType UntilBeforeFrom = new("until-before-from", 400,
        "'until' is the first day no longer and lies after 'from'.", "Das Ende ist der erste Tag danach und liegt nach dem Anfang.");
    /// <summary>400.</summary>
    public static readonly ProblemType UnknownAccommodation = new("unknown-accommodation", 400,
        "There is no such accommodation, or it is closed.",
        "Diese Unterkunft gibt es nicht, oder sie ist geschlossen.");
    /// <summary>400.</summary>
    public static readonly ProblemType UnknownHousehold = new("unknown-household", 400,
        "There is no such household, or it is not yours to see.",
        "Diesen Haushalt gibt es nicht, oder er ist nicht für Sie bestimmt.");
    /// <summary>400.</summary>
    public static readonly ProblemType UnknownClient = new("unknown-client", 400,
        "There is no such person, or the person is not yours to see.",
        "Diese Person gibt es nicht, oder sie ist nicht für Sie bestimmt.");

    /// <summary>409: two periods would hold on one day.</summary>
    public static readonly ProblemType PeriodsOverlap = new("periods-overlap", 409,
        "Another period holds on some of these days. Correct that one first, or state 'until'.",
        "An einem Teil dieser Tage gilt schon ein anderer Zeitraum. Bitte diesen zuerst berichtigen oder ein Ende angeben.")
    { Constraint = "client_residence_status_no_overlap" };
    /// <summary>The same, found by the database: a period that the caller may not see, or one written at the same time.</summary>
    public static readonly ProblemType BenefitsOverlap = PeriodsOverlap with { Constraint = "client_benefit_no_overlap" };
    /// <summary>See <see cref="BenefitsOverlap"/>.</summary>
    public static readonly ProblemType HousingsOverlap = PeriodsOverlap with { Constraint = "client_accommodation_no_overlap" };
    /// <summary>See <see cref="BenefitsOverlap"/>.</summary>
    public static readonly ProblemType AddressesOverlap = PeriodsOverlap with { Constraint = "client_address_no_overlap" };
    /// <summary>See <see cref="BenefitsOverlap"/>.</summary>
    public static readonly ProblemType WorksOverlap = PeriodsOverlap with { Constraint = "client_work_no_overlap" };
    /// <summary>See <see cref="BenefitsOverlap"/>.</summary>
    public static readonly ProblemType FamilyStatusesOverlap = PeriodsOverlap with { Constraint = "client_family_status_no_overlap" };
    /// <summary>409: the same nationality twice on one day.</summary>
    public static readonly ProblemType NationalityHeld = new("nationality-held", 409,
        "The person has this nationality on some of these days already. Correct that entry to say since when.",
        "Diese Staatsangehörigkeit ist an einem Teil dieser Tage schon eingetragen. Bitte diesen Eintrag berichtigen, um den Beginn anzugeben.")
    { Constraint = "client_nationality_no_overlap" };
    /// <summary>400: what is on file of nationalities is so already.</summary>
    public static readonly ProblemType NationalityInFuture = new("nationality-future", 400,
        "A nationality is recorded when it has been acquired or lost, not before.",
        "Eine Staatsangehörigkeit wird eingetragen, wenn sie erworben oder verloren ist, nicht vorher.");
    /// <summary>400: a country, not the lack of a nationality.</summary>
    public static readonly ProblemType NoCountry = new("no-country", 400,
        "Stateless and unresolved are no countries. Leave it out where it is unknown.",
        "Staatenlos und ungeklärt sind keine Staaten. Bitte weglassen, wenn es nicht bekannt ist.");
    /// <summary>400.</summary>
    public static readonly ProblemType UnknownQuarter = new("unknown-quarter", 400,
        "There is no such quarter in the municipality of this AGS, or it is closed.",
        "Dieses Quartier gibt es in der Gemeinde dieses AGS nicht, oder es ist geschlossen.");
    /// <summary>409.</summary>
    public static readonly ProblemType PeriodEnded = new("period-ended", 409,
        "This period has ended before that day.",
        "Dieser Zeitraum hat schon vor diesem Tag geendet.");

    /// <summary>409: a person is in one household at a time.</summary>
    public static readonly ProblemType InAnotherHousehold = new("in-another-household", 409,
        "The person is in a household on some of these days. Move the person instead.",
        "Die Person gehört an einem Teil dieser Tage schon zu einem Haushalt. Bitte umziehen statt aufnehmen.")
    { Constraint = "household_member_no_overlap" };
    /// <summary>409.</summary>
    public static readonly ProblemType NotAMember = new("not-a-member", 409,
        "The person is not in this household on that day.",
        "Die Person gehört an diesem Tag nicht zu diesem Haushalt.");
    /// <summary>409.</summary>
    public static readonly ProblemType NoMembers = new("no-members", 409, "Nobody is in this household today.", "Diesem Haushalt gehört heute niemand an.");
    /// <summary>400.</summary>
    public static readonly ProblemType SameHousehold = new("same-household", 400,
        "The person is to move to another household.",
        "Die Person soll in einen anderen Haushalt umziehen.");

    /// <summary>409.</summary>
    public static readonly ProblemType AlreadyBlocked = new("address-already-blocked", 409,
        "The address is blocked already.",
        "Die Auskunftssperre ist schon eingetragen.")
    { Constraint = "client_mark_blocked_once" };
    /// <summary>409.</summary>
    public static readonly ProblemType AlreadyDisputed = new("already-disputed", 409,
        "This is marked as disputed already.",
        "Diese Angabe ist schon als strittig gekennzeichnet.")
    { Constraint = "client_mark_disputed_once" };
    /// <summary>409.</summary>
    public static readonly ProblemType MarkLifted = new("mark-lifted", 409, "This mark has been lifted.", "Diese Kennzeichnung ist aufgehoben.");
    /// <summary>409.</summary>
    public static readonly ProblemType NoMarks = new("no-marks", 409, "There is no mark to lift.", "Es gibt keine Kennzeichnung aufzuheben.");
    /// <summary>403: the row is in a compartment that the caller is not admitted to.</summary>
    public static readonly ProblemType CompartmentClosed = new("compartment-closed", 403,
        "This is restricted. The lead worker, persons named for it and those who break the glass may change it.",
        "Das ist gesperrt. Ändern dürfen es die Fallführung, benannte Personen und wer den Notzugriff öffnet.");
    /// <summary>409: Art. 18 GDPR.</summary>
    public static readonly ProblemType ProcessingRestricted = new("processing-restricted", 409,
        "The processing of this person's data is restricted (Art. 18 GDPR): it is stored only, until the restriction is lifted.",
        "Die Verarbeitung der Daten dieser Person ist eingeschränkt (Art. 18 DSGVO): Sie werden nur gespeichert, bis die Einschränkung aufgehoben ist.")
    { Constraint = "client_stored_only" };
    /// <summary>409.</summary>
    public static readonly ProblemType NotRestricted = new("processing-not-restricted", 409,
        "The processing of this person's data is not restricted.", "Die Verarbeitung der Daten dieser Person ist nicht eingeschränkt.");
    /// <summary>409: the household was handed over; the former organisation only reads.</summary>
    public static readonly ProblemType HandedOver = new("handed-over", 409,
        "The household was handed over; you may only read it.",
        "Der Haushalt wurde übergeben; Sie können ihn nur noch lesen.");
    /// <summary>400: a search that says the same twice.</summary>
    public static readonly ProblemType BoxStandsAlone = new("box-stands-alone", 400,
        "The one box stands alone; leave the other fields out.", "Das eine Suchfeld steht allein; bitte die anderen weglassen.");

    /// <summary>400: a search without anything to look for.</summary>
    public static readonly ProblemType NothingToSeek = new("nothing-to-seek", 400,
        "Give a name, a birth date or a reference.",
        "Bitte einen Namen, ein Geburtsdatum oder ein Kennzeichen angeben.");
}
