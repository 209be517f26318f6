using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>Records that somebody is away, [fromDate, untilDate), and who stands in: oneself, or as a supervisor a colleague of the own team.</summary>
/// <param name="FromDate">First day away; may lie in the past (somebody has fallen ill).</param>
/// <param name="UntilDate">First day back; after today.</param>
/// <param name="StaffId">Who is away; oneself where left out.</param>
/// <param name="DeputyId">Who stands in; a colleague with a casework role, not away at the time.</param>
[Requires(Permission.ManageAbsence)]
public sealed record RecordAbsence(
    [Example(Sample.Day)] DateOnly FromDate,
    [Example(Sample.LaterDay)] DateOnly UntilDate,
    Guid? StaffId = null,
    Guid? DeputyId = null) : ICommand<Saved>;

internal sealed class RecordAbsenceValidator : AbstractValidator<RecordAbsence>
{
    public RecordAbsenceValidator() => RuleFor(record => record.UntilDate).GreaterThan(record => record.FromDate);
}

internal sealed class RecordAbsenceHandler(CaseDb db, CallContext call) : IHandler<RecordAbsence, Saved>
{
    public async Task<Saved> Handle(RecordAbsence request, CancellationToken cancellationToken)
    {
        var (organisationId, staffId) = (call.Caller.RequiredOrganisationId, request.StaffId ?? call.Caller.RequiredStaffId);
        if (!await db.MayRecordFor(staffId, call.Caller, call.Today, cancellationToken))
        {
            throw RefusedException.NotFound(staffId);
        }
        await db.CheckDeputy(request.DeputyId, staffId, organisationId, request.FromDate, request.UntilDate, cancellationToken);
        var absence = new Absence(organisationId, staffId, request.DeputyId, request.FromDate, request.UntilDate, call.Today, call.Now);
        db.Add(absence);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(absence.Id, absence.Version);
    }
}
