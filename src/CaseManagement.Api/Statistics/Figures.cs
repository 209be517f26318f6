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
/// A figure: what it counts, said so that somebody else could count it again. Its statement is the function <c>figures.of_&lt;name&gt;</c> (Definitions.sql).
/// Whatever changes a number that has been told already is a new <paramref name="Version"/>.
/// </summary>
/// <param name="Name">As in the path.</param>
/// <param name="Version">Of the definition.</param>
/// <param name="Time">On a day or in a period.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Title">In short.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Excluded">Who or what is not.</param>
/// <param name="Dimensions">By what it may be told apart and narrowed down.</param>
internal sealed record Figure(
    string Name, int Version, FigureTime Time, FigureUnit Unit, BothLanguages Title, BothLanguages Population, BothLanguages Excluded,
    IReadOnlyList<FigureDimension> Dimensions);

/// <summary>All figures. A new one is a line here and its function in Definitions.sql.</summary>
internal static class Figures
{
    // Of a person on the day that counts.
    private static readonly FigureDimension[] OfPersons =
    [
        FigureDimension.Team, FigureDimension.Phase, FigureDimension.ResidenceStatus, FigureDimension.Benefit, FigureDimension.Nationality,
        FigureDimension.CountryOfOrigin, FigureDimension.AgeBand, FigureDimension.Sex, FigureDimension.Language, FigureDimension.FamilyStatus,
        FigureDimension.Quarter, FigureDimension.AccommodationKind, FigureDimension.Programme, FigureDimension.Complexity,
    ];

    private static readonly FigureDimension[] OfParticipations =
        [FigureDimension.ParticipationKind, FigureDimension.ParticipationGroup, FigureDimension.SchoolKind];

    private static readonly BothLanguages Elsewhere = new(
        "Was geschah, bevor der Haushalt übernommen oder nachdem er an eine andere Organisation übergeben wurde, soweit diese es erfasst hat.",
        "What happened before the household was taken over, or after it was handed over to another organisation, as far as that one recorded it.");

    public static readonly IReadOnlyList<Figure> All =
    [
        new("open_cases", 1, FigureTime.KeyDate, FigureUnit.Persons,
            new("Personen mit offenem Fall", "Persons with an open case"),
            new("Personen, für deren Fall am Ende des Tages ein Team der Organisation zuständig ist. Ein rückwirkend eröffneter Fall zählt ab dem Tag, "
                + "seit dem er geführt wird.",
                "Persons for whose case a team of the organisation is responsible at the end of the day. A case opened with effect from a day in the past "
                + "counts from that day on."),
            new("Fälle, die an diesem Tag geschlossen oder an eine andere Organisation übergeben wurden.",
                "Cases closed or handed over to another organisation on that day."),
            [.. OfPersons, FigureDimension.Counselled]),
        new("allocated", 1, FigureTime.Period, FigureUnit.Persons,
            new("Zugewiesene Personen", "Persons allocated"),
            new("Personen mit einer wirksamen Zuweisung, deren Tag im Zeitraum liegt; bei mehreren zählt die erste.",
                "Persons with an effective allocation on a day of the period; of several the first counts."),
            new("Zuweisungen, die nicht wirksam wurden; wer ohne Zuweisung zuzog oder hier geboren wurde.",
                "Allocations that did not take effect; who moved in without one or was born here."),
            [.. OfPersons, FigureDimension.Municipality]),
        new("arrived", 1, FigureTime.Period, FigureUnit.Persons,
            new("Angekommene Personen", "Persons arrived"),
            new("Personen, die im Zeitraum ankamen, zurückkehrten oder hier geboren wurden; bei mehreren Malen zählt das erste.",
                "Persons who arrived, returned or were born here in the period; of several times the first counts."),
            Elsewhere, [.. OfPersons, FigureDimension.ArrivedAs]),
        new("present", 1, FigureTime.KeyDate, FigureUnit.Persons,
            new("Anwesende Personen", "Persons present"),
            new("Personen, die an dem Tag oder vorher angekommen sind. Auch wer zurzeit nicht auffindbar ist; die Dimension whereabouts trennt das.",
                "Persons who arrived on that day or before. Those who cannot be found at present, too; the dimension whereabouts tells them apart."),
            new("Wer an diesem Tag oder vorher ging, starb oder übergeben wurde; wer noch nicht übernommen war.",
                "Who left, died or was handed over on that day or before; who had not been taken over yet."),
            [.. OfPersons, FigureDimension.Whereabouts]),
        new("departed", 1, FigureTime.Period, FigureUnit.Persons,
            new("Weggegangene Personen", "Persons who left"),
            new("Personen, die im Zeitraum gingen oder starben; bei mehreren Malen zählt das letzte.",
                "Persons who left or died in the period; of several times the last counts."),
            Elsewhere, [.. OfPersons, FigureDimension.LeaveReason, FigureDimension.Destination]),
        new("handed_over", 1, FigureTime.Period, FigureUnit.Persons,
            new("Übergebene Personen", "Persons handed over"),
            new("Personen, die im Zeitraum an eine andere Organisation oder an ein anderes Team übergeben wurden; wer an beide, zählt bei der Organisation.",
                "Persons handed over to another organisation or another team in the period; who to both, counts with the organisation."),
            new("Wechsel der Fallführung ohne Übergabe.", "Changes of team or lead worker without a handover."),
            [.. OfPersons, FigureDimension.HandedTo]),
        new("asylblg_to_sgb2", 1, FigureTime.Period, FigureUnit.Persons,
            new("Rechtskreiswechsel AsylbLG → SGB II", "Change of benefits, AsylbLG → SGB II"),
            new("Personen, deren SGB II im Zeitraum beginnt und bei denen die letzte bekannte Leistung davor eine nach dem AsylbLG war. Beantragtes, "
                + "Ungeklärtes und Lücken dazwischen zählen nicht als Leistung.",
                "Persons whose SGB II begins in the period, and whose last known benefit before it was one of the AsylbLG. What was applied for, what is not "
                + "clarified, and gaps between are no benefit."),
            new("Wer dazwischen von eigenem Einkommen oder einer anderen Leistung lebte; SGB II, von dem nur bekannt ist, dass es bezogen wird; geschützte "
                + "Angaben.",
                "Who lived on own income or another benefit in between; SGB II of which only is known that it is drawn; restricted records."),
            OfPersons),
        new("found_work", 1, FigureTime.Period, FigureUnit.Persons,
            new("Personen, die Arbeit fanden", "Persons who found work"),
            new("Personen, die im Zeitraum eine Arbeit begannen, gleich wie lange sie währte; bei mehreren zählt die erste. Ein Wechsel ist eine Person.",
                "Persons who began a job in the period, however long it lasted; of several the first counts. A change of job is one person."),
            Elsewhere, [.. OfPersons, FigureDimension.EmploymentKind, FigureDimension.LabourMarket]),
        new("found_first_labour_market", 1, FigureTime.Period, FigureUnit.Persons,
            new("Personen, die Arbeit auf dem ersten Arbeitsmarkt fanden", "Persons who found work on the first labour market"),
            new("Personen, die im Zeitraum eine Arbeit auf dem ersten Arbeitsmarkt begannen, Vollzeit, Teilzeit oder Minijob, gleich wie lange sie währte.",
                "Persons who began work on the first labour market in the period, full-time, part-time or a mini-job, however long it lasted."),
            new("Ausbildung, Selbstständigkeit, Praktikum, Einstiegsqualifizierung, Arbeitsgelegenheit, Freiwilligendienst; geschützte Angaben.",
                "Apprenticeship, self-employment, internship, entry qualification, work opportunity, voluntary service; restricted records."),
            [.. OfPersons, FigureDimension.EmploymentKind]),
        new("places", 1, FigureTime.KeyDate, FigureUnit.Places,
            new("Plätze", "Places"),
            new("Plätze in Kinderbetreuung, Schule, Kurs und anderem, die Anwesende an dem Tag haben; je Person und Art einer.",
                "Places in care of children, school, courses and others that those present have on the day; one for each person and kind."),
            new("Plätze, die an diesem Tag oder vorher endeten; Wartende; wer nicht anwesend ist.",
                "Places that ended on that day or before; those waiting; who is not present."),
            [.. OfPersons, .. OfParticipations]),
        new("participations_begun", 1, FigureTime.Period, FigureUnit.Participations,
            new("Begonnene Teilnahmen", "Participations begun"),
            new("Teilnahmen, die im Zeitraum begannen; Kurse: participationGroup=course.",
                "Participations that began in the period; courses: participationGroup=course."),
            Elsewhere, [.. OfPersons, .. OfParticipations]),
        new("participations_completed", 1, FigureTime.Period, FigureUnit.Participations,
            new("Abgeschlossene Teilnahmen", "Participations completed"),
            new("Teilnahmen, die im Zeitraum abgeschlossen wurden; Kurse: participationGroup=course.",
                "Participations that were completed in the period; courses: participationGroup=course."),
            Elsewhere, [.. OfPersons, .. OfParticipations]),
        new("participations_broken_off", 1, FigureTime.Period, FigureUnit.Participations,
            new("Abgebrochene Teilnahmen", "Participations broken off"),
            new("Teilnahmen, die im Zeitraum abgebrochen wurden; Kurse: participationGroup=course.",
                "Participations that were broken off in the period; courses: participationGroup=course."),
            Elsewhere, [.. OfPersons, .. OfParticipations, FigureDimension.ParticipationReason]),
        new("language_levels_gained", 1, FigureTime.Period, FigureUnit.Gains,
            new("Erreichte Sprachniveaus", "Language levels gained"),
            new("Einschätzungen im Zeitraum über dem Höchsten, das vorher in dieser Fertigkeit der Sprache festgestellt war; je Person, Sprache und Fertigkeit "
                + "das höchste.",
                "Assessments in the period above the highest that was found before in that skill of the language; for each person, language and skill the "
                + "highest."),
            new("Erste Einschätzungen; Alphabetisierung; geschützte Angaben.", "First assessments; literacy; restricted records."),
            [.. OfPersons, FigureDimension.LevelLanguage, FigureDimension.Skill, FigureDimension.Level]),
        new("flats_found", 1, FigureTime.Period, FigureUnit.Flats,
            new("Gefundene Wohnungen", "Flats found"),
            new("Wohnungen, die im Zeitraum gefunden und, gleich wann, vermietet wurden; jede einmal. Auf dem allgemeinen Wohnungsmarkt von der Kommune "
                + "gefunden: foundBy=town-on-general-market.",
                "Flats found in the period and let, whenever that was; each once. Found by the town on the general market: foundBy=town-on-general-market."),
            new("Wohnungen, die noch nie vermietet waren.", "Flats that have never been let yet."),
            [FigureDimension.FoundBy, FigureDimension.Quarter]),
        new("lived_in_flats", 1, FigureTime.Period, FigureUnit.Persons,
            new("Personen, die in Wohnungen lebten", "Persons who lived in flats"),
            new("Personen, die an mindestens einem Tag des Zeitraums in einer erfassten Wohnung lebten.",
                "Persons who lived in a flat on record on at least one day of the period."),
            new("Wer vor dem Zeitraum auszog, auch an seinem ersten Tag.", "Who had moved out before the period, or did on its first day."), OfPersons),
        new("lived_in_town_flats", 1, FigureTime.Period, FigureUnit.Persons,
            new("Personen, die in von der Kommune auf dem allgemeinen Wohnungsmarkt gefundenen Wohnungen lebten",
                "Persons who lived in flats that the town found on the general market"),
            new("Wie lived_in_flats, nur Wohnungen, die die Kommune auf dem allgemeinen Wohnungsmarkt gefunden hat.",
                "As lived_in_flats, of flats alone that the town found on the general market."),
            new("Geschützte Angaben.", "Restricted records."), OfPersons),
        new("living_in_flats", 1, FigureTime.KeyDate, FigureUnit.Persons,
            new("Personen, die in Wohnungen leben", "Persons living in flats"),
            new("Personen, die an dem Tag in einer erfassten Wohnung leben.", "Persons who live in a flat on record on the day."),
            new("Wer an diesem Tag oder vorher auszog.", "Who moved out on that day or before."), [.. OfPersons, FigureDimension.FoundBy]),
        new("shared_to_flat", 1, FigureTime.Period, FigureUnit.Persons,
            new("Aus der Gemeinschaftsunterkunft in eine Wohnung", "From shared accommodation into a flat"),
            new("Personen, die im Zeitraum in eine erfasste Wohnung zogen und vorher zuletzt in einer gemeinschaftlichen Unterkunft lebten; bei mehreren "
                + "Malen zählt das erste.",
                "Persons who moved into a flat on record in the period, and who lived in shared accommodation last before; of several times the first counts."),
            Elsewhere, [.. OfPersons, FigureDimension.FoundBy]),
        new("landlords_letting_directly", 1, FigureTime.Period, FigureUnit.Landlords,
            new("Vermieter mit direktem Mietverhältnis", "Landlords with a direct lease"),
            new("Vermieter, die an mindestens einem Tag des Zeitraums an einen Haushalt vermieteten; jeder einmal.",
                "Landlords who let to a household on at least one day of the period; each once."),
            new("Wer nur an die Kommune vermietet.", "Who lets to the town only."), []),
        new("households_renting", 1, FigureTime.Period, FigureUnit.Households,
            new("Haushalte mit eigenem Mietvertrag", "Households with a lease of their own"),
            new("Haushalte, die an mindestens einem Tag des Zeitraums selbst mieteten.",
                "Households that rented by themselves on at least one day of the period."),
            new("Wer von der Kommune untergebracht ist.", "Who is housed by the town."), []),
    ];

    /// <summary>The one that knows the lead worker.</summary>
    public const string WithWorker = "open_cases";

    private static readonly Dictionary<string, Figure> ByName = All.ToDictionary(figure => figure.Name, StringComparer.Ordinal);

    /// <summary>A figure by its name.</summary>
    /// <exception cref="RefusedException">404 where there is none.</exception>
    public static Figure Get(string name) => ByName.GetValueOrDefault(name) ?? throw RefusedException.NotFound();
}
