using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>The reminders of steps: made by the policies of their kinds, with the chain in one transaction. What is done is said at the reminder.</summary>
public static class ChainReminders
{
    /// <summary>The first talk.</summary>
    public static readonly ReminderKind FirstContact = new("chain_first_contact",
        "Erstes Gespräch mit der Person führen", "Hold the first talk with the person");
    /// <summary>§ 72 SchG BW and the same of other Länder.</summary>
    public static readonly ReminderKind School = new("chain_school", "Schule: Anmeldung klären", "School: see to the enrolment");
    /// <summary>§ 62 AsylG; § 26 SGB V.</summary>
    public static readonly ReminderKind HealthCheck = new("chain_health_check",
        "Gesundheitsuntersuchung vereinbaren, bei Kindern die U-Untersuchung", "Arrange the health check, for children the U examination");
    /// <summary>§§ 44, 44a AufenthG.</summary>
    public static readonly ReminderKind Course = new("chain_course",
        "Integrationskurs: Berechtigung und Anmeldung klären", "Integration course: see to entitlement and enrolment");
    /// <summary>Says its title to who sees the case, and this everywhere else.</summary>
    public static readonly ReminderKind Own = new("chain_own", "Ein Schritt einer Kette ist dran", "It is the turn of a step of a chain");

    internal static readonly IReadOnlyDictionary<ChainStepKind, ReminderKind> Kinds = new Dictionary<ChainStepKind, ReminderKind>
    {
        [ChainStepKind.FirstContact] = FirstContact, [ChainStepKind.School] = School, [ChainStepKind.HealthCheck] = HealthCheck,
        [ChainStepKind.Course] = Course, [ChainStepKind.Own] = Own,
    };

    /// <summary>A reminder was done, could not be done or was reopened: where it is of a step, the chain goes on. Saves.</summary>
    /// <exception cref="RefusedException">403 where the chain has been handed over; what was done before stays with who has done it.</exception>
    internal static async Task FollowChain(this CaseDb db, CallContext call, Reminder reminder, CancellationToken cancellationToken)
    {
        if (reminder.SubjectType != ReminderSubject.ChainStep)
        {
            await db.SaveChangesAsync(cancellationToken);
            return;
        }
        // Of two steps done at once the second waits, and meets what the first has made of the chain: steps are read after the lock.
        var step = reminder.SubjectId;
        var chain = (await db.Set<Chain>().FromSql($"""
            select c.*, c.xmin from app.chain c where c.id = (select s.chain_id from app.chain_step s where s.id = {step}) for update
            """).ToListAsync(cancellationToken)).SingleOrDefault() ?? throw RefusedException.Forbidden(CaseProblems.HandedOver, reminder.Id);
        await db.Entry(chain).Collection(row => row.Steps).LoadAsync(cancellationToken);
        chain.Follow(reminder, await db.CalendarOn(call.Today, cancellationToken), call.Now);
        await db.SettleReminders(call, chain, null, cancellationToken);
    }

    /// <summary>
    /// The events of chains that run were on another day, or never were, or the person is of another age: what was counted from them is counted anew, or ends.
    /// What was started while its case was being closed ends as well. Saves.
    /// </summary>
    /// <returns>How many chains that were, up to <paramref name="most"/>.</returns>
    internal static async Task<int> FollowEvents(this CaseDb db, CallContext call, int most, CancellationToken cancellationToken)
    {
        var found = (await db.Database.SqlQuery<EventOfChain>($"""
            select x.chain_id as "ChainId", x.ends as "Ends", x.event_on as "EventOn", x.birth_date as "BirthDate" from app.chains_to_follow() x
            """).ToListAsync(cancellationToken)).DistinctBy(row => row.ChainId).Take(most).ToDictionary(row => row.ChainId);
        if (found.Count == 0)
        {
            return 0;
        }
        Guid[] ids = [.. found.Keys];
        // As above: steps are read after the lock.
        var chains = await db.Set<Chain>().FromSql($"""
            select c.*, c.xmin from app.chain c where c.id = any({ids}) and c.ended_at is null order by c.id for update
            """).ToListAsync(cancellationToken);
        await db.Set<ChainStep>().Where(step => ids.Contains(step.ChainId)).LoadAsync(cancellationToken);
        var calendar = await db.CalendarOn(call.Today, cancellationToken);
        foreach (var chain in chains)
        {
            switch (found[chain.Id])
            {
                case { Ends: "case_closed" }:
                    chain.End(ChainEndCause.CaseClosed, null, null, call.Now);
                    break;
                case { EventOn: { } day }:
                    chain.Correct(day, found[chain.Id].BirthDate, calendar, call.Now);
                    break;
                case { Ends: "event_voided" }:
                    chain.EndWithEvent(call.Now);
                    break;
                case var row:
                    throw new InvalidOperationException($"app.chains_to_follow says of a chain '{row.Ends}' without a day.");
            }
            await db.SettleReminders(call, chain, null, cancellationToken);
        }
        return chains.Count;
    }

    private sealed record EventOfChain(Guid ChainId, string? Ends, DateOnly? EventOn, DateOnly? BirthDate);

    /// <summary>
    /// Saves a chain: reminders of what is done are done, those of what is not open any more, or due on another day, end; those of what is open are made.
    /// </summary>
    /// <param name="db">Where.</param>
    /// <param name="call">By whom.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="reason">Why something is not to be done, where somebody has said so.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="moved">The step of which somebody has just said the day: that it had been put off holds no more.</param>
    internal static async Task SettleReminders(
        this CaseDb db, CallContext call, Chain chain, string? reason, CancellationToken cancellationToken, Guid? moved = null)
    {
        var open = chain.Steps.Where(step => chain.StatusOf(step) == ChainStepStatus.Open).ToDictionary(step => step.Id);
        Guid[] ids = [.. chain.Steps.Select(step => step.Id)];
        var reminders = await db.Set<Reminder>().Where(reminder => reminder.SubjectType == ReminderSubject.ChainStep && ids.Contains(reminder.SubjectId)
            && reminder.Status == ReminderStatus.Open).ToListAsync(cancellationToken);
        foreach (var reminder in reminders.Where(reminder => reminder.Status == ReminderStatus.Open))
        {
            if (open.GetValueOrDefault(reminder.SubjectId) is { } step && step.DueOn == reminder.CauseOn
                && (step.Id != moved || reminder.DueOn <= step.DueOn))
            {
                open.Remove(step.Id);
            }
            else if (chain.Step(reminder.SubjectId).Outcome == ChainStepStatus.Done)
            {
                reminder.Close("done", null, call.Caller.StaffId, call.Now);
            }
            else
            {
                reminder.LoseCause(reason, call.Caller.StaffId, call.Now);
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        foreach (var step in open.Values)
        {
            await db.RemindOf(step.ReminderKind(), step.Id, cancellationToken);
        }
    }

    /// <summary>Chains of a case, or of a person, end; their reminders are whoever's who ends them. Saves nothing.</summary>
    internal static async Task EndChains(this CaseDb db, CallContext call, IQueryable<Chain> of, ChainEndCause cause, string? reason,
        IReadOnlyCollection<Reminder> done, CancellationToken cancellationToken)
    {
        foreach (var chain in await of.Where(chain => chain.EndedAt == null && chain.OrganisationId == call.Caller.OrganisationId)
            .Include(chain => chain.Steps).ToListAsync(cancellationToken))
        {
            foreach (var reminder in done.Where(reminder => chain.Steps.Any(step => step.Id == reminder.SubjectId)))
            {
                chain.Step(reminder.SubjectId).Finish(ChainStepStatus.Done, call.Today, null, call.Caller.StaffId, call.Now);
            }
            chain.End(cause, reason, call.Caller.StaffId, call.Now);
        }
    }
}
