using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>Judges how demanding a case is.</summary>
/// <param name="Complexity">How demanding.</param>
/// <param name="From">First day, today or earlier; today where left out.</param>
/// <param name="Note">In words, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Rate the complexity of a case", """
    Another one ends the present one on its first day; one from the same day on or before it puts right what was recorded.
    """)]
public sealed record RateComplexity(
    [CodeOf(CodeLists.CaseComplexity)] string Complexity,
    DateOnly? From = null,
    [Example(null)] string? Note = null) : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match, of the case.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RateComplexityValidator : AbstractValidator<RateComplexity>
{
    public RateComplexityValidator(CallContext call)
    {
        RuleFor(rate => rate.From).Must(day => day is null || day <= call.Today).WithProblem(CounsellingProblems.InFuture);
        RuleFor(rate => rate.From).GreaterThanOrEqualTo(new DateOnly(1900, 1, 1));
        RuleFor(rate => rate.Note).MaximumLength(1000);
    }
}

internal sealed class RateComplexityHandler(CaseDb db, CallContext call) : IHandler<RateComplexity, Saved>
{
    public async Task<Saved> Handle(RateComplexity request, CancellationToken cancellationToken)
    {
        var of = await db.CounselledCase(call, request.Id, request.Version, cancellationToken);
        var present = await db.Set<CaseComplexity>().SingleOrDefaultAsync(row => row.CaseId == of.Id && row.UntilDate == null, cancellationToken);
        var (from, stated) = (request.From ?? call.Today, (request.Complexity, request.Note));
        if (present is not null && from <= present.FromDate)
        {
            present.Correct(stated, from, call.Caller.StaffId, call.Now);
        }
        else
        {
            present?.End(from, call.Now);
            await db.SaveChangesAsync(cancellationToken); // One ends before the next begins.
            db.Add(new CaseComplexity(of, stated, from, call.Caller.StaffId, call.Now));
        }
        return await db.SaveCounselled(call, of, cancellationToken);
    }
}
