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

/// <summary>Looks for persons by name in any spelling and script, by birth date, by a number of another office.</summary>
[Requires(Permission.ReadClients), OnRecord]
[Operation("Search persons", """
    By name in any spelling and script (Mohammad finds Mohamad, Al-Ahmad finds Alahmad, Yousef finds Youssuf), birth date or another
    office's number. A POST, so that no name stands in a URL.
    """)]
public sealed record SearchClients : IQuery<ClientSearchPage>
{
    /// <summary>Family name, or any name when it stands alone.</summary>
    [Example(Sample.FamilyName)]
    public string? FamilyName { get; init; }
    /// <summary>Given name.</summary>
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
    /// <summary>The open case, where you see it.</summary>
    public CurrentCase? OpenCase { get; init; }
    /// <summary>How well the person fits, 0 to 100.</summary>
    [Example(87)]
    public required int Score { get; init; }
}

internal sealed class SearchClientsValidator : AbstractValidator<SearchClients>
{
    public SearchClientsValidator()
    {
        RuleFor(query => query.FamilyName).MaximumLength(200);
        RuleFor(query => query.GivenName).MaximumLength(200);
        RuleFor(query => query.Reference).MaximumLength(100);
        RuleFor(query => query.Limit).InclusiveBetween(1, Cursor.Most).WithProblem(HttpProblems.LimitInvalid);
        RuleFor(query => query).Must(query => SearchClientsHandler.Keys(query).Count > 0)
            .WithProblem(ClientProblems.NothingToSeek).OverridePropertyName("");
    }
}

internal sealed class SearchClientsHandler(CaseDb db, CallContext call) : IHandler<SearchClients, ClientSearchPage>
{
    // A frequent given name alone fits tens of thousands; what a person would not page through is not compared.
    private const int MostCompared = 1000;

    private sealed record PlaceKey(Walk Walk);

    public async Task<ClientSearchPage> Handle(SearchClients request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var filter = request with { Cursor = null, Limit = null, Count = false };
        var after = Cursor.Read<PlaceKey>(request.Cursor, filter);

        var (candidates, complete) = await Candidates(request, cancellationToken);
        var sought = new Sought(request);
        var scored = candidates.Select(candidate => candidate.Found(sought.Score(candidate))).Where(found => found.Score > 0);
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
            Households = present.Where(m => m.ClientId == client.Id).Select(m => m.HouseholdId).ToList(),
            Cases = db.CurrentCases(call.Caller).Where(of => of.ClientId == client.Id).Select(of => of.Case).ToList(),
        }).ToDictionaryAsync(stand => stand.Id, cancellationToken);
        return
        [
            .. page.Select(f => f with
            {
                HouseholdId = stands[f.Id].Households is [var household, ..] ? household : null,
                OpenCase = stands[f.Id].Cases.FirstOrDefault(),
            }),
        ];
    }

    internal static IReadOnlyCollection<string> Keys(SearchClients request)
    {
        var keys = new HashSet<string>(NameKeys.ToSeek(request.FamilyName, request.GivenName));
        if (request.BirthDate is { } date)
        {
            keys.Add(ClientKeys.OfBirth(date));
        }
        if (request.Reference is { } reference && ClientKeys.OfReference(reference) is { } key)
        {
            keys.Add(key);
        }
        return keys;
    }

    // In steps on purpose: with the ids in hand PostgreSQL looks at the cases of these persons by index; in one
    // statement it guesses more rows and reads the cases of the whole organisation (seconds instead of milliseconds).
    private async Task<(List<Candidate> Candidates, bool Complete)> Candidates(SearchClients request, CancellationToken cancellationToken)
    {
        var (organisation, keys) = (call.Caller.RequiredOrganisationId, Keys(request).ToArray());
        // A birth date is a key as well: who shares it with the name shares more keys and is compared first.
        var hits = await db.Set<ClientSearchKey>().Where(key => key.OrganisationId == organisation && keys.Contains(key.Key))
            .GroupBy(key => key.ClientId).Select(group => new { ClientId = group.Key, Keys = group.Count() })
            .OrderByDescending(hit => hit.Keys).ThenBy(hit => hit.ClientId).Take(MostCompared + 1).ToListAsync(cancellationToken);
        if (hits.Count == 0)
        {
            return ([], true);
        }
        var ids = hits.Take(MostCompared).Select(hit => hit.ClientId).ToArray();
        var candidates = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => ids.Contains(client.Id))
            .Select(client => new Candidate
            {
                Client = client,
                Names = client.Names.Select(name => new PersonName(name.FamilyName, name.GivenName)).ToList(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        return (candidates, hits.Count <= MostCompared);
    }

    internal sealed record Candidate
    {
        public required Client Client { get; init; }
        public required List<PersonName> Names { get; init; }

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

    /// <summary>What was asked, made ready for comparing.</summary>
    private sealed class Sought(SearchClients request)
    {
        // Below this a name is another name that happens to share a key.
        private const double Alike = 0.7;

        private readonly string? family = request.FamilyName.Clean(), given = request.GivenName.Clean();
        private readonly string? reference = request.Reference is null ? null : ClientKeys.OfReference(request.Reference);

        public int Score(Candidate candidate)
        {
            var client = candidate.Client;
            if (reference is not null && client.SearchKeys.Contains(reference))
            {
                return 100;
            }
            var date = Date(client);
            if (family is null && given is null)
            {
                return request.BirthDate is null ? 0 : (int)(100 * date);
            }
            var name = candidate.Names.Select(Name).Append(Name(new PersonName(client.FamilyName, client.GivenName))).Max();
            return name < Alike ? 0 : (int)Math.Round(request.BirthDate is null ? 100 * name : (70 * name) + (30 * date));
        }

        private double Name(PersonName name)
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

        private double Date(Client client) => (request.BirthDate, client.BirthDate) switch
        {
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
