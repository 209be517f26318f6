using CaseManagement.Api.Referrals;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Referrals;

public sealed class ReferralTests
{
    private static readonly DateTimeOffset Start = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly Caller Sender = new() { OrganisationId = Guid.CreateVersion7(), StaffId = Guid.CreateVersion7() };

    private static readonly string[] Moves = [.. Referral.Table.Select(rule => rule.Action).Distinct()];

    [Fact]
    public void The_moves_that_change_a_state_are_those_of_the_design_and_each_is_one_sides() => Assert.Equal(
        [
            "Accepted return Returned by Recipient", "Accepted start InProgress by Recipient", "Accepted withdraw Withdrawn by Sender",
            "Draft send Sent by Sender", "InProgress complete Completed by Recipient", "InProgress fail Failed by Recipient",
            "InProgress hold OnHold by Recipient", "InProgress return Returned by Recipient", "InProgress withdraw Withdrawn by Sender",
            "OnHold complete Completed by Recipient", "OnHold fail Failed by Recipient", "OnHold resume InProgress by Recipient",
            "OnHold return Returned by Recipient", "OnHold withdraw Withdrawn by Sender", "Sent accept Accepted by Recipient",
            "Sent expire Expired by System", "Sent reject Rejected by Recipient", "Sent withdraw Withdrawn by Sender",
        ],
        Referral.Table.Where(rule => rule.From != rule.To).Select(rule => $"{rule.From} {rule.Action} {rule.To} by {rule.By}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_negative_end_and_every_outcome_is_coded() => Assert.All(
        Referral.Table.Where(rule => rule.To is ReferralStatus.Rejected or ReferralStatus.Withdrawn or ReferralStatus.Returned or ReferralStatus.Failed
            or ReferralStatus.Completed && rule.From != rule.To),
        rule => Assert.NotNull(rule.Reasons));

    [Fact]
    public void A_blocked_one_only_ends_or_is_unblocked() => Assert.Equal(["expire", "fail", "return", "withdraw"], Referral.Table
        .Where(rule => rule.WhileBlocked && rule.From != rule.To).Select(rule => rule.Action).Distinct().Order());

    [Fact]
    public void The_database_repeats_the_moves()
    {
        var sql = CaseManagement.Api.Persistence.SqlFiles.OfThisBuild.Routines.Single(file => file.Name == "Referrals/KeepReferral.sql").Text;
        var repeated = System.Text.RegularExpressions.Regex.Matches(sql, @"\('(\w+)', '(\w+)'\)").Select(pair => $"{pair.Groups[1]} {pair.Groups[2]}");
        Assert.Equal(
            Referral.Table.Where(rule => rule.From != rule.To).Select(rule => $"{SnakeCase.Of($"{rule.From}")} {SnakeCase.Of($"{rule.To}")}")
                .Distinct().Order(StringComparer.Ordinal),
            repeated.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_sequence_of_moves_by_both_sides_reaches_a_state_outside_the_table() =>
        Prop.ForAll(
            Gen.Elements(Moves).SelectMany(move => Gen.Elements(Enum.GetValues<ReferralSide>()).SelectMany(side =>
                Gen.Choose(0, 9).Select(blocks => (Move: move, Side: side, Blocks: blocks == 0)))).ListOf().ToArbitrary(),
            steps => Play(steps)).QuickCheckThrowOnFailure();

    private static void Play(IEnumerable<(string Move, ReferralSide Side, bool Blocks)> steps)
    {
        var referral = Written();
        foreach (var ((move, side, blocks), number) in steps.Select((step, number) => (step, number)))
        {
            if (blocks)
            {
                referral.Block(BlockReason.ConsentWithdrawn, Sender, Start);
            }
            var (status, blocked, closed) = (referral.Status, referral.BlockedSince is not null, referral.ClosedAt is not null);
            var rule = Referral.Table.SingleOrDefault(line => line.From == status && line.Action == move && line.By == side);
            try
            {
                Step(referral, move, side, Start.AddMinutes(number));
                Assert.NotNull(rule);
                Assert.Equal(rule.To, referral.Status);
                Assert.True(!blocked || rule.WhileBlocked);
                // What was received has to go also when all else is done; as long as it stays, it is set right, and rests on a consent.
                Assert.True(!closed || move == Referral.ConfirmMove
                    || (status == ReferralStatus.Completed && move is Referral.CorrectMove or Referral.UnblockMove));
            }
            catch (RefusedException refused)
            {
                Assert.Equal(409, refused.Type.Status);
                // What is offered instead is this side's, and can be made.
                Assert.All((IReadOnlyList<string>)refused.Extensions.GetValueOrDefault("allowedActions", Array.Empty<string>())!, offered => Assert.Contains(
                    Referral.Table, line => line.From == status && line.Action == offered && line.By == side && (!blocked || line.WhileBlocked)));
                Assert.Equal((status, blocked, closed), (referral.Status, referral.BlockedSince is not null, referral.ClosedAt is not null));
            }
            Assert.Equal(referral.EndedAt is not null, !Referral.IsOpen(referral.Status));
            Assert.True(referral.ClosedAt is null || referral.EndedAt is not null);
        }
    }

    [Fact]
    public void Only_what_rests_on_a_consent_goes_on_by_another_one()
    {
        Assert.Equal("referral-not-blocked", Refused(Sent(null), Guid.CreateVersion7()));
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var referral = Sent(first);
        Assert.Equal("referral-not-blocked", Refused(referral, first));
        referral.Unblock(second, Sender, Start);
        Assert.Equal((second, ReferralStatus.Sent), (referral.ConsentId, referral.Status));
        referral.Block(BlockReason.ConsentWithdrawn, Sender, Start);
        referral.Unblock(first, Sender, Start);
        Assert.Equal((first, null), (referral.ConsentId, referral.BlockedSince));

        static string Refused(Referral referral, Guid consent) =>
            Assert.Throws<RefusedException>(() => referral.Unblock(consent, Sender, Start)).Type.Code;

        static Referral Sent(Guid? consent)
        {
            var referral = Written(consent);
            referral.Send(new DateOnly(2027, 6, 30), Sender, Start);
            return referral;
        }
    }

    [Fact]
    public void Nothing_is_begun_or_corrected_but_by_a_consent_in_force_and_what_was_begun_goes_on() =>
        Assert.Equal([Referral.AcceptMove, Referral.CorrectMove], Referral.Table.Where(rule => rule.NeedsConsent).Select(rule => rule.Action).Distinct());

    [Fact]
    public void An_acceptance_that_is_recorded_later_was_given_on_its_day_and_never_before_the_sending()
    {
        foreach (var (day, at) in new (DateOnly?, DateTimeOffset)[]
        {
            (null, Start.AddDays(3)), (new DateOnly(2027, 6, 19), Start.AddDays(3)), (new DateOnly(2027, 6, 18), LocalTime.StartOf(new DateOnly(2027, 6, 18))),
            (new DateOnly(2027, 6, 16), Start),
        })
        {
            var referral = Written();
            referral.Send(new DateOnly(2027, 6, 30), Sender, Start);
            referral.Make(Referral.AcceptMove, ReferralSide.Recipient, Sender, new MoveReason(On: day), Start.AddDays(3));
            Assert.Equal(at, referral.AcceptedAt);
        }
    }

    private static void Step(Referral referral, string move, ReferralSide side, DateTimeOffset now)
    {
        if (move == Referral.SendMove && side == ReferralSide.Sender)
        {
            referral.Send(new DateOnly(2027, 6, 30), Sender, now);
        }
        else if (move == Referral.UnblockMove && side == ReferralSide.Sender)
        {
            referral.Unblock(Guid.CreateVersion7(), Sender, now);
        }
        else
        {
            referral.Make(move, side, Sender, new MoveReason("code", null, move == Referral.RejectMove ? DeclinedBy.Client : null), now);
        }
    }

    [Fact]
    public void Of_a_person_only_the_chosen_fields_are_in_the_document() =>
        Prop.ForAll(Gen.Elements(Enum.GetValues<ReferralField>()).ListOf().ToArbitrary(), fields =>
        {
            var all = new DisclosedPerson
            {
                FamilyName = "F1", GivenName = "G1", BirthDate = new DateOnly(1991, 4, 17), Sex = "female", Nationalities = ["AFG"], Languages = [],
                Phone = "P1", Email = "E1", Address = new DisclosedAddress("S1", "73207", "T1"), ResidenceStatus = ["25-3"], Benefits = ["sgb2"],
                EducationLevel = "isced-3", Work = ["part-time"], Needs = [],
            };
            var chosen = all.Only(fields);
            var shown = typeof(DisclosedPerson).GetProperties().Where(property => property.GetValue(chosen) is not null).Select(property => property.Name);
            Assert.Equal(fields.Distinct().SelectMany(NamesOf).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<string> NamesOf(ReferralField field) => field switch
    {
        ReferralField.Name => ["FamilyName", "GivenName"],
        ReferralField.Education => ["EducationLevel"],
        _ => [field.ToString()],
    };

    private static Referral Written(Guid? consent = null) => new((Sender.RequiredOrganisationId, Guid.CreateVersion7(), Guid.CreateVersion7()),
        (Guid.CreateVersion7(), Guid.CreateVersion7()),
        new ReferralContent("counselling", consent is null ? "own-duty" : "consent", consent, " Bitte ", [ReferralField.Name], [], []), null, Start);
}
