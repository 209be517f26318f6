using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>The three dates that follow from a submission.</summary>
/// <param name="DueOn">Last day for the receiver's answer.</param>
/// <param name="EscalateOn">After this day the receiving team's supervisor is told.</param>
/// <param name="ExpiresOn">After this day the handover expires.</param>
public sealed record AcceptanceDeadlines(DateOnly DueOn, DateOnly EscalateOn, DateOnly ExpiresOn);

/// <summary>
/// The terms of handovers, in working days of the receiver's Land; settings Handovers:AcceptanceDays, EscalationDays,
/// ExpiryDays, FirstContactDays, GraceDays and Land.
/// </summary>
public sealed record HandoverTerms
{
    /// <summary>For the receiver's answer: 5 working days after the submission.</summary>
    public int AcceptanceDays { get; init; } = 5;

    /// <summary>Until the supervisor is told: 10 working days after the submission.</summary>
    public int EscalationDays { get; init; } = 10;

    /// <summary>Until it expires: 20 working days after the submission.</summary>
    public int ExpiryDays { get; init; } = 20;

    /// <summary>For the first contact with every person: 10 working days after acceptance.</summary>
    public int FirstContactDays { get; init; } = 10;

    /// <summary>For how many days (calendar) the sender reads on after acceptance by another organisation: 14.</summary>
    public int GraceDays { get; init; } = 14;

    /// <summary>ISO 3166-2:DE code of the Land whose holidays count where neither side has a municipality key.</summary>
    public string Land { get; init; } = "BW";

    /// <summary>Out of the section "Handovers".</summary>
    /// <exception cref="InvalidOperationException">The terms contradict each other, or there is no such Land.</exception>
    public static HandoverTerms From(IConfiguration configuration)
    {
        var terms = configuration.GetSection("Handovers").Get<HandoverTerms>() ?? new HandoverTerms();
        var inOrder = terms is { AcceptanceDays: > 0, FirstContactDays: > 0, GraceDays: > 0 }
            && terms.AcceptanceDays <= terms.EscalationDays && terms.EscalationDays <= terms.ExpiryDays;
        return inOrder && Rules.Land.All.Any(land => land.Code == terms.Land) ? terms
            : throw new InvalidOperationException(
                "Handovers: 0 < AcceptanceDays ≤ EscalationDays ≤ ExpiryDays, FirstContactDays > 0, GraceDays > 0, Land one of the 16.");
    }

    /// <summary>The dates for a submission on a day.</summary>
    public AcceptanceDeadlines Acceptance(DateOnly submitted, Land land) => new(
        WorkingDays.Add(submitted, AcceptanceDays, land), WorkingDays.Add(submitted, EscalationDays, land), WorkingDays.Add(submitted, ExpiryDays, land));

    /// <summary>Last day for the first contacts after an acceptance on a day.</summary>
    public DateOnly FirstContact(DateOnly accepted, Land land) => WorkingDays.Add(accepted, FirstContactDays, land);

    /// <summary>The Land of the receiver: by his own key or the one above him, else by the sender's, else <see cref="Land"/>.</summary>
    internal async Task<Land> LandOf(CaseDb db, Handover handover, CancellationToken cancellationToken)
    {
        var (receiver, sender) = (handover.ReceiverOrganisationId, handover.SenderOrganisationId);
        var ags = await db.Database.SqlQuery<string>($"""
            select coalesce(o.ags, p.ags) as "Value" from app.organisation o left join app.organisation p on p.id = o.parent_id
            where o.id in ({receiver}, {sender}) and coalesce(o.ags, p.ags) is not null order by o.id <> {receiver} limit 1
            """).ToListAsync(cancellationToken);
        return ags.Count == 1 ? Rules.Land.OfAgs(ags[0]) : Rules.Land.All.Single(land => land.Code == Land);
    }
}
