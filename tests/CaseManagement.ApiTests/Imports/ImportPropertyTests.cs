using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.ApiTests.Imports;

/// <summary>For any list: twice, or in two shuffled halves, leads to the same persons as once.</summary>
public sealed class ImportPropertyTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly string[] Families = ["Karimi", "Al Hariri", "Osagie", "Bondarenko", "Haile"];
    private static readonly string[] Givens = ["Zahra", "Mohammad Reza", "Oleksandr", "Festus", "Selam"];

    // Rows out of few names and days, so that lists are full of repeated, known, doubtful and refused rows.
    private static readonly Gen<string> Row =
        from person in Gen.Choose(0, 11)
        from variant in Gen.Choose(0, 4)
        let family = Families[person % 5]
        let given = Givens[(person * 3 + person / 5) % 5]
        let household = person / 3
        select AllocationFile.Row(
            variant switch { 1 => family.ToUpperInvariant(), 2 => $"  {family}", _ => family }, given,
            variant == 4 ? "31.02.1990" : $"1{person % 8}.0{1 + person % 9}.19{60 + 3 * person}",
            $"H{household:000}", variant == 3 ? $"ES 2026 {household}" : $"ES-2026-{household}", sex: person % 2 == 0 ? "weiblich" : "männlich");

    [Fact]
    public void Any_list_twice_or_in_two_shuffled_halves_gives_the_same_persons_as_once()
    {
        var lists = from rows in Row.NonEmptyListOf()
                    let list = rows.Take(14).ToArray()
                    from order in Gen.Shuffle(list)
                    from cut in Gen.Choose(1, list.Length)
                    select (List: list, Halves: (string[][])[[.. order.Take(cut)], [.. order.Skip(cut)]]);
        Prop.ForAll(lists.ToArbitrary(), sample => Same(sample.List, sample.Halves).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12).WithEndSize(14));
    }

    private async Task<bool> Same(string[] list, string[][] halves)
    {
        var (once, twice, inHalves) = (await api.Given.ImportOffice(), await api.Given.ImportOffice(), await api.Given.ImportOffice());
        await once.Import(AllocationFile.Of(list));
        await twice.Import(AllocationFile.Of(list));
        await twice.Import(AllocationFile.Of(list));
        foreach (var half in halves.Where(half => half.Length > 0))
        {
            await inHalves.Import(AllocationFile.Of(half));
        }
        var persons = Written(await once.Persons());
        return persons == Written(await twice.Persons()) && persons == Written(await inHalves.Persons())
            && await once.Count("app.household") == await inHalves.Count("app.household");
    }

    // How the file number is written depends on which row comes first.
    private static string Written(string persons) => persons.Replace("ES 2026 ", "ES-2026-", StringComparison.Ordinal);
}
