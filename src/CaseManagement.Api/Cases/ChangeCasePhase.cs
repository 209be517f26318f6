using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>The household has moved on to another phase of accommodation.</summary>
/// <param name="Phase">Code of the list accommodation-phase.</param>
[Requires(Permission.WriteCases)]
public sealed record ChangeCasePhase(string Phase) : ICommand<Saved>
{
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeCasePhaseValidator : AbstractValidator<ChangeCasePhase>
{
    public ChangeCasePhaseValidator() => RuleFor(command => command.Phase).NotEmpty();
}

internal sealed class ChangeCasePhaseHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<ChangeCasePhase, Saved>
{
    public async Task<Saved> Handle(ChangeCasePhase request, CancellationToken cancellationToken)
    {
        var changed = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToWork, cancellationToken);
        await codes.CheckPhase(db, request.Phase, call.Today, cancellationToken);
        changed.ChangePhase(request.Phase, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(changed.Id, changed.Version);
    }
}

internal static class CasePhase
{
    /// <summary>
    /// A phase of the list that is valid today and that everybody in the team may know: one that belongs to a restricted
    /// compartment (a protective shelter) would show in every list.
    /// </summary>
    internal static async Task CheckPhase(this ReferenceCodes codes, CaseDb db, string? phase, DateOnly today, CancellationToken cancellationToken)
    {
        if (phase is null)
        {
            return;
        }
        await codes.Check(cancellationToken, new CodeUse("/phase", CodeLists.AccommodationPhase, phase));
        if (await db.Database.SqlQuery<bool>($"""
            select exists (select from app.code where list = {CodeLists.AccommodationPhase} and code = {phase} and valid_from <= {today}
                           and (valid_to is null or valid_to > {today}) and attributes ? 'compartment') as "Value"
            """).SingleAsync(cancellationToken))
        {
            throw RefusedException.Invalid("/phase", CaseProblems.RestrictedPhase);
        }
    }
}
