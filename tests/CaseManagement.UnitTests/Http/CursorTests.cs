using System.Buffers.Text;
using System.Text;
using CaseManagement.Api.Http;

namespace CaseManagement.UnitTests.Http;

/// <summary>A cursor is opaque, and everybody can make one up all the same: what no list has given is refused before it reaches a statement.</summary>
public sealed class CursorTests
{
    public sealed record Place(string Name, Guid Id, Walk Walk);

    private static readonly object Filter = new { Status = "open" };
    private static readonly string Honest = Cursor.Behind(new Place("Karimi", Guid.Empty, Walk.Start.After([Guid.CreateVersion7()])), Filter);

    [Fact]
    public void What_a_list_has_given_is_read()
    {
        var place = Cursor.Read<Place>(Honest, Filter)!;
        Assert.Equal(("Karimi", 1), (place.Name, place.Walk.Shown));
    }

    [Fact]
    public void An_instant_that_was_made_up_is_in_utc()
    {
        var cursor = Cursor.Behind(new TimeKey(new DateTimeOffset(2024, 3, 1, 9, 0, 0, TimeSpan.FromHours(2)), Guid.Empty), Filter);
        Assert.Equal(TimeSpan.Zero, Cursor.Read<TimeKey>(cursor, Filter)!.At.Offset);
    }

    [Theory]
    [InlineData("\"Karimi\"", "\"a\\u0000b\""), InlineData("\"Karimi\"", "null"), InlineData("\"Name\":\"Karimi\",", "")]
    [InlineData("\"Width\":3", "\"Width\":0"), InlineData("\"Width\":3", "\"Width\":-1"), InlineData("\"Shown\":1", "\"Shown\":null")]
    [InlineData("\"Walk\":{", "\"Walk\":null,\"X\":{")]
    public void What_was_made_up_is_no_cursor(string part, string instead)
    {
        var json = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Honest));
        Assert.Contains(part, json, StringComparison.Ordinal);
        var forged = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.Replace(part, instead, StringComparison.Ordinal)));
        Assert.Equal(HttpProblems.CursorInvalid, Assert.Throws<RefusedException>(() => Cursor.Read<Place>(forged, Filter)).Type);
    }
}
