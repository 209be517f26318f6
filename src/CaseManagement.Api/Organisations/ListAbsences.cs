using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Absences that the caller may see, by first day.</summary>
/// <param name="StaffId">Only this colleague's.</param>
/// <param name="From">Only those that hold on this day or later; today where left out.</param>
/// <param name="Until">Only those that begin before this day.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ManageAbsence)]
[Operation("List absences", """
    Own ones, those in which one stands in, those of colleagues in the own teams, and for a supervisor those of
    whom no team's supervisor looks after; from `from` (today) on, by first day.
    """)]
public sealed record ListAbsences(Guid? StaffId, DateOnly? From, DateOnly? Until, Paging Page) : IQuery<Page<AbsenceEntry>>;

/// <summary>An absence in a list, [from, until).</summary>
/// <param name="Id">The absence.</param>
/// <param name="StaffId">Who is away.</param>
/// <param name="StaffName">That colleague's name; null where it is another organisation's.</param>
/// <param name="DeputyId">Who stands in.</param>
/// <param name="DeputyName">That colleague's name.</param>
/// <param name="From">First day away.</param>
/// <param name="Until">First day back.</param>
public sealed record AbsenceEntry(
    Guid Id,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    Guid? DeputyId,
    [Example(Sample.Colleague)] string? DeputyName,
    [Example(Sample.Day)] DateOnly From,
    [Example(Sample.LaterDay)] DateOnly Until);

internal sealed class ListAbsencesHandler(CaseDb db, CallContext call) : IHandler<ListAbsences, Page<AbsenceEntry>>
{
    private static readonly Order<Absence, AbsenceEntry> ByFirstDay =
        Order.Ascending((Absence row) => ValueTuple.Create(row.FromDate, row.Id), (AbsenceEntry row) => (row.From, row.Id));

    public async Task<Page<AbsenceEntry>> Handle(ListAbsences request, CancellationToken cancellationToken)
    {
        var (from, filter) = (request.From ?? call.Today, request with { Page = Paging.First });
        var absences = db.Set<Absence>().VisibleTo(call.Caller, db, call.Today).Where(absence => absence.CancelledAt == null && absence.UntilDate > from);
        absences = absences
            .If(request.StaffId, staff => absence => absence.StaffId == staff)
            .If(request.Until, until => absence => absence.FromDate < until);
        var rows = await ByFirstDay.Next(absences, request.Page, filter)
            .Select(absence => new AbsenceEntry(
                absence.Id, absence.StaffId, db.Set<Staff>().Where(staff => staff.Id == absence.StaffId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                absence.DeputyId, db.Set<Staff>().Where(staff => staff.Id == absence.DeputyId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                absence.FromDate, absence.UntilDate))
            .ToListAsync(cancellationToken);
        return await ByFirstDay.CutMoving(rows, absences, request.Page, filter, cancellationToken);
    }
}
