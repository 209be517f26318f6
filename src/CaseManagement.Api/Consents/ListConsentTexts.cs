using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>What else a list of texts, or of consents, shows.</summary>
public enum IncludeConsents
{
    /// <summary>Those that are over, too.</summary>
    Ended,
}

/// <summary>The organisation's texts, newest first.</summary>
/// <param name="Key">Versions of this one only.</param>
/// <param name="Purpose">For this purpose only.</param>
/// <param name="Include">Retired versions, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadDirectory)]
[Operation("List consent texts", "Your organisation's, newest first, drafts among them.")]
public sealed record ListConsentTexts(
    [Example("vermittlung")] string? Key, [CodeOf(CodeLists.ConsentPurpose)] string? Purpose, IncludeConsents? Include, Paging Page)
    : IQuery<Page<ConsentTextRow>>;

/// <summary>A version of a text in a list.</summary>
/// <param name="Id">The version.</param>
/// <param name="Key">What all versions of the text have in common.</param>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Languages">In which languages it is there.</param>
/// <param name="CreatedAt">When it was begun.</param>
public sealed record ConsentTextRow(
    Guid Id,
    [Example("vermittlung")] string Key,
    [Example(1)] int Number,
    [CodeOf(CodeLists.ConsentPurpose)] string Purpose,
    [Example("Einwilligung in die Vermittlung")] string Title,
    ConsentTextStatus Status,
    [CodeOf(CodeLists.Language)] IReadOnlyList<string> Languages,
    DateTimeOffset CreatedAt);

internal sealed class ListConsentTextsHandler(CaseDb db) : IHandler<ListConsentTexts, Page<ConsentTextRow>>
{
    private static readonly Order<ConsentText, ConsentTextRow> NewestFirst =
        Order.Descending((ConsentText row) => ValueTuple.Create(row.CreatedAt, row.Id), (ConsentTextRow row) => (row.CreatedAt, row.Id));

    public async Task<Page<ConsentTextRow>> Handle(ListConsentTexts request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var texts = db.Set<ConsentText>().Where(text => (request.Key == null || text.Key == request.Key)
            && (request.Purpose == null || text.Purpose == request.Purpose)
            && (request.Include != null || text.Status != ConsentTextStatus.Retired));
        var rows = await NewestFirst.Next(texts, request.Page, filter)
            .Select(text => new ConsentTextRow(text.Id, text.Key, text.Number, text.Purpose, text.Title, text.Status,
                text.Wordings.OrderBy(wording => wording.Language).Select(wording => wording.Language).ToList(), text.CreatedAt))
            .AsSingleQuery().ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await texts.CountFor(request.Page, cancellationToken));
    }
}
