using System.Globalization;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Which codes of a list are wanted, and how.</summary>
/// <param name="On">The codes valid on this day; null with <paramref name="AllPeriods"/> false means today.</param>
/// <param name="AllPeriods">Every period, ended and future ones too: for administrators and for reading old histories.</param>
/// <param name="BothLanguages">Both labels beside the one in the language of the request.</param>
/// <param name="KnownTag">The If-None-Match header; when it still holds, no codes are read.</param>
public sealed record CodeSelection(DateOnly? On, bool AllPeriods, bool BothLanguages, string? KnownTag);

/// <summary>All lists with their codes.</summary>
[Requires(Permission.UseProduct)]
public sealed record GetCodeLists(CodeSelection Selection) : IQuery<CodeListsAnswer>;

/// <summary>One list with its codes.</summary>
[Requires(Permission.UseProduct)]
public sealed record GetCodeList(string List, CodeSelection Selection) : IQuery<CodeListsAnswer>;

/// <summary>The lists with their tag.</summary>
/// <param name="Tag">The strong entity tag, quotes included.</param>
/// <param name="Lists">Null when <see cref="CodeSelection.KnownTag"/> still holds (304).</param>
public sealed record CodeListsAnswer(string Tag, IReadOnlyList<CodeList>? Lists);

/// <summary>A list of dated codes.</summary>
/// <param name="Code">The list's name in kebab-case.</param>
/// <param name="Name">In the language of the request.</param>
/// <param name="Description">In the language of the request.</param>
/// <param name="Source">Law or standard that it follows.</param>
/// <param name="On">The day for which the codes are valid; null where all periods were asked for.</param>
/// <param name="Codes">In the order in which they are to be offered.</param>
public sealed record CodeList(string Code, string Name, string? Description, string? Source, DateOnly? On, IReadOnlyList<CodeOfList> Codes);

/// <summary>One code in one period.</summary>
/// <param name="Id">The row; needed to end the code.</param>
/// <param name="Code">What records hold.</param>
/// <param name="Label">In the language of the request.</param>
/// <param name="LabelDe">With labels=both.</param>
/// <param name="LabelEn">With labels=both.</param>
/// <param name="ValidFrom">First day of the period.</param>
/// <param name="ValidTo">First day after the period; null while no end is known.</param>
/// <param name="Sort">Place in the list.</param>
/// <param name="Attributes">Facts that programs read, such as rank, urgent, compartment, protection.</param>
/// <param name="Source">Paragraph of law or clause of a standard.</param>
public sealed record CodeOfList(Guid Id, string Code, string Label, string? LabelDe, string? LabelEn, DateOnly ValidFrom, DateOnly? ValidTo, int Sort, JsonElement Attributes, string? Source);

internal sealed class GetCodeListsHandler(CaseDb db, CallContext call) : IHandler<GetCodeLists, CodeListsAnswer>, IHandler<GetCodeList, CodeListsAnswer>
{
    // The answer's form belongs to the tag too: another build may write the same codes differently.
    private static readonly string Build = typeof(GetCodeListsHandler).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..8];
    private static readonly JsonSerializerOptions FromDatabase = new(JsonSerializerDefaults.Web);

    public Task<CodeListsAnswer> Handle(GetCodeLists request, CancellationToken cancellationToken) => Read(null, request.Selection, cancellationToken);

    public Task<CodeListsAnswer> Handle(GetCodeList request, CancellationToken cancellationToken) => Read(request.List, request.Selection, cancellationToken);

    private async Task<CodeListsAnswer> Read(string? list, CodeSelection request, CancellationToken cancellationToken)
    {
        DateOnly? on = request.AllPeriods ? null : request.On ?? call.Today;
        // What besides the revision decides about the content. Without "on" the day is part of it: at midnight codes begin
        // and end although nobody has changed a row.
        var rest = string.Create(CultureInfo.InvariantCulture,
            $"{Build}-{list ?? "all-lists"}-{(on is { } day ? day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) : "all")}-{Language.Choose("de", "en")}{(request.BothLanguages ? "-both" : "")}");
        var known = KnownRevision(request.KnownTag, rest);
        var german = Language.IsGerman;

        // One round trip either way: the codes come with the revision unless the caller has them. Revisions only grow, so
        // their sum changes with every change of any list.
        var rows = await db.Database.SqlQuery<Row>($"""
            with asked as (select * from app.code_list where {list}::text is null or code = {list}),
                 state as (select sum(revision)::bigint as revision from asked)
            select s.revision as "Revision", a.code as "Code",
                   case when {german} then a.name_de else a.name_en end as "Name",
                   case when {german} then a.description_de else a.description_en end as "Description",
                   a.source as "Source", c.codes::text as "Codes"
              from asked a cross join state s
              left join lateral (
                   select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'code', x.code,
                              'label', case when {german} then x.label_de else x.label_en end,
                              'labelDe', case when {request.BothLanguages} then x.label_de end,
                              'labelEn', case when {request.BothLanguages} then x.label_en end,
                              'validFrom', x.valid_from, 'validTo', x.valid_to, 'sort', x.sort,
                              'attributes', x.attributes, 'source', x.source)
                          order by x.sort, case when {german} then x.label_de else x.label_en end, x.code, x.valid_from), '[]') as codes
                     from app.code x
                    where x.list = a.code and ({on}::date is null or daterange(x.valid_from, x.valid_to, '[)') @> {on}::date)
                   ) c on s.revision is distinct from {known}
             order by a.sort, a.code
            """).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            throw RefusedException.NotFound();
        }
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{rows[0].Revision}-{rest}\"");
        return new CodeListsAnswer(tag, rows[0].Codes is null ? null
            : [.. rows.Select(row => new CodeList(row.Code, row.Name, row.Description, row.Source, on, JsonSerializer.Deserialize<IReadOnlyList<CodeOfList>>(row.Codes!, FromDatabase)!))]);
    }

    // The revision in a tag that was made for the same day, language and build; null otherwise. If-None-Match may hold
    // several tags, each possibly weak (RFC 9110 § 13.1.2).
    private static long? KnownRevision(string? ifNoneMatch, string rest) => ifNoneMatch?
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(tag => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag)
        .Where(tag => tag.EndsWith($"-{rest}\"", StringComparison.Ordinal) && tag[0] == '"')
        .Select(tag => long.TryParse(tag.AsSpan(1, tag.Length - rest.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : (long?)null)
        .FirstOrDefault(revision => revision is not null);

    private sealed record Row(long Revision, string Code, string Name, string? Description, string? Source, string? Codes);
}
