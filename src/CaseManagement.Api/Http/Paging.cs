using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaseManagement.Api.Http;

/// <summary>One page of a list, in a stable order.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Send as "cursor" for the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, [Example(Sample.Cursor)] string? NextCursor) : IShowsPersons
{
    /// <summary>How many rows the whole list has; with count=true only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Example(null)]
    public int? Count { get; init; }

    /// <summary>true on the last page where rows have moved while the list was read, and could not all be shown: read it again from its start.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Example(null)]
    public bool? Changed { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Items.OfType<IShowsPersons>().SelectMany(item => item.ShownClients());
}

/// <summary>What a list shows besides the usual: the closed set of lists that have ended rows.</summary>
public enum Include
{
    /// <summary>Rows that have ended: closed, left, past.</summary>
    Ended,
}

/// <summary>Which page of a list: its parameters, the same for every list.</summary>
/// <param name="Limit">How many rows at most: 1 to 200, 50 where left out.</param>
/// <param name="Cursor">`nextCursor` of the page before; left out for the first page. It belongs to the other parameters: with others it is refused.</param>
/// <param name="Count">true: `count` tells how many rows the whole list has.</param>
public sealed record Paging([Example(50)] int? Limit = null, string? Cursor = null, bool Count = false)
{
    /// <summary>Of a list asked for without any of its parameters.</summary>
    public static readonly Paging First = new();
}

/// <summary>
/// Keyset paging. A cursor holds the sort key of the last row shown and a digest of the filter, so that a cursor cannot
/// be carried over to another question. Opaque to callers: base64url of JSON, no personal data in it.
/// </summary>
public static class Cursor
{
    /// <summary>The largest and the usual page.</summary>
    public const int Most = 200, Usual = 50;

    // Anybody can make a cursor up, and what it says goes into a statement.
    private static readonly JsonSerializerOptions AsWritten = new()
    {
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = { new TextWithoutNul(), new InstantInUtc() },
    };

    /// <summary>Checks "limit"; 50 when none is given.</summary>
    public static int Limit(int? limit) => limit switch
    {
        null => Usual,
        >= 1 and <= Most => limit.Value,
        _ => throw new RefusedException(HttpProblems.Invalid) { Errors = [new("limit", HttpProblems.LimitInvalid.Code, HttpProblems.LimitInvalid.Text())] },
    };

    /// <summary>The sort key in a cursor, null when there is no cursor.</summary>
    /// <param name="cursor">As the caller sent it.</param>
    /// <param name="filter">The query's filter values (an anonymous object): must be those of the first page.</param>
    /// <exception cref="RefusedException">400 for a cursor of another list, filter or version.</exception>
    public static TKey? Read<TKey>(string? cursor, object filter) where TKey : class
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }
        try
        {
            var content = JsonSerializer.Deserialize<Content<TKey>>(Base64Url.DecodeFromChars(cursor), AsWritten);
            if (content?.Key is not null && content.Filter == Digest(filter))
            {
                return content.Key;
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException)
        {
            throw new RefusedException(HttpProblems.CursorInvalid);
        }
        throw new RefusedException(HttpProblems.CursorInvalid);
    }

    /// <summary>
    /// Cuts rows (fetched with limit + 1) into a page, with the cursor behind the last row shown.
    /// </summary>
    public static Page<TItem> Page<TItem, TKey>(IReadOnlyList<TItem> rows, int limit, object filter, Func<TItem, TKey> key) where TKey : class
    {
        if (rows.Count <= limit)
        {
            return new(rows, null);
        }
        var shown = rows.Take(limit).ToList();
        return new(shown, Behind(key(shown[^1]), filter));
    }

    /// <summary>The cursor of a key.</summary>
    internal static string Behind<TKey>(TKey key, object filter) where TKey : class =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Content<TKey>(key, Digest(filter))));

    /// <summary>
    /// The same for a list whose rows can move: what has moved behind the cursor comes after the last row. The key holds the walk.
    /// </summary>
    /// <param name="rows">Fetched with limit + 1, or those of <see cref="Walk.Now"/>.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="filter">See <see cref="Read"/>.</param>
    /// <param name="walk">The walk of the page's cursor; null on the first page.</param>
    /// <param name="id">A row's.</param>
    /// <param name="key">The cursor behind a row.</param>
    /// <param name="all">The ids of the whole list.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Page<TItem>> Page<TItem, TKey>(IReadOnlyList<TItem> rows, int limit, object filter, Walk? walk, Func<TItem, Guid> id,
        Func<TItem?, Walk, TKey> key, IQueryable<Guid> all, CancellationToken cancellationToken) where TKey : class where TItem : class
    {
        var shown = rows.Count <= limit ? rows : [.. rows.Take(limit)];
        if (walk?.Now(limit) is { } asked)
        {
            var rest = walk.After(asked);
            return new(shown, rest.Rest is [] ? null : Behind(key(null, rest), filter));
        }
        var next = (walk ?? Walk.Start).After([.. shown.Select(id)]);
        if (rows.Count > limit)
        {
            return new(shown, Behind(key(shown[^1], next), filter));
        }
        if (walk is null)
        {
            return new(shown, null); // All of it on one page.
        }
        var (moved, changed) = await next.End(all, cancellationToken);
        return new(shown, moved is null ? null : Behind(key(null, moved), filter)) { Changed = changed ? true : null };
    }

    private static string Digest(object filter) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(filter)).AsSpan(0, 8));

    private sealed record Content<TKey>(TKey Key, string Filter);

    private sealed class TextWithoutNul : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && PlainText.HasNul(text) ? throw new JsonException() : reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    // A statement takes no other.
    private sealed class InstantInUtc : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

/// <summary>The usual sort key of lists: an instant and, for the same instant, the id.</summary>
/// <param name="At">The instant.</param>
/// <param name="Id">The row.</param>
public sealed record TimeKey(DateTimeOffset At, Guid Id);
