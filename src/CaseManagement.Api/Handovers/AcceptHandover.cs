using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// Accepts: from this instant on the receiving team is responsible. Persons, cases, assessments, contacts without private
/// notes and open reminders move in the same transaction, or nothing does.
/// </summary>
[Requires(Permission.ReceiveHandovers)]
[Operation("Accept a handover", """
    submitted → accepted. Persons, cases, assessments, contacts without private notes and open reminders move in one transaction; your team
    is responsible from this instant, and a first contact with every person is due within 10 working days. 409 `handover-outdated` when the
    household has changed since the submission, `handover-queries-open` while items are queried, `team-without-members` where nobody is left in the
    team. The sender reads on for 14 days. Who assigns cases leads one himself only with a `reason` (400 `case-lead-needs-reason`), and the
    data-protection officers are told.
    """)]
public sealed record AcceptHandover : ICommand<Saved>, IGivesReason
{
    /// <summary>
    /// Who leads the cases, a member of the receiving team who works on cases; left out, the supervisor is reminded to assign them.
    /// </summary>
    public Guid? LeadStaffId { get; init; }

    /// <summary>Why, where who decides about the team's cases makes himself the lead worker.</summary>
    [Example(null)]
    public string? Reason { get; init; }

    /// <summary>The handover.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AcceptHandoverValidator : AbstractValidator<AcceptHandover>
{
    public AcceptHandoverValidator() => RuleFor(command => command.Reason).MaximumLength(1000);
}

internal sealed class AcceptHandoverHandler(CaseDb db, CallContext call, HandoverTerms terms) : IHandler<AcceptHandover, Saved>
{
    public async Task<Saved> Handle(AcceptHandover request, CancellationToken cancellationToken)
    {
        var (now, today, by) = (call.Now, call.Today, Actor.Of(call.Caller));
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Receiver, Handover.AcceptMove, request.Version, cancellationToken);
        var (id, version, team) = (handover.Id, handover.PackageVersion, handover.ReceiverTeamId);
        if (await db.Set<HandoverItem>().AnyAsync(
            item => item.HandoverId == id && item.PackageVersion == version && item.Verdict == ItemVerdict.Queried, cancellationToken))
        {
            throw new RefusedException(HandoverProblems.QueriesOpen);
        }
        if (request.LeadStaffId is { } lead && !await db.Caseworkers(handover.ReceiverOrganisationId, today)
            .AnyAsync(member => member.TeamId == team && member.StaffId == lead, cancellationToken))
        {
            throw RefusedException.Invalid("/leadStaffId", HandoverProblems.LeadNotInTeam);
        }

        LeadByOwnHand.CheckReason(call, request.LeadStaffId, request.Reason);
        var formerUntil = now.AddDays(terms.GraceDays);
        // The rows change their controller first (app.transfer_household looks again whether it may); then they are ours.
        await db.Database.SqlQuery<string>($"""
            select moved_table as "Value" from app.transfer_household({id}, {request.LeadStaffId}, {formerUntil})
            """).ToListAsync(cancellationToken);
        var persons = await db.Set<HandoverPerson>().Where(person => person.HandoverId == id).ToListAsync(cancellationToken);
        var clients = persons.Select(person => person.ClientId).ToList();
        var cases = await db.Set<Case>().WithResponsibility()
            .Where(c => clients.Contains(c.ClientId) && c.Status == CaseStatus.Open).ToListAsync(cancellationToken);
        foreach (var c in cases)
        {
            c.HandOver(handover.SenderOrganisationId, team, request.LeadStaffId, formerUntil, call.Caller.StaffId, now);
            persons.Single(person => person.ClientId == c.ClientId).Follow(c.Id);
            await LeadByOwnHand.TellOfficers(db, call, c, null, cancellationToken);
            LeadIsTold.Tell(db, call, c);
        }
        handover.Accept(terms.FirstContact(today, await terms.LandOf(db, handover, cancellationToken)), by, now);
        await Remind(handover, request.LeadStaffId, cases, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        // That by which the household came to the organisation goes along, if nobody has spoken to it yet.
        await HandoverCases.Follow(db, call, [.. clients], cancellationToken);
        await db.RemindOf(HandoverReminders.FirstContact, id, cancellationToken);
        return new Saved(id, handover.Version);
    }

    // What was waiting is done; what begins is somebody to lead, and whatever the sender has left open. The first contact is a policy's.
    private async Task Remind(Handover handover, Guid? lead, List<Case> cases, CancellationToken cancellationToken)
    {
        var (organisation, team, firstContactOn) = (handover.ReceiverOrganisationId, handover.ReceiverTeamId, handover.FirstContactDueOn!.Value);
        await db.CloseReminders(handover.Id, call, cancellationToken, HandoverReminders.Acceptance, HandoverReminders.Escalation);
        if (lead is null)
        {
            var supervisors = await db.SupervisorsOf(organisation, team, call.Today, cancellationToken);
            db.Add(handover.Reminder(ReminderKind.AssignLead, supervisors.Count > 0 ? supervisors[0] : null, call.Today, call.Now));
        }
        foreach (var item in (await db.Package(handover.Id, handover.PackageVersion, cancellationToken)).OpenItems)
        {
            var of = cases.SingleOrDefault(c => c.ClientId == item.ClientId);
            var (title, note) = item.Text.Length <= Longest ? (item.Text, null) : (item.Text.Start(Longest - 1) + "…", item.Text);
            db.Add(Reminder.Personal(organisation, of is null ? (ReminderSubject.Household, handover.HouseholdId) : (ReminderSubject.Case, of.Id),
                of?.Id, handover.HouseholdId, team, lead, title, note, item.DueOn ?? firstContactOn, call.Caller.RequiredStaffId, call.Now));
        }
    }

    private const int Longest = 200; // Of a reminder's title.
}
