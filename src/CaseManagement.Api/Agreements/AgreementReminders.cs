using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>The reminder of the next review: there while an agreement is in force, moved by each review, ended with it.</summary>
public static class AgreementReminders
{
    /// <summary>An agreement is to be reviewed.</summary>
    public static readonly ReminderKind Review =
        new("agreement_review", "Integrationsvereinbarung überprüfen", "Review the agreement") { EndsWithCause = true };

    /// <summary>Makes, moves or ends the reminder, as the agreement stands now.</summary>
    internal static async Task FollowReview(this CaseDb db, CallContext call, Agreement agreement, CancellationToken cancellationToken)
    {
        var open = await db.Set<Reminder>().Where(Of(agreement.CaseId)).SingleOrDefaultAsync(cancellationToken);
        // Of a joint one who survives reviews alone.
        if (agreement.Status is not (AgreementStatus.Active or AgreementStatus.UnderReview)
            || await db.DiedOn(agreement.ClientId, cancellationToken) is not null)
        {
            open?.Close("done", null, call.Caller.StaffId, call.Now);
            return;
        }
        var due = agreement.ReviewOn!.Value;
        if (open?.DueOn == due)
        {
            return;
        }
        open?.Close("done", null, call.Caller.StaffId, call.Now);
        if (open is not null)
        {
            // Saved first: a subject has one open reminder of a kind.
            await db.SaveChangesAsync(cancellationToken);
        }
        var of = await db.Set<Case>().Where(c => c.Id == agreement.CaseId).Select(c => new { c.HouseholdId, c.TeamId, c.LeadStaffId })
            .SingleAsync(cancellationToken);
        db.Add(Reminder.OfSystem(agreement.OrganisationId, (ReminderSubject.Case, agreement.CaseId), Review, agreement.CaseId, of.HouseholdId, of.TeamId,
            of.LeadStaffId, due, call.Now));
    }

    /// <summary>On which day a review may be: ahead, and no slip of the pen.</summary>
    internal static IRuleBuilderOptions<T, DateOnly?> IsDayAhead<T>(this IRuleBuilder<T, DateOnly?> rule, CallContext call) => rule
        .Must(day => day is null || day > call.Today).WithProblem(AgreementProblems.InPast)
        .IsNoSlip(call);

    internal static System.Linq.Expressions.Expression<Func<Reminder, bool>> Of(Guid caseId)
    {
        var kind = Review;
        return reminder => reminder.CaseId == caseId && reminder.Kind == kind && reminder.Status == ReminderStatus.Open;
    }
}

// What is in force stands in the way of closing a case; what is not yet ends with it.
internal sealed class AgreementsOfCase : IEndsWithCase
{
    public async Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken)
    {
        var running = await Running(db, of).Select(agreement => new
        {
            agreement.Id, agreement.Status, agreement.ReviewOn,
            Lead = db.Set<Staff>().Where(staff => staff.Id == of.LeadStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return running.ConvertAll(agreement => new FollowUp("agreement", agreement.Id, Language.Choose("Integrationsvereinbarung", "Agreement"),
            agreement.ReviewOn, of.LeadStaffId, agreement.Lead, IsInForce(agreement.Status) ? [] : [FollowUpOutcome.Cancelled])
        {
            StandsInTheWay = IsInForce(agreement.Status) ? AgreementProblems.Running : null,
        });
    }

    public async Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions,
        CancellationToken cancellationToken)
    {
        foreach (var running in await Running(db, closed).ToListAsync(cancellationToken))
        {
            var (group, why) = (await db.GroupOf(running, cancellationToken), decisions.GetValueOrDefault(running.Id)?.Reason);
            await (group.All.Count > 1 ? db.Separate(call, group, why, group.All.Except([running]), cancellationToken)
                : db.End(call, group, (AgreementTable.Terminate, AgreementTable.CaseClosed, why), cancellationToken));
        }
    }

    private static bool IsInForce(AgreementStatus status) => status is AgreementStatus.Active or AgreementStatus.UnderReview;

    private static IQueryable<Agreement> Running(CaseDb db, Case of) => db.Set<Agreement>().Where(agreement => agreement.CaseId == of.Id
        && agreement.OrganisationId == of.OrganisationId && agreement.EndedAt == null);
}

// With the dead nothing is reviewed. What is in force stays so until the case is closed, or somebody terminates it.
internal sealed class ReviewsEndWithDeath : IEndsWithDeath
{
    public async Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken)
    {
        var (own, kind) = (call.Caller.OrganisationId, AgreementReminders.Review);
        foreach (var reminder in await db.Set<Reminder>().Where(reminder => reminder.Kind == kind && reminder.Status == ReminderStatus.Open
            && reminder.OrganisationId == own && db.Set<Case>().Any(c => c.Id == reminder.CaseId && c.ClientId == clientId)).ToListAsync(cancellationToken))
        {
            reminder.Close("cancel", Presence.Died, call.Caller.StaffId, call.Now);
        }
    }

    public async Task TakeBack(CaseDb db, CallContext call, Guid clientId, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        foreach (var agreement in await db.Set<Agreement>().Where(agreement => agreement.ClientId == clientId && agreement.OrganisationId == own
            && (agreement.Status == AgreementStatus.Active || agreement.Status == AgreementStatus.UnderReview)).ToListAsync(cancellationToken))
        {
            await db.FollowReview(call, agreement, cancellationToken);
        }
    }
}

// Whoever leads the case now reviews.
internal sealed class ReviewsFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        foreach (var reminder in await db.Set<Reminder>().Where(AgreementReminders.Of(passed.Id))
            .Where(reminder => reminder.OrganisationId == passed.OrganisationId).ToListAsync(cancellationToken))
        {
            reminder.HandTo(passed.TeamId, passed.LeadStaffId, call.Now);
        }
    }
}

// Who lives together agrees together: where an adult leaves the others' household, a joint agreement ends for all.
internal sealed class JointAgreementsFollowHousehold : IFollowsHousehold
{
    public async Task Follow(CaseDb db, CallContext call, IReadOnlyCollection<Guid> clients, Guid? householdId, CancellationToken cancellationToken)
    {
        var (moved, own) = (clients.ToArray(), call.Caller.RequiredOrganisationId);
        var parted = await db.Set<Agreement>().Where(agreement => moved.Contains(agreement.ClientId) && agreement.OrganisationId == own
            && agreement.EndedAt == null && agreement.JointId != null
            && db.Set<Agreement>().Any(other => other.JointId == agreement.JointId && other.EndedAt == null && !moved.Contains(other.ClientId)
                && db.Set<Case>().Any(c => c.Id == other.CaseId && (householdId == null || c.HouseholdId != householdId))))
            .OrderBy(agreement => agreement.Id).ToListAsync(cancellationToken);
        foreach (var agreement in parted.DistinctBy(agreement => agreement.JointId))
        {
            var group = await db.GroupOf(agreement, cancellationToken);
            await db.Separate(call, group, null, group.All, cancellationToken);
        }
    }
}

internal static class AgreementGroups
{
    /// <summary>An agreement with those of a joint one.</summary>
    public static async Task<AgreementGroup> GroupOf(this CaseDb db, Agreement own, CancellationToken cancellationToken) => new(own,
        own.JointId is null ? [own] : await db.Set<Agreement>().Where(other => other.JointId == own.JointId && other.EndedAt == null)
            .OrderBy(other => other.Id).ToListAsync(cancellationToken));
}
