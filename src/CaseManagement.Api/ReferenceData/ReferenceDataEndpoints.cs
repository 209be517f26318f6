using System.Globalization;
using CaseManagement.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CaseManagement.Api.ReferenceData;

/// <summary>All lists.</summary>
/// <param name="Items">Each list with its codes.</param>
public sealed record CodeListCollection(IReadOnlyList<CodeList> Items);

/// <summary>Dated code lists.</summary>
public static class ReferenceDataEndpoints
{
    private const Audience Everybody = Audience.Caseworker | Audience.Partner | Audience.Statistics;

    private const string Rules = """
        Codes are valid in [validFrom, validTo): validTo is the first day on which a code is not valid any more. Without
        `on` the codes of today (Germany) are given, with `all=true` every period. `label` is in the language of
        Accept-Language; `labels=both` adds both. Ask again with If-None-Match: 304 while nothing has changed.
        """;

    /// <summary>Maps /reference-data.</summary>
    public static void MapReferenceData(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/reference-data").WithTags("Reference data");
        lists.MapGet("/", async Task<Results<Ok<CodeListCollection>, StatusCodeHttpResult>> (string? on, bool? all, string? labels, ISender sender, HttpContext http, CancellationToken ct) =>
                await Read(null, on, all, labels, sender, http, ct) is { } found ? TypedResults.Ok(new CodeListCollection(found)) : NotModified)
            .Handles<GetCodeLists>("List all code lists with their codes", Rules, Everybody).Produces(StatusCodes.Status304NotModified);
        lists.MapGet("/{list}", async Task<Results<Ok<CodeList>, StatusCodeHttpResult>> (string list, string? on, bool? all, string? labels, ISender sender, HttpContext http, CancellationToken ct) =>
                await Read(list, on, all, labels, sender, http, ct) is { } found ? TypedResults.Ok(found[0]) : NotModified)
            .Handles<GetCodeList>("Get one code list with its codes", Rules, Everybody).Produces(StatusCodes.Status304NotModified);
        lists.MapGet("/{list}/codes/{id:guid}", (string list, Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetCode(list, id), ct), http))
            .Handles<GetCode>("Get one code", "One period of a code with its ETag and what you may do to it.", Everybody);
        lists.MapPost("/{list}/codes", (string list, AddCode body, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Created(sender.Send(body with { List = list }, ct), http, $"/api/v1/reference-data/{list}/codes"))
            .Handles<AddCode>("Add a code to a list", "The same code may return in a later period; on each day it has one meaning (409 `code-overlap`).");
        lists.MapPost("/{list}/codes/{id:guid}/end", (string list, Guid id, EndCode body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { List = list, Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<EndCode>("End a code", "Sets, moves or takes back the end of a code. Codes are never deleted: what was recorded with them stays readable. An end that has come is final (409 `code-ended`).");
    }

    private static StatusCodeHttpResult NotModified => TypedResults.StatusCode(StatusCodes.Status304NotModified);

    private static async Task<IReadOnlyList<CodeList>?> Read(string? list, string? on, bool? all, string? labels, ISender sender, HttpContext http, CancellationToken ct)
    {
        var errors = new List<ProblemError>();
        var day = default(DateOnly);
        Refuse(on is not null && !DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day), "on", ReferenceDataProblems.On);
        Refuse(on is not null && all == true, "all", ReferenceDataProblems.AllOrOn);
        Refuse(labels is not (null or "both"), "labels", ReferenceDataProblems.Labels);
        if (errors.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = errors };
        }
        var selection = new CodeSelection(on is null ? null : day, all == true, labels == "both", http.Request.Headers.IfNoneMatch.ToString());
        var answer = list is null ? await sender.Send(new GetCodeLists(selection), ct) : await sender.Send(new GetCodeList(list, selection), ct);
        http.Response.Headers.ETag = answer.Tag;
        // To be kept by the caller alone (it needs a sign-in) and asked about each time, which costs one small round trip.
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.Vary = "Accept-Language, Authorization";
        http.Response.Headers.ContentLanguage = Language.Choose("de", "en");
        return answer.Lists;

        void Refuse(bool faulty, string parameter, ProblemType rule)
        {
            if (faulty)
            {
                errors.Add(new ProblemError(parameter, rule.Code, rule.Text()));
            }
        }
    }
}
