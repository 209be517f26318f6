using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>One word for a code.</summary>
/// <param name="List">The list.</param>
/// <param name="Id">The word.</param>
[Requires(Permission.ReadReferenceData)]
[Operation("Get one word for a code", "With its ETag, which is needed to take it away.", Audience = Audience.Everybody)]
public sealed record GetCodeWord(string List, Guid Id) : IQuery<SingleCodeWord>;

/// <summary>A word for a code.</summary>
/// <param name="Id">The word.</param>
/// <param name="Code">What records will hold.</param>
/// <param name="Word">As it is written.</param>
public sealed record SingleCodeWord(Guid Id, [Example("prs")] string Code, [Example("Dari-Persisch")] string Word) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class GetCodeWordHandler(CaseDb db) : IHandler<GetCodeWord, SingleCodeWord>
{
    public async Task<SingleCodeWord> Handle(GetCodeWord request, CancellationToken cancellationToken) =>
        await db.Set<CodeWord>().Where(word => word.List == request.List && word.Id == request.Id)
            .Select(word => new SingleCodeWord(word.Id, word.Code, word.Word) { Version = word.Version }).SingleOrDefaultAsync(cancellationToken)
        ?? throw RefusedException.NotFound(request.Id);
}
