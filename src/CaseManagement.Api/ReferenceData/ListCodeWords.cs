using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>The words that stand for the codes of a list.</summary>
/// <param name="List">The list.</param>
/// <param name="Page">Which page.</param>
/// <param name="Code">Only those of one code.</param>
[Requires(Permission.ReadReferenceData)]
[Operation("List the words for codes", """
    What offices and their programs write for a code (`weibl.`, `423`, `AST`): an import understands these beside the codes themselves, their
    labels, and the codes of other standards in their attributes.
    """, Audience = Audience.Everybody)]
public sealed record ListCodeWords(string List, Paging Page, [Example(null)] string? Code = null) : IQuery<Page<CodeWordRow>>;

/// <summary>A word for a code.</summary>
/// <param name="Id">The row; needed to take it away.</param>
/// <param name="Code">What records will hold.</param>
/// <param name="Word">As it is written; case, blanks, full stops and the spelling of umlauts do not matter.</param>
public sealed record CodeWordRow(Guid Id, [Example("prs")] string Code, [Example("Dari-Persisch")] string Word);

internal sealed class ListCodeWordsHandler(CaseDb db) : IHandler<ListCodeWords, Page<CodeWordRow>>
{
    private static readonly Order<CodeWord, CodeWordRow> ByCode =
        Order.Ascending((CodeWord word) => ValueTuple.Create(word.Code, word.Id), (CodeWordRow word) => (word.Code, word.Id));

    public async Task<Page<CodeWordRow>> Handle(ListCodeWords request, CancellationToken cancellationToken)
    {
        var words = db.Set<CodeWord>().Where(word => word.List == request.List && (request.Code == null || word.Code == request.Code));
        var filter = request with { Page = Paging.First };
        if (request.Page.Cursor is null && !await words.AnyAsync(cancellationToken))
        {
            await db.CheckList(request.List, cancellationToken);
        }
        var rows = await ByCode.Next(words, request.Page, filter)
            .Select(word => new CodeWordRow(word.Id, word.Code, word.Word)).ToListAsync(cancellationToken);
        return ByCode.Cut(rows, request.Page, filter, await words.CountFor(request.Page, cancellationToken));
    }
}
