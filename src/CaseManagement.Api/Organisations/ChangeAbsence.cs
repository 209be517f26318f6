using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>Moves an absence or names another deputy.</summary>
/// <param name="From">First day away; stays as it is once the absence has begun.</param>
/// <param name="Until">First day back; after today.</param>
/// <param name="DeputyId">Who stands in; null for nobody.</param>
[Requires(Permission.ManageAbsence)]
[Operation("Change an absence", """
    Dates and deputy; the first day stays once it has come. Whoever has named the colleague as a deputy for some of the days that are new is told by a
    notice `deputy-away`, and so are the supervisors.
    """)]
public sealed record ChangeAbsence(
    [Example(Sample.Day)] DateOnly From,
    [Example(Sample.LaterDay)] DateOnly Until,
    Guid? DeputyId = null) : ICommand<Saved>
{
    /// <summary>The absence.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeAbsenceValidator : AbstractValidator<ChangeAbsence>
{
    public ChangeAbsenceValidator() => RuleFor(change => change.Until).GreaterThan(change => change.From);
}

internal sealed class ChangeAbsenceHandler(CaseDb db, CallContext call) : IHandler<ChangeAbsence, Saved>
{
    public async Task<Saved> Handle(ChangeAbsence request, CancellationToken cancellationToken)
    {
        await db.OneAtATime(call, cancellationToken);
        var absence = await db.ToChange(request.Id, request.Version, call, cancellationToken);
        var isNew = request.DeputyId != absence.DeputyId || request.From < absence.FromDate || request.Until > absence.UntilDate;
        var before = (absence.FromDate, absence.UntilDate);
        absence.Change(request.From, request.Until, request.DeputyId, call.Today);
        await db.CheckDeputy(request.DeputyId, absence.StaffId, request.From, request.Until, isNew, call, cancellationToken);
        await db.TellOfAbsentDeputy(absence, before, call, cancellationToken);
        return await db.Save(absence, cancellationToken);
    }
}
