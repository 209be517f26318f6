using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>Writes a draft anew.</summary>
[Requires(Permission.ManageConsentTexts)]
[Operation("Change a consent text", "A draft only: a published text never changes (409 `consent-text-transition`); write its next version.")]
public sealed record ChangeConsentText : ConsentTextBody, ICommand<Saved>
{
    /// <summary>The version.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeConsentTextHandler(CaseDb db, CallContext call) : IHandler<ChangeConsentText, Saved>
{
    public async Task<Saved> Handle(ChangeConsentText request, CancellationToken cancellationToken)
    {
        var text = await db.TextToChange(request.Id, request.Version, cancellationToken);
        text.Change(request.Purpose, request.Title, request.Wordings, call.Now);
        return await db.Save(text, cancellationToken);
    }
}

internal static class ConsentTexts
{
    /// <summary>A text of the acting organisation (the wall shows no other) for a change, in the version that the caller has read.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<ConsentText> TextToChange(this CaseDb db, Guid id, uint version, CancellationToken cancellationToken)
    {
        var text = await db.Set<ConsentText>().Include(t => t.Wordings).SingleOrDefaultAsync(t => t.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, text.Version);
        return text;
    }
}
