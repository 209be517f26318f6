using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>Says under which programme a case is counselled.</summary>
/// <param name="Programme">Which one.</param>
/// <param name="From">First day, today or earlier. Left out: of the first one the day on which the team took the case over, of another one today.</param>
/// <param name="StatedStart">Counselled under it elsewhere since this day, which starts the clock instead of the first contact.</param>
[Requires(Permission.WriteCases)]
[Operation("Choose the programme of a case", """
    The lengths of counselling are the programme's. Another one ends the present one on its first day and starts the clock anew; the same one again, or one
    from the same day on, puts right what was recorded.
    """)]
public sealed record ChooseProgramme(
    [CodeOf(CodeLists.Programme)] string Programme,
    DateOnly? From = null,
    [Example(null)] DateOnly? StatedStart = null) : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match, of the case.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChooseProgrammeValidator : AbstractValidator<ChooseProgramme>
{
    public ChooseProgrammeValidator(CallContext call)
    {
        RuleFor(choose => choose.From).Must(day => day is null || day <= call.Today).WithProblem(CounsellingProblems.InFuture);
        RuleFor(choose => choose.StatedStart).Must(day => day is null || day <= call.Today).WithProblem(CounsellingProblems.InFuture);
    }
}

internal sealed class ChooseProgrammeHandler(CaseDb db, CallContext call) : IHandler<ChooseProgramme, Saved>
{
    public async Task<Saved> Handle(ChooseProgramme request, CancellationToken cancellationToken)
    {
        var of = await db.CounselledCase(call, request.Id, request.Version, cancellationToken);
        var present = await db.Set<CaseProgramme>().SingleOrDefaultAsync(p => p.CaseId == of.Id && p.UntilDate == null, cancellationToken);
        if (present is not null && (request.Programme == present.Programme || request.From <= present.FromDate
            || (request.From is null && present.FromDate == call.Today)))
        {
            present.Correct(request.Programme, request.From ?? present.FromDate, request.StatedStart, call.Now);
        }
        else
        {
            var from = request.From ?? (await db.Set<CaseProgramme>().AnyAsync(row => row.CaseId == of.Id, cancellationToken) ? call.Today
                : await TakenOverOn(of, cancellationToken));
            present?.End(from, call.Now);
            await db.SaveChangesAsync(cancellationToken); // One ends before the next begins.
            db.Add(new CaseProgramme(of, request.Programme, from, request.StatedStart, call.Caller.StaffId, call.Now));
        }
        return await db.SaveCounselled(call, of, cancellationToken);
    }

    // The responsible team's first day: lead workers may have changed since.
    private async Task<DateOnly> TakenOverOn(Case of, CancellationToken cancellationToken)
    {
        var history = await db.Set<CaseResponsibility>().Where(row => row.CaseId == of.Id).OrderByDescending(row => row.FromAt)
            .Select(row => new { row.TeamId, row.FromAt }).ToListAsync(cancellationToken);
        return LocalTime.DateOf(history.TakeWhile(row => row.TeamId == of.TeamId).Last().FromAt);
    }
}

internal static class CounselledCases
{
    /// <summary>An open case on which the caller works, in the version that he has read.</summary>
    /// <exception cref="RefusedException">404, 403, 412; 409 when it is closed.</exception>
    public static async Task<Case> CounselledCase(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var of = await db.ToChange(call, id, version, standing => standing.ObjectionToWork, cancellationToken);
        return of.Status == CaseStatus.Open ? of : throw new RefusedException(CounsellingProblems.CaseClosed);
    }

    /// <summary>Saves what belongs to the case, whose tag moves with it.</summary>
    public static async Task<Saved> SaveCounselled(this CaseDb db, CallContext call, Case of, CancellationToken cancellationToken)
    {
        of.Touch(call.Now);
        return await db.Save(of, cancellationToken);
    }
}
