using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>A case is counselled under its programme no longer, and under no other one yet.</summary>
/// <param name="Until">First day no longer, today or earlier; today where left out.</param>
[Requires(Permission.WriteCases)]
[Operation("End the programme of a case", """
    Where no other one follows; `choose-programme` ends the present one by itself. 409 `counselling-no-programme` where none runs.
    """)]
public sealed record EndProgramme([Example("2026-03-31")] DateOnly? Until = null) : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match, of the case.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndProgrammeValidator : AbstractValidator<EndProgramme>
{
    public EndProgrammeValidator(CallContext call) =>
        RuleFor(end => end.Until).Must(day => day is null || day <= call.Today).WithProblem(CounsellingProblems.InFuture);
}

internal sealed class EndProgrammeHandler(CaseDb db, CallContext call) : IHandler<EndProgramme, Saved>
{
    public async Task<Saved> Handle(EndProgramme request, CancellationToken cancellationToken)
    {
        var of = await db.CounselledCase(call, request.Id, request.Version, cancellationToken);
        var present = await db.Set<CaseProgramme>().SingleOrDefaultAsync(row => row.CaseId == of.Id && row.UntilDate == null, cancellationToken)
            ?? throw new RefusedException(CounsellingProblems.NoProgramme);
        var until = request.Until ?? call.Today;
        if (until <= present.FromDate)
        {
            throw RefusedException.Invalid("/until", CounsellingProblems.UntilBeforeFrom);
        }
        present.End(until, call.Now);
        return await db.SaveCounselled(call, of, cancellationToken);
    }
}
