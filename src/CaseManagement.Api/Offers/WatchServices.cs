using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.ServiceDirectory;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Offers;

/// <summary>
/// Asks the owner of an entry of the directory whether it is still so, two weeks before it counts as verified no longer; ends the reminder of what was
/// assured since, has another owner or is offered no more. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("watch-services", "*/15 * * * *")]
public sealed record WatchServices : IRecurringCommand
{
    /// <summary>Is the entry still so?</summary>
    public static readonly ReminderKind Ageing =
        new("service_assurance", "Angebot im Verzeichnis: stimmt es noch?", "Service in the directory: is it still so?") { EndsWithCause = true };

    /// <summary>So many days before.</summary>
    public const int DaysAhead = 14;
}

internal sealed class WatchServicesHandler(CaseDb db, CallContext call) : IHandler<WatchServices, int>
{
    public async Task<int> Handle(WatchServices request, CancellationToken cancellationToken)
    {
        var (kind, mine, today) = (WatchServices.Ageing, call.Caller.RequiredOrganisationId, call.Today);
        var since = today.AddDays(WatchServices.DaysAhead - Service.VerifiedDays);
        var ageing = db.Set<Service>().OfferedOn(db, today).Where(s => s.OrganisationId == mine && s.OwnerId != null && s.AssuredDate <= since);
        var open = db.Set<Reminder>().Where(r => r.OrganisationId == mine && r.Kind == kind && r.Status == ReminderStatus.Open);
        // One that has gone to the team, or to a supervisor, because the owner has left, waits there.
        var here = db.Set<RoleGrant>().Where(grant => grant.OrganisationId == mine);
        var over = await open.Where(r => !ageing.Any(s => s.Id == r.SubjectId
            && (r.AssigneeId == null || r.AssigneeId == s.OwnerId || !here.Any(grant => grant.StaffId == s.OwnerId)))).ToListAsync(cancellationToken);
        foreach (var reminder in over)
        {
            reminder.Close("done", null, null, call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        // A team has to stand behind it, for the day on which the owner leaves.
        var due = await ageing.Where(s => !open.Any(r => r.SubjectId == s.Id)).OrderBy(s => s.Id)
            .Select(s => new { s.Id, s.OwnerId, s.AssuredDate, Team = AccessFunctions.TeamBehind(s.OwnerId) }).ToListAsync(cancellationToken);
        db.AddRange(due.Select(s => Reminder.OfSystem(mine, (ReminderSubject.Service, s.Id), kind, null, null, s.Team, s.OwnerId,
            s.AssuredDate!.Value.AddDays(Service.VerifiedDays - WatchServices.DaysAhead), call.Now)));
        await db.SaveChangesAsync(cancellationToken);
        return over.Count + due.Count;
    }
}
