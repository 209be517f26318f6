using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseManagement.Api.Http;

/// <summary>A bulk call with <c>items</c> of which each is read for itself: what cannot be read in one is the verdict on that one.</summary>
internal interface IReadOneByOne
{
    /// <summary>What each of them would be.</summary>
    Type ItemType { get; }
    /// <summary>By the place in which they were sent, those that could not be read, and why; the others are the call's items.</summary>
    IReadOnlyDictionary<int, RefusedException>? Unread { get; set; }
}

/// <summary>Reads such a call where it cannot be read as a whole.</summary>
internal static class OneByOne
{
    private const string Items = "items";

    public static object? Read(ReadOnlyMemory<byte> body, Type type, JsonSerializerOptions json)
    {
        var itemType = ((IReadOneByOne)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)).ItemType;
        var unread = new Dictionary<int, RefusedException>();
        var rest = body;
        try
        {
            var depth = new JsonDocumentOptions { MaxDepth = json.MaxDepth };
            if (JsonNode.Parse(body.Span, documentOptions: depth) is JsonObject call && call[Items] is JsonArray { Count: <= Bulk.Most } items)
            {
                call[Items] = new JsonArray([.. items.Select((item, place) => (Item: item, Place: place)).Where(sent => IsRead(sent.Item, sent.Place))
                    .Select(sent => sent.Item?.DeepClone())]);
                rest = JsonSerializer.SerializeToUtf8Bytes(call);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, or a member twice: said of the whole.
            unread.Clear();
        }
        var read = BodyFaults.Read(rest, type, json);
        if (read is IReadOneByOne judged)
        {
            judged.Unread = unread;
        }
        return read;

        bool IsRead(JsonNode? item, int place)
        {
            try
            {
                if (BodyFaults.Read(JsonSerializer.SerializeToUtf8Bytes(item), itemType, json) is not null)
                {
                    return true;
                }
                unread[place] = RefusedException.Invalid("", HttpProblems.MissingMember);
            }
            catch (Exception refusal) when (refusal is MemberFaultException or RefusedException)
            {
                unread[place] = RefusalHandler.Translate(refusal);
            }
            return false;
        }
    }
}
