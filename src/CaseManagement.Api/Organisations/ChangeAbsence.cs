using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Moves an absence or names another deputy.</summary>
/// <param name="FromDate">First day away; stays as it is once the absence has begun.</param>
/// <param name="UntilDate">First day back; after today.</param>
/// <param name="DeputyId">Who stands in; null for nobody.</param>
[Requires(Permission.ManageAbsence)]
public sealed record ChangeAbsence(
    [Example(Sample.Day)] DateOnly FromDate,
    [Example(Sample.LaterDay)] DateOnly UntilDate,
    Guid? DeputyId = null) : ICommand<Saved>
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class ChangeAbsenceValidator : AbstractValidator<ChangeAbsence>
{
    public ChangeAbsenceValidator() => RuleFor(change => change.UntilDate).GreaterThan(change => change.FromDate);
}

internal sealed class ChangeAbsenceHandler(CaseDb db, CallContext call) : IHandler<ChangeAbsence, Saved>
{
    public async Task<Saved> Handle(ChangeAbsence request, CancellationToken cancellationToken)
    {
        var absence = await db.Set<Absence>().ManagedBy(call.Caller, db, call.Today).SingleOrDefaultAsync(a => a.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, absence.Version);
        absence.Change(request.FromDate, request.UntilDate, request.DeputyId, call.Today);
        await db.CheckDeputy(request.DeputyId, absence.StaffId, absence.OrganisationId, request.FromDate, request.UntilDate, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(absence.Id, absence.Version);
    }
}
