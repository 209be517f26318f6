using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

internal static class MeasureOverlaps
{
    /// <summary>Somebody else has planned the like: told to who is responsible for the first one, and to who leads its case.</summary>
    public static readonly NoticeKind BesideYours = new("measure-overlap",
        "Neben einer Maßnahme, für die Sie zuständig sind, wurde im selben Bereich eine weitere geplant. Bitte abstimmen.",
        "Beside a measure that you look after another one was planned in the same area. Please coordinate.");

    /// <summary>A colleague has something to do from now on: told to him, where somebody else says so.</summary>
    public static readonly NoticeKind ForYou = new("measure-assigned",
        "Eine Maßnahme wurde Ihnen zugeteilt.", "You are responsible for a measure.");

    /// <summary>Tells who has to do it, once.</summary>
    public static async Task TellWhoDoesIt(this CaseDb db, CallContext call, Measure measure, MeasureActor? before, CancellationToken cancellationToken)
    {
        var occasion = $"{call.Today:yyyy-MM-dd}";
        if (measure.ActorStaffId is { } actor && actor != call.Caller.StaffId && actor != before?.Id
            && !await db.Set<Notice>().AnyAsync(
                n => n.Kind == ForYou && n.StaffId == actor && n.SubjectId == measure.Id && n.Occasion == occasion, cancellationToken))
        {
            db.Add(new Notice(measure.OrganisationId, actor, ForYou, "measure", measure.Id, occasion, call.Now));
        }
    }

    /// <summary>
    /// What runs beside a measure, as far as the caller sees it; tells who is responsible there, once. Of a restricted measure nobody is told. Saves.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> TellOfOverlaps(
        this CaseDb db, CallContext call, Measure measure, CancellationToken cancellationToken)
    {
        var beside = db.Set<Measure>().Where(other => db.Set<MeasureOverlap>().Any(o => o.MeasureId == measure.Id && o.OtherId == other.Id));
        if (measure.Compartment is null)
        {
            var (me, occasion) = (call.Caller.StaffId, measure.Id.ToString());
            var concerned = await beside.Where(other => other.Compartment == null
                    && (other.Status == MeasureStatus.Planned || other.Status == MeasureStatus.Running))
                .Select(other => new
                {
                    other.Id, other.ActorStaffId,
                    Leads = db.Set<Case>().Where(c => c.Status == CaseStatus.Open && c.LeadStaffId != null
                        && (c.Id == other.CaseId || (other.CaseId == null && c.HouseholdId == other.HouseholdId))).Select(c => c.LeadStaffId!.Value).ToList(),
                    Told = db.Set<Notice>().Where(n => n.Kind == BesideYours && n.SubjectId == other.Id && n.Occasion == occasion)
                        .Select(n => n.StaffId).ToList(),
                }).AsSplitQuery().ToListAsync(cancellationToken);
            db.AddRange(
                from other in concerned
                from recipient in other.Leads.Concat(other.ActorStaffId is { } actor ? [actor] : Array.Empty<Guid>()).Distinct().Except(other.Told)
                where recipient != me
                select new Notice(measure.OrganisationId, recipient, BesideYours, "measure", other.Id, occasion, call.Now));
            await db.SaveChangesAsync(cancellationToken);
        }
        return await beside.VisibleTo(db, call.Caller).OrderBy(other => other.Id).Select(other => other.Id).ToListAsync(cancellationToken);
    }
}
