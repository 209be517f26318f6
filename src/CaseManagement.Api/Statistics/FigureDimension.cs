using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Statistics;

/// <summary>By what units are told apart (Count.sql says how each is read off them).</summary>
public enum FigureDimension
{
    /// <summary>The responsible team; of a closed case the one that had it last.</summary>
    Team,
    /// <summary>Alone, as applicant of a household of which somebody else is counselled, too, or as a relative of an applicant who is.</summary>
    Counselled,
    /// <summary>Accommodation phase.</summary>
    Phase,
    /// <summary>Residence status.</summary>
    ResidenceStatus,
    /// <summary>Benefits; several side by side are one value.</summary>
    Benefit,
    /// <summary>Nationalities; several are one value.</summary>
    Nationality,
    /// <summary>Group of nationalities: German, free movement (EU, EEA, Switzerland), third countries, stateless.</summary>
    NationalityGroup,
    /// <summary>Country of origin.</summary>
    CountryOfOrigin,
    /// <summary>Age in completed years, half-open on the birthday.</summary>
    AgeBand,
    /// <summary>Sex.</summary>
    Sex,
    /// <summary>The language in which talks are held, else the mother tongue.</summary>
    Language,
    /// <summary>Family status.</summary>
    FamilyStatus,
    /// <summary>Quarter of the municipality.</summary>
    Quarter,
    /// <summary>Kind of accommodation.</summary>
    AccommodationKind,
    /// <summary>Programme under which the case is counselled.</summary>
    Programme,
    /// <summary>How demanding the case is.</summary>
    Complexity,
    /// <summary>Where to somebody was allocated: AGS.</summary>
    Municipality,
    /// <summary>How somebody came.</summary>
    ArrivedAs,
    /// <summary>Why somebody left.</summary>
    LeaveReason,
    /// <summary>Where to.</summary>
    Destination,
    /// <summary>Whether it is known where somebody is.</summary>
    Whereabouts,
    /// <summary>To another organisation, or another team of this one.</summary>
    HandedTo,
    /// <summary>Kind of work.</summary>
    EmploymentKind,
    /// <summary>First labour market, or not.</summary>
    LabourMarket,
    /// <summary>What somebody takes part in.</summary>
    ParticipationKind,
    /// <summary>Care of children, school, course, or something else.</summary>
    ParticipationGroup,
    /// <summary>Why it was broken off.</summary>
    ParticipationReason,
    /// <summary>Kind of school.</summary>
    SchoolKind,
    /// <summary>Of which language a level is.</summary>
    LevelLanguage,
    /// <summary>Of which skill.</summary>
    Skill,
    /// <summary>Which level was reached.</summary>
    Level,
    /// <summary>Who found a flat.</summary>
    FoundBy,
    /// <summary>Kind of contact.</summary>
    ContactKind,
    /// <summary>Its outcome.</summary>
    ContactOutcome,
    /// <summary>Whether somebody was spoken to, or it was an attempt.</summary>
    ContactReached,
    /// <summary>In which language, or which language was missing.</summary>
    TalkLanguage,
    /// <summary>Whether an interpreter was needed and found.</summary>
    Interpreting,
    /// <summary>What a contact was for; several purposes are one value.</summary>
    ContactPurpose,
    /// <summary>Whether a contact was, among other things, about goals.</summary>
    AboutGoals,
    /// <summary>Whether it was, among other things, about upkeep of the plan.</summary>
    AboutUpkeep,
    /// <summary>Kind of work without the person.</summary>
    WorkKind,
    /// <summary>Area of need.</summary>
    NeedArea,
    /// <summary>How urgent.</summary>
    Urgency,
    /// <summary>Why there was no offer.</summary>
    Gap,
    /// <summary>Whether a goal was set for it.</summary>
    WithGoal,
    /// <summary>Whether somebody was referred for it.</summary>
    WithReferral,
    /// <summary>Whether a referral for it was completed.</summary>
    WithOutcome,
    /// <summary>How a goal ended.</summary>
    GoalResult,
    /// <summary>Whether by the day that was agreed.</summary>
    OnTime,
    /// <summary>How far a goal has come on the way from baseline to target.</summary>
    Attainment,
    /// <summary>In what it is measured.</summary>
    MeasureUnit,
    /// <summary>How a referral ended.</summary>
    ReferralResult,
    /// <summary>Who declined.</summary>
    DeclinedBy,
    /// <summary>For how many months: 00-02, 03-05, 06-11, 12-23, 24+.</summary>
    Lasting,
    /// <summary>Whether what was waited for came.</summary>
    Wait,
}

/// <summary>What a dimension is called, and what its values mean.</summary>
/// <param name="German">Its name.</param>
/// <param name="English">Its name.</param>
/// <param name="From">
/// Dimensions of the same unit that tell something of it: which of its values go with theirs says <c>figures.goes_with</c> (GoesWith.sql), and the gate reckons
/// with it. All others it takes for independent.
/// </param>
/// <param name="List">The code list of its values.</param>
/// <param name="Words">Its values in words, where they are no codes: German, English.</param>
internal sealed record DimensionWords(
    string German, string English, IReadOnlyList<FigureDimension> From, string? List = null,
    IReadOnlyDictionary<string, (string German, string English)>? Words = null)
{
    /// <summary>The values of cells whose units have no value there, or one that is not told.</summary>
    public const string NotKnown = "not_known", Withheld = "withheld";

    public string Name => Rules.Language.Choose(German, English);

    private static readonly FigureDimension[] ByItself = [];

    private static readonly Dictionary<string, (string, string)> YesNo = new() { ["yes"] = ("Ja", "Yes"), ["no"] = ("Nein", "No") };

    public static readonly IReadOnlyDictionary<FigureDimension, DimensionWords> Of = new Dictionary<FigureDimension, DimensionWords>
    {
        [FigureDimension.Team] = new("Team", "Team", ByItself),
        [FigureDimension.Counselled] = new("Beratung", "Counselled", ByItself, Words: new Dictionary<string, (string, string)>
        {
            ["alone"] = ("Einzeln", "Alone"),
            ["applicant"] = ("Mit anderen des Haushalts, als Antragsteller/in", "With others of the household, as applicant"),
            ["relative"] = ("Mitberatene Angehörige", "Relatives counselled together"),
        }),
        [FigureDimension.Phase] = new("Phase der Unterbringung", "Accommodation phase", ByItself, CodeLists.AccommodationPhase),
        [FigureDimension.ResidenceStatus] = new("Aufenthaltsstatus", "Residence status", ByItself, CodeLists.ResidenceStatus),
        [FigureDimension.Benefit] = new("Leistungsbezug", "Benefit", ByItself, CodeLists.BenefitRegime),
        [FigureDimension.Nationality] = new("Staatsangehörigkeit", "Nationality", ByItself, CodeLists.Nationality),
        [FigureDimension.NationalityGroup] = new("Gruppe der Staatsangehörigkeit", "Group of nationality", [FigureDimension.Nationality],
            Words: new Dictionary<string, (string, string)>
            {
                ["german"] = ("Deutsch", "German"),
                ["free_movement"] = ("Freizügig (EU, EWR, Schweiz)", "Free movement (EU, EEA, Switzerland)"),
                ["third_country"] = ("Drittstaat", "Third country"),
                ["stateless"] = ("Staatenlos", "Stateless"),
            }),
        [FigureDimension.CountryOfOrigin] = new("Herkunftsland", "Country of origin", ByItself, CodeLists.Nationality),
        [FigureDimension.AgeBand] = new("Alter", "Age", ByItself),
        [FigureDimension.Sex] = new("Geschlecht", "Sex", ByItself, CodeLists.Sex),
        [FigureDimension.Language] = new("Sprache", "Language", ByItself, CodeLists.Language),
        [FigureDimension.FamilyStatus] = new("Familienstand", "Family status", ByItself, CodeLists.FamilyStatus),
        [FigureDimension.Quarter] = new("Quartier", "Quarter", ByItself),
        [FigureDimension.AccommodationKind] = new("Art der Unterkunft", "Kind of accommodation", ByItself, CodeLists.AccommodationKind),
        [FigureDimension.Programme] = new("Programm", "Programme", ByItself, CodeLists.Programme),
        [FigureDimension.Complexity] = new("Aufwand", "Complexity", ByItself, CodeLists.CaseComplexity),
        [FigureDimension.Municipality] = new("Gemeinde (AGS)", "Municipality (AGS)", ByItself),
        [FigureDimension.ArrivedAs] = new("Wie angekommen", "How arrived", ByItself, CodeLists.PresenceArrival),
        [FigureDimension.LeaveReason] = new("Grund", "Reason", ByItself, CodeLists.PresenceLeaveReason),
        [FigureDimension.Destination] = new("Wohin", "Where to", ByItself, CodeLists.PresenceDestination),
        [FigureDimension.Whereabouts] = new("Aufenthaltsort", "Whereabouts", ByItself, Words: new Dictionary<string, (string, string)>
        {
            ["known"] = ("Bekannt", "Known"), ["unknown"] = ("Unbekannt", "Unknown"),
        }),
        [FigureDimension.HandedTo] = new("Übergeben an", "Handed over to", ByItself, Words: new Dictionary<string, (string, string)>
        {
            ["organisation"] = ("Eine andere Organisation", "Another organisation"), ["team"] = ("Ein anderes Team", "Another team"),
        }),
        [FigureDimension.EmploymentKind] = new("Art der Arbeit", "Kind of work", ByItself, CodeLists.EmploymentKind),
        [FigureDimension.LabourMarket] = new("Arbeitsmarkt", "Labour market", [FigureDimension.EmploymentKind], Words: new Dictionary<string, (string, string)>
        {
            ["first"] = ("Erster Arbeitsmarkt", "First labour market"), ["other"] = ("Nicht erster Arbeitsmarkt", "Not the first labour market"),
        }),
        [FigureDimension.ParticipationKind] = new("Woran", "In what", ByItself, CodeLists.ParticipationKind),
        [FigureDimension.ParticipationGroup] = new("Bereich", "Group", [FigureDimension.ParticipationKind], Words: new Dictionary<string, (string, string)>
        {
            ["care"] = ("Kinderbetreuung", "Care of children"), ["school"] = ("Schule", "School"), ["course"] = ("Kurs", "Course"),
            ["other"] = ("Anderes", "Something else"),
        }),
        [FigureDimension.ParticipationReason] = new("Grund", "Reason", ByItself, CodeLists.ParticipationBreakOffReason),
        [FigureDimension.SchoolKind] = new("Schulart", "Kind of school",
            [FigureDimension.ParticipationKind, FigureDimension.ParticipationGroup], CodeLists.SchoolKind),
        [FigureDimension.LevelLanguage] = new("Sprache", "Language", ByItself, CodeLists.Language),
        [FigureDimension.Skill] = new("Fertigkeit", "Skill", ByItself, CodeLists.CefrSkill),
        [FigureDimension.Level] = new("Niveau", "Level", ByItself, CodeLists.CefrLevel),
        [FigureDimension.FoundBy] = new("Gefunden durch", "Found by", ByItself, CodeLists.DwellingFoundBy),
        [FigureDimension.ContactKind] = new("Art des Kontakts", "Kind of contact", ByItself, CodeLists.ContactKind),
        [FigureDimension.ContactOutcome] = new("Ergebnis des Kontakts", "Outcome of the contact", ByItself, CodeLists.ContactOutcome),
        [FigureDimension.ContactReached] = new("Erreicht", "Reached", [FigureDimension.ContactKind, FigureDimension.ContactOutcome], Words: YesNo),
        [FigureDimension.TalkLanguage] = new("Sprache des Gesprächs", "Language of the talk", ByItself, CodeLists.Language),
        [FigureDimension.Interpreting] = new("Sprachmittlung", "Interpreting", [FigureDimension.ContactOutcome, FigureDimension.ContactReached],
            Words: new Dictionary<string, (string, string)>
            {
                ["found"] = ("Gefunden", "Found"),
                ["not_found"] = ("Nicht gefunden", "Not found"),
                ["not_needed"] = ("Nicht gebraucht", "Not needed"),
            }),
        [FigureDimension.ContactPurpose] = new("Zweck des Kontakts", "Purpose of the contact", ByItself, CodeLists.ContactPurpose),
        [FigureDimension.AboutGoals] = new("Zu Zielen", "About goals", [FigureDimension.ContactPurpose], Words: YesNo),
        [FigureDimension.AboutUpkeep] = new("Zur Pflege des Plans", "About upkeep of the plan", [FigureDimension.ContactPurpose, FigureDimension.AboutGoals],
            Words: YesNo),
        [FigureDimension.WorkKind] = new("Art der Fallarbeit", "Kind of work", ByItself, CodeLists.CaseWorkKind),
        [FigureDimension.NeedArea] = new("Bedarfsbereich", "Area of need", ByItself, CodeLists.NeedArea),
        [FigureDimension.Urgency] = new("Dringlichkeit", "Urgency", ByItself, CodeLists.Urgency),
        [FigureDimension.Gap] = new("Grund der Lücke", "Reason of the gap", ByItself, CodeLists.NeedGapReason),
        [FigureDimension.WithGoal] = new("Mit Ziel", "With a goal", ByItself, Words: YesNo),
        [FigureDimension.WithReferral] = new("Mit Vermittlung", "With a referral", ByItself, Words: YesNo),
        [FigureDimension.WithOutcome] = new("Vermittlung abgeschlossen", "Referral completed", ByItself, Words: YesNo),
        [FigureDimension.GoalResult] = new("Ergebnis des Ziels", "Result of the goal", ByItself, Words: new Dictionary<string, (string, string)>
        {
            ["achieved"] = ("Erreicht", "Achieved"),
            ["not_achieved"] = ("Nicht erreicht", "Not achieved"),
            ["dropped"] = ("Aufgegeben", "Dropped"),
        }),
        [FigureDimension.OnTime] = new("Fristgerecht", "On time", ByItself, Words: YesNo),
        [FigureDimension.Attainment] = new("Weg zum Zielwert", "Way to the target", ByItself, Words: new Dictionary<string, (string, string)>
        {
            ["worse"] = ("Verschlechtert", "Worse"),
            ["none"] = ("Wie zu Beginn", "As at the beginning"),
            ["under_half"] = ("Weniger als die Hälfte", "Less than half"),
            ["half_or_more"] = ("Die Hälfte oder mehr", "Half or more"),
            ["reached"] = ("Zielwert erreicht", "Target reached"),
            ["not_measured"] = ("Noch nicht gemessen", "Not measured yet"),
        }),
        [FigureDimension.MeasureUnit] = new("Gemessen in", "Measured in", ByItself, CodeLists.GoalMeasureUnit),
        [FigureDimension.ReferralResult] = new("Ergebnis der Vermittlung", "Result of the referral", ByItself, Words: new Dictionary<string, (string, string)>
        {
            ["completed"] = ("Abgeschlossen", "Completed"),
            ["failed"] = ("Gescheitert", "Failed"),
            ["rejected"] = ("Abgelehnt", "Rejected"),
            ["expired"] = ("Ohne Antwort abgelaufen", "Expired without an answer"),
            ["withdrawn"] = ("Zurückgezogen", "Withdrawn"),
            ["returned"] = ("Zurückgegeben", "Returned"),
        }),
        [FigureDimension.DeclinedBy] = new("Abgelehnt durch", "Declined by", [FigureDimension.ReferralResult], Words: new Dictionary<string, (string, string)>
        {
            ["client"] = ("Klient/in", "Client"),
            ["provider"] = ("Anbieter", "Provider"),
        }),
        [FigureDimension.Lasting] = new("Dauer in Monaten", "Months", ByItself),
        [FigureDimension.Wait] = new("Wartestand", "State of waiting", ByItself, Words: new Dictionary<string, (string, string)>
        {
            ["ended"] = ("Eingetreten", "Ended"),
            ["waiting"] = ("Wartet noch", "Still waiting"),
            ["gone"] = ("Vorher beendet", "Ended otherwise"),
        }),
    };
}
