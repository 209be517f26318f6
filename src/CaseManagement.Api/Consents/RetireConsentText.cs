using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Consents;

/// <summary>Nobody is asked by this version any more; consents given by it stay in force.</summary>
/// <param name="Id">The version.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ManageConsentTexts)]
[Operation("Retire a consent text", "published → retired. Consents given by it stay in force.")]
public sealed record RetireConsentText(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class RetireConsentTextHandler(CaseDb db, CallContext call) : IHandler<RetireConsentText, Saved>
{
    public async Task<Saved> Handle(RetireConsentText request, CancellationToken cancellationToken)
    {
        var text = await db.TextToChange(request.Id, request.Version, cancellationToken);
        text.Retire(call.Now);
        return await db.Save(text, cancellationToken);
    }
}
