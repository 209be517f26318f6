using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Takes a word away. Nothing on record holds it; lists are understood without it from the next check on.</summary>
/// <param name="List">The list.</param>
/// <param name="Id">The word.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ManageReferenceData), ByOperator]
[Operation("Take away a word for a code", "The trail keeps it.")]
public sealed record RemoveCodeWord(string List, Guid Id, uint Version) : ICommand<Saved>;

internal sealed class RemoveCodeWordHandler(CaseDb db) : IHandler<RemoveCodeWord, Saved>
{
    public async Task<Saved> Handle(RemoveCodeWord request, CancellationToken cancellationToken)
    {
        var word = await db.Set<CodeWord>().SingleOrDefaultAsync(word => word.Id == request.Id && word.List == request.List, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, word.Version);
        db.Remove(word);
        return await db.Save(word, cancellationToken);
    }
}
