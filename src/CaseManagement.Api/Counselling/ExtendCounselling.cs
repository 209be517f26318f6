using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>Prolongs counselling by what the programme allows.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Extend counselling", "Once, by as many months as the programme says, with the reason.")]
public sealed record ExtendCounselling(
    [CodeOf(CodeLists.CounsellingExtensionReason)] string ReasonCode,
    [Example("The B1 examination is in autumn")] string? Note = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match, of the case.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class ExtendCounsellingValidator : AbstractValidator<ExtendCounselling>
{
    public ExtendCounsellingValidator() => RuleFor(extend => extend.Note).NotEmpty().MaximumLength(1000).When(extend => extend.Note is not null);
}

internal sealed class ExtendCounsellingHandler(CaseDb db, CallContext call) : IHandler<ExtendCounselling, Saved>
{
    public async Task<Saved> Handle(ExtendCounselling request, CancellationToken cancellationToken)
    {
        var of = await db.CounselledCase(call, request.Id, request.Version, cancellationToken);
        var found = await db.Set<CaseProgramme>().Where(p => p.CaseId == of.Id && p.UntilDate == null)
            .Select(p => new { Programme = p, Facts = CounsellingFunctions.Facts(p.CaseId) }).SingleOrDefaultAsync(cancellationToken);
        if ((found is null ? CounsellingFacts.None : CounsellingFactsOf.Json(found.Facts)).ObjectionToExtend() is { } objection)
        {
            throw new RefusedException(objection);
        }
        found!.Programme.Extend((request.ReasonCode, request.Note), call.Today, call.Caller.StaffId, call.Now);
        return await db.SaveCounselled(call, of, cancellationToken);
    }
}
