using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CaseManagement.Api.Http;

/// <summary>
/// The If-Match header (RFC 9110 § 13.1.1) of a change: the version that the caller has read. A request with a
/// <c>uint Version</c> makes it mandatory (<see cref="RequestShape"/>). Handlers compare with <see cref="Check"/>.
/// </summary>
/// <param name="Version">PostgreSQL's xmin of the resource's root row.</param>
public sealed record IfMatch(uint Version)
{
    /// <summary>Reads the header.</summary>
    /// <exception cref="RefusedException">428 without it, 400 when it is not one strong tag of this API.</exception>
    public static IfMatch Read(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            throw new RefusedException(HttpProblems.IfMatchMissing);
        }
        return header.Count == 1 ? Of(header[0]) : throw new RefusedException(HttpProblems.IfMatchMalformed);
    }

    /// <summary>Reads a tag as it stands in the header, or in an item of a bulk call.</summary>
    /// <exception cref="RefusedException">400 when it is not one strong tag of this API.</exception>
    public static IfMatch Of(string? text) => EntityTagHeaderValue.TryParse(text, out var tag) && !tag.IsWeak
        && uint.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        ? new IfMatch(version) : throw new RefusedException(HttpProblems.IfMatchMalformed);

    /// <summary>Refuses a stale version with 412; EF repeats the check with the update itself.</summary>
    public static void Check(uint sent, uint current)
    {
        if (sent != current)
        {
            throw new RefusedException(HttpProblems.Stale);
        }
    }

    /// <summary>The strong tag of a version.</summary>
    public static string TagOf(uint version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}

/// <summary>The If-None-Match header (RFC 9110 § 13.1.2).</summary>
public static class EntityTags
{
    /// <summary>
    /// Whether it names a tag, or all that there are (<c>*</c>); compared weakly, as the standard says, because a compressed answer, other bytes under the
    /// same tag, has it in its weak form.
    /// </summary>
    public static bool Names(StringValues header, string tag) =>
        header.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Any(known => known == "*" || (known.StartsWith("W/", StringComparison.Ordinal) ? known[2..] : known) == tag);
}

/// <summary>Marks an endpoint that needs If-Match, for the documents.</summary>
public sealed record NeedsIfMatch;

/// <summary>A single resource with its version: sent as the ETag.</summary>
public interface IVersioned
{
    /// <summary>PostgreSQL's xmin of the root row; not part of the body.</summary>
    uint Version { get; }
}

/// <summary>Answers with their ETag.</summary>
public static class Answer
{
    /// <summary>200 with the resource and its ETag.</summary>
    public static Ok<T> Shown<T>(T value, HttpContext http)
    {
        if (value is IVersioned versioned)
        {
            http.Response.Headers.ETag = IfMatch.TagOf(versioned.Version);
        }
        // Personal data is nobody's to keep: no cache, shared or private, unless an endpoint says otherwise.
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(value);
    }

    /// <summary>202: what was asked for goes on behind the answer; where to follow it, the resource's id, its new ETag.</summary>
    public static Accepted<Changed> Accepted(Saved saved, string location, HttpContext http)
    {
        http.Response.Headers.ETag = IfMatch.TagOf(saved.Version);
        return TypedResults.Accepted(location, new Changed(saved.Id));
    }
}

/// <summary>What was created or changed; the ETag header carries its new version, GET its content.</summary>
/// <param name="Id">The resource's id (UUIDv7).</param>
public sealed record Changed(Guid Id);
