using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Agreements;

/// <summary>What the organisation has decided about its agreements.</summary>
[Requires(Permission.ReadDirectory)]
[Operation("Get the rules of agreements", "Whether a supervisor approves each version, and after how many months an agreement is reviewed.")]
public sealed record GetAgreementSettings : IQuery<AgreementSettings>;

/// <summary>Decides about the agreements of the organisation.</summary>
/// <param name="RequiresApproval">A supervisor approves each version before it comes into force.</param>
/// <param name="ReviewMonths">After how many months an agreement is reviewed where nothing else is said: 1 to 24.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Decide about agreements", """
    For the acting organisation, from now on. Versions that wait follow it as well: without an approval those are in force that all have acknowledged.
    """)]
public sealed record SetAgreementSettings([Example(true)] bool RequiresApproval, [Example(6)] int ReviewMonths) : ICommand<AgreementSettings>;

/// <summary>What an organisation has decided about its agreements.</summary>
/// <param name="RequiresApproval">A supervisor approves each version before it comes into force.</param>
/// <param name="ReviewMonths">After how many months an agreement is reviewed where nothing else is said.</param>
public sealed record AgreementSettings([Example(true)] bool RequiresApproval, [Example(6)] int ReviewMonths);

internal sealed class SetAgreementSettingsValidator : AbstractValidator<SetAgreementSettings>
{
    public SetAgreementSettingsValidator() => RuleFor(set => set.ReviewMonths).InclusiveBetween(1, 24);
}

internal sealed class GetAgreementSettingsHandler(CaseDb db, CallContext call) : IHandler<GetAgreementSettings, AgreementSettings>
{
    public async Task<AgreementSettings> Handle(GetAgreementSettings request, CancellationToken cancellationToken)
    {
        var setting = await db.AgreementSetting(call.Caller.RequiredOrganisationId, call.Now, cancellationToken);
        return new AgreementSettings(setting.RequiresApproval, setting.ReviewMonths);
    }
}

internal sealed class SetAgreementSettingsHandler(CaseDb db, CallContext call) : IHandler<SetAgreementSettings, AgreementSettings>
{
    public async Task<AgreementSettings> Handle(SetAgreementSettings request, CancellationToken cancellationToken)
    {
        var setting = await db.AgreementSetting(call.Caller.RequiredOrganisationId, call.Now, cancellationToken);
        setting.Set(request.RequiresApproval, request.ReviewMonths, call.Caller.StaffId, call.Now);
        if (db.Entry(setting).State == Microsoft.EntityFrameworkCore.EntityState.Detached)
        {
            db.Add(setting);
        }
        await db.SaveChangesAsync(cancellationToken);
        if (!request.RequiresApproval)
        {
            await db.ActivateWaiting(call, setting.OrganisationId, cancellationToken);
        }
        return new AgreementSettings(request.RequiresApproval, request.ReviewMonths);
    }
}
