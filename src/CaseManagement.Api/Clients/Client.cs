using System.Collections;
using System.Globalization;

namespace CaseManagement.Api.Clients;

/// <summary>How much of a birth date is known. Registers write 01.01. where nobody knows the day.</summary>
public enum DatePrecision
{
    /// <summary>Day, month and year are known.</summary>
    Day,
    /// <summary>Month and year are known; the date holds the first of the month.</summary>
    Month,
    /// <summary>The year is known; the date holds 1 January.</summary>
    Year,
    /// <summary>Nothing is known; there is no date.</summary>
    Unknown,
}

/// <summary>
/// A person who is counselled, and the root of everything that is known of her or him: changing any part changes the
/// person's ETag. A command loads the parts that it changes.
/// </summary>
public sealed class Client : IRoot
{
    private readonly List<ClientName> names = [];
    private readonly List<ClientReference> references = [];
    private readonly List<ClientLanguage> languages = [];
    private readonly List<ClientQualification> qualifications = [];
    private readonly List<ResidenceStatus> residenceStatuses = [];
    private readonly List<Benefit> benefits = [];
    private readonly List<Housing> accommodations = [];
    private readonly List<Address> addresses = [];
    private readonly List<Work> works = [];
    private readonly List<FamilyStatus> familyStatuses = [];
    private readonly List<ClientNationality> nationalityPeriods = [];
    private readonly List<ClientMark> marks = [];

    private Client() { }

    /// <summary>
    /// A new person. Nobody has looked for duplicates yet: that is the caller's business. Add parts with the methods
    /// below and the whole to the context: any number of persons is saved with few statements.
    /// </summary>
    /// <param name="organisationId">The controller of the data.</param>
    /// <param name="person">Who it is; checked for shape already.</param>
    /// <param name="now">The time of creation.</param>
    public Client(Guid organisationId, PersonEntry person, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CreatedAt) = (organisationId, now);
        Set(person, now);
    }

    /// <summary>The person.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Family name.</summary>
    public string FamilyName { get; private set; } = "";
    /// <summary>Given name.</summary>
    public string GivenName { get; private set; } = "";
    /// <summary>The birth date, as precise as <see cref="BirthDatePrecision"/> says.</summary>
    public DateOnly? BirthDate { get; private set; }
    /// <summary>How much of the birth date is known.</summary>
    public DatePrecision BirthDatePrecision { get; private set; }
    /// <summary>Code of the list sex.</summary>
    public string Sex { get; private set; } = "";
    /// <summary>Codes of the list nationality that last, the leading one first; see <see cref="NationalityPeriods"/>.</summary>
    public string[] Nationalities { get; private set; } = [];
    /// <summary>Code of the list nationality that is a country; null where nobody has said.</summary>
    public string? CountryOfBirth { get; private set; }
    /// <summary>Likewise: where the person comes from, which need be neither the nationality nor the country of birth.</summary>
    public string? CountryOfOrigin { get; private set; }
    /// <summary>Code of the list literacy.</summary>
    public string? Literacy { get; private set; }
    /// <summary>Code of the list education-level.</summary>
    public string? EducationLevel { get; private set; }
    /// <summary>Telephone.</summary>
    public string? Phone { get; private set; }
    /// <summary>E-mail address.</summary>
    public string? Email { get; private set; }
    /// <summary>By what the person is found; the database keeps app.client_search_key in step. See <see cref="ClientKeys"/>.</summary>
    public string[] SearchKeys { get; private set; } = [];
    /// <summary>By which version of the product they were made: <see cref="ClientKeys.Version"/>.</summary>
    public short KeysVersion { get; private set; }
    /// <summary>Art. 18 GDPR: since when the person's data is only to be stored; null where it is not restricted.</summary>
    public DateTimeOffset? RestrictedAt { get; private set; }
    /// <summary>Code of the list restriction-ground.</summary>
    public string? RestrictionGround { get; private set; }
    /// <summary>Who restricted it.</summary>
    public Guid? RestrictedBy { get; private set; }
    /// <summary>Since when the person is on file.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change of the person or of anything that belongs to him or her.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Other names, as far as loaded.</summary>
    public IReadOnlyList<ClientName> Names => names;
    /// <summary>Numbers of other offices, as far as loaded.</summary>
    public IReadOnlyList<ClientReference> References => references;
    /// <summary>Languages, as far as loaded.</summary>
    public IReadOnlyList<ClientLanguage> Languages => languages;
    /// <summary>Degrees and trades, as far as loaded.</summary>
    public IReadOnlyList<ClientQualification> Qualifications => qualifications;
    /// <summary>Residence statuses, as far as loaded.</summary>
    public IReadOnlyList<ResidenceStatus> ResidenceStatuses => residenceStatuses;
    /// <summary>Benefits, as far as loaded.</summary>
    public IReadOnlyList<Benefit> Benefits => benefits;
    /// <summary>Where the person was housed, as far as loaded.</summary>
    public IReadOnlyList<Housing> Accommodations => accommodations;
    /// <summary>Addresses, as far as loaded.</summary>
    public IReadOnlyList<Address> Addresses => addresses;
    /// <summary>Work, as far as loaded.</summary>
    public IReadOnlyList<Work> Works => works;
    /// <summary>Family statuses, as far as loaded.</summary>
    public IReadOnlyList<FamilyStatus> FamilyStatuses => familyStatuses;
    /// <summary>
    /// Nationalities since when and until when, as far as loaded. The database keeps them in step where <see cref="Nationalities"/> are set as a whole: what is
    /// new there has an unknown start, what is left out never was so.
    /// </summary>
    public IReadOnlyList<ClientNationality> NationalityPeriods => nationalityPeriods;
    /// <summary>Marks, as far as loaded.</summary>
    public IReadOnlyList<ClientMark> Marks => marks;

    /// <summary>Sets what stands in the papers. Needs <see cref="Names"/> and <see cref="References"/>: they are search keys too.</summary>
    public void Set(PersonEntry person, DateTimeOffset now)
    {
        (FamilyName, GivenName) = (person.FamilyName.Trim(), person.GivenName.Trim());
        (BirthDate, BirthDatePrecision) = (person.Birth.Date, person.Birth.Precision);
        (Sex, Nationalities, Literacy, EducationLevel) = (person.Sex, [.. person.Nationalities], person.Literacy, person.EducationLevel);
        (CountryOfBirth, CountryOfOrigin) = (person.CountryOfBirth, person.CountryOfOrigin);
        (Phone, Email) = (person.Phone.Clean(), person.Email.Clean());
        KeepKeys(now);
    }

    /// <summary>Sets all other names; see <see cref="Set(PersonEntry, DateTimeOffset)"/>.</summary>
    public void SetNames(IReadOnlyCollection<OtherName> stated, DateTimeOffset now)
    {
        names.RemoveAll(known => !stated.Any(known.Is));
        names.AddRange(stated.Where(name => !names.Exists(known => known.Is(name))).ToList().Select(name => new ClientName(this, name, now)));
        KeepKeys(now);
    }

    /// <summary>Sets all numbers of other offices; see <see cref="Set(PersonEntry, DateTimeOffset)"/>.</summary>
    public void SetReferences(IReadOnlyCollection<ExternalReference> stated, DateTimeOffset now)
    {
        references.RemoveAll(known => !stated.Any(known.Is));
        references.AddRange(stated.Where(reference => !references.Exists(known => known.Is(reference))).ToList()
            .Select(reference => new ClientReference(this, reference, now)));
        KeepKeys(now);
    }

    /// <summary>Sets all languages with their levels.</summary>
    public void SetLanguages(IReadOnlyCollection<SpokenLanguage> stated, DateTimeOffset now)
    {
        languages.RemoveAll(known => stated.All(spoken => spoken.Language != known.Language));
        foreach (var spoken in stated)
        {
            if (languages.Find(known => known.Language == spoken.Language) is { } known)
            {
                known.Set(spoken, now);
            }
            else
            {
                languages.Add(new ClientLanguage(this, spoken, now));
            }
        }
        Touch(now);
    }

    /// <summary>Sets all degrees and trades. One of the same title stays the same one.</summary>
    public void SetQualifications(IReadOnlyCollection<Qualification> stated, DateTimeOffset now)
    {
        qualifications.RemoveAll(known => stated.All(q => q.Title.Trim() != known.Title));
        foreach (var qualification in stated)
        {
            if (qualifications.Find(known => known.Title == qualification.Title.Trim()) is { } known)
            {
                known.Set(qualification);
            }
            else
            {
                qualifications.Add(new ClientQualification(this, qualification, now));
            }
        }
        Touch(now);
    }

    /// <summary>Nothing of a person's life begins before it, as far as the birth is known: of a year that is known alone, its first day counts.</summary>
    /// <exception cref="RefusedException">400 at the day.</exception>
    internal void CheckBorn(DateOnly? from, string pointer = "/from")
    {
        if (from < BirthDate)
        {
            throw RefusedException.Invalid(pointer, ClientProblems.BeforeBirth);
        }
    }

    /// <summary>Something begins. The period of its history that holds on that day ends there. The history must be loaded.</summary>
    /// <exception cref="RefusedException">409 where it would lie on another period in any other way.</exception>
    public void Begin(PeriodEntry entry, DateTimeOffset now)
    {
        var (periods, next) = (Periods(entry.History), entry.Recorded(this, now));
        History.MakeRoom(periods.Where(period => !entry.StandsBeside(period)), next);
        ((IList)periods).Add(next);
        Touch(now);
    }

    /// <summary>Corrects a period that was recorded wrongly. The history must be loaded.</summary>
    /// <exception cref="RefusedException">404 for an unknown period; 409 where it would lie on another one.</exception>
    public void Correct(Guid id, PeriodEntry entry, DateTimeOffset now)
    {
        History.Move([.. Periods(entry.History).Where(period => period.Id == id || !entry.StandsBeside(period))], id, entry.From, entry.Until)
            .Correct(entry);
        Touch(now);
    }

    /// <summary>A period ends and nothing follows yet. The history must be loaded.</summary>
    /// <exception cref="RefusedException">404 for an unknown period; 409 when it ended before that day.</exception>
    public void End(PeriodKind kind, Guid id, DateOnly until, DateTimeOffset now)
    {
        History.End(Periods(kind), id, until);
        Touch(now);
    }

    /// <summary>Takes out a period that never was so. The trail keeps it. The history must be loaded.</summary>
    /// <exception cref="RefusedException">404 for an unknown period.</exception>
    public void Remove(PeriodKind kind, Guid id, DateTimeOffset now)
    {
        var periods = Periods(kind);
        ((IList)periods).Remove(History.Find(periods, id));
        Touch(now);
    }

    /// <summary>A nationality is acquired, beside those that last. <see cref="NationalityPeriods"/> must be loaded.</summary>
    /// <exception cref="RefusedException">409 where the person has it on some of these days already.</exception>
    public Guid Acquire(NationalityEntry entry, DateTimeOffset now)
    {
        CheckRoom(null, entry);
        var acquired = new ClientNationality(this, entry, now);
        nationalityPeriods.Add(acquired);
        KeepNationalities(now);
        return acquired.Id;
    }

    /// <summary>Corrects a nationality that was recorded wrongly, or says since when it has been. See <see cref="Acquire"/>.</summary>
    /// <exception cref="RefusedException">404 for an unknown one; 409 as above.</exception>
    public void CorrectNationality(Guid id, NationalityEntry entry, DateTimeOffset now)
    {
        var corrected = Nationality(id);
        CheckRoom(corrected, entry);
        corrected.Set(entry);
        KeepNationalities(now);
    }

    /// <summary>A nationality is lost or given up. See <see cref="Acquire"/>.</summary>
    /// <exception cref="RefusedException">404 for an unknown one; 409 when it ended before that day.</exception>
    public void LoseNationality(Guid id, DateOnly until, DateTimeOffset now)
    {
        Nationality(id).End(until);
        KeepNationalities(now);
    }

    /// <summary>Takes out a nationality that never was so. See <see cref="Acquire"/>.</summary>
    /// <exception cref="RefusedException">404 for an unknown one.</exception>
    public void RemoveNationality(Guid id, DateTimeOffset now)
    {
        nationalityPeriods.Remove(Nationality(id));
        KeepNationalities(now);
    }

    /// <summary>Somebody says that a statement on file is wrong. It stays as it is until that is clarified.</summary>
    /// <exception cref="RefusedException">409 when it is marked already.</exception>
    public Guid Dispute(DisputableField field, StatedBy statedBy, string? statement, bool processingRestricted, Guid? by, DateTimeOffset now)
    {
        if (marks.Exists(mark => mark.Field == field && mark.LiftedAt is null))
        {
            throw new RefusedException(ClientProblems.AlreadyDisputed);
        }
        return Mark(ClientMark.Dispute(this, field, statedBy, statement, processingRestricted, by, now), now);
    }

    /// <summary>Auskunftssperre: from now on only those admitted to "protection" see where the person lives.</summary>
    /// <exception cref="RefusedException">409 when it is blocked already.</exception>
    public Guid BlockAddress(string? source, DateOnly? until, Guid? by, DateTimeOffset now)
    {
        if (marks.Exists(mark => mark.Kind == MarkKind.AddressBlocked && mark.LiftedAt is null))
        {
            throw new RefusedException(ClientProblems.AlreadyBlocked);
        }
        return Mark(ClientMark.Block(this, source, until, by, now), now);
    }

    /// <summary>Lifts a mark.</summary>
    /// <exception cref="RefusedException">404 for an unknown mark; 409 when it was lifted before.</exception>
    public ClientMark Lift(Guid markId, string reason, Guid? by, DateTimeOffset now)
    {
        var mark = marks.Find(m => m.Id == markId) ?? throw RefusedException.NotFound(markId);
        mark.Lift(reason, by, now);
        Touch(now);
        return mark;
    }

    /// <summary>Art. 18 GDPR: from now on the person's data is only stored. On another ground once more: the ground changes.</summary>
    public void Restrict(string ground, Guid? by, DateTimeOffset now)
    {
        (RestrictedAt, RestrictionGround, RestrictedBy) = (RestrictedAt ?? now, ground, by);
        Touch(now);
    }

    /// <summary>The restriction is lifted.</summary>
    /// <exception cref="RefusedException">409 where there is none.</exception>
    public void LiftRestriction(DateTimeOffset now)
    {
        if (RestrictedAt is null)
        {
            throw new RefusedException(ClientProblems.NotRestricted);
        }
        (RestrictedAt, RestrictionGround, RestrictedBy) = (null, null, null);
        Touch(now);
    }

    /// <summary>Something that belongs to the person has changed; the ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    private IReadOnlyList<RecordedPeriod> Periods(PeriodKind kind) => kind switch
    {
        PeriodKind.ResidenceStatuses => residenceStatuses,
        PeriodKind.Benefits => benefits,
        PeriodKind.Accommodations => accommodations,
        PeriodKind.Addresses => addresses,
        PeriodKind.Works => works,
        PeriodKind.FamilyStatuses => familyStatuses,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private ClientNationality Nationality(Guid id) => nationalityPeriods.Find(n => n.Id == id) ?? throw RefusedException.NotFound(id);

    private void CheckRoom(ClientNationality? self, NationalityEntry entry)
    {
        if (nationalityPeriods.Exists(n => n != self && n.Nationality == entry.Nationality && n.Overlaps(entry.From, entry.Until)))
        {
            throw new RefusedException(ClientProblems.NationalityHeld);
        }
    }

    // Those that last, in the order they had; a German is one before anything else (Art. 5 Abs. 1 Satz 2 EGBGB).
    private void KeepNationalities(DateTimeOffset now)
    {
        var held = nationalityPeriods.Where(n => n.UntilDate is null).Select(n => n.Nationality).ToHashSet();
        Nationalities = [.. Nationalities.Where(held.Contains).Concat(held.Where(code => !Nationalities.Contains(code)).Order(StringComparer.Ordinal))
            .OrderBy(code => code != ClientNationality.German)];
        Touch(now);
    }

    private Guid Mark(ClientMark mark, DateTimeOffset now)
    {
        marks.Add(mark);
        Touch(now);
        return mark.Id;
    }

    /// <summary>Makes the keys of now of one that was written by an earlier version: nothing is said anew of the person.</summary>
    internal void RenewKeys() => KeepKeys();

    private void KeepKeys(DateTimeOffset now)
    {
        KeepKeys();
        Touch(now);
    }

    private void KeepKeys()
    {
        var keys = ClientKeys.For(
            [(FamilyName, GivenName), .. names.Select(name => (name.FamilyName, name.GivenName))], BirthDate, references.Select(r => (r.Source, r.Value)));
        if (!keys.SequenceEqual(SearchKeys))
        {
            SearchKeys = keys;
        }
        KeysVersion = ClientKeys.Version;
    }
}

/// <summary>
/// By what a person is found, all by equality: keys of the names (<see cref="NameKeys"/>) and of their beginnings
/// (<see cref="NameBeginnings"/>, "p:" and "s:"), "d:" with the birth date, "r:" with a reference (<see cref="OfficeNumbers"/>) and "c:" with its letters and
/// digits alone, for who types no separators. Names' keys are upper-case letters, so the kinds never meet.
/// </summary>
public static class ClientKeys
{
    /// <summary>Goes up where other keys are made; <see cref="RenewSearchKeys"/> gives them to who is on file.</summary>
    public const short Version = 4;

    /// <summary>All keys to store, sorted.</summary>
    public static string[] For(IEnumerable<(string FamilyName, string GivenName)> names, DateOnly? birthDate,
        IEnumerable<(string Source, string Value)> references)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (familyName, givenName) in names)
        {
            keys.UnionWith(NameKeys.For(familyName, givenName));
            keys.UnionWith(NameBeginnings.For(familyName, givenName));
        }
        if (birthDate is { } date)
        {
            keys.Add(OfBirth(date));
        }
        keys.UnionWith(references
            .SelectMany(reference => new[] { OfReference(reference.Source, reference.Value), Key("c:", OfficeNumbers.Joined(reference.Value)) })
            .OfType<string>());
        return [.. keys];
    }

    /// <summary>The key of a birth date.</summary>
    public static string OfBirth(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"d:{date:yyyy-MM-dd}");

    /// <summary>The key of a file number, whichever blanks and separators it is written with; null when nothing is left.</summary>
    public static string? OfReference(string value) => Key("r:", OfficeNumbers.Parted(value));

    /// <summary>The key of a number of a known source.</summary>
    public static string? OfReference(string source, string value) => Key("r:", OfficeNumbers.Written(source, value));

    /// <summary>What to look up for a number that somebody has typed: of whatever source, and with its separators or without any.</summary>
    public static IEnumerable<string> OfTyped(string value)
    {
        var (parted, joined) = (OfficeNumbers.Parted(value), OfficeNumbers.Joined(value));
        return new[] { Key("r:", parted), Key("r:", joined), parted == joined ? Key("c:", joined) : null }.OfType<string>().Distinct();
    }

    private static string? Key(string kind, string written) => written.Length > 0 ? kind + written : null;
}
