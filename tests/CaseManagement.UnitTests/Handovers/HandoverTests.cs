using CaseManagement.Api.Handovers;
using CaseManagement.Api.Http;
using CaseManagement.Api.Reminders;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Handovers;

/// <summary>The state machine of DESIGN § 3.</summary>
public sealed class HandoverTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Party Sender = new(Guid.CreateVersion7(), Guid.CreateVersion7());
    private static readonly Party Receiver = new(Guid.CreateVersion7(), Guid.CreateVersion7());
    private static readonly HandoverTerms Terms = new();

    [Fact]
    public void The_legal_moves_are_those_of_the_design_and_no_others()
    {
        string[] design =
        [
            "Draft submit Submitted",
            "ClarificationRequested submit Submitted",
            "Submitted accept Accepted",
            "Submitted request-clarification ClarificationRequested",
            "Submitted decline Declined",
            "Submitted withdraw Withdrawn",
            "ClarificationRequested withdraw Withdrawn",
            "Submitted expire Expired",
            "Accepted complete Completed",
        ];
        Assert.Equal(design.Order(), Handover.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order());
    }

    [Fact]
    public void Whatever_is_tried_in_whatever_order_only_legal_moves_happen_and_each_is_recorded_once()
    {
        var actions = Gen.Elements(Handover.Moves.Actions.ToArray());
        Prop.ForAll(Gen.ListOf(actions).ToArbitrary(), sequence =>
        {
            var (handover, now, steps) = (New(), Start, 1);
            foreach (var action in sequence)
            {
                now = now.AddDays(1);
                var before = handover.Status;
                var legal = Handover.Moves.Allows(before, action) && (action != Handover.ExpireMove || handover.ExpiresOn < Day(now));
                try
                {
                    Do(handover, action, now);
                    steps++;
                    if (!legal || handover.Status != Handover.Moves.Next(before, action))
                    {
                        return false;
                    }
                }
                catch (RefusedException refused)
                {
                    if (legal || refused.Type.Status != 409 || handover.Status != before)
                    {
                        return false;
                    }
                }
                if (!Holds(handover) || handover.History.Count != steps)
                {
                    return false;
                }
            }
            return handover.History.Skip(1).Zip(handover.History, (next, last) => next.FromStatus == last.ToStatus).All(unbroken => unbroken);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_ended_handover_stays_as_it_is()
    {
        foreach (var end in new[] { HandoverStatus.Declined, HandoverStatus.Withdrawn, HandoverStatus.Expired, HandoverStatus.Completed })
        {
            Assert.Empty(Handover.Moves.Allowed(end));
        }
    }

    [Fact]
    public void Deadlines_are_working_days_of_the_receivers_Land()
    {
        // From Thursday 17 December 2026: Christmas, New Year and Epiphany (Baden-Württemberg, not Niedersachsen) do not count.
        var submitted = new DateOnly(2026, 12, 17);
        Assert.Equal(new AcceptanceDeadlines(new(2026, 12, 24), new(2027, 1, 4), new(2027, 1, 19)), Terms.Acceptance(submitted, Land.BadenWuerttemberg));
        Assert.Equal(new DateOnly(2027, 1, 18), Terms.Acceptance(submitted, Land.Niedersachsen).ExpiresOn);
        Assert.Equal(new DateOnly(2027, 1, 4), Terms.FirstContact(submitted, Land.BadenWuerttemberg));
    }

    [Fact]
    public void A_handover_does_not_expire_before_its_day_is_over()
    {
        var handover = New();
        Do(handover, Handover.SubmitMove, Start);
        var last = handover.ExpiresOn!.Value;
        var refused = Assert.Throws<RefusedException>(() => handover.Expire(last, new Actor(Sender.OrganisationId, null), Start));
        Assert.Equal("handover-not-expired", refused.Type.Code);
        handover.Expire(last.AddDays(1), new Actor(Sender.OrganisationId, null), Start);
        Assert.Equal(HandoverStatus.Expired, handover.Status);
    }

    [Fact]
    public void The_receiver_can_change_before_the_first_submission_only()
    {
        var handover = New();
        var other = new Party(Guid.CreateVersion7(), Guid.CreateVersion7());
        handover.Edit(other, null, false, Start);
        Assert.Equal(other.TeamId, handover.ReceiverTeamId);
        Do(handover, Handover.SubmitMove, Start);
        Assert.Throws<RefusedException>(() => handover.Edit(other, null, false, Start));
        Do(handover, Handover.ClarifyMove, Start);
        Assert.Equal("handover-receiver-fixed", Assert.Throws<RefusedException>(() => handover.Edit(Receiver, null, false, Start)).Type.Code);
        handover.Edit(other, "Neu", true, Start);
        Assert.Equal("Neu", handover.Note);
    }

    private static Handover New() => new(Guid.CreateVersion7(), Sender, Receiver, null, null, Guid.CreateVersion7(), Start);

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.Date);

    private static void Do(Handover handover, string action, DateTimeOffset now)
    {
        var (sender, receiver, system) = (
            new Actor(Sender.OrganisationId, Guid.CreateVersion7()),
            new Actor(Receiver.OrganisationId, Guid.CreateVersion7()),
            new Actor(Sender.OrganisationId, null));
        switch (action)
        {
            case Handover.SubmitMove: handover.Submit(Terms.Acceptance(Day(now), Land.BadenWuerttemberg), sender, now); break;
            case Handover.AcceptMove: handover.Accept(Terms.FirstContact(Day(now), Land.BadenWuerttemberg), receiver, now); break;
            case Handover.ClarifyMove: handover.RequestClarification(receiver, null, now); break;
            case Handover.DeclineMove: handover.Decline("duplicate", null, receiver, now); break;
            case Handover.WithdrawMove: handover.Withdraw("stays", null, sender, now); break;
            case Handover.ExpireMove: handover.Expire(Day(now), system, now); break;
            case Handover.CompleteMove: handover.Complete(receiver, now); break;
            default: throw new InvalidOperationException(action);
        }
    }

    // What the table's checks say, for every state.
    private static bool Holds(Handover h)
    {
        var ended = h.Status is HandoverStatus.Declined or HandoverStatus.Withdrawn or HandoverStatus.Expired or HandoverStatus.Completed;
        return (h.Status == HandoverStatus.Draft) == (h.SubmittedAt is null)
            && (h.SubmittedAt is null) == (h.PackageVersion == 0)
            && (h.SubmittedAt is null) == (h.AcceptanceDueOn is null)
            && (h.Status is HandoverStatus.Accepted or HandoverStatus.Completed) == (h.AcceptedAt is not null)
            && (h.AcceptedAt is null) == (h.FirstContactDueOn is null)
            && ended == (h.EndedAt is not null)
            && (h.Status is HandoverStatus.Declined or HandoverStatus.Withdrawn) == (h.EndReason is not null)
            && (h.AcceptanceDueOn is null || (h.AcceptanceDueOn <= h.EscalateOn && h.EscalateOn <= h.ExpiresOn));
    }
}
