using CaseManagement.Api.Facts;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.TakingPart;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Jobs: one row is one job, known by its first day, its kind and where.</summary>
internal sealed class FactsOfEmployments : FactKind
{
    private static readonly FactColumn From = new("from", "Von", "From", true, FactCell.Day, "01.03.2024", ("erster Arbeitstag", "first day"),
        "Ab", "Beginn", "Seit", "Arbeitsbeginn");
    private static readonly FactColumn Work = FactColumn.OfCodes("kind", "Art der Arbeit", "Kind of work", true, CodeLists.EmploymentKind, "part-time",
        ("Art der Arbeit; sie sagt, ob es erster Arbeitsmarkt ist", "kind of work, which says whether it is first labour market"),
        "Beschäftigungsart", "Arbeit");
    private static readonly FactColumn Employer = new("employer", "Betrieb", "Employer", false, FactCell.Text, "Bäckerei Kornblume", ("wo", "where"),
        "Arbeitgeber", "Firma")
    { Longest = 200 };
    private static readonly FactColumn Occupation = new("occupation", "Tätigkeit", "Occupation", false, FactCell.Text, "Verkäuferin", ("als was", "as what"),
        "Beruf")
    { Longest = 200 };
    private static readonly FactColumn Hours = new("hoursPerWeek", "Wochenstunden", "Hours per week", false, FactCell.Number, "19,5",
        ("Stunden in der Woche", "hours a week"), "Stunden", "Std/Woche");
    private static readonly FactColumn Until = new("until", "Bis", "Until", false, FactCell.Day, "01.09.2025",
        ("erster Tag danach; auch in der Zukunft bei einer Befristung", "first day no longer; ahead where the contract is limited"), "Ende", "Arbeitsende");
    private static readonly FactColumn EndReason = FactColumn.OfCodes("endReason", "Grund des Endes", "How it ended", false, CodeLists.EmploymentEndReason,
        "limited", ("wie sie endete", "how it ended"), "Endegrund");
    private static readonly FactColumn Note = new("note", "Bemerkung", "Note", false, FactCell.Text, "Probezeit bis Juni",
        ("was sonst zu wissen ist", "what else is to be known"), "Notiz");

    internal override FactListKind Kind => FactListKind.Employments;
    internal override (string De, string En) Name => ("Arbeit", "Employments");
    protected override IReadOnlyList<FactColumn> Own => [From, Work, Employer, Occupation, Hours, Until, EndReason, Note];

    internal override FactEntry? Read(FactCells cells)
    {
        var (from, kind) = (cells.Needed(From, cells.Day(From)), cells.Needed(Work, cells.Code(Work)));
        var (employer, occupation, hours, until) = (cells.Text(Employer), cells.Text(Occupation), cells.Number(Hours), cells.Day(Until));
        var (reason, note) = (cells.Code(EndReason), cells.Text(Note));
        return from is null || kind is null ? null : new FactEntry(from.Value, new RecordEmployment
        {
            CaseId = Guid.Empty, From = from.Value, Kind = kind, Employer = employer, Occupation = occupation, HoursPerWeek = hours, Until = until,
            EndReason = reason, Note = note,
        });
    }

    internal override async Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken)
    {
        var cases = await bench.OpenCases(clients, cancellationToken);
        var own = bench.OrganisationId;
        var rows = await bench.Db.Set<Employment>().Where(row => clients.Contains(row.ClientId) && row.OrganisationId == own && row.Compartment == null)
            .ToListAsync(cancellationToken);
        var lives = await bench.Db.LivesOf(clients, cancellationToken);
        return (subject, entry, _) =>
        {
            var stated = entry.First<RecordEmployment>().Facts;
            var id = subject.Client.Id;
            if (rows.Find(row => row.ClientId == id && row.FromDate == stated.From && row.Kind == stated.Kind
                && Same(row.Employer, stated.Employer) && Same(row.Occupation, stated.Occupation)) is { } known)
            {
                var comparison = new FactComparison();
                var together = stated with
                {
                    Employer = comparison.Of(Employer.Key, stated.Employer, known.Employer),
                    Occupation = comparison.Of(Occupation.Key, stated.Occupation, known.Occupation),
                    HoursPerWeek = comparison.Of(Hours.Key, stated.HoursPerWeek, known.HoursPerWeek),
                    Until = comparison.Of(Until.Key, stated.Until, known.UntilDate),
                    EndReason = comparison.Of(EndReason.Key, stated.EndReason, known.EndReason),
                    Note = comparison.Of(Note.Key, stated.Note, known.Note),
                };
                if (comparison.Completes)
                {
                    known.Correct(together, bench.Call.Now);
                }
                return Task.FromResult(comparison.Outcome(known.Id));
            }
            if (!cases.TryGetValue(id, out var of))
            {
                return Task.FromResult(FactOutcome.Refused(FactRule.NoCase));
            }
            lives.GetValueOrDefault(id, Life.Unknown).Check(stated.From, "/from");
            var job = new Employment((own, of, id), stated, bench.By, bench.Call.Now);
            rows.Add(job);
            bench.Db.Add(job);
            return Task.FromResult(new FactOutcome(FactVerdict.New, job.Id));
        };
    }

    /// <summary>Nothing said is nothing against it.</summary>
    internal static bool Same(string? one, string? other) =>
        one is null || other is null || string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// What persons take part in: one row is one participation with the days of its states. It is known by its kind, where, and a day that both say.
/// </summary>
internal sealed class FactsOfParticipations : FactKind
{
    private static readonly FactColumn Of = FactColumn.OfCodes("kind", "Art der Teilnahme", "Kind", true, CodeLists.ParticipationKind, "kindergarten",
        ("Kindergarten, Schule, Kurs, Verein …", "kindergarten, school, course, club …"), "Teilnahme", "Art", "Angebot");
    private static readonly FactColumn SchoolKind = FactColumn.OfCodes("schoolKind", "Schulart", "Kind of school", false, CodeLists.SchoolKind, "primary",
        ("nur bei Schulen", "of schools only"));
    private static readonly FactColumn Form = FactColumn.OfCodes("form", "Form", "Form", false, CodeLists.ParticipationForm, "full-day",
        ("Klassenform, Betreuungsumfang, Kursart", "form of class, hours of care, kind of course"), "Umfang");
    private static readonly FactColumn Title = new("title", "Bezeichnung", "Title", false, FactCell.Text, "Gruppe Marienkäfer", ("welche", "which one"),
        "Gruppe", "Klasse", "Kurs")
    { Longest = 200 };
    private static readonly FactColumn Provider = new("provider", "Träger", "Provider", false, FactCell.Text, "Kindergarten Sonnenschein", ("wessen", "whose"),
        "Anbieter", "Ort")
    { Longest = 200 };
    private static readonly FactColumn Hours = new("hoursPerWeek", "Wochenstunden", "Hours per week", false, FactCell.Number, "35",
        ("Stunden in der Woche", "hours a week"), "Stunden");
    private static readonly FactColumn Waiting = new("waitingOn", "Wartet seit", "Waiting since", false, FactCell.Day, "01.02.2024",
        ("auf der Warteliste seit", "on the waiting list since"), "Angemeldet am");
    private static readonly FactColumn PlaceOn = new("placeOn", "Platz ab", "Place from", false, FactCell.Day, "01.08.2024",
        ("hat den Platz ab; von da an zählt er", "has the place from; it counts from then on"), "Platz seit", "Aufnahme am");
    private static readonly FactColumn Begun = new("begunOn", "Begonnen am", "Begun on", false, FactCell.Day, "01.09.2024",
        ("geht hin seit", "goes there since"), "Beginn", "Von");
    private static readonly FactColumn Ended = new("endedOn", "Beendet am", "Ended on", false, FactCell.Day, "01.08.2025",
        ("erster Tag danach", "first day no longer"), "Ende", "Bis");
    private static readonly FactColumn BreakOff = FactColumn.OfCodes("breakOffReason", "Abbruchgrund", "Reason for breaking off", false,
        CodeLists.ParticipationBreakOffReason, "moved", ("mit Ende: abgebrochen, aus diesem Grund; leer: abgeschlossen",
            "with the end: broken off for this reason; empty: completed"), "Grund des Abbruchs");
    private static readonly FactColumn Withdrawal = FactColumn.OfCodes("withdrawalReason", "Rücknahmegrund", "Reason for withdrawal", false,
        CodeLists.ParticipationWithdrawalReason, "place-elsewhere", ("mit Ende, ohne Platz: nicht mehr gewartet, aus diesem Grund",
            "with the end and without a place: does not wait any more, for this reason"), "Grund der Rücknahme");
    private static readonly FactColumn Note = new("note", "Bemerkung", "Note", false, FactCell.Text, "Eingewöhnung mit der Mutter",
        ("was sonst zu wissen ist", "what else is to be known"), "Notiz");

    internal override FactListKind Kind => FactListKind.Participations;
    internal override (string De, string En) Name => ("Teilnahmen, Betreuungsplätze", "Participations");
    protected override IReadOnlyList<FactColumn> Own =>
        [Of, SchoolKind, Form, Title, Provider, Hours, Waiting, PlaceOn, Begun, Ended, BreakOff, Withdrawal, Note];

    internal override FactEntry? Read(FactCells cells)
    {
        var kind = cells.Needed(Of, cells.Code(Of));
        var record = new RecordParticipation
        {
            CaseId = Guid.Empty, Kind = kind ?? "", SchoolKind = cells.Code(SchoolKind), Form = cells.Code(Form), Title = cells.Text(Title),
            Provider = cells.Text(Provider), HoursPerWeek = cells.Number(Hours), Note = cells.Text(Note),
        };
        var (waiting, place, begun, ended) = (cells.Day(Waiting), cells.Day(PlaceOn), cells.Day(Begun), cells.Day(Ended));
        var (breakOff, withdrawal) = (cells.Code(BreakOff), cells.Code(Withdrawal));
        if ((waiting ?? place ?? begun) is not { } first)
        {
            return cells.Faults.Count > 0 ? null : cells.Refuse<FactEntry>(null, FactRule.StatusMissing);
        }
        if (ended is null && (breakOff ?? withdrawal) is not null)
        {
            return cells.Refuse<FactEntry>(Ended, FactRule.EndAs);
        }
        var commands = new List<object>
        {
            record with
            {
                On = first,
                Status = waiting is not null ? ParticipationStatus.Waiting : place is not null ? ParticipationStatus.Place : ParticipationStatus.Begun,
            },
        };
        if (waiting is not null && (place ?? begun) is { } given)
        {
            // Who has begun has had the place, from that day on at the latest.
            commands.Add(new GetPlace(given));
        }
        if ((waiting ?? place) is not null && begun is not null)
        {
            commands.Add(new BeginParticipation(begun));
        }
        if (ended is not null)
        {
            commands.Add(
                withdrawal is not null ? new WithdrawParticipation(withdrawal, null, ended)
                : breakOff is not null ? new BreakOffParticipation(breakOff, null, ended)
                : new CompleteParticipation(ended));
        }
        return new FactEntry(first, [.. commands]);
    }

    internal override async Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken)
    {
        var cases = await bench.OpenCases(clients, cancellationToken);
        var own = bench.OrganisationId;
        var rows = await bench.Db.Set<Participation>().Include(row => row.History)
            .Where(row => clients.Contains(row.ClientId) && row.OrganisationId == own && row.Compartment == null).ToListAsync(cancellationToken);
        var lives = await bench.Db.LivesOf(clients, cancellationToken);
        return async (subject, entry, stop) =>
        {
            var facts = await entry.First<RecordParticipation>().Facts(bench.Db, bench.Call, bench.Codes, null, stop);
            var (id, now) = (subject.Client.Id, bench.Call.Now);
            // Made first: the entity says whether the days follow one another.
            var stated = new Participation((own, cases.GetValueOrDefault(id), id), facts,
                (entry.First<RecordParticipation>().Status, entry.Day), bench.By, now);
            var moves = entry.Commands.Skip(1).Select(command => ((MoveParticipation)command).Move).ToList();
            foreach (var (name, on, reason) in moves)
            {
                stated.Move(name, on!.Value, reason, bench.By, now);
            }
            var alike = rows.Where(row => row.ClientId == id && row.Kind == facts.Kind
                && FactsOfEmployments.Same(row.Provider, facts.Provider) && FactsOfEmployments.Same(row.Title, facts.Title)).ToList();
            if (alike.Find(row => SharesDay(row, stated)) is { } known)
            {
                return Complete(known, stated, facts, moves, bench);
            }
            if (alike.Exists(row => Lasts(row, stated)))
            {
                return FactOutcome.Conflicts(FactRule.Overlaps);
            }
            if (stated.CaseId == Guid.Empty)
            {
                return FactOutcome.Refused(FactRule.NoCase);
            }
            stated.Within(lives.GetValueOrDefault(id, Life.Unknown), bench.By, now);
            rows.Add(stated);
            bench.Db.Add(stated);
            return new FactOutcome(FactVerdict.New, stated.Id);
        };
    }

    private static FactOutcome Complete(Participation known, Participation stated, ParticipationFacts facts,
        IReadOnlyList<(string Name, DateOnly? On, (string Code, string? Words)? Reason)> moves, FactBench bench)
    {
        var comparison = new FactComparison();
        var together = facts with
        {
            SchoolKind = comparison.Of(SchoolKind.Key, facts.SchoolKind, known.SchoolKind),
            Form = comparison.Of(Form.Key, facts.Form, known.Form),
            Title = comparison.Of(Title.Key, facts.Title, known.Title),
            Provider = comparison.Of(Provider.Key, facts.Provider, known.Provider),
            HoursPerWeek = comparison.Of(Hours.Key, facts.HoursPerWeek, known.HoursPerWeek),
            Note = comparison.Of(Note.Key, facts.Note, known.Note),
            ServiceId = known.ServiceId,
        };
        comparison.Of(Waiting.Key, stated.WaitingOn, known.WaitingOn);
        comparison.Of(PlaceOn.Key, stated.PlaceOn, known.PlaceOn);
        comparison.Of(Begun.Key, stated.BegunOn, known.BegunOn);
        comparison.Of(Ended.Key, stated.EndedOn, known.EndedOn);
        comparison.Of(stated.Status == ParticipationStatus.Withdrawn ? Withdrawal.Key : BreakOff.Key, stated.EndReason, known.EndReason);
        if (comparison.Completes)
        {
            // A state that came before what is on file cannot be added by a move.
            var added = moves.Where(move => !Participation.Moves.All.Any(legal => legal.Action == move.Name
                && known.History.Any(past => past.Status == legal.To))).ToList();
            if (stated.History.Select(move => move.Status).Except(known.History.Select(move => move.Status)).Count() != added.Count)
            {
                return FactOutcome.Conflicts(FactRule.Overlaps);
            }
            var rehearsal = new Participation((known.OrganisationId, known.CaseId, known.ClientId), together,
                (known.History.Min(move => move.Status), known.FirstOn), null, bench.Call.Now);
            foreach (var past in known.History.OrderBy(move => move.Status).Skip(1))
            {
                rehearsal.Move(Participation.Moves.All.First(legal => legal.To == past.Status).Action, past.OnDate, null, null, bench.Call.Now);
            }
            added.ForEach(move => rehearsal.Move(move.Name, move.On!.Value, move.Reason, null, bench.Call.Now));
            known.Correct(together, bench.Call.Now);
            added.ForEach(move => known.Move(move.Name, move.On!.Value, move.Reason, bench.By, bench.Call.Now));
        }
        return comparison.Outcome(known.Id);
    }

    private static bool SharesDay(Participation known, Participation stated) => known.FirstOn == stated.FirstOn
        || (known.WaitingOn ?? DateOnly.MinValue) == stated.WaitingOn || (known.PlaceOn ?? DateOnly.MinValue) == stated.PlaceOn
        || (known.BegunOn ?? DateOnly.MinValue) == stated.BegunOn;

    private static bool Lasts(Participation known, Participation stated) =>
        (known.EndedOn is null || known.EndedOn > stated.FirstOn) && (stated.EndedOn is null || known.FirstOn < stated.EndedOn);
}

/// <summary>Language levels: one row is a level of one skill, or literacy, on a day.</summary>
internal sealed class FactsOfLanguageLevels : FactKind
{
    private static readonly FactColumn On = new("assessedOn", "Festgestellt am", "Assessed on", true, FactCell.Day, "14.06.2025",
        ("Tag der Prüfung oder des Gesprächs", "day of the test or talk"), "Datum", "Prüfung am");
    private static readonly FactColumn Language = FactColumn.OfCodes("language", "Sprache", "Language", false, CodeLists.Language, "deu",
        ("welche Sprache; mit Fertigkeit und Niveau", "which language; with skill and level"));
    private static readonly FactColumn Skill = FactColumn.OfCodes("skill", "Fertigkeit", "Skill", false, CodeLists.CefrSkill, "speaking",
        ("Hören, Lesen, Sprechen, Schreiben oder gesamt", "listening, reading, speaking, writing or overall"));
    private static readonly FactColumn Level = FactColumn.OfCodes("level", "Niveau", "Level", false, CodeLists.CefrLevel, "B1",
        ("Niveau nach GER", "level by CEFR"), "Sprachniveau", "Stufe");
    private static readonly FactColumn Literacy = FactColumn.OfCodes("literacy", "Alphabetisierung", "Literacy", false, CodeLists.Literacy, "latin",
        ("liest und schreibt; dann ohne die drei davor", "reads and writes; then none of the three before"));
    private static readonly FactColumn Evidence = FactColumn.OfCodes("evidence", "Nachweis", "Evidence", true, CodeLists.LanguageEvidence, "certificate",
        ("woher es bekannt ist", "where it is known from"));
    private static readonly FactColumn AssessedBy = new("assessedBy", "Festgestellt von", "Assessed by", false, FactCell.Text, "Volkshochschule",
        ("wer es sagt; bei einer Einschätzung nötig", "who says so; needed of an estimate"), "Prüfstelle")
    { Longest = 200 };
    private static readonly FactColumn Note = new("note", "Bemerkung", "Note", false, FactCell.Text, "DTZ",
        ("was sonst zu wissen ist", "what else is to be known"), "Notiz");

    internal override FactListKind Kind => FactListKind.LanguageLevels;
    internal override (string De, string En) Name => ("Sprachstände", "Language levels");
    protected override IReadOnlyList<FactColumn> Own => [On, Language, Skill, Level, Literacy, Evidence, AssessedBy, Note];

    internal override FactEntry? Read(FactCells cells)
    {
        var (on, evidence) = (cells.Needed(On, cells.Day(On)), cells.Needed(Evidence, cells.Code(Evidence)));
        return on is null || evidence is null ? null : new FactEntry(on.Value, new RecordLanguageLevel
        {
            CaseId = Guid.Empty, AssessedOn = on.Value, Evidence = evidence, Language = cells.Code(Language), Skill = cells.Code(Skill),
            Level = cells.Code(Level), Literacy = cells.Code(Literacy), AssessedBy = cells.Text(AssessedBy), Note = cells.Text(Note),
        });
    }

    internal override async Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken)
    {
        var cases = await bench.OpenCases(clients, cancellationToken);
        var own = bench.OrganisationId;
        var rows = await bench.Db.Set<LanguageAssessment>()
            .Where(row => clients.Contains(row.ClientId) && row.OrganisationId == own && row.Compartment == null).ToListAsync(cancellationToken);
        return (subject, entry, _) =>
        {
            var (stated, id) = (entry.First<RecordLanguageLevel>().Facts(bench.Codes, bench.Call), subject.Client.Id);
            if (rows.Find(row => row.ClientId == id && row.AssessedOn == stated.AssessedOn && row.Language == stated.Language && row.Skill == stated.Skill
                && row.Literacy is null == stated.Literacy is null) is { } known)
            {
                var comparison = new FactComparison();
                var together = stated with
                {
                    Level = comparison.Of(Level.Key, stated.Level, known.Level),
                    Literacy = comparison.Of(Literacy.Key, stated.Literacy, known.Literacy),
                    Evidence = comparison.Of(Evidence.Key, stated.Evidence, known.Evidence)!,
                    AssessedBy = comparison.Of(AssessedBy.Key, stated.AssessedBy, known.AssessedBy),
                    Note = comparison.Of(Note.Key, stated.Note, known.Note),
                };
                if (comparison.Completes)
                {
                    known.Correct(together, bench.Call.Now);
                }
                return Task.FromResult(comparison.Outcome(known.Id));
            }
            if (!cases.TryGetValue(id, out var of))
            {
                return Task.FromResult(FactOutcome.Refused(FactRule.NoCase));
            }
            var level = new LanguageAssessment((own, of, id), stated, bench.By, bench.Call.Now);
            rows.Add(level);
            bench.Db.Add(level);
            return Task.FromResult(new FactOutcome(FactVerdict.New, level.Id));
        };
    }
}
