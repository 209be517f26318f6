using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>States why an urgent need has no goal.</summary>
/// <param name="Area">In which area.</param>
/// <param name="Reason">Why, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("State why a need has no goal", "Of an area with an urgent need in the current assessment (400 otherwise); a second time states it anew.")]
public sealed record StateUnmetNeed(
    [CodeOf(CodeLists.NeedArea)] string Area, [Example("Will sich erst um die Sprache kümmern")] string Reason) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class StateUnmetNeedValidator : AbstractValidator<StateUnmetNeed>
{
    public StateUnmetNeedValidator() => RuleFor(state => state.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class StateUnmetNeedHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<StateUnmetNeed, Saved>
{
    public async Task<Saved> Handle(StateUnmetNeed request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.UnmetNeeds, call, request.Id, request.Version, cancellationToken);
        var compartment = codes.CompartmentOf(request.Area, call.Today);
        await db.CheckCompartment(group.Own.ClientId, compartment, AgreementProblems.CompartmentClosed, cancellationToken);
        var needs = AgreementFile.Parse<IReadOnlyList<NeedNow>>(await db.Database
            .SqlQuery<string>($"select app.agreement_needs({group.Own.ClientId})::text as \"Value\"").SingleAsync(cancellationToken));
        if (!needs.Any(need => need.Area == request.Area && need.Urgent))
        {
            throw RefusedException.Invalid("/area", AgreementProblems.NoSuchNeed);
        }
        var stated = await db.Set<UnmetNeed>().SingleOrDefaultAsync(row => row.AgreementId == group.Own.Id && row.Area == request.Area, cancellationToken);
        if (stated is null)
        {
            db.Add(new UnmetNeed(group.Own, request.Area, request.Reason, compartment, call.Caller.StaffId, call.Now));
        }
        stated?.State(request.Reason, call.Caller.StaffId, call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}
