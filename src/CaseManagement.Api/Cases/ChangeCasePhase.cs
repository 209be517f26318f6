using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>The household has moved on to another phase of accommodation.</summary>
/// <param name="Phase">The new phase.</param>
[Requires(Permission.WriteCases)]
[Operation("Change the phase", """
    One that belongs to a restricted compartment (a protective shelter) is refused: it would show in every list.
    """)]
public sealed record ChangeCasePhase([CodeOf(CodeLists.AccommodationPhase)] string Phase) : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeCasePhaseValidator : AbstractValidator<ChangeCasePhase>
{
    public ChangeCasePhaseValidator() => RuleFor(command => command.Phase).NotEmpty();
}

internal sealed class ChangeCasePhaseHandler(CaseDb db, CallContext call) : IHandler<ChangeCasePhase, Saved>
{
    public async Task<Saved> Handle(ChangeCasePhase request, CancellationToken cancellationToken)
    {
        var changed = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToWork, cancellationToken);
        await db.CheckPhase(request.Phase, call.Today, cancellationToken);
        changed.ChangePhase(request.Phase, call.Caller.StaffId, call.Now);
        return await db.Save(changed, cancellationToken);
    }
}

internal static class CasePhase
{
    /// <summary>
    /// Refuses a phase that not everybody in the team may know: one that belongs to a restricted compartment (a protective
    /// shelter) would show in every list.
    /// </summary>
    internal static async Task CheckPhase(this CaseDb db, string? phase, DateOnly today, CancellationToken cancellationToken)
    {
        if (phase is not null && await db.Database.SqlQuery<bool>($"""
            select exists (select from app.code where list = {CodeLists.AccommodationPhase} and code = {phase} and valid_from <= {today}
                           and (valid_to is null or valid_to > {today}) and attributes ? 'compartment') as "Value"
            """).SingleAsync(cancellationToken))
        {
            throw RefusedException.Invalid("/phase", CaseProblems.RestrictedPhase);
        }
    }
}
