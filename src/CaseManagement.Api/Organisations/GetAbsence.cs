using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>One absence: an own one, one in which the caller stands in, or a team colleague's.</summary>
[Requires(Permission.ManageAbsence)]
public sealed record GetAbsence(Guid Id) : IQuery<AbsenceView>;

/// <summary>An absence, [fromDate, untilDate).</summary>
/// <param name="Id">The absence.</param>
/// <param name="StaffId">Who is away.</param>
/// <param name="DeputyId">Who stands in.</param>
/// <param name="FromDate">First day away.</param>
/// <param name="UntilDate">First day back.</param>
/// <param name="Status">Where it stands today.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record AbsenceView(
    Guid Id,
    Guid StaffId,
    Guid? DeputyId,
    [Example(Sample.Day)] DateOnly FromDate,
    [Example(Sample.LaterDay)] DateOnly UntilDate,
    AbsenceStatus Status,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class GetAbsenceHandler(CaseDb db, CallContext call) : IHandler<GetAbsence, AbsenceView>
{
    public async Task<AbsenceView> Handle(GetAbsence request, CancellationToken cancellationToken)
    {
        var managed = db.Set<Absence>().ManagedBy(call.Caller, db, call.Today);
        var row = await db.Set<Absence>().VisibleTo(call.Caller, db).Where(absence => absence.Id == request.Id)
            .Select(absence => new { absence.StaffId, absence.DeputyId, absence.FromDate, absence.UntilDate, absence.CancelledAt, absence.Version, Mine = managed.Any(own => own.Id == absence.Id) })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var status = Absence.StatusOn(call.Today, row.FromDate, row.UntilDate, row.CancelledAt);
        return new AbsenceView(request.Id, row.StaffId, row.DeputyId, row.FromDate, row.UntilDate, status,
            Absence.Moves.Describe(status, _ => row.Mine ? null : AccessProblems.NotPermitted))
        { Version = row.Version };
    }
}
