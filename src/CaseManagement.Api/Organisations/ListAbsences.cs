using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Absences that the caller may see, by first day.</summary>
/// <param name="StaffId">Only this colleague's.</param>
/// <param name="On">Only those that hold on this day or later; today where left out.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.ManageAbsence)]
public sealed record ListAbsences(Guid? StaffId, DateOnly? On, string? Cursor, int? Limit) : IQuery<Page<AbsenceEntry>>;

/// <summary>An absence in a list, [fromDate, untilDate).</summary>
/// <param name="Id">The absence.</param>
/// <param name="StaffId">Who is away.</param>
/// <param name="DeputyId">Who stands in.</param>
/// <param name="FromDate">First day away.</param>
/// <param name="UntilDate">First day back.</param>
public sealed record AbsenceEntry(
    Guid Id,
    Guid StaffId,
    Guid? DeputyId,
    [Example(Sample.Day)] DateOnly FromDate,
    [Example(Sample.LaterDay)] DateOnly UntilDate);

internal sealed record AbsenceKey(DateOnly FromDate, Guid Id);

internal sealed class ListAbsencesHandler(CaseDb db, CallContext call) : IHandler<ListAbsences, Page<AbsenceEntry>>
{
    public async Task<Page<AbsenceEntry>> Handle(ListAbsences request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var filter = new { request.StaffId, request.On };
        var on = request.On ?? call.Today;
        var rows = db.Set<Absence>().VisibleTo(call.Caller, db)
            .Where(absence => absence.CancelledAt == null && absence.UntilDate > on && (request.StaffId == null || absence.StaffId == request.StaffId));
        if (Http.Cursor.Read<AbsenceKey>(request.Cursor, filter) is { } after)
        {
            rows = rows.Where(absence => EF.Functions.GreaterThan(ValueTuple.Create(absence.FromDate, absence.Id), ValueTuple.Create(after.FromDate, after.Id)));
        }
        var found = await rows.OrderBy(absence => absence.FromDate).ThenBy(absence => absence.Id).Take(limit + 1)
            .Select(absence => new AbsenceEntry(absence.Id, absence.StaffId, absence.DeputyId, absence.FromDate, absence.UntilDate)).ToListAsync(cancellationToken);
        return Http.Cursor.Page(found, limit, filter, row => new AbsenceKey(row.FromDate, row.Id));
    }
}
