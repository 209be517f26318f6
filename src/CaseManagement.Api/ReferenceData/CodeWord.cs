using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.ReferenceData;

/// <summary>
/// What an office or its program writes for a code (weibl., 423, AST), so that lists are understood. Only what labels and the codes themselves do not
/// say already. A word can be taken away again: no record holds it.
/// </summary>
public sealed class CodeWord : IRoot
{
    private CodeWord() { }

    /// <summary>A new word.</summary>
    public CodeWord(string list, string code, string word, DateTimeOffset now) =>
        (Id, List, Code, Word) = (Guid.CreateVersion7(now), list, code, word.Trim());

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The list of codes.</summary>
    public string List { get; private set; } = "";
    /// <summary>What records will hold.</summary>
    public string Code { get; private set; } = "";
    /// <summary>As it is written; case, blanks and full stops do not matter.</summary>
    public string Word { get; private set; } = "";
    /// <summary>PostgreSQL's xmin.</summary>
    public uint Version { get; private set; }
}

/// <summary>A word for a code: a <see cref="CodeWord"/>, a label, or a code of another standard.</summary>
/// <param name="List">The list of codes.</param>
/// <param name="Code">The code.</param>
/// <param name="Word">The word.</param>
/// <param name="Rank">How properly it is said: 0 a word of the table, 1 a label or other code, 2 a part of a label.</param>
public sealed record WordForCode(string List, string Code, string Word, int Rank = 0);

internal sealed class CodeWordMap : IEntityTypeConfiguration<CodeWord>
{
    public void Configure(EntityTypeBuilder<CodeWord> entity) => entity.ToTable("code_word");
}
