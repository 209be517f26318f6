using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>Records that somebody is away, [from, until), and who stands in: oneself, or as a supervisor a colleague of the own team.</summary>
/// <param name="From">First day away; may lie in the past (somebody has fallen ill).</param>
/// <param name="Until">First day back; after today.</param>
/// <param name="StaffId">Who is away; oneself where left out.</param>
/// <param name="DeputyId">Who stands in; a colleague with a casework role, not away at the time.</param>
[Requires(Permission.ManageAbsence)]
[Operation("Record an absence", """
    One's own, or as a supervisor that of a colleague of the own team, or of one without a supervisor. The deputy sees what the absent colleague
    sees, for that time only, and no restricted compartment. Where the caller is in no team with the colleague, no supervisor can be named.
    Whoever has named the colleague as a deputy for some of these days is told by a notice `deputy-away`, and so are the supervisors.
    """)]
public sealed record RecordAbsence(
    [Example(Sample.Day)] DateOnly From,
    [Example(Sample.LaterDay)] DateOnly Until,
    Guid? StaffId = null,
    Guid? DeputyId = null) : ICommand<Saved>;

internal sealed class RecordAbsenceValidator : AbstractValidator<RecordAbsence>
{
    public RecordAbsenceValidator() => RuleFor(record => record.Until).GreaterThan(record => record.From);
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
        await db.OneAtATime(call, cancellationToken);
        await db.CheckDeputy(request.DeputyId, staffId, request.From, request.Until, true, call, cancellationToken);
        var absence = new Absence(organisationId, staffId, request.DeputyId, request.From, request.Until, call.Today, call.Now);
        db.Add(absence);
        await db.TellOfAbsentDeputy(absence, null, call, cancellationToken);
        return await db.Save(absence, cancellationToken);
    }
}
