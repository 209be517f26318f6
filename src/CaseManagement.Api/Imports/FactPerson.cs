using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Whom a row is about: somebody on file whom the caller sees, by everything that the row says of her or him: the id, a number of another office, the
/// household's reference, the names, the birth date. Exactly one person has to fit; nobody is ever created.
/// </summary>
internal static class FactPerson
{
    internal static readonly FactColumn ClientId = new("clientId", "Personen-ID", "Person id", false, FactCell.Id,
        "0199b6a0-0000-7000-8000-000000000001", ("Kennung der Person in dieser Anwendung", "the person's id in this product"), "Klienten-ID", "Client id");
    internal static readonly FactColumn Reference = Like(AllocationColumn.FileNumber, "reference", "ES-2026-1001",
        ("Aktenzeichen oder eine andere Nummer der Person (references)", "file number or another number of the person (references)"),
        "Kennzeichen", "Reference");
    internal static readonly FactColumn Household = Like(AllocationColumn.Household, "household", "H001",
        ("Bezeichnung des Haushalts", "the household's reference"));
    internal static readonly FactColumn FamilyName = Like(AllocationColumn.FamilyName, "familyName", "Karimi", ("Familienname", "family name"));
    internal static readonly FactColumn GivenName = Like(AllocationColumn.GivenName, "givenName", "Zahra", ("Vorname", "given name"));
    internal static readonly FactColumn BirthDate = Like(AllocationColumn.BirthDate, "birthDate", "26.10.1986",
        ("Geburtsdatum; 01.01. steht für das Jahr", "birth date; 1 January stands for the year")) with
    { Type = FactCell.DayOrLess };

    /// <summary>None of them is required; a row states enough to fit one person.</summary>
    internal static IReadOnlyList<FactColumn> Columns { get; } = [ClientId, Reference, Household, FamilyName, GivenName, BirthDate];

    private static FactColumn Like(AllocationColumn column, string key, string example, (string De, string En) meaning, params string[] more) =>
        new(key, column.German, column.English, false, FactCell.Text, example, meaning, [.. column.Synonyms, .. more]) { Longest = 200 };

    private sealed record Sought(Guid? Id, string? Reference, string? Household, string? Family, string? Given, BirthDate? Born)
    {
        internal bool IsEnough => Id is not null || Reference is not null || (Family is not null && Given is not null && Born is { Date: not null });

        public override string ToString() => nameof(Sought);
    }

    /// <summary>The person of each row, or why there is none. Runs as the caller: whom he does not see there is not.</summary>
    internal static async Task<IReadOnlyList<(Guid? Client, IReadOnlyList<FactFault> Faults)>> Find(
        CaseDb db, CallContext call, IReadOnlyList<FactCells> rows, CancellationToken cancellationToken)
    {
        var sought = rows.Select(row => new Sought(row.Id(ClientId), row.Text(Reference), row.Text(Household), row.Text(FamilyName), row.Text(GivenName),
            row.Birth(BirthDate))).ToList();
        Guid[] ids = [.. sought.Select(row => row.Id).OfType<Guid>().Distinct()];
        string[] keys =
        [
            .. sought.Where(row => row is { Id: null, Reference: not null }).SelectMany(row => ClientKeys.OfTyped(row.Reference!)).Distinct(),
        ];
        DateOnly[] births = [.. sought.Where(row => row is { Id: null, Reference: null }).Select(row => row.Born?.Date).OfType<DateOnly>().Distinct()];
        var own = call.Caller.RequiredOrganisationId;
        var byKey = keys.Length == 0 ? [] : await db.Database.SqlQuery<Guid>($"""
            select distinct k.client_id as "Value" from app.client_search_key k where k.organisation_id = {own} and k.key = any({keys})
            """).ToArrayAsync(cancellationToken);
        Guid[] named = [.. ids, .. byKey];
        var found = await db.Set<Client>().VisibleTo(db, call.Caller)
            .Where(client => client.OrganisationId == own && (named.Contains(client.Id) || births.Contains(client.BirthDate!.Value)))
            .Include(client => client.Names).AsNoTracking().ToListAsync(cancellationToken);
        Guid[] all = [.. found.Select(client => client.Id)];
        var households = sought.TrueForAll(row => row.Household is null) ? [] : (await (
            from member in db.Set<HouseholdMember>()
            join household in db.Set<Household>() on member.HouseholdId equals household.Id
            where all.Contains(member.ClientId) && household.Reference != null
            select new { member.ClientId, household.Reference }).ToListAsync(cancellationToken))
            .Select(row => (row.ClientId, HouseholdRule.LabelKey(row.Reference!))).ToHashSet();
        var byId = found.ToDictionary(client => client.Id);
        var byReference = found.SelectMany(client => client.SearchKeys.Select(key => (Key: key, client))).ToLookup(pair => pair.Key, pair => pair.client);
        var byBirth = found.ToLookup(client => client.BirthDate);
        return [.. sought.Select((row, i) => rows[i].Faults.Count > 0 ? (null, rows[i].Faults) : Person(row))];

        (Guid?, IReadOnlyList<FactFault>) Person(Sought row)
        {
            if (!row.IsEnough)
            {
                return (null, [FactFault.Of(FactRule.PersonNotNamed, null)]);
            }
            var near = row.Id is { } id ? byId.TryGetValue(id, out var one) ? [one] : []
                : row.Reference is { } reference ? ClientKeys.OfTyped(reference).SelectMany(key => byReference[key]) : byBirth[row.Born?.Date];
            var fitting = near.Where(client => Fits(row, client)).Select(client => client.Id).Distinct().Take(2).ToList();
            return fitting is [var only] ? (only, [])
                : (null, [FactFault.Of(fitting.Count == 0 ? FactRule.PersonUnknown : FactRule.PersonAmbiguous, null)]);
        }

        bool Fits(Sought row, Client client) =>
            (row.Reference is null || ClientKeys.OfTyped(row.Reference).Any(client.SearchKeys.Contains))
            && (row.Household is null || households.Contains((client.Id, HouseholdRule.LabelKey(row.Household))))
            && (row.Born is not { Date: not null } born || Clients.BirthDate.Of(client.BirthDate, client.BirthDatePrecision) == born)
            && client.Names.Select(name => (name.FamilyName, name.GivenName)).Prepend((client.FamilyName, client.GivenName))
                .Any(name => (row.Family is null || PersonKey.Form(name.FamilyName) == PersonKey.Form(row.Family))
                    && (row.Given is null || PersonKey.Form(name.GivenName) == PersonKey.Form(row.Given)));
    }

}
