using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>From now on people are asked by this version; the one before is retired with it.</summary>
/// <param name="Id">The version.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ManageConsentTexts)]
[Operation("Publish a consent text", "draft → published, with a German text. It never changes again; the version published before is retired.")]
public sealed record PublishConsentText(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class PublishConsentTextHandler(CaseDb db, CallContext call) : IHandler<PublishConsentText, Saved>
{
    public async Task<Saved> Handle(PublishConsentText request, CancellationToken cancellationToken)
    {
        var text = await db.TextToChange(request.Id, request.Version, cancellationToken);
        text.Publish(call.Now);
        // Ahead of it, since one of a key is published at a time; looked for by the organisation's own key alone.
        await db.Set<ConsentText>()
            .Where(t => t.OrganisationId == text.OrganisationId && t.Key == text.Key && t.Status == ConsentTextStatus.Published)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Status, ConsentTextStatus.Retired)
                .SetProperty(t => t.RetiredAt, call.Now).SetProperty(t => t.UpdatedAt, call.Now), cancellationToken);
        return await db.Save(text, cancellationToken);
    }
}
