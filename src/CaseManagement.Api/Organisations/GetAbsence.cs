using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>One absence: an own one, one in which the caller stands in, or a team colleague's.</summary>
[Requires(Permission.ManageAbsence)]
[Operation("Get an absence", "With its ETag and what you may do to it.")]
public sealed record GetAbsence(Guid Id) : IQuery<AbsenceView>;

/// <summary>An absence, [from, until).</summary>
/// <param name="Id">The absence.</param>
/// <param name="StaffId">Who is away.</param>
/// <param name="StaffName">That colleague's name; null where it is another organisation's.</param>
/// <param name="DeputyId">Who stands in.</param>
/// <param name="DeputyName">That colleague's name.</param>
/// <param name="From">First day away.</param>
/// <param name="Until">First day back.</param>
/// <param name="Status">Where it stands today.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record AbsenceView(
    Guid Id,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    Guid? DeputyId,
    [Example(Sample.Colleague)] string? DeputyName,
    [Example(Sample.Day)] DateOnly From,
    [Example(Sample.LaterDay)] DateOnly Until,
    AbsenceStatus Status,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class GetAbsenceHandler(CaseDb db, CallContext call) : IHandler<GetAbsence, AbsenceView>
{
    public async Task<AbsenceView> Handle(GetAbsence request, CancellationToken cancellationToken)
    {
        var managed = db.Set<Absence>().ManagedBy(call.Caller, db, call.Today);
        var row = await db.Set<Absence>().VisibleTo(call.Caller, db, call.Today).Where(absence => absence.Id == request.Id).Select(absence => new
        {
            Shown = new AbsenceEntry(
            absence.Id, absence.StaffId, db.Set<Staff>().Where(staff => staff.Id == absence.StaffId)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            absence.DeputyId, db.Set<Staff>().Where(staff => staff.Id == absence.DeputyId)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            absence.FromDate, absence.UntilDate),
            absence.CancelledAt,
            absence.Version,
            Mine = managed.Any(own => own.Id == absence.Id),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var found = row.Shown;
        var status = Absence.StatusOn(call.Today, found.From, found.Until, row.CancelledAt);
        return new AbsenceView(found.Id, found.StaffId, found.StaffName, found.DeputyId, found.DeputyName, found.From, found.Until, status,
            Absence.Moves.Describe(status, _ => row.Mine ? null : AccessProblems.NotPermitted))
        { Version = row.Version };
    }
}
