using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>One version of a text in all its languages.</summary>
/// <param name="Id">The version.</param>
[Requires(Permission.ReadDirectory)]
[Operation("Get a consent text", "In all its languages. German is binding; the others say whether a speaker has reviewed them.")]
public sealed record GetConsentText(Guid Id) : IQuery<ConsentTextView>;

/// <summary>A version of a text.</summary>
/// <param name="Id">The version.</param>
/// <param name="Key">What all versions of the text have in common.</param>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Wordings">The text in each language, German first.</param>
/// <param name="PublishedAt">Since when people are asked by it.</param>
/// <param name="RetiredAt">Since when they are no longer.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record ConsentTextView(
    Guid Id,
    [Example("vermittlung")] string Key,
    [Example(1)] int Number,
    [CodeOf(CodeLists.ConsentPurpose)] string Purpose,
    [Example("Einwilligung in die Vermittlung")] string Title,
    ConsentTextStatus Status,
    IReadOnlyList<Wording> Wordings,
    DateTimeOffset? PublishedAt,
    [Example(null)] DateTimeOffset? RetiredAt,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class GetConsentTextHandler(CaseDb db, CallContext call) : IHandler<GetConsentText, ConsentTextView>
{
    public async Task<ConsentTextView> Handle(GetConsentText request, CancellationToken cancellationToken)
    {
        var text = await db.Set<ConsentText>().Include(t => t.Wordings).AsNoTracking().AsSingleQuery()
            .SingleOrDefaultAsync(t => t.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var mayWrite = RolePermissions.Allow(call.Caller.Roles, Permission.ManageConsentTexts);
        return new ConsentTextView(text.Id, text.Key, text.Number, text.Purpose, text.Title, text.Status,
            [.. text.Wordings.OrderBy(w => w.Language != ConsentText.German).ThenBy(w => w.Language, StringComparer.Ordinal)
                .Select(w => new Wording(w.Language, w.Text, w.Source, w.IsReviewed))],
            text.PublishedAt, text.RetiredAt, ConsentText.Moves.Describe(text.Status, _ => mayWrite ? null : AccessProblems.NotPermitted))
        { Version = text.Version };
    }
}
