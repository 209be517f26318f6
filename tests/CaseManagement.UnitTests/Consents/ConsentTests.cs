using CaseManagement.Api.Consents;
using CaseManagement.Api.Representations;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Consents;

public sealed class ConsentTests
{
    private static readonly DateTimeOffset Start = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2027, 6, 16);

    [Fact]
    public void The_legal_moves_are_these_and_no_others()
    {
        Assert.Equal(["Given countersign Given", "Given withdraw Withdrawn"], Consent.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}"));
        Assert.Equal(["Draft change Draft", "Draft publish Published", "Published retire Retired"],
            ConsentText.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order());
    }

    [Fact]
    public void A_withdrawal_stands_and_comes_after_the_consent()
    {
        var consent = Given(null);
        Assert.Equal("/withdrawnOn", Assert.Single(Assert.Throws<RefusedException>(
            () => consent.Withdraw(Today.AddDays(-1), "oral", null, null, Start)).Errors).Pointer);
        consent.Withdraw(Today, "oral", " Am Telefon ", null, Start);
        Assert.Equal((ConsentStatus.Withdrawn, "Am Telefon"), (consent.Status, consent.WithdrawalNote!));
        Assert.False(consent.IsInForce(Today));
        Assert.Equal(409, Assert.Throws<RefusedException>(() => consent.Withdraw(Today, "oral", null, null, Start)).Type.Status);
    }

    [Fact]
    public void It_covers_the_days_from_the_first_to_the_last_before_its_end()
    {
        var consent = Given(Today.AddDays(10));
        Assert.Equal([false, true, true, false],
            new[] { Today.AddDays(-1), Today, Today.AddDays(9), Today.AddDays(10) }.Select(consent.IsInForce));
    }

    [Fact]
    public void A_published_text_is_kept_and_needs_German()
    {
        var text = new ConsentText(Guid.CreateVersion7(), "vermittlung", 1, "referral", "Titel", [new Wording("prs", "متن")], null, Start);
        Assert.Equal("consent-text-german-missing", Assert.Throws<RefusedException>(() => text.Publish(Start)).Type.Code);
        text.Change("referral", "Titel", [new Wording("deu", "Text"), new Wording("prs", "متن")], Start);
        text.Publish(Start);
        Assert.Equal(409, Assert.Throws<RefusedException>(() => text.Change("referral", "Anders", [new Wording("deu", "Text")], Start)).Type.Status);
        Assert.Equal(2, text.Wordings.Count);
    }

    [Fact]
    public void Alone_from_18_on_and_for_own_social_benefits_from_15_on() => Prop.ForAll(
        Gen.Choose(0, 25_000).ToArbitrary(), Gen.Choose(0, 9000).ToArbitrary(), (bornDay, age) =>
        {
            var born = new DateOnly(1950, 1, 1).AddDays(bornDay);
            var day = born.AddDays(age);
            return ConsentRules.MayConsentAlone(day, born, false) == (day >= Birthday.Of(born, 18))
                && ConsentRules.MayConsentAlone(day, born, true) == (day >= Birthday.Of(born, 15));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_holder_of_joint_custody_alone_is_warned_of_also_where_the_other_one_is_on_record()
    {
        var born = new DateOnly(2012, 5, 14);
        var (mother, father) = (Joint(born), Joint(born));
        Assert.Equal(["second-custody-holder-missing"], Codes(born, [mother.Id], mother, father));
        Assert.Empty(Codes(born, [mother.Id, father.Id], mother, father));
        Assert.Empty(Codes(born, [], mother, father)); // 15, for own social benefits
        var later = ConsentRules.Warnings(Today, Birthday.Of(born, 18), born, [mother.Id, father.Id], [mother, father]);
        Assert.Equal("ask-anew-at-18", Assert.Single(later).Code);
    }

    private static IEnumerable<string> Codes(DateOnly born, Guid[] named, params Held[] all) =>
        ConsentRules.Warnings(Today, Today, born, named, all).Select(warning => warning.Code);

    private static Held Joint(DateOnly born) => new(Guid.NewGuid(), born, null, Custody.Joint, true, $"{Guid.NewGuid()}");

    private static Consent Given(DateOnly? until) => new((Guid.CreateVersion7(), Guid.CreateVersion7()),
        new AgreedText(Guid.CreateVersion7(), "vermittlung", 1, "referral", "Titel", "deu", "Text"),
        new ConsentFacts(["Diakonie", "Caritas"], [], ["base-data"], Today, until, "written", "read-alone", null, [], "Akte"), null, Start);
}
