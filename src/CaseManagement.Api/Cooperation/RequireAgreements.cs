using System.Text.Json.Serialization;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cooperation;

/// <summary>Says whether an organisation sends referrals to partners without an agreement in force.</summary>
/// <param name="IsRequired">Refused without one; else who sends is warned.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Require cooperation agreements", """
    With `isRequired` sending a referral to a partner without an agreement in force is refused (409 `cooperation-agreement-missing`), from now on and checked at
    the moment of sending; without it the preview and the referral warn. By an administrator of the organisation itself or of the one directly above.
    """)]
public sealed record RequireAgreements([Example(true)] bool IsRequired) : ICommand<Saved>
{
    /// <summary>The organisation.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RequireAgreementsHandler(CaseDb db, CallContext call) : IHandler<RequireAgreements, Saved>
{
    public async Task<Saved> Handle(RequireAgreements request, CancellationToken cancellationToken)
    {
        var organisation = await db.Set<Organisation>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        organisation.RequireAgreements(request.IsRequired);
        return await db.Save(organisation, cancellationToken);
    }
}
