using System.Text.Json;
using CaseManagement.Api.Handovers;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Handovers;

/// <summary>The gate before submission, and the document that it lets through.</summary>
public sealed class CompletenessTests
{
    private static readonly Guid Team = Guid.CreateVersion7();

    [Fact]
    public void A_complete_handover_lacks_nothing()
    {
        var person = Person();
        Assert.Empty(Check([person], Documents(person)));
    }

    [Fact]
    public void An_empty_household_is_not_handed_over() => Assert.Equal(["household-empty"], Codes(Check([], [])));

    [Fact]
    public void A_person_without_case_with_a_case_elsewhere_or_without_assessment_is_named()
    {
        var (none, other, raw) = (Person(team: null), Person(team: Guid.CreateVersion7()), Person(assessed: false));
        var missing = Check([none, other, raw], Documents(none, other, raw));
        Assert.Equal(["case-missing", "case-of-other-team", "assessment-missing"], Codes(missing));
        Assert.Equal([none.Person.ClientId, other.Person.ClientId, raw.Person.ClientId], missing.Select(item => item.ClientId!.Value));
    }

    [Theory]
    [InlineData(true, null, null, true)]
    [InlineData(true, " ", null, true)]
    [InlineData(true, "Wohnungshilfe", null, false)]
    [InlineData(true, null, "no-offer", false)]
    [InlineData(false, null, null, false)]
    public void An_urgent_need_has_a_proposed_service_or_a_stated_gap(bool isUrgent, string? service, string? gap, bool isMissing)
    {
        var need = new PackageNeed(Guid.CreateVersion7(), "housing", "acute", isUrgent, "Kündigung", service, gap, null);
        var person = Person(needs: [need]);
        Assert.Equal(isMissing ? [Places.Need(person.Person.ClientId, need.Id)] : [], Check([person], Documents(person)).Select(item => item.Place));
    }

    [Fact]
    public void Documents_of_each_person_open_items_answers_and_readable_inclusions_are_asked_for()
    {
        var (person, gone, hidden) = (Person(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var missing = Completeness.Check(
            Team,
            new HouseholdFacts(null, [person], [], []),
            new GateInput(
                [new PackageDocumentLine(gone, "passport", true, null), new PackageDocumentLine(null, "tenancy", true, null)],
                [],
                false,
                [hidden],
                ["/persons/x"]));
        Assert.Equal(["documents-missing", "person-left", "open-items-missing", "included-item-hidden", "answer-missing"], Codes(missing));
    }

    [Fact]
    public void Nobody_can_be_forgotten()
    {
        // However many persons: whoever lacks something is named, and whoever lacks nothing is not.
        Prop.ForAll(Gen.ListOf(Gen.Elements(0, 1, 2, 3)).ToArbitrary(), lacks =>
        {
            var persons = lacks.Select(lack => (lack, facts: Person(team: lack == 1 ? null : Team, assessed: lack != 2))).ToList();
            var missing = Check([.. persons.Select(p => p.facts)], Documents([.. persons.Where(p => p.lack != 3).Select(p => p.facts)]));
            return persons.All(p => missing.Any(item => item.ClientId == p.facts.Person.ClientId) == (p.lack != 0));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_canonical_text_survives_reading_and_writing_byte_for_byte()
    {
        var person = Person(needs: [new PackageNeed(Guid.CreateVersion7(), "housing", "acute", true, "Größe \"42\" <m²>", null, "no-offer", null)]);
        var document = Document(person);
        var text = document.ToCanonicalJson();
        Assert.Equal(text, PackageDocument.Read(text).ToCanonicalJson());
        Assert.StartsWith("{\"format\":\"handover-package/1\",\"handoverId\":", text, StringComparison.Ordinal);
        Assert.Contains("Größe", text, StringComparison.Ordinal);
        Assert.Equal(
            Convert.ToHexStringLower(PackageDocument.Hash(text)),
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Every_item_has_one_place_that_stays_the_same_over_the_versions()
    {
        var person = Person(needs: [new PackageNeed(Guid.CreateVersion7(), "work", "low", false, null, null, null, null)]);
        var first = Document(person);
        var second = first with { Version = 2, SubmittedAt = first.SubmittedAt.AddDays(1), Persons = [Person().Person, .. first.Persons] };
        Assert.Equal(5, first.Items().Count);
        Assert.All(first.Items(), item => Assert.Equal(item.Value, second.Items()[item.Key]));
    }

    [Fact]
    public void A_restricted_item_stands_in_the_package_by_its_hash_only()
    {
        var secret = new RestrictedContent(
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            RestrictedKind.Record,
            "health",
            JsonSerializer.SerializeToElement(new { text = "Diagnose" }));
        var document = Document(Person()) with { Restricted = [secret.ForPackage()] };
        Assert.DoesNotContain("Diagnose", document.ToCanonicalJson(), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(PackageDocument.Hash(secret.ToCanonicalJson())), document.Restricted[0].Sha256);
    }

    private static IReadOnlyList<MissingItem> Check(PersonFacts[] persons, PackageDocumentLine[] documents) =>
        Completeness.Check(Team, new HouseholdFacts("H001", persons, [], []), new GateInput(documents, [], true, [], []));

    private static string[] Codes(IEnumerable<MissingItem> missing) => [.. missing.Select(item => item.Code)];

    private static PackageDocumentLine[] Documents(params PersonFacts[] persons) =>
        [.. persons.Select(person => new PackageDocumentLine(person.Person.ClientId, "passport", false, "verloren"))];

    private static PersonFacts Person(bool assessed = true, PackageNeed[]? needs = null) => Person(Team, assessed, needs);

    private static PersonFacts Person(Guid? team, bool assessed = true, PackageNeed[]? needs = null) =>
        new(
            team,
            new PackagePerson
            {
                ClientId = Guid.CreateVersion7(),
                CaseId = Guid.CreateVersion7(),
                Role = "applicant",
                FamilyName = "Beispiel",
                GivenName = "Kim",
                BirthDatePrecision = "unknown",
                Sex = "female",
                Assessment = assessed ? new PackageAssessment(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch) : null,
                Needs = needs ?? [],
            });

    private static PackageDocument Document(PersonFacts person) =>
        new()
        {
            HandoverId = Guid.CreateVersion7(),
            Version = 1,
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Sender = new(Guid.Empty, "Landkreis", Guid.Empty, "GU"),
            Receiver = new(Guid.Empty, "Stadt", Guid.Empty, "IM"),
            HouseholdId = Guid.CreateVersion7(),
            Persons = [person.Person],
            Documents = Documents(person),
            OpenItems = [new PackageOpenItem(Guid.CreateVersion7(), null, "Post", null)],
            Restricted = [new PackageRestrictedItem(Guid.CreateVersion7(), person.Person.ClientId, RestrictedKind.Need, "health", "00")],
        };
}
