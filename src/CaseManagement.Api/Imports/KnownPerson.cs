using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>What a row says otherwise than the file of a known person.</summary>
public enum DifferenceField
{
    /// <summary>Another name under which the person is registered; it is kept beside the one in use.</summary>
    Name,
    /// <summary>A birth date that is on file not at all, or less precisely; one that contradicts is for a person to correct.</summary>
    BirthDate,
    /// <summary>Another file number, kept beside the ones on file.</summary>
    FileNumber,
    /// <summary>Another sex; a person corrects it.</summary>
    Sex,
    /// <summary>A nationality that is not on file; a person adds it, or corrects the one that is.</summary>
    Nationalities,
    /// <summary>A language that is not on file; a person adds it.</summary>
    Languages,
    /// <summary>Another role in the household; a person corrects it.</summary>
    Role,
    /// <summary>A new allocation, or one that an earlier list has told otherwise: day, accommodation, residence status.</summary>
    Allocation,
    /// <summary>Another accommodation, from the allocation on.</summary>
    Accommodation,
    /// <summary>Another residence status, from the allocation on.</summary>
    ResidenceStatus,
    /// <summary>The person is in no household and joins that of the list, by its label.</summary>
    Household,
    /// <summary>Nobody counsels the person: a case is opened in the team of the accommodation.</summary>
    Case,
}

/// <summary>A difference as stored.</summary>
/// <param name="Field">Which statement.</param>
/// <param name="OnFile">As on file; null where nothing is, or where it is restricted.</param>
/// <param name="InList">As the list has it.</param>
/// <param name="Applies">Applying writes it; otherwise it is for a person to settle.</param>
/// <param name="IsRestricted">What is on file belongs to a compartment: left alone, and told to those only who see the person.</param>
public sealed record StoredDifference(
    [property: JsonConverter(typeof(JsonStringEnumConverter<DifferenceField>))] DifferenceField Field,
    string? OnFile, string InList, bool Applies, bool IsRestricted)
{
    /// <summary>Says nothing of the person, because texts of records end up in logs.</summary>
    public override string ToString() => $"{nameof(StoredDifference)} {Field}";

    internal static string Write(IEnumerable<StoredDifference> differences) => JsonSerializer.Serialize(differences, JsonSerializerOptions.Web);

    internal static IReadOnlyList<StoredDifference> Read(string json) => JsonSerializer.Deserialize<StoredDifference[]>(json, JsonSerializerOptions.Web)!;
}

/// <summary>A difference and how it is written to the file; null where that is for a person to do.</summary>
internal sealed record Difference(DifferenceField Field, string? OnFile, string InList, Action? Write, bool IsRestricted = false)
{
    internal StoredDifference Stored => new(Field, OnFile, InList, Write is not null, IsRestricted);

    public override string ToString() => $"{nameof(Difference)} {Field}";
}

/// <summary>Somebody on file with what a list may change or contradict; kept up while rows about the person are written.</summary>
/// <param name="client">The person.</param>
/// <param name="hasDied">Whether the death is on record.</param>
/// <param name="allocations">Cancelled ones, too.</param>
internal sealed class PersonOnFile(Client client, bool hasDied, List<Allocation> allocations)
{
    internal Client Client => client;

    internal Guid Id => client.Id;

    /// <summary>A list changes nothing of whose data is stored only, and nothing of who has died.</summary>
    internal bool IsChangeable => client.RestrictedAt is null && !hasDied;

    internal List<Allocation> Allocations => allocations;

    /// <summary>Where the person lives, or has lived last; null where in no household so far.</summary>
    internal Membership? Home { get; set; }

    /// <summary>Whether there is an open case.</summary>
    internal bool IsCounselled { get; set; }

    /// <summary>Whether a row puts the person into a household: who was in none yet, or has left before this allocation.</summary>
    internal bool Joins(AllocationFacts facts) => IsChangeable && (Home is null || Home.EndedBefore(facts));
}

/// <summary>What is to be said and done of a row about somebody known.</summary>
/// <param name="Differences">What it changes, or contradicts.</param>
/// <param name="Notes">What else there is to say.</param>
/// <param name="Allocation">Its allocation; null where it changes nothing of the person.</param>
/// <param name="Joins">It puts the person into a household.</param>
/// <param name="Opens">It opens a case.</param>
internal sealed record RowAboutKnown(
    IReadOnlyList<Difference> Differences, IReadOnlyList<AllocationRule> Notes, ListedAllocation? Allocation = null, bool Joins = false, bool Opens = false)
{
    public override string ToString() => nameof(RowAboutKnown);
}

/// <summary>
/// What a row changes of somebody on file. A list tells news only: where the file has a later entry than the row's allocation, the row changes nothing of
/// it, unless that entry is a list's own and has not begun. Nothing on file is dropped, and what is in a compartment, or settled by a person, is left alone.
/// What has no date (sex, nationality, language, role) no list corrects: where it says otherwise that is told, and a person settles it.
/// </summary>
internal static class KnownPerson
{
    internal const string Source = "Zuweisungsliste";

    /// <summary>Persons with what a list may change, of those who are the organisation's.</summary>
    internal static async Task<Dictionary<Guid, PersonOnFile>> OnFile(
        this CaseDb db, Guid organisationId, Guid[] clients, DateOnly today, CancellationToken cancellationToken)
    {
        if (clients.Length == 0)
        {
            return [];
        }
        var found = await db.Set<Client>().Where(client => clients.Contains(client.Id) && client.OrganisationId == organisationId)
            .Include(client => client.Names).Include(client => client.References).Include(client => client.Languages)
            .Include(client => client.ResidenceStatuses).Include(client => client.Accommodations).AsSplitQuery().ToListAsync(cancellationToken);
        var dead = await db.Dead(clients, cancellationToken);
        var homes = await db.Memberships(clients, today, cancellationToken);
        var counselled = await db.Set<Case>().Where(c => clients.Contains(c.ClientId) && c.Status == CaseStatus.Open).Select(c => c.ClientId)
            .ToHashSetAsync(cancellationToken);
        var allocations = (await db.Set<Allocation>().Where(allocation => clients.Contains(allocation.ClientId)).ToListAsync(cancellationToken))
            .ToLookup(allocation => allocation.ClientId);
        return found.ToDictionary(client => client.Id, client => new PersonOnFile(client, dead.Contains(client.Id), [.. allocations[client.Id]])
        {
            Home = homes.GetValueOrDefault(client.Id), IsCounselled = counselled.Contains(client.Id),
        });
    }

    /// <summary>Of whom the death is on record.</summary>
    internal static async Task<HashSet<Guid>> Dead(this CaseDb db, Guid[] clients, CancellationToken cancellationToken) => clients.Length == 0 ? []
        : await db.Set<Client>().Where(client => clients.Contains(client.Id) && Deaths.On(client.Id, null) != null).Select(client => client.Id)
            .ToHashSetAsync(cancellationToken);

    /// <summary>Since when the row holds: a child born after its household's allocation was never anywhere else.</summary>
    internal static DateOnly Since(AllocationFacts facts) =>
        facts.BirthDate.Date is { } birth && birth > facts.AllocationDate ? birth : facts.AllocationDate;

    /// <summary>
    /// Whether what the row says began on that day: of who was born there, it did. Of all others the list tells what holds on the day of the allocation,
    /// and not since when.
    /// </summary>
    internal static bool SinceIsKnown(AllocationFacts facts) => facts.BirthDate.Precision == DatePrecision.Day && facts.BirthDate.Date == Since(facts);

    /// <summary>Where the row's person is housed, as an entry of the history.</summary>
    internal static HousingEntry Housed(AllocationFacts facts, ImportPlace place) =>
        new() { From = Since(facts), FromKnown = SinceIsKnown(facts), AccommodationId = place.Id, Kind = place.Kind, Source = Source };

    /// <summary>The row's residence status, as an entry of the history.</summary>
    internal static ResidenceStatusEntry Status(AllocationFacts facts) =>
        new() { From = Since(facts), FromKnown = SinceIsKnown(facts), Status = facts.ResidenceStatus, Source = Source };

    /// <summary>All differences but those of allocation, household and case.</summary>
    private static IEnumerable<Difference> Differences(PersonOnFile person, AllocationFacts facts, JudgedList list, DateOnly? earlier, DateTimeOffset now)
    {
        var (client, place) = (person.Client, list.PlaceOf(facts));
        if (Name(client, facts, now) is { } name)
        {
            yield return name;
        }
        if (Birth(client, facts, now) is { } birth)
        {
            yield return birth;
        }
        if (FileNumber(client, facts, now) is { } number)
        {
            yield return number;
        }
        foreach (var said in SaidOtherwise(person, facts))
        {
            yield return said;
        }
        if (News(client, client.Accommodations, Housed(facts, place), known => known.AccommodationId == place.Id, earlier, now) is { } move)
        {
            yield return new Difference(DifferenceField.Accommodation,
                move.Known is { Compartment: null } left ? left.AccommodationId is { } id ? list.NameOf(id) ?? left.Kind : left.Kind : null,
                facts.Accommodation, move.Write, move.Known?.Compartment is not null);
        }
        if (facts.ResidenceStatus != "unknown"
            && News(client, client.ResidenceStatuses, Status(facts), known => known.Status == facts.ResidenceStatus, earlier, now) is { } change)
        {
            yield return new Difference(DifferenceField.ResidenceStatus,
                change.Known is { Compartment: null } former ? former.Status : null, facts.ResidenceStatus, change.Write,
                change.Known?.Compartment is not null);
        }
    }

    /// <summary>What a row changes, and what is to be said of it.</summary>
    /// <param name="person">Null where the person is another organisation's by now.</param>
    /// <param name="facts">The row.</param>
    /// <param name="list">The list.</param>
    /// <param name="importId">The import.</param>
    /// <param name="call">When.</param>
    internal static RowAboutKnown Told(PersonOnFile? person, AllocationFacts facts, JudgedList list, Guid importId, CallContext call)
    {
        if (person is not { IsChangeable: true })
        {
            var why = person is null ? RowNote.NotOurs : person.Client.RestrictedAt is null ? RowNote.HasDied : RowNote.StoredOnly;
            return new RowAboutKnown([], facts.Remark is null ? [why] : [why, AllocationRule.RemarkNotKept]);
        }
        var (client, now) = (person.Client, call.Now);
        var allocation = ListedAllocation.Of(person.Allocations, facts, client.BirthDate, list, importId, call.Today);
        var joins = person.Joins(facts);
        var staysOut = person.Home?.Left is not null && !joins;
        var opens = !person.IsCounselled && !staysOut;
        // Allocation, membership and case are written by the caller, who knows the household.
        List<Difference> found =
        [
            .. allocation.Difference(list.NameOf, () => BeginEarlier(client, facts, allocation.ComesFrom, now)) is { } told ? [told] : (Difference[])[],
            .. Differences(person, facts, list, allocation.ComesFrom, now),
            .. joins ? [new Difference(DifferenceField.Household, null, LabelOf(facts), () => { })] : (Difference[])[],
            .. opens ? [new Difference(DifferenceField.Case, null, "open", () => { })] : (Difference[])[],
        ];
        List<AllocationRule> notes =
        [
            .. found.Count == 0 ? [RowNote.NothingToChange] : (AllocationRule[])[],
            .. allocation.IsKept ? [RowNote.AllocationKept] : (AllocationRule[])[],
            .. staysOut ? [RowNote.HouseholdLeft] : (AllocationRule[])[],
            .. facts.Remark is not null && !person.IsCounselled && !opens ? [AllocationRule.RemarkNotKept] : (AllocationRule[])[],
        ];
        return new RowAboutKnown(found, notes, allocation, joins, opens);
    }

    private static string LabelOf(AllocationFacts facts) => facts.Household.Length > 0 ? facts.Household : facts.FileNumber ?? "–";

    // What an earlier list said for a later day and has not begun begins on the day of this one.
    private static void BeginEarlier(Client client, AllocationFacts facts, DateOnly? from, DateTimeOffset now)
    {
        foreach (var history in (IReadOnlyList<RecordedPeriod>[])[client.Accommodations, client.ResidenceStatuses])
        {
            if (ToBeginEarlier(history, from, Since(facts)) is { } last)
            {
                var before = history.FirstOrDefault(period => period != last && period.Overlaps(Since(facts), null));
                before?.Move(before.FromDate, Since(facts));
                last.Move(Since(facts), last.UntilDate);
                client.Touch(now);
            }
        }
    }

    private static RecordedPeriod? ToBeginEarlier(IReadOnlyList<RecordedPeriod> history, DateOnly? from, DateOnly since) =>
        history.MaxBy(period => period.FromDate) is { Source: Source, Compartment: null } last && last.FromDate == from
            && history.All(period => period == last || period.FromDate < since) ? last : null;

    // Which of the two is right, a list does not know; more on file than in the list is no contradiction, nor is what the list does not know itself.
    private static IEnumerable<Difference> SaidOtherwise(PersonOnFile known, AllocationFacts facts)
    {
        var (client, languages) = (known.Client, known.Client.Languages.Select(spoken => spoken.Language).ToList());
        if (facts.Sex != "unknown" && facts.Sex != client.Sex)
        {
            yield return new Difference(DifferenceField.Sex, client.Sex, facts.Sex, null);
        }
        if (facts.Nationalities.Except(client.Nationalities).Any(code => code != "XXX"))
        {
            yield return new Difference(DifferenceField.Nationalities, Codes(client.Nationalities), Codes(facts.Nationalities)!, null);
        }
        if (facts.Languages.Except(languages).Any())
        {
            yield return new Difference(DifferenceField.Languages, Codes(languages), Codes(facts.Languages)!, null);
        }
        if (facts.Role != "other" && known.Home is { Left: null, Role: var role } && role != facts.Role)
        {
            yield return new Difference(DifferenceField.Role, role, facts.Role, null);
        }

        static string? Codes(IEnumerable<string> codes) => string.Join(", ", codes.Order(StringComparer.Ordinal)) is { Length: > 0 } said ? said : null;
    }

    private sealed record Change<T>(T? Known, Action? Write);

    private static Change<T>? News<T>(
        Client client, IReadOnlyList<T> history, PeriodEntry entry, Func<T, bool> isSame, DateOnly? earlier, DateTimeOffset now) where T : RecordedPeriod
    {
        if (history.MaxBy(period => period.FromDate) is not { } last)
        {
            return new Change<T>(null, () => client.Begin(entry, now));
        }
        // What the allocation takes along begins on that day by the time this is written.
        var begins = ToBeginEarlier(history, earlier, entry.From) is null ? last.FromDate : entry.From;
        if (begins > entry.From || (isSame(last) && (last.UntilDate is null || last.UntilDate > entry.From)))
        {
            return null;
        }
        if (last.Compartment is not null)
        {
            return new Change<T>(last, null);
        }
        return begins < entry.From ? new Change<T>(last, () => client.Begin(entry, now))
            // The same allocation, corrected: only what a list has said a list corrects.
            : new Change<T>(last, last.Source == Source ? () => client.Correct(last.Id, entry with { Until = last.UntilDate }, now) : null);
    }

    private static Difference? Name(Client client, AllocationFacts facts, DateTimeOffset now)
    {
        var (family, given) = (PersonKey.Form(facts.FamilyName), PersonKey.Form(facts.GivenName));
        var isKnown = client.Names.Select(name => (name.FamilyName, name.GivenName)).Prepend((client.FamilyName, client.GivenName))
            .Any(name => PersonKey.Form(name.FamilyName) == family && PersonKey.Form(name.GivenName) == given);
        if (isKnown || family.Length == 0 || given.Length == 0)
        {
            return null;
        }
        // A name that was not known yet is the name; another one is kept beside the one in use, which a person changes.
        var isFirst = PersonKey.Form(client.FamilyName).Length == 0 || PersonKey.Form(client.GivenName).Length == 0;
        return new Difference(DifferenceField.Name, $"{client.FamilyName}, {client.GivenName}", $"{facts.FamilyName}, {facts.GivenName}", isFirst
            ? () => client.Set(Entry(client) with { FamilyName = facts.FamilyName, GivenName = facts.GivenName }, now)
            : () => client.SetNames(
            [
                .. client.Names.Select(name =>
                    new OtherName { Kind = name.Kind, Script = name.Script, FamilyName = name.FamilyName, GivenName = name.GivenName }),
                new OtherName { Kind = NameKind.Alias, Script = ScriptOf(facts), FamilyName = facts.FamilyName, GivenName = facts.GivenName },
            ], now));
    }

    // ISO 15924; Zyyy is undetermined.
    private static string ScriptOf(AllocationFacts facts) =>
        (facts.FamilyName + facts.GivenName).Where(char.IsLetter).All(letter => letter < '\u0250' || letter is >= '\u1E00' and < '\u1F00') ? "Latn" : "Zyyy";

    private static Difference? Birth(Client client, AllocationFacts facts, DateTimeOffset now)
    {
        var (known, listed) = (BirthDate.Of(client.BirthDate, client.BirthDatePrecision), facts.BirthDate);
        if (listed.Date is null || listed == known)
        {
            return null;
        }
        var coarser = known.Precision > listed.Precision ? known.Precision : listed.Precision;
        var agree = known.Date is null || BirthDate.Of(known.Date, coarser) == BirthDate.Of(listed.Date, coarser);
        var isFiner = listed.Precision < known.Precision;
        return agree && !isFiner ? null
            : new Difference(DifferenceField.BirthDate, Written(known), Written(listed)!, agree
                ? () => client.Set(Entry(client) with { BirthDate = listed.Date, BirthDatePrecision = listed.Precision }, now) : null);

        static string? Written(BirthDate date) => date.Date?.ToString(date.Precision switch
        {
            DatePrecision.Day => "yyyy-MM-dd",
            DatePrecision.Month => "yyyy-MM",
            _ => "yyyy",
        }, CultureInfo.InvariantCulture);
    }

    private static Difference? FileNumber(Client client, AllocationFacts facts, DateTimeOffset now)
    {
        var known = client.References.Where(reference => reference.Source == JudgedList.FileNumberSource).ToList();
        return HouseholdRule.FileKey(facts) is not { } key || known.Exists(reference => ClientKeys.OfReference(reference.Value) == key) ? null
            : new Difference(DifferenceField.FileNumber,
                known.Count == 0 ? null : string.Join(", ", known.Select(reference => reference.Value)), facts.FileNumber!, () => client.SetReferences(
                [
                    .. client.References.Select(reference => new ExternalReference { Source = reference.Source, Value = reference.Value }),
                    new ExternalReference { Source = JudgedList.FileNumberSource, Value = facts.FileNumber! },
                ], now));
    }

    private static PersonEntry Entry(Client client) => new()
    {
        FamilyName = client.FamilyName, GivenName = client.GivenName, BirthDate = client.BirthDate, BirthDatePrecision = client.BirthDatePrecision,
        Sex = client.Sex, Nationalities = client.Nationalities,
        CountryOfBirth = client.CountryOfBirth, CountryOfOrigin = client.CountryOfOrigin,
        Literacy = client.Literacy, EducationLevel = client.EducationLevel,
        Phone = client.Phone, Email = client.Email,
    };
}
