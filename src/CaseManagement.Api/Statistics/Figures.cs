namespace CaseManagement.Api.Statistics;

/// <summary>What a figure counts.</summary>
public enum FigureUnit
{
    /// <summary>Persons: each once, however often it happened.</summary>
    Persons,
    /// <summary>Places: of one kind a person has one.</summary>
    Places,
    /// <summary>Participations: each by itself.</summary>
    Participations,
    /// <summary>Gains: of a person in one skill of a language one.</summary>
    Gains,
    /// <summary>Flats: each once, however often it was let.</summary>
    Flats,
    /// <summary>Landlords: each once, however many flats they let.</summary>
    Landlords,
    /// <summary>Households.</summary>
    Households,
    /// <summary>Contacts: one, however many persons took part.</summary>
    Contacts,
    /// <summary>Pieces of work on a case without its person.</summary>
    Works,
    /// <summary>Needs: of a person in an area one.</summary>
    Needs,
    /// <summary>Goals of agreements.</summary>
    Goals,
    /// <summary>Referrals.</summary>
    Referrals,
    /// <summary>Gaps: times when there was no offer.</summary>
    Gaps,
    /// <summary>Acceptances: of a person, each by itself.</summary>
    Acceptances,
}

/// <summary>What is measured of each unit, besides counting it (`/figures/{name}/amounts`).</summary>
public enum FigureAmount
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Days from one event to another, from midnight to midnight in Germany; the same day is 0.</summary>
    Days,
    /// <summary>Minutes of work.</summary>
    Minutes,
}

/// <summary>When a figure counts.</summary>
public enum FigureTime
{
    /// <summary>On a day: `on`, its end.</summary>
    KeyDate,
    /// <summary>In a period: `from` (first day) and `until` (first day no longer).</summary>
    Period,
}

/// <summary>A text in both languages.</summary>
/// <param name="De">German.</param>
/// <param name="En">English.</param>
public sealed record BothLanguages([Example("Personen mit offenem Fall")] string De, [Example("Persons with an open case")] string En)
{
    internal string Chosen => Language.Choose(De, En);
}

/// <summary>
/// How the units of a figure stand to those of others. The gate goes by it (src/decisions/gate.md): what is not said here it takes for somebody else.
/// </summary>
internal sealed record FigureStanding
{
    /// <summary>Figures, with their versions, among whose units of the same day or period its units are.</summary>
    public IReadOnlyList<string> Among { get; init; } = [];
    /// <summary>Under which name another one counts the same units, with the same values of the same dimensions.</summary>
    public FigureReading? As { get; init; }
}

/// <summary>A figure in terms of another one: on a day as in the period that is this day alone.</summary>
/// <param name="Figure">Of which, with its version.</param>
/// <param name="Of">Of those only that have a value there, on a single day; in longer periods somebody may have several.</param>
internal sealed record FigureReading(string Figure, (string Dimension, string Value)? Of = null);

/// <summary>
/// A figure: what it counts, said so that somebody else could count it again. Its statement is the function <c>figures.of_&lt;name&gt;</c> (Definitions.sql).
/// Whatever changes a number that has been told already is a new <paramref name="Version"/>.
/// </summary>
/// <param name="Name">As in the path.</param>
/// <param name="Version">Of the definition.</param>
/// <param name="Time">On a day or in a period.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Standing">How its units stand to those of others.</param>
/// <param name="Title">In short.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Excluded">Who or what is not.</param>
/// <param name="Dimensions">By what it may be told apart and narrowed down.</param>
/// <param name="Amount">What is measured of each unit.</param>
/// <param name="KnowsWorker">Whether each unit says whose work it is.</param>
internal sealed record Figure(
    string Name, int Version, FigureTime Time, FigureUnit Unit, FigureStanding Standing, BothLanguages Title, BothLanguages Population,
    BothLanguages Excluded, IReadOnlyList<FigureDimension> Dimensions, FigureAmount Amount = FigureAmount.None, bool KnowsWorker = false)
{
    /// <summary>As tables call it.</summary>
    public string Versioned => $"{Name}/{Version}";
}

/// <summary>All figures. A new one is a line here and its function in Definitions.sql.</summary>
internal static class Figures
{
    // Of a person on the day that counts.
    private static readonly FigureDimension[] OfPersons =
    [
        FigureDimension.Team, FigureDimension.Phase, FigureDimension.ResidenceStatus, FigureDimension.Benefit, FigureDimension.Nationality,
        FigureDimension.NationalityGroup, FigureDimension.CountryOfOrigin, FigureDimension.AgeBand, FigureDimension.Sex, FigureDimension.Language,
        FigureDimension.FamilyStatus, FigureDimension.Quarter, FigureDimension.AccommodationKind, FigureDimension.Programme, FigureDimension.Complexity,
    ];

    private static readonly FigureDimension[] OfParticipations =
        [FigureDimension.ParticipationKind, FigureDimension.ParticipationGroup, FigureDimension.SchoolKind];

    // Nobody else's units, as far as anybody could tell from numbers.
    private static readonly FigureStanding Alone = new();

    private static FigureStanding Among(params string[] figures) => new() { Among = figures };

    private static readonly BothLanguages Elsewhere = new(
        "Was geschah, bevor der Haushalt übernommen oder nachdem er an eine andere Organisation übergeben wurde, soweit diese es erfasst hat.",
        "What happened before the household was taken over, or after it was handed over to another organisation, as far as that one recorded it.");

    public static readonly IReadOnlyList<Figure> All =
    [
        new("open_cases", 1, FigureTime.KeyDate, FigureUnit.Persons, Alone,
            new("Personen mit offenem Fall", "Persons with an open case"),
            new("Personen, für deren Fall am Ende des Tages ein Team der Organisation zuständig ist. Ein rückwirkend eröffneter Fall zählt ab dem Tag, "
                + "seit dem er geführt wird.",
                "Persons for whose case a team of the organisation is responsible at the end of the day. A case opened with effect from a day in the past "
                + "counts from that day on."),
            new("Fälle, die an diesem Tag geschlossen oder an eine andere Organisation übergeben wurden.",
                "Cases closed or handed over to another organisation on that day."),
            [.. OfPersons, FigureDimension.Counselled], KnowsWorker: true),
        new("allocated", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Zugewiesene Personen", "Persons allocated"),
            new("Personen mit einer wirksamen Zuweisung, deren Tag im Zeitraum liegt; bei mehreren zählt die erste.",
                "Persons with an effective allocation on a day of the period; of several the first counts."),
            new("Zuweisungen, die nicht wirksam wurden; wer ohne Zuweisung zuzog oder hier geboren wurde.",
                "Allocations that did not take effect; who moved in without one or was born here."),
            [.. OfPersons, FigureDimension.Municipality]),
        new("arrived", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Angekommene Personen", "Persons arrived"),
            new("Personen, die im Zeitraum ankamen, zurückkehrten oder hier geboren wurden; bei mehreren Malen zählt das erste.",
                "Persons who arrived, returned or were born here in the period; of several times the first counts."),
            Elsewhere, [.. OfPersons, FigureDimension.ArrivedAs]),
        new("present", 1, FigureTime.KeyDate, FigureUnit.Persons, Alone,
            new("Anwesende Personen", "Persons present"),
            new("Personen, die an dem Tag oder vorher angekommen sind. Auch wer zurzeit nicht auffindbar ist; die Dimension whereabouts trennt das.",
                "Persons who arrived on that day or before. Those who cannot be found at present, too; the dimension whereabouts tells them apart."),
            new("Wer an diesem Tag oder vorher ging, starb, übergeben oder gelöscht wurde; wer noch nicht übernommen war.",
                "Who left, died, was handed over or erased on that day or before; who had not been taken over yet."),
            [.. OfPersons, FigureDimension.Whereabouts]),
        new("departed", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Weggegangene Personen", "Persons who left"),
            new("Personen, die im Zeitraum gingen oder starben; bei mehreren Malen zählt das letzte.",
                "Persons who left or died in the period; of several times the last counts."),
            Elsewhere, [.. OfPersons, FigureDimension.LeaveReason, FigureDimension.Destination]),
        new("handed_over", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Übergebene Personen", "Persons handed over"),
            new("Personen, die im Zeitraum an eine andere Organisation oder an ein anderes Team übergeben wurden; wer an beide, zählt bei der Organisation.",
                "Persons handed over to another organisation or another team in the period; who to both, counts with the organisation."),
            new("Wechsel der Fallführung ohne Übergabe.", "Changes of team or lead worker without a handover."),
            [.. OfPersons, FigureDimension.HandedTo]),
        new("asylblg_to_sgb2", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Rechtskreiswechsel AsylbLG → SGB II", "Change of benefits, AsylbLG → SGB II"),
            new("Personen, deren SGB II im Zeitraum beginnt und bei denen die letzte bekannte Leistung davor eine nach dem AsylbLG war. Beantragtes, "
                + "Ungeklärtes und Lücken dazwischen zählen nicht als Leistung.",
                "Persons whose SGB II begins in the period, and whose last known benefit before it was one of the AsylbLG. What was applied for, what is not "
                + "clarified, and gaps between are no benefit."),
            new("Wer dazwischen von eigenem Einkommen oder einer anderen Leistung lebte; SGB II, von dem nur bekannt ist, dass es bezogen wird; geschützte "
                + "Angaben.",
                "Who lived on own income or another benefit in between; SGB II of which only is known that it is drawn; restricted records."),
            OfPersons),
        new("found_work", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Personen, die Arbeit fanden", "Persons who found work"),
            new("Personen, die im Zeitraum eine Arbeit begannen, gleich wie lange sie währte; bei mehreren zählt die erste. Ein Wechsel ist eine Person.",
                "Persons who began a job in the period, however long it lasted; of several the first counts. A change of job is one person."),
            Elsewhere, [.. OfPersons, FigureDimension.EmploymentKind, FigureDimension.LabourMarket]),
        new("found_first_labour_market", 1, FigureTime.Period, FigureUnit.Persons, Among("found_work/1"),
            new("Personen, die Arbeit auf dem ersten Arbeitsmarkt fanden", "Persons who found work on the first labour market"),
            new("Personen, die im Zeitraum eine Arbeit auf dem ersten Arbeitsmarkt begannen, Vollzeit, Teilzeit oder Minijob, gleich wie lange sie währte.",
                "Persons who began work on the first labour market in the period, full-time, part-time or a mini-job, however long it lasted."),
            new("Ausbildung, Selbstständigkeit, Praktikum, Einstiegsqualifizierung, Arbeitsgelegenheit, Freiwilligendienst; geschützte Angaben.",
                "Apprenticeship, self-employment, internship, entry qualification, work opportunity, voluntary service; restricted records."),
            [.. OfPersons, FigureDimension.EmploymentKind]),
        new("places", 1, FigureTime.KeyDate, FigureUnit.Places, Alone,
            new("Plätze", "Places"),
            new("Plätze in Kinderbetreuung, Schule, Kurs und anderem, die Anwesende an dem Tag haben; je Person und Art einer.",
                "Places in care of children, school, courses and others that those present have on the day; one for each person and kind."),
            new("Plätze, die an diesem Tag oder vorher endeten; Wartende; wer nicht anwesend ist.",
                "Places that ended on that day or before; those waiting; who is not present."),
            [.. OfPersons, .. OfParticipations]),
        new("participations_begun", 1, FigureTime.Period, FigureUnit.Participations, Alone,
            new("Begonnene Teilnahmen", "Participations begun"),
            new("Teilnahmen, die im Zeitraum begannen; Kurse: participationGroup=course.",
                "Participations that began in the period; courses: participationGroup=course."),
            Elsewhere, [.. OfPersons, .. OfParticipations]),
        new("participations_completed", 1, FigureTime.Period, FigureUnit.Participations, Alone,
            new("Abgeschlossene Teilnahmen", "Participations completed"),
            new("Teilnahmen, die im Zeitraum abgeschlossen wurden; Kurse: participationGroup=course.",
                "Participations that were completed in the period; courses: participationGroup=course."),
            Elsewhere, [.. OfPersons, .. OfParticipations]),
        new("participations_broken_off", 1, FigureTime.Period, FigureUnit.Participations, Alone,
            new("Abgebrochene Teilnahmen", "Participations broken off"),
            new("Teilnahmen, die im Zeitraum abgebrochen wurden; Kurse: participationGroup=course.",
                "Participations that were broken off in the period; courses: participationGroup=course."),
            Elsewhere, [.. OfPersons, .. OfParticipations, FigureDimension.ParticipationReason]),
        new("language_levels_gained", 1, FigureTime.Period, FigureUnit.Gains, Alone,
            new("Erreichte Sprachniveaus", "Language levels gained"),
            new("Einschätzungen im Zeitraum über dem Höchsten, das vorher in dieser Fertigkeit der Sprache festgestellt war; je Person, Sprache und Fertigkeit "
                + "das höchste.",
                "Assessments in the period above the highest that was found before in that skill of the language; for each person, language and skill the "
                + "highest."),
            new("Erste Einschätzungen; Alphabetisierung; geschützte Angaben.", "First assessments; literacy; restricted records."),
            [.. OfPersons, FigureDimension.LevelLanguage, FigureDimension.Skill, FigureDimension.Level]),
        new("flats_found", 1, FigureTime.Period, FigureUnit.Flats, Alone,
            new("Gefundene Wohnungen", "Flats found"),
            new("Wohnungen, die im Zeitraum gefunden und, gleich wann, vermietet wurden; jede einmal. Auf dem allgemeinen Wohnungsmarkt von der Kommune "
                + "gefunden: foundBy=town-on-general-market.",
                "Flats found in the period and let, whenever that was; each once. Found by the town on the general market: foundBy=town-on-general-market."),
            new("Wohnungen, die noch nie vermietet waren.", "Flats that have never been let yet."),
            [FigureDimension.FoundBy, FigureDimension.Quarter]),
        new("lived_in_flats", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Personen, die in Wohnungen lebten", "Persons who lived in flats"),
            new("Personen, die an mindestens einem Tag des Zeitraums in einer erfassten Wohnung lebten.",
                "Persons who lived in a flat on record on at least one day of the period."),
            new("Wer vor dem Zeitraum auszog, auch an seinem ersten Tag.", "Who had moved out before the period, or did on its first day."), OfPersons),
        new("lived_in_town_flats", 1, FigureTime.Period, FigureUnit.Persons,
            Among("lived_in_flats/1") with { As = new("lived_in_flats/1", ("found_by", "town-on-general-market")) },
            new("Personen, die in von der Kommune auf dem allgemeinen Wohnungsmarkt gefundenen Wohnungen lebten",
                "Persons who lived in flats that the town found on the general market"),
            new("Wie lived_in_flats, nur Wohnungen, die die Kommune auf dem allgemeinen Wohnungsmarkt gefunden hat.",
                "As lived_in_flats, of flats alone that the town found on the general market."),
            new("Geschützte Angaben.", "Restricted records."), OfPersons),
        new("living_in_flats", 1, FigureTime.KeyDate, FigureUnit.Persons, new() { As = new("lived_in_flats/1") },
            new("Personen, die in Wohnungen leben", "Persons living in flats"),
            new("Personen, die an dem Tag in einer erfassten Wohnung leben.", "Persons who live in a flat on record on the day."),
            new("Wer an diesem Tag oder vorher auszog, übergeben oder gelöscht wurde.", "Who moved out, was handed over or erased on that day or before."),
            [.. OfPersons, FigureDimension.FoundBy]),
        new("shared_to_flat", 1, FigureTime.Period, FigureUnit.Persons, Among("lived_in_flats/1"),
            new("Aus der Gemeinschaftsunterkunft in eine Wohnung", "From shared accommodation into a flat"),
            new("Personen, die im Zeitraum in eine erfasste Wohnung zogen und vorher zuletzt in einer gemeinschaftlichen Unterkunft lebten; bei mehreren "
                + "Malen zählt das erste.",
                "Persons who moved into a flat on record in the period, and who lived in shared accommodation last before; of several times the first counts."),
            Elsewhere, [.. OfPersons, FigureDimension.FoundBy]),
        new("landlords_letting_directly", 1, FigureTime.Period, FigureUnit.Landlords, Alone,
            new("Vermieter mit direktem Mietverhältnis", "Landlords with a direct lease"),
            new("Vermieter, die an mindestens einem Tag des Zeitraums an einen Haushalt vermieteten; jeder einmal.",
                "Landlords who let to a household on at least one day of the period; each once."),
            new("Wer nur an die Kommune vermietet.", "Who lets to the town only."), []),
        new("households_renting", 1, FigureTime.Period, FigureUnit.Households, Alone,
            new("Haushalte mit eigenem Mietvertrag", "Households with a lease of their own"),
            new("Haushalte, die an mindestens einem Tag des Zeitraums selbst mieteten.",
                "Households that rented by themselves on at least one day of the period."),
            new("Wer von der Kommune untergebracht ist.", "Who is housed by the town."), []),
        new("contacts", 1, FigureTime.Period, FigureUnit.Contacts, Alone,
            new("Kontakte", "Contacts"),
            new("Beratungskontakte im Zeitraum, jeder einmal, gleich mit wie vielen Personen; auch vergebliche Versuche (contactReached=no), Gruppenangebote "
                + "(contactKind=group) und Kontakte, in denen niemand genannt ist. Minuten: je Kontakt, nicht je Person.",
                "Counselling contacts in the period, each once, with however many persons; failed attempts (contactReached=no), group sessions "
                + "(contactKind=group) and contacts in which nobody is named, too. Minutes: of the contact, not of each person."),
            Elsewhere,
            [FigureDimension.Team, FigureDimension.Programme, FigureDimension.ContactKind, FigureDimension.ContactOutcome, FigureDimension.ContactReached,
                FigureDimension.TalkLanguage, FigureDimension.Interpreting], FigureAmount.Minutes, KnowsWorker: true),
        new("contacts_by_purpose", 1, FigureTime.Period, FigureUnit.Contacts, new() { As = new("contacts/1") },
            new("Kontakte nach ihrem Zweck", "Contacts by purpose"),
            new("Beratungskontakte im Zeitraum wie in contacts, nach dem, was als Zweck erfasst ist. aboutUpkeep: auch zur Pflege des Plans (Überprüfung, "
                + "Fortschreibung, Unterschrift); aboutGoals: auch zu einem Ziel. Wer beides war, zählt bei beidem und in der Summe einmal, mit allen Minuten; "
                + "contactPurpose nennt mehrere Zwecke als einen Wert. Ohne Angabe: not_known.",
                "Counselling contacts in the period as in contacts, by what is recorded as their purpose. aboutUpkeep: about upkeep of the plan (review, "
                + "amendment, signing), too; aboutGoals: about a goal, too. One with both counts in each and once in the total, with all its minutes; "
                + "contactPurpose tells several purposes as one value. Nothing stated: not_known."),
            Elsewhere,
            [FigureDimension.Team, FigureDimension.Programme, FigureDimension.ContactKind, FigureDimension.ContactReached, FigureDimension.ContactPurpose,
                FigureDimension.AboutGoals, FigureDimension.AboutUpkeep], FigureAmount.Minutes, KnowsWorker: true),
        new("persons_reached", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Erreichte Personen", "Persons reached"),
            new("Personen, mit denen im Zeitraum mindestens einmal gesprochen wurde.", "Persons who were spoken to at least once in the period."),
            new("Wer bei dem Kontakt fehlte; Kontakte, in denen niemand genannt ist.", "Who was absent from the contact; contacts in which nobody is named."),
            OfPersons),
        new("group_persons", 1, FigureTime.Period, FigureUnit.Persons, Among("persons_reached/1"),
            new("Personen in Gruppenangeboten", "Persons in group sessions"),
            new("Personen, die im Zeitraum an mindestens einem Gruppenangebot teilnahmen; bei mehreren zählt das erste.",
                "Persons who took part in at least one group session in the period; of several the first counts."),
            new("Wer fehlte; wer in dem Angebot nicht genannt ist.", "Who was absent; who is not named in the session."), OfPersons),
        new("group_households", 1, FigureTime.Period, FigureUnit.Households, Alone,
            new("Haushalte in Gruppenangeboten", "Households in group sessions"),
            new("Haushalte, aus denen im Zeitraum mindestens eine Person an einem Gruppenangebot teilnahm; jeder einmal. Sprache und Quartier sind die der "
                + "Person, die zuerst teilnahm.",
                "Households of which at least one person took part in a group session in the period; each once. Language and quarter are those of the person "
                + "who took part first."),
            new("Personen ohne Haushalt.", "Persons without a household."),
            [FigureDimension.Team, FigureDimension.Programme, FigureDimension.Language, FigureDimension.Quarter]),
        new("case_work", 1, FigureTime.Period, FigureUnit.Works, Alone,
            new("Fallarbeit ohne Kontakt", "Work on cases without contact"),
            new("Schreiben, Anträge, Telefonate und andere Arbeit an Fällen im Zeitraum, jede Arbeit einzeln.",
                "Letters, applications, calls and other work on cases in the period, each by itself."),
            Elsewhere, [FigureDimension.Team, FigureDimension.Programme, FigureDimension.WorkKind], FigureAmount.Minutes, KnowsWorker: true),
        new("needs_found", 1, FigureTime.Period, FigureUnit.Needs, Alone,
            new("Festgestellte Bedarfe", "Needs found"),
            new("Bedarfe, die eine im Zeitraum abgeschlossene Bedarfserhebung erstmals feststellte; je Person und Bereich einer. withGoal, withReferral und "
                + "withOutcome sagen, was bis zum Ende des Zeitraums daraus wurde: ein Ziel, eine Vermittlung, eine abgeschlossene im selben Bereich.",
                "Needs that an assessment completed in the period found for the first time; one for each person and area. withGoal, withReferral and "
                + "withOutcome say what became of it until the end of the period: a goal, a referral, a completed referral in the same area."),
            new("Bereiche ohne Bedarf; was eine frühere Erhebung schon festgestellt hatte; geschützte Bedarfe einer Person zählen als einer.",
                "Areas without need; what an earlier assessment had found already; restricted needs of one person count as one."),
            [.. OfPersons, FigureDimension.NeedArea, FigureDimension.Urgency, FigureDimension.Gap, FigureDimension.WithGoal, FigureDimension.WithReferral,
                FigureDimension.WithOutcome]),
        new("agreements_made", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Personen mit neuer Integrationsvereinbarung", "Persons with a new integration agreement"),
            new("Personen, deren Vereinbarung im Zeitraum erstmals in Kraft trat.",
                "Persons whose agreement came into force for the first time in the period."),
            new("Entwürfe und Vorgelegtes.", "Drafts, and what was only proposed."), OfPersons),
        new("goals_set", 1, FigureTime.Period, FigureUnit.Goals, Alone,
            new("Vereinbarte Ziele", "Goals agreed"),
            new("Ziele von Vereinbarungen, die im Zeitraum in Kraft traten oder um ein Ziel ergänzt wurden.",
                "Goals of agreements that came into force in the period or got another goal in it."),
            Elsewhere, [.. OfPersons, FigureDimension.NeedArea]),
        new("goals_ended", 1, FigureTime.Period, FigureUnit.Goals, Alone,
            new("Beendete Ziele", "Goals ended"),
            new("Ziele, die im Zeitraum erreicht, nicht erreicht oder aufgegeben wurden; fristgerecht ist, was bis zum vereinbarten Tag endete.",
                "Goals achieved, not achieved or dropped in the period; on time is what ended by the agreed day."),
            Elsewhere, [.. OfPersons, FigureDimension.NeedArea, FigureDimension.GoalResult, FigureDimension.OnTime]),
        new("goals_reviewed", 1, FigureTime.Period, FigureUnit.Goals, Alone,
            new("Überprüfung von Zielen", "Reviews of goals"),
            new("Ziele geltender Vereinbarungen, deren Überprüfung im Zeitraum war oder fällig war, jede Überprüfung einzeln, am früheren der beiden Tage. "
                + "Fristgerecht ist, was bis zum vereinbarten Tag überprüft wurde; was noch nicht überprüft ist, steht unter not_known.",
                "Goals of agreements in force whose review was held or due in the period, each review by itself, on the earlier of both days. On time is what "
                + "was reviewed by the agreed day; what has not been reviewed yet stands under not_known."),
            new("Ziele, die vorher endeten; Überprüfungen, die nicht mehr fällig wurden, weil die Vereinbarung vorher endete; Überprüfungen aus der Zeit, als "
                + "sie noch nicht festgehalten wurden.",
                "Goals that ended before; reviews that did not become due any more because the agreement ended before; reviews of the time when they were not "
                + "kept yet."),
            [.. OfPersons, FigureDimension.NeedArea, FigureDimension.OnTime]),
        new("goals_measured", 1, FigureTime.Period, FigureUnit.Goals, Alone,
            new("Ziele vom Ausgangswert zum Zielwert", "Goals from baseline to target"),
            new("Ziele, bei denen vereinbart ist, was gemessen wird, und die im Zeitraum galten, jedes einmal. attainment: welcher Teil des Weges vom "
                + "Ausgangswert zum Zielwert mit der letzten Messung bis zum Ende des Zeitraums zurückgelegt war, nach der damals geltenden Fassung: "
                + "(letzter Wert − Ausgangswert) / (Zielwert − Ausgangswert); bei Sprachniveaus ist jede Stufe ein Schritt. Auch Ziele, die im Zeitraum "
                + "endeten, mit ihrem Stand am Ende; wurde noch nichts gemessen, ist das eine eigene Klasse.",
                "Goals of which it is agreed what is measured, and that were in force in the period, each once. attainment: which share of the way from "
                + "baseline to target the last measurement until the end of the period had come, by the version in force then: (latest − baseline) / (target "
                + "− baseline); of language levels each level is a step. Goals that ended in the period, too, as they stood at their end; where nothing was "
                + "measured yet, that is a class of its own."),
            new("Ziele ohne vereinbarte Messung; Ziele, die vor dem Zeitraum endeten; für ungültig erklärte Messwerte und solche in einer anderen Einheit als "
                + "der vereinbarten; wer während des ganzen Zeitraums bei einer anderen Organisation war.",
                "Goals without an agreed measure; goals that ended before the period; void measurements, and those in another unit than the agreed one; who "
                + "was another organisation's all the time."),
            [.. OfPersons, FigureDimension.NeedArea, FigureDimension.MeasureUnit, FigureDimension.Attainment]),
        new("referrals_sent", 1, FigureTime.Period, FigureUnit.Referrals, Alone,
            new("Vermittlungen", "Referrals sent"),
            new("Vermittlungen, die im Zeitraum an einen Anbieter gingen.", "Referrals sent to a provider in the period."),
            Elsewhere, [.. OfPersons, FigureDimension.NeedArea]),
        new("referrals_ended", 1, FigureTime.Period, FigureUnit.Referrals, Alone,
            new("Beendete Vermittlungen", "Referrals ended"),
            new("Vermittlungen, die im Zeitraum endeten; abgelehnte nach dem, wer ablehnte.",
                "Referrals that ended in the period; rejected ones by who declined."),
            Elsewhere, [.. OfPersons, FigureDimension.NeedArea, FigureDimension.ReferralResult, FigureDimension.DeclinedBy]),
        new("gaps", 1, FigureTime.Period, FigureUnit.Gaps, Alone,
            new("Angebotslücken", "Gaps in the offers"),
            new("Wie oft im Zeitraum festgehalten wurde, dass es für einen Bedarf kein Angebot gab; ohne Bezug zu einer Person.",
                "How often it was noted in the period that there was no offer for a need; of nobody in particular."),
            new("Vermittlungen, die scheiterten.", "Referrals that came to nothing."), [FigureDimension.NeedArea, FigureDimension.TalkLanguage]),
        new("allocation_to_first_contact", 1, FigureTime.Period, FigureUnit.Persons, new() { As = new("allocated/1") },
            new("Von der Zuweisung bis zum ersten Kontakt", "From allocation to first contact"),
            new("Personen, die im Zeitraum zugewiesen wurden; Tage bis zum ersten Kontakt, in dem mit ihnen gesprochen wurde. Stand: der erste Tag nach dem "
                + "Zeitraum.",
                "Persons allocated in the period; days until the first contact in which they were spoken to. As of the first day after the period."),
            new("Kontakte vor der Zuweisung. Wer vorher ging oder übergeben wurde, ist „vorher beendet“.",
                "Contacts before the allocation. Who left or was handed over before is “ended otherwise”."),
            [.. OfPersons, FigureDimension.Wait], FigureAmount.Days),
        new("submission_to_acceptance", 1, FigureTime.Period, FigureUnit.Acceptances, Alone,
            new("Von der Einreichung bis zur Annahme der Übergabe", "From submission to acceptance of the handover"),
            new("Personen, deren Übergabe die Organisation im Zeitraum annahm; Tage seit der ersten Einreichung. Mehrere Übergaben einer "
                + "Person zählen einzeln.",
                "Persons whose handover the organisation accepted in the period; days since the first submission. Several handovers of one person count each."),
            new("Was noch nicht angenommen oder abgelehnt wurde: offene Übergaben nennt die Liste der Übergaben.",
                "What has not been accepted yet, or was declined: the list of handovers tells what is open."),
            [.. OfPersons, FigureDimension.Wait], FigureAmount.Days),
        new("acceptance_to_first_offer", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Von der Annahme der Übergabe bis zur ersten Vermittlung", "From acceptance of the handover to the first referral"),
            new("Personen, die im Zeitraum durch eine Übergabe kamen; Tage bis zur ersten Vermittlung. Stand: der erste Tag nach dem Zeitraum.",
                "Persons who came by a handover in the period; days until the first referral. As of the first day after the period."),
            new("Wer vorher ging oder weiter übergeben wurde, ist „vorher beendet“.", "Who left or was handed on before is “ended otherwise”."),
            [.. OfPersons, FigureDimension.Wait], FigureAmount.Days),
        new("referral_to_answer", 1, FigureTime.Period, FigureUnit.Referrals, new() { As = new("referrals_sent/1") },
            new("Von der Vermittlung bis zur Antwort", "From referral to answer"),
            new("Vermittlungen, die im Zeitraum an einen Anbieter gingen; Tage bis zur Annahme oder Ablehnung. Stand: der erste Tag nach dem Zeitraum.",
                "Referrals sent to a provider in the period; days until they were accepted or rejected. As of the first day after the period."),
            new("Ohne Antwort zurückgezogene und abgelaufene sind „vorher beendet“; bei geschützten wird keine Dauer genannt.",
                "Withdrawn and expired without an answer are “ended otherwise”; of restricted ones no duration is told."),
            [.. OfPersons, FigureDimension.NeedArea, FigureDimension.Wait], FigureAmount.Days),
        new("referral_to_outcome", 1, FigureTime.Period, FigureUnit.Referrals, new() { As = new("referrals_sent/1") },
            new("Von der Vermittlung bis zum Ergebnis", "From referral to outcome"),
            new("Vermittlungen, die im Zeitraum an einen Anbieter gingen; Tage, bis sie abgeschlossen wurden oder scheiterten. Stand: der erste Tag nach dem "
                + "Zeitraum.",
                "Referrals sent to a provider in the period; days until they were completed or failed. As of the first day after the period."),
            new("Abgelehnte, zurückgezogene, zurückgegebene und abgelaufene sind „vorher beendet“; bei geschützten wird keine Dauer genannt.",
                "Rejected, withdrawn, returned and expired are “ended otherwise”; of restricted ones no duration is told."),
            [.. OfPersons, FigureDimension.NeedArea, FigureDimension.Wait], FigureAmount.Days),
        new("need_to_offer", 1, FigureTime.Period, FigureUnit.Needs, new() { As = new("needs_found/1") },
            new("Vom Bedarf bis zur Vermittlung", "From need to referral"),
            new("Bedarfe wie in needs_found; Tage bis zur ersten Vermittlung im selben Bereich. Stand: der erste Tag nach dem Zeitraum.",
                "Needs as in needs_found; days until the first referral in the same area. As of the first day after the period."),
            new("Wer vorher ging oder übergeben wurde, ist „vorher beendet“; bei geschützten wird keine Dauer genannt.",
                "Who left or was handed over before is “ended otherwise”; of restricted ones no duration is told."),
            [.. OfPersons, FigureDimension.NeedArea, FigureDimension.Urgency, FigureDimension.Wait], FigureAmount.Days),
        new("work_lost", 1, FigureTime.Period, FigureUnit.Persons, Alone,
            new("Personen, die ihre Arbeit verloren", "Persons who lost their work"),
            new("Personen, deren Arbeit im Zeitraum endete und die am Ende dieses Tages keine andere hatten.",
                "Persons whose job ended in the period and who had no other at the end of that day."),
            new("Ein Wechsel ohne Tag dazwischen.", "A change of job without a day between."),
            [.. OfPersons, FigureDimension.EmploymentKind, FigureDimension.LabourMarket]),
        new("in_work", 2, FigureTime.KeyDate, FigureUnit.Persons, Among("present/1", "in_work/1"),
            new("Personen in Arbeit", "Persons in work"),
            new("Anwesende, die an dem Tag mindestens eine Arbeit haben; lasting: seit wie vielen Monaten ohne Unterbrechung.",
                "Those present who have at least one job on the day; lasting: for how many months without a break."),
            new("Arbeit, die an diesem Tag endete; wer ging, starb oder übergeben ist.",
                "Jobs that ended on that day; who has left, died or been handed over."),
            [.. OfPersons, FigureDimension.Lasting]),
        new("independent", 1, FigureTime.KeyDate, FigureUnit.Persons, Among("present/1"),
            new("Personen ohne Leistungsbezug", "Persons independent of benefits"),
            new("Anwesende, die an dem Tag keine Leistung beziehen und von denen das erfasst ist; lasting: seit wie vielen Monaten.",
                "Those present who draw no benefit on the day, as far as that is on record; lasting: for how many months."),
            new("Wer daneben eine andere Leistung bezieht; geschützte Angaben.", "Who draws another benefit beside it; restricted records."),
            [.. OfPersons, FigureDimension.Lasting]),
    ];

    /// <summary>Their names, as paths take them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(figure => figure.Name)];

    /// <summary>Figures, with their versions, whose units are among another's.</summary>
    public static IReadOnlyList<(string Inner, string Outer)> Within { get; } =
        [.. All.SelectMany(figure => figure.Standing.Among.Select(outer => (figure.Versioned, outer)))];

    private static readonly Dictionary<string, FigureReading> Readings = All.Where(figure => figure.Standing.As is not null)
        .ToDictionary(figure => figure.Versioned, figure => figure.Standing.As!, StringComparer.Ordinal);

    private static readonly HashSet<string> ReadAs = [.. Readings.Values.Select(reading => reading.Figure)];

    private static readonly Dictionary<string, Figure> ByName = All.ToDictionary(figure => figure.Name, StringComparer.Ordinal);

    /// <summary>A figure by its name.</summary>
    /// <exception cref="RefusedException">404 where there is none.</exception>
    public static Figure Get(string name) => ByName.GetValueOrDefault(name) ?? throw RefusedException.NotFound();

    /// <summary>By which name, with its version, the units of one are counted.</summary>
    public static string Counted(string figure) => Readings.GetValueOrDefault(figure)?.Figure ?? figure;

    /// <summary>A table under the name by which others tell of the same units; null where none do.</summary>
    public static ReceivedTable? Read(ReceivedTable table)
    {
        var until = table.Until ?? table.From.AddDays(1);
        if (!Readings.TryGetValue(table.Figure, out var reading))
        {
            return ReadAs.Contains(table.Figure) ? table with { Until = until, Figure = $"as {table.Figure}" } : null;
        }
        return reading.Of is not { } of ? table with { Until = until, Figure = $"as {reading.Figure}" }
            : until != table.From.AddDays(1) ? null
            : table with
            {
                Until = until,
                Figure = $"as {reading.Figure}",
                Filters = new Dictionary<string, string>(table.Filters) { [of.Dimension] = of.Value },
            };
    }
}
