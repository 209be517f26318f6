using System.Globalization;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;

namespace CaseManagement.Api.Imports;

/// <summary>A column of a list of services: how it is written of a service, and what a cell of it changes.</summary>
/// <param name="Column">Its names and what stands in its cells.</param>
/// <param name="Pointer">The member of the service, as its rules name it.</param>
/// <param name="Shown">What stands in the cell; null: nothing, or more than a cell can tell.</param>
/// <param name="Put">The service with what the cell says; a cell that says nothing changes nothing.</param>
internal sealed record ServiceColumn(
    FactColumn Column, string Pointer, Func<ServiceBody, FactWords, string?> Shown, Func<ServiceBody, FactCells, ServiceBody> Put)
{
    internal static readonly FactColumn Id = new("id", "Kennung", "Id", false, FactCell.Id, "0192f0c1-3b7a-7c57-9d52-1d0f6a9a4e11",
        ("Kennung in diesem Verzeichnis; leer: nach Angebot und Träger gesucht", "its id here; empty: found by its name and provider"), "ID", "Angebots-ID");

    internal static readonly FactColumn Version = new("version", "Fassung", "Version", false, FactCell.Number, "4711",
        ("wie ausgeführt: wurde der Eintrag seither geändert, bleibt die Zeile liegen", "as exported: a row about an entry changed since is left aside"),
        "ETag");

    internal static readonly FactColumn Name = Prose("name", "Angebot", "Service", 200, "Migrationsberatung", ("Name des Angebots", "name of the service"),
        "Name", "Name des Angebots", "Bezeichnung", "Titel", "Angebotsname");

    internal static readonly FactColumn Provider = Prose("provider", "Träger", "Provider", 200, "Caritas Fils-Neckar-Alb",
        ("wer es anbietet; heißt eine Organisation hier so, ist sie es", "who offers it; an organisation here of this name is meant"),
        "Anbieter", "Einrichtung", "Organisation", "Institution", "Verein");

    internal static readonly FactColumn Assured = new("assuredDate", "Geprüft am", "Assured on", false, FactCell.Day, "02.11.2026",
        ("wann zuletzt jemand gesagt hat, dass es noch so ist", "when somebody last said that it is still so"), "Stand", "Bestätigt am", "Aktualisiert am");

    /// <summary>What describes a service; whom it is about, and its version, stand beside.</summary>
    internal static readonly IReadOnlyList<ServiceColumn> All =
    [
        OfText(Prose("descriptionDe", "Beschreibung", "Description", 4000, "Beratung für Zugewanderte ab 27 Jahren", ("auf Deutsch", "in German"),
            "Kurzbeschreibung", "Inhalt", "Beschreibung deutsch"), service => service.DescriptionDe, (service, text) => service with { DescriptionDe = text }),
        OfText(Prose("descriptionEn", "Beschreibung englisch", "Description English", 4000, "Counselling for migrants", ("auf Englisch", "in English")),
            service => service.DescriptionEn, (service, text) => service with { DescriptionEn = text }),
        OfCodes("needAreas", "Bedarfsbereiche", "Need areas", CodeLists.NeedArea, "language | work", ("welche Bedarfe es trifft", "which needs it meets"),
            service => service.NeedAreas, (service, codes) => service with { NeedAreas = codes },
            "Bedarfsbereich", "Bedarf", "Themen", "Thema", "Kategorie", "Bereich"),
        OfCodes("languages", "Sprachen", "Languages", CodeLists.Language, "Deutsch, Dari", ("in welchen Sprachen", "in which languages"),
            service => service.Languages, (service, codes) => service with { Languages = codes }, "Sprache", "Beratungssprachen"),
        OfCodes("residenceStatuses", "Aufenthaltsstatus", "Residence statuses", CodeLists.ResidenceStatus, "25-2-1",
            ("nur für diese; leer bei einem neuen: für alle", "for these only; empty in a new one: for all"),
            service => service.ResidenceStatuses, (service, codes) => service with { ResidenceStatuses = codes }, "Nur für Aufenthaltsstatus"),
        OfNumber("minimumAge", "Mindestalter", "Minimum age", "27", ("ab welchem Alter", "from which age on"),
            service => service.MinimumAge, (service, age) => service with { MinimumAge = age }, "Alter von", "Ab Alter"),
        OfNumber("maximumAge", "Höchstalter", "Maximum age", "65", ("bis zu welchem Alter, einschließlich", "up to which age, included"),
            service => service.MaximumAge, (service, age) => service with { MaximumAge = age }, "Alter bis", "Bis Alter"),
        OfAddress("address1", "Straße", "Street", 200, "Marktstraße 1", ("Straße und Hausnummer", "street and number"),
            address => address.Address1, (address, text) => address with { Address1 = text }, "Anschrift", "Straße und Hausnummer", "Adresse"),
        OfAddress("postalCode", "PLZ", "Postal code", 5, "73207", ("Postleitzahl", "five digits"),
            address => address.PostalCode, (address, text) => address with { PostalCode = text }, "Postleitzahl"),
        OfAddress("city", "Ort", "Town", 200, "Plochingen", ("Ort", "town"), address => address.City, (address, text) => address with { City = text }, "Stadt"),
        OfAddress("quarter", "Stadtteil", "Quarter", 200, "Stumpenhof", ("Stadtteil", "quarter of the town"),
            address => address.Quarter, (address, text) => address with { Quarter = text }, "Quartier", "Ortsteil"),
        OfText(Text("phone", "Telefon", "Phone", 40, "07153 1234", ("der Stelle, nicht einer Person", "of the office, not of a person"),
                "Tel", "Telefonnummer", "Rufnummer"),
            service => service.Phones is [var first, ..] ? first.Number : null,
            (service, text) => service with
            {
                Phones = service.Phones is [var first, ..] ? [first with { Number = text }, .. service.Phones.Skip(1)] : [new(text)],
            }, "phones"),
        OfText(Text("email", "E-Mail", "Email", 254, "beratung@example.org", ("der Stelle, nicht einer Person", "of the office, not of a person"),
                "Mail", "E-Mail-Adresse"),
            service => service.Email, (service, text) => service with { Email = text }),
        OfText(Text("url", "Webseite", "Website", 500, "https://www.example.org", ("mit https:// oder http://", "with https:// or http://"),
            "Homepage", "Internet", "Link", "URL", "Website"),
            service => service.Url, (service, text) => service with { Url = text }),
        new(Text("openingHours", "Öffnungszeiten", "Opening hours", 1000, "Mo–Fr 9–12 Uhr; Do 14:00–18:30 Uhr",
                ("jede Woche; was nach Monat, Ort oder Zeit des Jahres wechselt, steht von Hand im Eintrag",
                    "every week; what changes by month, place or season is written by hand"), "Sprechzeiten", "Sprechstunden", "Beratungszeiten"),
            "schedules", (service, _) => OpeningHours.Write(service.Schedules),
            (service, cells) => service with { Schedules = Hours(cells) ?? service.Schedules }),
        OfText(Prose("applicationProcess", "Anmeldung", "How to get in", 1000, "Termin per Telefon", ("wie man hineinkommt", "how one gets in"),
            "Zugang", "Terminvereinbarung"), service => service.ApplicationProcess, (service, text) => service with { ApplicationProcess = text }),
        OfText(Prose("interpretationServices", "Dolmetschen", "Interpreting", 500, "Auf Anfrage",
            ("ob und wie gedolmetscht wird", "whether and how somebody interprets"), "Sprachmittlung"),
            service => service.InterpretationServices, (service, text) => service with { InterpretationServices = text }),
        OfText(Prose("feesDescription", "Kosten", "Fees", 500, "Kostenfrei", ("was es kostet, in Worten", "what it costs, in words"), "Gebühren", "Preis"),
            service => service.FeesDescription, (service, text) => service with { FeesDescription = text }),
        new(Text("requiredDocuments", "Mitzubringen", "Documents to bring", 4000, "Aufenthaltstitel | Meldebescheinigung",
                ("mehrere mit | oder ; getrennt", "several divided by | or ;"), "Unterlagen", "Benötigte Unterlagen"),
            "requiredDocuments", (service, _) => service.RequiredDocuments.Count == 0 ? null : string.Join(" | ", service.RequiredDocuments), PutDocuments),
        new(new FactColumn("capacity", "Freie Plätze", "Capacity", false, FactCell.Code, "Warteliste",
                ("ja, Warteliste, Klärung nötig oder nein; bei einem neuen ohne Angabe: Klärung nötig",
                    "yes, waiting list, assessment needed or no; of a new one that says nothing: assessment needed"),
                "Platz", "Plätze", "Kapazität", "Verfügbarkeit"),
            "capacity", (service, _) => WordOf(service.Capacity), PutCapacity),
        OfNumber("answerDays", "Antwortfrist", "Answer days", "10", ("Arbeitstage, in denen eine Vermittlung beantwortet wird; bei einem neuen ohne Angabe: 10",
            "working days within which a referral is answered; of a new one that says nothing: 10"),
            service => service.AnswerDays, (service, days) => service with { AnswerDays = days }, "Antwort in Arbeitstagen"),
        new(new FactColumn("activeUntil", "Endet am", "Ends on", false, FactCell.Day, "01.01.2027",
                ("erster Tag, an dem es das nicht mehr gibt", "first day on which it is offered no longer"),
                "Angeboten bis", "Eingestellt zum"), "activeUntil", (service, _) => Day(service.ActiveUntil),
            (service, cells) => service with { ActiveUntil = cells.Day(Of("activeUntil")) ?? service.ActiveUntil }),
        new(new FactColumn("isConfidential", "Vertraulich", "Confidential", false, FactCell.YesNo, "nein",
                ("Schutzhaus und Ähnliches: nie öffentlich, in keiner Ausfuhr", "a refuge and the like: never public, in no export"), "Geschützt"),
            "isConfidential", (service, _) => service.IsConfidential ? "ja" : "nein",
            (service, cells) => service with { IsConfidential = cells.YesNo(Of("isConfidential")) ?? service.IsConfidential }),
    ];

    /// <summary>All columns that a file may have.</summary>
    internal static readonly IReadOnlyList<FactColumn> Columns = [Name, Provider, .. All.Select(column => column.Column), Assured, Id, Version];

    /// <summary>The same, to find them by their headers.</summary>
    internal static readonly ListColumns ByHeader = new(Columns, fewest: 2);

    /// <summary>The column of a member of a service, for what its rules say.</summary>
    internal static string? KeyOf(string pointer)
    {
        var parts = pointer.TrimStart('/').Split('/');
        return parts[0] == "address" && parts.Length > 1 ? parts[1] : parts[0] is "providerName" or "providerId" ? Provider.Key : parts[0] == "name" ? Name.Key
            : All.FirstOrDefault(column => column.Pointer == parts[0])?.Column.Key;
    }

    private static FactColumn Of(string key) => All.First(column => column.Column.Key == key).Column;

    private static FactColumn Text(
        string key, string german, string english, int longest, string example, (string De, string En) meaning, params string[] synonyms) =>
        new(key, german, english, false, FactCell.Text, example, meaning, synonyms) { Longest = longest };

    private static FactColumn Prose(
        string key, string german, string english, int longest, string example, (string De, string En) meaning, params string[] synonyms) =>
        Text(key, german, english, longest, example, meaning, synonyms) with { IsProse = true };

    private static ServiceColumn OfText(FactColumn column, Func<ServiceBody, string?> of, Func<ServiceBody, string, ServiceBody> put, string? pointer = null) =>
        new(column, pointer ?? column.Key, (service, _) => of(service), (service, cells) => cells.Text(column) is { } text ? put(service, text) : service);

    private static ServiceColumn OfAddress(string key, string german, string english, int longest, string example, (string De, string En) meaning,
        Func<ServiceAddress, string?> of, Func<ServiceAddress, string, ServiceAddress> put, params string[] synonyms) =>
        OfText(Text(key, german, english, longest, example, meaning, synonyms), service => service.Address is { } address ? of(address) : null,
            (service, text) => service with { Address = put(service.Address ?? new ServiceAddress(), text) });

    private static ServiceColumn OfNumber(string key, string german, string english, string example, (string De, string En) meaning,
        Func<ServiceBody, int?> of, Func<ServiceBody, int, ServiceBody> put, params string[] synonyms)
    {
        var column = new FactColumn(key, german, english, false, FactCell.Number, example, meaning, synonyms);
        return new(column, key, (service, _) => of(service)?.ToString(CultureInfo.InvariantCulture), (service, cells) =>
            cells.Number(column) is not { } number ? service
            : number == decimal.Truncate(number) && number < 1000 ? put(service, (int)number)
            : cells.Refuse<ServiceBody>(column, FactRule.NumberFormat) ?? service);
    }

    private static ServiceColumn OfCodes(string key, string german, string english, string list, string example, (string De, string En) meaning,
        Func<ServiceBody, IReadOnlyList<string>> of, Func<ServiceBody, IReadOnlyList<string>, ServiceBody> put, params string[] synonyms)
    {
        var column = FactColumn.OfCodes(key, german, english, false, list, example, meaning, synonyms);
        return new(column, key,
            (service, words) => of(service).Count == 0 ? null : string.Join(" | ", of(service).Order().Select(code => words.NameOf(list, code))),
            (service, cells) => cells.Codes(column) is { } codes ? put(service, codes) : service);
    }

    private static IReadOnlyList<ServiceSchedule>? Hours(FactCells cells)
    {
        var column = Of("openingHours");
        return cells.Text(column) is not { } text ? null
            : OpeningHours.Read(text) ?? cells.Refuse<IReadOnlyList<ServiceSchedule>>(column, ServiceRule.OpeningHours);
    }

    private static ServiceBody PutDocuments(ServiceBody service, FactCells cells) => cells.Text(Of("requiredDocuments")) is not { } text ? service
        : service with { RequiredDocuments = [.. text.Split([';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()] };

    private static ServiceBody PutCapacity(ServiceBody service, FactCells cells)
    {
        var column = Of("capacity");
        if (cells.Text(column) is not { } text)
        {
            return service;
        }
        if (CapacityOf(text) is { } capacity)
        {
            return service with { Capacity = capacity };
        }
        return AbsentValue.IsNone(text) ? service : cells.Refuse<ServiceBody>(column, ServiceRule.Capacity) ?? service;
    }

    private static ServiceCapacity? CapacityOf(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var free))
        {
            return free > 0 ? ServiceCapacity.Yes : ServiceCapacity.No;
        }
        var word = ListColumn.FoldedWord(text);
        return Array.FindIndex(CapacityWords, known => known.Words.Contains(word)) is >= 0 and var at ? CapacityWords[at].Capacity : null;
    }

    private static string WordOf(ServiceCapacity capacity) => capacity switch
    {
        ServiceCapacity.Yes => "ja",
        ServiceCapacity.WaitingList => "Warteliste",
        ServiceCapacity.AssessmentNeeded => "Klärung nötig",
        _ => "nein",
    };

    private static readonly (ServiceCapacity Capacity, string[] Words)[] CapacityWords =
    [
        (ServiceCapacity.Yes, [.. new[] { "ja", "frei", "Plätze frei", "freie Plätze", "verfügbar", "yes", "available", "x" }.Select(ListColumn.FoldedWord)]),
        (ServiceCapacity.WaitingList, [.. new[] { "Warteliste", "waiting list", "waiting_list" }.Select(ListColumn.FoldedWord)]),
        (ServiceCapacity.AssessmentNeeded, [.. new[]
        {
            "Klärung nötig", "Klärung", "nach Klärung", "auf Anfrage", "Anfrage", "nach Absprache", "assessment needed", "assessment_needed",
        }.Select(ListColumn.FoldedWord)]),
        (ServiceCapacity.No, [.. new[] { "nein", "voll", "belegt", "keine", "keine freien Plätze", "no", "full" }.Select(ListColumn.FoldedWord)]),
    ];

    internal static string? Day(DateOnly? day) => day?.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
}
