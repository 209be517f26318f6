using System.Globalization;
using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>In which order persons found are shown.</summary>
public enum SearchSort
{
    /// <summary>Best match first.</summary>
    [JsonStringEnumMemberName("-score")] BestFirst,
    /// <summary>By family name, given name.</summary>
    [JsonStringEnumMemberName("name")] ByName,
}

/// <summary>Looks for persons by name in any spelling and script, or its beginning, by birth date, by a number of another office or of the household.</summary>
[Requires(Permission.ReadClients), OnRecord]
[Operation("Search persons", """
    By name in any spelling and script (Mohammad finds Mohamad, Al-Ahmad finds Alahmad, Yousef finds Youssuf), birth date or another
    office's number. Names may be half typed (`Bonda` finds Bondarenko, `Bondarenko K` the one whose given name begins so); whole ones come first.
    `q` is one box for all of it: names in any order, a birth date, a number, a household's reference. A POST, so that no name stands in a URL.
    """)]
public sealed record SearchClients : IQuery<ClientSearchPage>
{
    /// <summary>
    /// What was typed, as far as it was: names or their beginnings in any order, a birth date (`24.11.1992`, `1992-11-24`, `24111992`), a year of
    /// birth beside a name, numbers of other offices, the household's reference. Stands alone, without the four fields below. At most 200 characters.
    /// </summary>
    [Example(null)]
    public string? Q { get; init; }
    /// <summary>Family name or its beginning, or any name when it stands alone.</summary>
    [Example(Sample.FamilyName)]
    public string? FamilyName { get; init; }
    /// <summary>Given name, its beginning, or its initial.</summary>
    [Example(Sample.GivenName)]
    public string? GivenName { get; init; }
    /// <summary>Birth date. With a name: those who share it come first. Alone: only those.</summary>
    [Example(Sample.BirthDay)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>A number of another office, however it is written.</summary>
    [Example(null)]
    public string? Reference { get; init; }
    /// <summary>Best match first, or by name.</summary>
    public SearchSort Sort { get; init; }
    /// <summary>`nextCursor` of the page before.</summary>
    [Example(null)]
    public string? Cursor { get; init; }
    /// <summary>1 to 200, 50 where left out.</summary>
    [Example(50)]
    public int? Limit { get; init; }
    /// <summary>true: `count` tells how many persons fit.</summary>
    [Example(false)]
    public bool Count { get; init; }
}

/// <summary>A page of persons found.</summary>
/// <param name="Items">The persons.</param>
/// <param name="NextCursor">Send as "cursor" for the next page; null on the last one.</param>
/// <param name="IsComplete">False when the search fits so many that not all were compared: give more of the name, or a birth date.</param>
public sealed record ClientSearchPage(IReadOnlyList<ClientFound> Items, [Example(Sample.Cursor)] string? NextCursor, bool IsComplete) : IShowsPersons
{
    /// <summary>How many persons fit, of those that were compared; with count=true only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)]
    public int? Count { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Items.Select(item => item.Id);
}

/// <summary>A person found. No address: it may be restricted.</summary>
public sealed record ClientFound
{
    /// <summary>The person.</summary>
    public required Guid Id { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public required string FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public required string GivenName { get; init; }
    /// <summary>Birth date.</summary>
    [Example(Sample.BirthDay)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>How much of it is known.</summary>
    public required DatePrecision BirthDatePrecision { get; init; }
    /// <summary>Sex.</summary>
    [CodeOf(CodeLists.Sex)]
    public required string Sex { get; init; }
    /// <summary>Nationalities; the first one leads.</summary>
    [CodeOf(CodeLists.Nationality)]
    public required IReadOnlyList<string> Nationalities { get; init; }
    /// <summary>The household of today.</summary>
    public Guid? HouseholdId { get; init; }
    /// <summary>Its reference; null without a household.</summary>
    [Example(Sample.HouseholdReference)]
    public string? HouseholdReference { get; init; }
    /// <summary>The open case, where you see it.</summary>
    public CurrentCase? OpenCase { get; init; }
    /// <summary>How well the person fits, 0 to 100.</summary>
    [Example(87)]
    public required int Score { get; init; }
}

internal sealed class SearchClientsValidator : AbstractValidator<SearchClients>
{
    public SearchClientsValidator(CallContext call)
    {
        RuleFor(query => query.Q).MaximumLength(200);
        RuleFor(query => query.Q).Empty().When(query => query.FamilyName is not null || query.GivenName is not null || query.BirthDate is not null
            || query.Reference is not null).WithProblem(ClientProblems.BoxStandsAlone);
        RuleFor(query => query.FamilyName).MaximumLength(200);
        RuleFor(query => query.GivenName).MaximumLength(200);
        RuleFor(query => query.Reference).MaximumLength(100);
        RuleFor(query => query.Limit).InclusiveBetween(1, Cursor.Most).WithProblem(HttpProblems.LimitInvalid);
        RuleFor(query => query).Must(query => Typed.In(query, call.Today).IsAnything)
            .WithProblem(ClientProblems.NothingToSeek).OverridePropertyName("");
    }
}

internal sealed class SearchClientsHandler(CaseDb db, CallContext call) : IHandler<SearchClients, ClientSearchPage>
{
    // A frequent given name alone fits tens of thousands; what a person would not page through is not compared.
    private const int MostCompared = 1000;

    // From here up somebody is found as was typed; where nobody is, a letter may be wrong.
    private const int AsTyped = 81;

    private sealed record PlaceKey(Walk Walk);

    public async Task<ClientSearchPage> Handle(SearchClients request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var filter = request with { Cursor = null, Limit = null, Count = false };
        var after = Cursor.Read<PlaceKey>(request.Cursor, filter);

        var typed = Typed.In(request, call.Today);
        var (scored, complete) = await Scored(typed, cancellationToken);
        if (typed.Words.Count > 0 && scored.TrueForAll(found => found.Score < AsTyped))
        {
            (scored, complete) = await Scored(typed.WithSlip(), cancellationToken);
        }
        var alphabet = StringComparer.CurrentCultureIgnoreCase;
        var found = (request.Sort == SearchSort.ByName
            ? scored.OrderBy(f => f.FamilyName, alphabet).ThenBy(f => f.GivenName, alphabet).ThenBy(f => f.Id)
            : scored.OrderByDescending(f => f.Score).ThenBy(f => f.Id)).ToList();

        // The cursor holds no name: it goes on with the first who were not shown, whatever place a correction has given them.
        var walk = after?.Walk ?? Walk.StartInBody;
        var seen = walk.Seen();
        var rest = found.Where(f => !seen(f.Id)).Take(limit + 1).ToList();
        var page = Cursor.Page(rest, limit, filter, _ => new PlaceKey(walk.After([.. rest.Take(limit).Select(f => f.Id)])));
        return new ClientSearchPage(await WithWhereTheyStand(page.Items, cancellationToken), page.NextCursor, complete)
        {
            Count = request.Count ? found.Count : null,
        };
    }

    private async Task<(List<ClientFound> Found, bool Complete)> Scored(Typed typed, CancellationToken cancellationToken)
    {
        var (candidates, complete) = await Candidates(typed, cancellationToken);
        var sought = new Sought(typed);
        return ([.. candidates.Select(candidate => candidate.Found(sought.Score(candidate))).Where(found => found.Score > 0)], complete);
    }

    // For the page only, and as a plain join: one open case per client and one household per day are the database's rules.
    private async Task<IReadOnlyList<ClientFound>> WithWhereTheyStand(IReadOnlyList<ClientFound> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
        {
            return page;
        }
        var (ids, present) = (page.Select(f => f.Id).ToArray(), db.Set<HouseholdMember>().On(call.Today));
        var stands = await db.Set<Client>().Where(client => ids.Contains(client.Id)).Select(client => new
        {
            client.Id,
            Households = present.Where(m => m.ClientId == client.Id)
                .Join(db.Set<Household>(), m => m.HouseholdId, home => home.Id, (_, home) => new { home.Id, home.Reference }).ToList(),
            Cases = db.CurrentCases(call.Caller).Where(of => of.ClientId == client.Id).Select(of => of.Case).ToList(),
        }).ToDictionaryAsync(stand => stand.Id, cancellationToken);
        return
        [
            .. page.Select(f => f with
            {
                HouseholdId = stands[f.Id].Households is [var household, ..] ? household.Id : null,
                HouseholdReference = stands[f.Id].Households is [var home, ..] ? home.Reference : null,
                OpenCase = stands[f.Id].Cases.FirstOrDefault(),
            }),
        ];
    }

    // In steps on purpose: with the ids in hand PostgreSQL looks at the cases of these persons by index; in one
    // statement it guesses more rows and reads the cases of the whole organisation (seconds instead of milliseconds).
    private async Task<(List<Candidate> Candidates, bool Complete)> Candidates(Typed typed, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        var (keys, words) = (typed.Keys.Select(key => key.Key).ToArray(), typed.Keys.Select(key => key.Word).ToArray());
        // A birth date is a key as well: who shares it with the name shares more keys and is compared first. Of beginnings each word has to fit.
        var hits = await db.Database.SqlQuery<Guid>($"""
            select x.client_id as "Value" from (
                select k.client_id, w.word from unnest({keys}, {words}) w(key, word)
                join app.client_search_key k on k.organisation_id = {organisation} and k.key = w.key) x
            group by x.client_id having bool_or(x.word < 0) or count(distinct x.word) = {typed.Words.Count}
            order by count(*) desc, x.client_id limit {MostCompared + 1}
            """).ToListAsync(cancellationToken);
        var housed = typed.Numbers.Count == 0 ? [] : await (
            from member in db.Set<HouseholdMember>().On(call.Today)
            join household in db.Set<Household>().Referred([.. typed.Numbers]) on member.HouseholdId equals household.Id
            where household.OrganisationId == organisation
            orderby member.ClientId
            select member.ClientId).Take(MostCompared).ToListAsync(cancellationToken);
        if (hits.Count + housed.Count == 0)
        {
            return ([], true);
        }
        var ids = housed.Concat(hits.Take(MostCompared)).Distinct().ToArray();
        var candidates = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => ids.Contains(client.Id))
            .Select(client => new Candidate
            {
                Client = client,
                Names = client.Names.Select(name => new PersonName(name.FamilyName, name.GivenName)).ToList(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        return (candidates.ConvertAll(candidate => candidate with { IsHoused = housed.Contains(candidate.Client.Id) }), hits.Count <= MostCompared);
    }

    internal sealed record Candidate
    {
        public required Client Client { get; init; }
        public required List<PersonName> Names { get; init; }
        public bool IsHoused { get; init; }

        public ClientFound Found(int score) => new()
        {
            Id = Client.Id,
            FamilyName = Client.FamilyName,
            GivenName = Client.GivenName,
            BirthDate = Client.BirthDate,
            BirthDatePrecision = Client.BirthDatePrecision,
            Sex = Client.Sex,
            Nationalities = Client.Nationalities,
            Score = score,
        };
    }

    /// <summary>How well a person fits what was typed.</summary>
    private sealed class Sought(Typed typed)
    {
        // Below this a name is another name that happens to share a key.
        private const double Alike = 0.7;

        // Who types on finds the whole name first.
        private const double HalfTyped = 0.95;

        private readonly string? family = typed.FamilyName, given = typed.GivenName;
        private readonly string whole = $"{typed.FamilyName} {typed.GivenName}";

        public int Score(Candidate candidate)
        {
            var client = candidate.Client;
            if (candidate.IsHoused || typed.References.Any(client.SearchKeys.Contains))
            {
                return 100;
            }
            var date = Date(client);
            if (family is null && given is null)
            {
                return typed.BirthDate is null ? 0 : (int)(100 * date);
            }
            var name = candidate.Names.Select(Name).Append(Name(new PersonName(client.FamilyName, client.GivenName))).Max();
            return name < Alike ? 0 : (int)Math.Round(typed.BirthDate is null && typed.BirthYear is null ? 100 * name : (70 * name) + (30 * date));
        }

        // An initial is no name that could be alike.
        private readonly bool hasInitial = NameNormalizer.Parts($"{typed.FamilyName} {typed.GivenName}").Any(word => word.Length == 1);

        private double Name(PersonName name) => Math.Max(hasInitial ? 0 : Whole(name),
            HalfTyped * NameBeginnings.Score(whole, $"{name.FamilyName} {name.GivenName}"));

        private double Whole(PersonName name)
        {
            if (family is not null && given is not null)
            {
                var straight = (NameSimilarity.Score(family, name.FamilyName) + NameSimilarity.Score(given, name.GivenName)) / 2;
                var swapped = (NameSimilarity.Score(family, name.GivenName) + NameSimilarity.Score(given, name.FamilyName)) / 2;
                var whole = NameSimilarity.Score($"{family} {given}", $"{name.FamilyName} {name.GivenName}");
                return Math.Max(straight, 0.97 * Math.Max(swapped, whole));
            }
            var one = family ?? given;
            return Math.Max(NameSimilarity.Score(one, $"{name.FamilyName} {name.GivenName}"),
                Math.Max(NameSimilarity.Score(one, name.FamilyName), NameSimilarity.Score(one, name.GivenName)));
        }

        private double Date(Client client) => (typed.BirthDate, client.BirthDate) switch
        {
            (null, { } known) when typed.BirthYear == known.Year => 1,
            (null, _) => 0,
            (_, null) => 0.3,
            ({ } asked, { } known) when asked == known => 1,
            ({ } asked, { } known) when asked.Year == known.Year && (client.BirthDatePrecision == DatePrecision.Year
                || (client.BirthDatePrecision == DatePrecision.Month && asked.Month == known.Month)) => 0.8,
            ({ } asked, { } known) when asked.Year == known.Year && asked.Month == known.Day && asked.Day == known.Month => 0.7,
            ({ } asked, { } known) when asked.Year == known.Year => 0.3,
            _ => 0,
        };
    }
}

/// <summary>What was typed, taken apart.</summary>
internal sealed record Typed
{
    private static readonly string[] Days = ["d.M.yyyy", "d.M.yy", "yyyy-M-d", "d/M/yyyy", "d-M-yyyy"];

    // Without anything between them they may be a number as well.
    private static readonly string[] BareDays = ["ddMMyyyy", "yyyyMMdd"];

    public string? FamilyName { get; private init; }
    public string? GivenName { get; private init; }
    public DateOnly? BirthDate { get; private init; }
    /// <summary>Stated beside a name.</summary>
    public int? BirthYear { get; private init; }
    private static readonly char[] Blanks = [' ', ',', ';', '\t', '\n', '\u00a0'];

    /// <summary>Keys of references of households.</summary>
    public IReadOnlyList<string> Numbers { get; private init; } = [];
    /// <summary>Keys of numbers.</summary>
    public IReadOnlyList<string> References { get; private init; } = [];
    /// <summary>What to look up; of a beginning, of which word.</summary>
    public IReadOnlyList<(string Key, int Word)> Keys { get; private init; } = [];
    /// <summary>Which words have to fit where they are beginnings.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    public bool IsAnything => Keys.Count > 0;

    public static Typed In(SearchClients request, DateOnly today)
    {
        var typed = request.Q is { } q ? Box(q, today) : new Typed
        {
            FamilyName = request.FamilyName.Clean(), GivenName = request.GivenName.Clean(), BirthDate = request.BirthDate,
            References = request.Reference is { } reference ? [.. ClientKeys.OfTyped(reference)] : [],
        };
        var names = $"{typed.FamilyName} {typed.GivenName}";
        var (words, spelt) = (NameNormalizer.Parts(names), NameNormalizer.Parts(NameBeginnings.WrittenOut(names)));
        var whole = NameKeys.ToSeek(typed.FamilyName, typed.GivenName).Concat(typed.References);
        if (typed.BirthDate is { } date)
        {
            whole = whole.Append(ClientKeys.OfBirth(date));
        }
        return typed with
        {
            Words = words,
            Keys = [.. whole.Distinct().Select(key => (key, -1)), .. words.SelectMany((word, i) =>
                NameBeginnings.ToSeek(word, spelt.Count == words.Count ? spelt[i] : null).Select(key => (key, i)))],
        };
    }

    /// <summary>The same, where one letter of a word may be wrong.</summary>
    public Typed WithSlip() => this with
    {
        Keys = [.. Keys, .. Words.SelectMany((word, i) => NameBeginnings.ToSeekWithSlip(word).Select(key => (key, i))).Except(Keys)],
    };

    // Each number together with the word before it.
    private static IEnumerable<string> Joined(string q)
    {
        var words = q.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        return words.Zip(words.Skip(1)).Where(pair => pair.Second.Any(char.IsDigit)).Select(pair => pair.First + pair.Second);
    }

    // A word with a digit is a day or a number, and all of them together may be one that was typed with blanks; the others are names.
    private static Typed Box(string q, DateOnly today)
    {
        var words = q.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).ToLookup(word => word.Any(char.IsDigit));
        var names = string.Join(' ', words[false]).Clean();
        var (dates, numbers) = (new List<DateOnly>(), new List<string>());
        foreach (var word in words[true])
        {
            if (DateOnly.TryParseExact(word, Days, CultureInfo.GetCultureInfo("de-DE"), DateTimeStyles.None, out var day))
            {
                dates.Add(day > today ? day.AddYears(-100) : day); // Two digits of a year are those of somebody who is born.
            }
            else
            {
                numbers.Add(word);
                // Each way for itself: 20051112 is no day of the year 1112.
                dates.AddRange(BareDays
                    .Select(way => DateOnly.TryParseExact(word, way, CultureInfo.InvariantCulture, DateTimeStyles.None, out var bare) ? bare : default)
                    .Where(bare => bare.Year >= 1900 && bare <= today));
            }
        }
        int? year = names is not null && numbers is [{ Length: 4 } only]
            && int.TryParse(only, CultureInfo.InvariantCulture, out var y) && y is > 1900 and < 2100 ? y : null;
        if (year is not null)
        {
            numbers.Clear();
        }
        return new Typed
        {
            FamilyName = names,
            BirthDate = dates is [var born, ..] ? born : null,
            BirthYear = year,
            // "H 001" is one that was typed with a blank: the letters before it may belong to a number, or all that was typed.
            Numbers = [.. numbers.Concat(Joined(q)).Concat(numbers.Count > 0 ? [q] : []).Select(HouseholdReferences.KeyOf).Distinct()],
            References = [.. numbers.Append(string.Join(' ', numbers)).Append(q).SelectMany(ClientKeys.OfTyped).Distinct()],
        };
    }
}
