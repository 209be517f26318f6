using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

internal static class NoticesToSupervisors
{
    /// <summary>Tells the supervisors of a team; each occasion once.</summary>
    public static async Task TellSupervisors(this CaseDb db, CallContext call, Guid organisationId, Guid teamId, NoticeKind kind, string occasion,
        CancellationToken cancellationToken)
    {
        var told = await db.Set<Notice>().Where(notice => notice.Kind == kind && notice.SubjectId == teamId && notice.Occasion == occasion)
            .Select(notice => notice.StaffId).ToListAsync(cancellationToken);
        var supervisors = await db.SupervisorsOf(organisationId, teamId, call.Today, cancellationToken);
        db.AddRange(supervisors.Except(told).Select(supervisor => new Notice(organisationId, supervisor, kind, "team", teamId, occasion, call.Now)));
    }
}
