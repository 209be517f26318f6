using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>As what a list comes.</summary>
public enum OpenFormat
{
    /// <summary>A page of it.</summary>
    Json,
    /// <summary>All of it, one thing a line (application/x-ndjson).</summary>
    Ndjson,
}

/// <summary>A list of the open directory, paged as HSDS has it. Every member is the query's, of GET and POST alike: so does HSDS 3.1.</summary>
public abstract record OpenList : IQuery<OpenAnswer>
{
    /// <summary>Words, each of which has to occur.</summary>
    [FromQuery, Example("beratung")]
    public string? Search { get; init; }
    /// <summary>Which page, from 1 on.</summary>
    [FromQuery, Example(1)]
    public int? Page { get; init; }
    /// <summary>How many on a page: 1 to 200, 50 where left out.</summary>
    [FromQuery(Name = "per_page"), Example(50)]
    public int? PerPage { get; init; }
    /// <summary>ndjson: all of it, without pages.</summary>
    [FromQuery]
    public OpenFormat Format { get; init; }
}

/// <summary>What an answer consists of, as the database has built it.</summary>
/// <param name="Body">JSON, or lines of it; null where there is no such thing.</param>
/// <param name="IsLines">Lines.</param>
public sealed record OpenAnswer(string? Body, bool IsLines)
{
    /// <summary>To be kept by whoever has it; 304 to who has it already.</summary>
    public static IResult Send(OpenAnswer answer, HttpContext http)
    {
        // Not a refusal of access: nobody is kept from anything, and who tries ids fills no trail.
        var body = Encoding.UTF8.GetBytes(answer.Body ?? throw RefusedException.NotFound());
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";
        (http.Response.Headers.ETag, http.Response.Headers.CacheControl) = (tag, "public, max-age=60");
        return EntityTags.Names(http.Request.Headers.IfNoneMatch, tag) && !HttpMethods.IsPost(http.Request.Method)
            ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(body, answer.IsLines ? "application/x-ndjson" : "application/json");
    }
}

/// <summary>Answers a question to the open directory in one statement.</summary>
/// <typeparam name="TQuery">The question: its members are those that the statement knows.</typeparam>
/// <param name="db">The database.</param>
/// <param name="call">When.</param>
/// <param name="of">Which list of HSDS.</param>
internal abstract class OpenHandler<TQuery>(CaseDb db, CallContext call, string of) : IHandler<TQuery, OpenAnswer> where TQuery : IQuery<OpenAnswer>
{
    public async Task<OpenAnswer> Handle(TQuery request, CancellationToken cancellationToken)
    {
        var list = request as OpenList;
        if (list?.PerPage is < 1 or > 200)
        {
            throw RefusedException.Invalid("per_page", OpenProblems.PerPage);
        }
        if (list?.Page is < 1)
        {
            throw RefusedException.Invalid("page", OpenProblems.Page);
        }
        if (list is { Format: OpenFormat.Ndjson } and ({ Page: not null } or { PerPage: not null }))
        {
            throw RefusedException.Invalid(list.Page is null ? "per_page" : "page", OpenProblems.NoPages);
        }
        var asked = JsonSerializer.Serialize(request, ApiJson.Stored);
        var answer = await db.Database.SqlQuery<string?>($"select app.open_directory({of}, {asked}::jsonb, {call.Now}) as \"Value\"")
            .SingleAsync(cancellationToken);
        return new OpenAnswer(answer, list is { Format: OpenFormat.Ndjson });
    }
}

internal static class OpenProblems
{
    public static readonly ProblemType PerPage = new("per-page-invalid", 400, "1 to 200.", "1 bis 200.");
    public static readonly ProblemType Page = new("page-invalid", 400, "Pages count from 1.", "Seiten zählen ab 1.");
    public static readonly ProblemType NoPages = new("page-of-lines", 400, "Lines come without pages: leave this out.",
        "Zeilen kommen ohne Seiten: das ist hier wegzulassen.");
}
