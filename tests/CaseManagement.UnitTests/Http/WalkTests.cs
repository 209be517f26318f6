using CaseManagement.Api.Http;

namespace CaseManagement.UnitTests.Http;

public sealed class WalkTests
{
    // Their ends differ, which those of random ids do but for one walk in some thousand.
    private static int made;

    private static List<Guid> Ids(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new Guid(1, 2, 3, [4, 5, 6, 7, 8, .. BitConverter.GetBytes(Interlocked.Increment(ref made))[..3]]))];

    [Fact]
    public void What_was_shown_is_remembered_and_nothing_else()
    {
        var (shown, other) = (Ids(Walk.Most / 2), Ids(200));
        var walk = Walk.Start.After(shown[..100]).After(shown[100..]);
        var seen = walk.Seen();
        Assert.All(shown, id => Assert.True(seen(id)));
        Assert.DoesNotContain(other, seen);
    }

    [Fact]
    public void In_a_body_two_ids_with_the_same_end_are_told_apart()
    {
        Guid[] ids = [new(1, 2, 3, [4, 5, 6, 7, 8, 9, 9, 9]), new(1, 2, 3, [4, 5, 6, 7, 7, 9, 9, 9])];
        Assert.True(Walk.Start.After(ids[..1]).Seen()(ids[1]));
        var walk = Walk.StartInBody.After(ids[..1]);
        Assert.Equal((true, false), (walk.Seen()(ids[0]), walk.Seen()(ids[1])));
        var again = System.Text.Json.JsonSerializer.Deserialize<Walk>(System.Text.Json.JsonSerializer.Serialize(walk))!;
        Assert.Equal((true, false), (again.Seen()(ids[0]), again.Seen()(ids[1])));
    }

    [Fact]
    public void What_is_left_for_the_end_is_shown_page_by_page_and_once()
    {
        var rest = Ids(5);
        var walk = new Walk(null, 40, [.. rest]);
        var seen = new List<Guid>();
        while (walk.Now(2) is { Length: > 0 } now)
        {
            seen.AddRange(now);
            walk = walk.After(now);
        }
        Assert.Equal(rest, seen);
    }

    [Fact]
    public void A_long_walk_still_fits_into_an_address()
    {
        var walk = Walk.Start.After(Ids(Walk.Most));
        Assert.InRange(Cursor.Behind(new { Key = Guid.CreateVersion7(), Walk = walk }, new { }).Length, 1, 7000);
        Assert.Null(walk.After(Ids(1)).Marks);
    }
}
