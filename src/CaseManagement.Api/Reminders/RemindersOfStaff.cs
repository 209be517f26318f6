using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

// Open reminders go to the team, and its supervisors are told.
internal sealed class RemindersOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) => db.Set<Reminder>()
        .Where(reminder => reminder.OrganisationId == organisationId && reminder.Status == ReminderStatus.Open && reminder.AssigneeId != null)
        .Select(reminder => reminder.AssigneeId!.Value);

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var held = await db.Set<Reminder>()
            .Where(reminder => reminder.OrganisationId == departure.OrganisationId && reminder.Status == ReminderStatus.Open
                && reminder.AssigneeId == departure.StaffId && reminder.CreatedAt < departure.At)
            .Select(reminder => new
            {
                Reminder = reminder,
                CaseTeam = db.Set<Case>().Where(c => c.Id == reminder.CaseId).Select(c => (Guid?)c.TeamId).FirstOrDefault(),
            })
            .Where(found => departure.TeamId == null || (found.CaseTeam ?? found.Reminder.TeamId) == departure.TeamId)
            .ToListAsync(cancellationToken);
        // Some belong to no case and to no team. Where there never was a team, a supervisor has them; where there is no other one either, they wait for him.
        var behind = held.Count == 0 ? null : await db.Database.SqlQuery<Guid?>($"select app.team_behind({departure.StaffId}) as \"Value\"")
            .SingleAsync(cancellationToken);
        var other = held.Count == 0 || behind is not null ? [] : await db.SupervisorsOf(
            departure.OrganisationId, db.Set<TeamMember>().Where(member => false), departure.StaffId, call.Today, cancellationToken);
        foreach (var found in held)
        {
            if ((found.CaseTeam ?? found.Reminder.TeamId ?? behind) is { } team)
            {
                found.Reminder.HandToTeam(team, call.Now);
            }
            else if (other is [var supervisor, ..])
            {
                found.Reminder.HandToColleague(supervisor, call.Now);
            }
        }
        foreach (var team in await db.Teams(departure, call.Today).Distinct().ToListAsync(cancellationToken))
        {
            var occasion = $"{departure.StaffId} {LocalTime.DateOf(departure.At):yyyy-MM-dd}";
            await db.TellSupervisors(call, departure.OrganisationId, team, NoticeKind.ColleagueLeft, occasion, cancellationToken);
            await db.TellOfTeamWithoutMembers(call, departure, team, occasion, cancellationToken);
        }
    }
}
