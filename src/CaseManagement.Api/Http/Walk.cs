using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Http;

/// <summary>
/// What somebody has seen of a list whose rows can move while he reads it page by page: the cursor holds a few bytes of each row shown, so that a
/// row that has moved behind the cursor comes at the end. Past a thousand rows the last page only says whether the list has changed.
/// </summary>
/// <param name="Marks">The end of each id, random in a UUIDv7; null past <see cref="Most"/> rows.</param>
/// <param name="Shown">How many rows were shown.</param>
/// <param name="Rest">At the end: those that are still to be shown.</param>
/// <param name="Width">Bytes of each mark: three where the cursor is part of an address, so that now and then two ids are taken for one.</param>
public sealed record Walk(byte[]? Marks, int Shown, Guid[]? Rest = null, int Width = 3)
{
    /// <summary>How many rows it remembers: with them the address of the next page still fits into a request's first line.</summary>
    public const int Most = 1000;

    private const int MostRest = 100;

    /// <summary>Bytes of each mark. A cursor that was made up may say anything.</summary>
    public int Width { get; } = Width is 3 or 8 ? Width : throw new FormatException("No walk has marks of that width.");

    /// <summary>Where nothing has been shown yet.</summary>
    public static readonly Walk Start = new([], 0);

    /// <summary>The same where the cursor travels in a body: all that is random in an id, so that none is mistaken for another.</summary>
    public static readonly Walk StartInBody = new([], 0, null, 8);

    /// <summary>Tells of a row whether it was shown.</summary>
    public Predicate<Guid> Seen()
    {
        var marks = (Marks ?? []).Chunk(Width).Select(Number).ToHashSet();
        return id => marks.Contains(Number(Mark(id)));

        static ulong Number(byte[] mark) => mark.Aggregate(0UL, (number, part) => (number << 8) | part);
    }

    /// <summary>Further.</summary>
    public Walk After(IReadOnlyCollection<Guid> shown) => Rest is not null ? this with { Rest = [.. Rest.Except(shown)] }
        : this with { Marks = Marks is null || Shown + shown.Count > Most ? null : [.. Marks, .. shown.SelectMany(Mark)], Shown = Shown + shown.Count };

    /// <summary>
    /// The rows of this page out of those that are still to be shown, where that is where the reader has come; null while he goes by the key.
    /// </summary>
    public Guid[]? Now(int limit) => Rest?[..Math.Min(limit, Rest.Length)];

    /// <summary>What is still to be shown when the end is reached, and whether the list has changed so much that it has to be read again.</summary>
    /// <param name="ids">Of the whole list.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(Walk? Moved, bool Changed)> End(IQueryable<Guid> ids, CancellationToken cancellationToken)
    {
        if (Marks is null)
        {
            return (null, await ids.CountAsync(cancellationToken) != Shown);
        }
        var all = await ids.ToListAsync(cancellationToken);
        var seen = Seen();
        var rest = all.FindAll(id => !seen(id));
        return (rest.Count == 0 ? null : this with { Marks = null, Rest = [.. rest.Take(MostRest)] }, rest.Count > MostRest);
    }

    private byte[] Mark(Guid id) => id.ToByteArray(bigEndian: true)[^Width..];
}
