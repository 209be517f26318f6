using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>
/// What is to be seen to after a household has moved: a reminder each, for who leads the case. They name neither dwelling nor address, so that who has to act
/// learns of it also where that is restricted. Whoever moves in later into the same dwelling asks nothing anew; nor what is still open of the move before.
/// </summary>
public static class Aftercare
{
    /// <summary>§ 17 Abs. 1 BMG: within two weeks, with the landlord's confirmation (§ 19 BMG).</summary>
    public static readonly ReminderKind Registration = new("move_registration",
        "Umzug: anmelden, mit Wohnungsgeberbestätigung (zwei Wochen)", "Move: register, with the landlord's confirmation (two weeks)");
    /// <summary>§ 22 SGB II, § 35 SGB XII, § 3 AsylbLG; § 60 SGB I.</summary>
    public static readonly ReminderKind Rent = new("move_rent",
        "Umzug: Kosten der Unterkunft und Kaution mit dem Leistungsträger klären", "Move: settle rent and deposit with who pays the benefit");
    /// <summary>§ 24 Abs. 3 Nr. 1 SGB II, § 31 SGB XII.</summary>
    public static readonly ReminderKind Furnishing = new("move_furnishing", "Umzug: Erstausstattung beantragen", "Move: apply for first furnishings");
    /// <summary>Electricity, heating, broadcasting contribution (§ 4 RBStV: exemption on application).</summary>
    public static readonly ReminderKind Contracts = new("move_contracts",
        "Umzug: Strom, Heizung, Rundfunkbeitrag, Post, Versicherung", "Move: electricity, heating, broadcasting fee, mail, insurance");
    /// <summary>School, kindergarten, doctors: where the way has become another one.</summary>
    public static readonly ReminderKind Places = new("move_places", "Umzug: Schule, Kindergarten, Ärzte", "Move: school, kindergarten, doctors");
    /// <summary>House rules, waste, heating and airing, neighbours.</summary>
    public static readonly ReminderKind Visit = new("move_visit",
        "Umzug: Hausbesuch, Hausordnung, Müll, Heizen und Lüften", "Move: visit at home; house rules, waste, heating and airing");

    private static readonly (ReminderKind Kind, int Days)[] Checklist =
        [(Rent, 7), (Furnishing, 7), (Registration, 14), (Contracts, 14), (Places, 14), (Visit, 28)];

    /// <summary>Asks it once for each household that moves in; who is in none is asked for alone.</summary>
    internal static async Task AskAftercare(
        this CaseDb db, CallContext call, Dwelling dwelling, IReadOnlyCollection<Guid> clients, DateOnly from, CancellationToken cancellationToken)
    {
        var members = await db.Set<HouseholdMember>().On(from).Where(member => clients.Contains(member.ClientId))
            .Select(member => new { member.ClientId, member.HouseholdId }).ToListAsync(cancellationToken);
        // Who has come later than the person moved in is one of them all the same.
        members.AddRange(await db.Set<HouseholdMember>().On(call.Today).Where(member => clients.Contains(member.ClientId))
            .Select(member => new { member.ClientId, member.HouseholdId }).ToListAsync(cancellationToken));
        var moved = clients.GroupBy(client => members.Find(member => member.ClientId == client)?.HouseholdId);
        foreach (var (household, persons) in moved.SelectMany(group => group.Key is { } id ? [((Guid?)id, (Guid[])[.. group])]
            : group.Select(client => ((Guid?)null, (Guid[])[client]))))
        {
            if (household is not null && await db.Set<Occupancy>().AnyAsync(one => one.DwellingId == dwelling.Id
                && (one.UntilDate == null || one.UntilDate > from)
                && db.Set<HouseholdMember>().Any(member => member.HouseholdId == household && member.ClientId == one.ClientId), cancellationToken))
            {
                continue;
            }
            (ReminderSubject Type, Guid Id) subject = household is { } together ? (ReminderSubject.Household, together)
                : (ReminderSubject.Client, persons[0]);
            var open = await db.Set<Reminder>().Where(reminder => reminder.SubjectId == subject.Id && reminder.Status == ReminderStatus.Open)
                .Select(reminder => reminder.Kind).ToListAsync(cancellationToken);
            var responsible = await db.Set<Case>().Where(of => persons.Contains(of.ClientId) && of.Status == CaseStatus.Open).OrderBy(of => of.Id)
                .Select(of => new { of.Id, of.TeamId, of.LeadStaffId }).FirstOrDefaultAsync(cancellationToken);
            foreach (var (kind, days) in Checklist.Where(step => !open.Contains(step.Kind)))
            {
                var due = from.AddDays(days);
                db.Add(Reminder.OfSystem(dwelling.OrganisationId, subject, kind, responsible?.Id, household, responsible?.TeamId,
                    responsible is null ? call.Caller.StaffId : responsible.LeadStaffId, due < call.Today ? call.Today : due, call.Now));
            }
        }
    }
}

// Who has died lives there no longer. Addresses stay as they are: letters still come.
internal sealed class OccupancyEndsWithDeath : IEndsWithDeath
{
    public async Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        foreach (var occupancy in await db.Set<Occupancy>().Where(one => one.ClientId == clientId && one.OrganisationId == own
            && (one.UntilDate == null || one.LeaveReason == Facts.Presence.Died) && one.FromDate < day).ToListAsync(cancellationToken))
        {
            occupancy.Leave(day, Facts.Presence.Died, call.Now);
        }
    }

    // Where another dwelling has been recorded meanwhile, the person has left this one all the same: when and why is to be said by somebody.
    public async Task TakeBack(CaseDb db, CallContext call, Guid clientId, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        foreach (var occupancy in await db.Set<Occupancy>().Where(one => one.ClientId == clientId && one.OrganisationId == own
            && one.LeaveReason == Facts.Presence.Died && !db.Set<Occupancy>().Any(other => other.ClientId == clientId && other.FromDate >= one.UntilDate))
            .ToListAsync(cancellationToken))
        {
            occupancy.Stay(call.Now);
        }
    }
}
