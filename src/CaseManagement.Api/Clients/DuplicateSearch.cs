using System.Globalization;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Somebody on file who may be the same person.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Score">How likely and why.</param>
/// <param name="FamilyName">As on file.</param>
/// <param name="GivenName">As on file.</param>
/// <param name="BirthDate">As on file.</param>
/// <param name="Sex">As on file.</param>
/// <param name="Nationalities">As on file.</param>
public sealed record DuplicateFound(
    Guid ClientId, DuplicateScore Score, string FamilyName, string GivenName, BirthDate BirthDate, string Sex, IReadOnlyList<string> Nationalities)
{
    /// <summary>Says nothing of the person, because texts of records end up in logs.</summary>
    public override string ToString() => $"{nameof(DuplicateFound)} {ClientId}";
}

/// <summary>
/// Looks for persons on file who may be the same, for any number of persons in one round trip. It looks through all of
/// the organisation, whoever looks after the person found: two files of one person is what it is to prevent. What of it
/// a caller may see is for the caller's use case to decide.
/// </summary>
public sealed class DuplicateSearch(CaseDb db)
{
    /// <summary>Compared in full, per person sought: those with the same birth date first, then those who share most keys.</summary>
    private const int Compared = 200;

    /// <summary>Who may be the same as each of the persons, possible and likely ones, best first.</summary>
    /// <param name="organisationId">Where to look.</param>
    /// <param name="persons">What is known of them; the answer has as many places.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="compare">How a person sought is compared with one on file, where it is not <see cref="DuplicateScore.Of"/>.</param>
    public async Task<IReadOnlyList<IReadOnlyList<DuplicateFound>>> Find(Guid organisationId, IReadOnlyList<PersonFacts> persons,
        CancellationToken cancellationToken, Func<PersonFacts, PersonFacts, DuplicateScore>? compare = null)
    {
        compare ??= DuplicateScore.Of;
        var sought = persons.SelectMany((person, place) => KeysOf(person).Select(key => (Place: place, Key: key, Birth: person.BirthDate.Date))).ToList();
        var found = persons.Select(_ => new List<DuplicateFound>()).ToList();
        if (sought.Count == 0)
        {
            return found;
        }
        int[] places = [.. sought.Select(s => s.Place)];
        string[] keys = [.. sought.Select(s => s.Key)];
        DateOnly?[] births = [.. sought.Select(s => s.Birth)];
        var rows = await db.Database.SqlQuery<Row>($"""
            with hit as (
                select s.place, k.client_id, s.birth, count(*) as keys
                from unnest({places}, {keys}, {births}) as s (place, key, birth)
                join app.client_search_key k on k.organisation_id = {organisationId} and k.key = s.key
                group by s.place, k.client_id, s.birth),
            ranked as (
                select h.place, c.id, row_number() over (partition by h.place order by (c.birth_date = h.birth) desc nulls last, h.keys desc, c.id) as rank
                from hit h join app.client c on c.id = h.client_id)
            select r.place as "Place", c.id as "Id", c.family_name as "FamilyName", c.given_name as "GivenName", c.birth_date as "BirthDate",
                   c.birth_date_precision as "BirthDatePrecision", c.sex as "Sex", c.nationalities as "Nationalities",
                   (select jsonb_agg(jsonb_build_object('FamilyName', n.family_name, 'GivenName', n.given_name))::text
                      from app.client_name n where n.client_id = c.id) as "Names",
                   (select jsonb_agg(jsonb_build_object('Source', f.source, 'Value', f.value))::text
                      from app.client_reference f where f.client_id = c.id) as "References",
                   array(select distinct h.reference from app.household_member m join app.household h on h.id = m.household_id
                      where m.client_id = c.id and h.reference is not null) as "Labels"
            from ranked r join app.client c on c.id = r.id
            where r.rank <= {Compared}
            """).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            var facts = row.Facts();
            var score = compare(persons[row.Place], facts);
            if (score.Likelihood != DuplicateLikelihood.Unlikely)
            {
                found[row.Place].Add(new DuplicateFound(row.Id, score, row.FamilyName, row.GivenName, facts.BirthDate, row.Sex, row.Nationalities));
            }
        }
        return [.. found.Select(list => (IReadOnlyList<DuplicateFound>)[.. list.OrderByDescending(f => f.Score.Score).ThenBy(f => f.ClientId)])];
    }

    /// <summary>
    /// Waits until nobody else is putting a person with one of these birth dates on file, and keeps others waiting until
    /// the transaction ends: between the search and the saving nobody slips in.
    /// </summary>
    public Task TakeTurn(Guid organisationId, IEnumerable<DateOnly?> births, CancellationToken cancellationToken)
    {
        // In one order everywhere, so that two who wait never wait for each other.
        string[] turns =
        [
            .. births.Select(birth => string.Create(CultureInfo.InvariantCulture, $"register {organisationId} {birth:yyyy-MM-dd}"))
                .Distinct().Order(StringComparer.Ordinal),
        ];
        return db.Database.ExecuteSqlAsync($"""
            select pg_advisory_xact_lock(hashtextextended(t.turn, 0)) from unnest({turns}) with ordinality t (turn, place) order by t.place
            """, cancellationToken);
    }

    private static IEnumerable<string> KeysOf(PersonFacts person) =>
        person.Names.SelectMany(name => NameKeys.ToSeek(name.FamilyName, name.GivenName))
            .Concat(person.References.Select(reference => ClientKeys.OfReference(reference.Source, reference.Value)).OfType<string>()).Distinct();

    private sealed record Row(
        int Place, Guid Id, string FamilyName, string GivenName, DateOnly? BirthDate, string BirthDatePrecision, string Sex, string[] Nationalities,
        string? Names, string? References, string[] Labels)
    {
        public PersonFacts Facts() => new()
        {
            Names = [new PersonName(FamilyName, GivenName), .. Names is null ? [] : JsonSerializer.Deserialize<PersonName[]>(Names)!],
            BirthDate = Clients.BirthDate.Of(BirthDate, BirthDatePrecision),
            Sex = Sex,
            Nationalities = Nationalities,
            References = References is null ? [] : JsonSerializer.Deserialize<PersonReference[]>(References)!,
            ListLabels = Labels,
        };
    }
}

/// <summary>What a person who is being entered is compared by.</summary>
public static class PersonFactsOf
{
    /// <summary>Of a person as entered.</summary>
    public static PersonFacts Facts(this PersonEntry person, IReadOnlyCollection<OtherName> names, IReadOnlyCollection<ExternalReference> references) => new()
    {
        Names = [new PersonName(person.FamilyName, person.GivenName), .. names.Select(name => new PersonName(name.FamilyName, name.GivenName))],
        BirthDate = person.Birth, Sex = person.Sex, Nationalities = person.Nationalities,
        References = [.. references.Select(reference => new PersonReference(reference.Source, reference.Value))],
    };
}
