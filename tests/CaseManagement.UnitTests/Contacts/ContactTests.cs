using CaseManagement.Api.Contacts;
using CaseManagement.Api.Http;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Contacts;

public sealed class ContactTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly Guid[] Persons = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

    [Fact]
    public void A_contact_is_not_recorded_before_it_takes_place()
    {
        Assert.Equal("validation-failed", Assert.Throws<RefusedException>(() => With(Facts(Now.AddSeconds(1)), [0])).Type.Code);
        Assert.Equal(Now, With(Facts(Now), [0]).At);
    }

    [Fact]
    public void Only_who_was_present_in_a_contact_that_reached_somebody_was_reached() =>
        Prop.ForAll(ArbMap.Default.ArbFor<bool>(), ArbMap.Default.ArbFor<bool>(), (reached, present) =>
        {
            var contact = Contact.With(Guid.NewGuid(), Guid.NewGuid(), null, Guid.NewGuid(),
                Facts(Now) with { Reached = reached }, [new ContactPerson(Persons[0], Guid.NewGuid(), present)], Now);
            Assert.Equal(reached && present, Assert.Single(contact.Clients).Reached);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_corrected_contact_is_as_if_it_had_been_recorded_so() =>
        Prop.ForAll(Gen.Choose(1, 7).ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), Gen.Choose(0, 600).ToArbitrary(), (before, after, minutes) =>
        {
            var contact = With(Facts(Now), Chosen(before));
            var facts = Facts(Now.AddMinutes(-minutes)) with { Reached = minutes % 2 == 0 };
            contact.Correct(facts, PersonsOf(Chosen(after)), null, Now.AddDays(1));
            Assert.Equal(Chosen(after).Select(n => Persons[n]).Order(), contact.Clients.Select(client => client.ClientId).Order());
            Assert.All(contact.Clients, client => Assert.Equal((contact.At, contact.Reached, contact.TeamId), (client.At, client.Reached, client.TeamId)));
            Assert.Equal(contact.Clients.Count, contact.PersonCount);
            Assert.Equal(Now.AddDays(1), contact.CorrectedAt);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Corrections_end_after_14_days_to_the_second()
    {
        var contact = With(Facts(Now), [0]);
        contact.Correct(Facts(Now), PersonsOf([0]), null, Now + Contact.CorrectionTime);
        Assert.Equal("contact-correction-over", Assert.Throws<RefusedException>(
            () => contact.Correct(Facts(Now), PersonsOf([0]), null, Now + Contact.CorrectionTime + TimeSpan.FromSeconds(1))).Type.Code);
    }

    [Fact]
    public void An_anonymous_contact_stays_anonymous_and_a_personal_one_personal()
    {
        var anonymous = Contact.Anonymous(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Facts(Now), 4, Now);
        Assert.Equal("contact-stays-anonymous", Assert.Throws<RefusedException>(() => anonymous.Correct(Facts(Now), PersonsOf([0]), null, Now)).Type.Code);
        Assert.Equal("contact-stays-anonymous", Assert.Throws<RefusedException>(() => With(Facts(Now), [0]).Correct(Facts(Now), null, 3, Now)).Type.Code);
        Assert.Empty(anonymous.Clients);
    }

    private static ContactFacts Facts(DateTimeOffset at) => new("office", "counselled", true, at, 30, "prs", "professional", ["work"]);

    private static Contact With(ContactFacts facts, int[] persons) =>
        Contact.With(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), facts, PersonsOf(persons), Now);

    private static ContactPerson[] PersonsOf(int[] persons) => [.. persons.Select(n => new ContactPerson(Persons[n], Guid.NewGuid(), true))];

    private static int[] Chosen(int mask) => [.. Enumerable.Range(0, 3).Where(n => (mask >> n & 1) == 1)];
}
