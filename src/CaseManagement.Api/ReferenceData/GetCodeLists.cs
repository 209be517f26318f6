using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Which labels an answer has beside the one in the language of the request.</summary>
public enum Labels
{
    /// <summary>German and English.</summary>
    Both,
}

/// <summary>Which codes of a list are wanted, and how.</summary>
/// <param name="On">The codes valid on this day; today (Germany) where left out.</param>
/// <param name="Include">ended: every period, those announced too. For administrators and for reading old histories; not together with `on`.</param>
/// <param name="Labels">both: `labelDe` and `labelEn` beside `label`, which is in the language of Accept-Language.</param>
/// <param name="KnownTag">The ETag of an earlier answer; 304 while it holds.</param>
public sealed record CodeSelection(DateOnly? On, Include? Include, Labels? Labels, [FromHeader(Name = "If-None-Match")] string? KnownTag)
{
    internal const string Words = """
        Codes are valid in [from, until): until is the first day on which a code is not valid any more. `label` is in the language
        of Accept-Language. Ask again with If-None-Match: 304 while nothing has changed.
        """;
}

/// <summary>All lists with their codes.</summary>
[Requires(Permission.ReadReferenceData)]
[Operation("List all code lists with their codes", CodeSelection.Words, Audience = Audience.Everybody)]
public sealed record GetCodeLists(CodeSelection Selection) : IQuery<Kept<CodeListCollection>>;

/// <summary>One list with its codes.</summary>
/// <param name="List">The list.</param>
/// <param name="Selection">Which of its codes.</param>
[Requires(Permission.UseProduct)]
[Operation("Get one code list with its codes", CodeSelection.Words, Audience = Audience.Everybody)]
public sealed record GetCodeList(string List, CodeSelection Selection) : IQuery<Kept<CodeList>>;

/// <summary>All lists.</summary>
/// <param name="Items">Each list with its codes.</param>
public sealed record CodeListCollection(IReadOnlyList<CodeList> Items);

/// <summary>A list of dated codes.</summary>
/// <param name="Code">The list's name in kebab-case.</param>
/// <param name="Name">In the language of the request.</param>
/// <param name="Description">In the language of the request.</param>
/// <param name="Source">Law or standard that it follows.</param>
/// <param name="On">The day that was asked for; null where none was: then the codes are those of today, or of all periods.</param>
/// <param name="Codes">In the order in which they are to be offered.</param>
public sealed record CodeList(
    [Example("urgency")] string Code,
    [Example("Urgency")] string Name,
    [Example("How soon something has to happen.")] string? Description,
    [Example(null)] string? Source,
    [Example(Sample.Day)] DateOnly? On,
    IReadOnlyList<CodeOfList> Codes);

/// <summary>One code in one period.</summary>
/// <param name="Id">The row; needed to end the code.</param>
/// <param name="Code">What records hold.</param>
/// <param name="Label">In the language of the request.</param>
/// <param name="LabelDe">With labels=both.</param>
/// <param name="LabelEn">With labels=both.</param>
/// <param name="From">First day of the period.</param>
/// <param name="Until">First day after the period; null while no end is known.</param>
/// <param name="Sort">Place in the list.</param>
/// <param name="Attributes">Facts that programs read, such as rank, urgent, compartment, protection.</param>
/// <param name="Source">Paragraph of law or clause of a standard.</param>
public sealed record CodeOfList(
    Guid Id,
    [Example("high")] string Code,
    [Example("High")] string Label,
    [Example("Hoch")] string? LabelDe,
    [Example("High")] string? LabelEn,
    [Example("2026-01-01")] DateOnly From,
    [Example(null)] DateOnly? Until,
    [Example(10)] int Sort,
    [Example("""{"rank":3,"urgent":true}""", IsJson = true), Holds(FreeJson.Object)] JsonElement Attributes,
    [Example(null)] string? Source);

internal sealed class CodeSelectionValidator : AbstractValidator<CodeSelection>
{
    public CodeSelectionValidator() => RuleFor(asked => asked.Include).Null().When(asked => asked.On is not null)
        .WithErrorCode(ReferenceDataProblems.OnOrEnded.Code).WithMessage(_ => ReferenceDataProblems.OnOrEnded.Text());
}

internal sealed class GetCodeListsValidator : AbstractValidator<GetCodeLists>
{
    public GetCodeListsValidator() => RuleFor(asked => asked.Selection).SetValidator(new CodeSelectionValidator());
}

internal sealed class GetCodeListValidator : AbstractValidator<GetCodeList>
{
    public GetCodeListValidator() => RuleFor(asked => asked.Selection).SetValidator(new CodeSelectionValidator());
}

internal sealed class GetCodeListsHandler(CaseDb db, CallContext call) : IHandler<GetCodeLists, Kept<CodeListCollection>>, IHandler<GetCodeList, Kept<CodeList>>
{
    // The answer's form belongs to the tag too: a later version may write the same codes differently.
    private static readonly string Form = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',',
        new[] { typeof(CodeList), typeof(CodeOfList) }.SelectMany(type => type.GetProperties()).Select(member => member.Name)))))[..8];

    private static readonly JsonSerializerOptions FromDatabase = new(JsonSerializerDefaults.Web);

    public async Task<Kept<CodeListCollection>> Handle(GetCodeLists request, CancellationToken cancellationToken) =>
        await Read(null, request.Selection, cancellationToken) is var (tag, lists) ? new(tag, lists is null ? null : new CodeListCollection(lists)) : null!;

    public async Task<Kept<CodeList>> Handle(GetCodeList request, CancellationToken cancellationToken) =>
        await Read(request.List, request.Selection, cancellationToken) is var (tag, lists) ? new(tag, lists?[0]) : null!;

    private async Task<(string Tag, IReadOnlyList<CodeList>? Lists)> Read(string? list, CodeSelection request, CancellationToken cancellationToken)
    {
        DateOnly? on = request.Include is null ? request.On ?? call.Today : null;
        var both = request.Labels is not null;
        // What besides the state of the lists decides about the content.
        var rest = $"{Form}-{list ?? "all-lists"}-{(request.Include is not null ? "all" : request.On is { } day ? Day(day) : "now")}"
            + $"-{Language.Choose("de", "en")}{(both ? "-both" : "")}";
        var known = KnownStates(request.KnownTag, rest);
        var german = Language.IsGerman;

        // One round trip either way: the codes come with the state unless the caller has them. Revisions only grow, so their sum changes with every change
        // of any list. Codes also begin and end although nobody has changed a row: the last day on which one did belongs to the state, and no other day does.
        var rows = await db.Database.SqlQuery<Row>($"""
            with asked as (select * from app.code_list where {list}::text is null or code = {list}),
                 state as (select sum(revision)::bigint || '.' || coalesce(to_char((
                       select max(day) from app.code x join asked a on a.code = x.list, lateral (values (x.valid_from), (x.valid_to)) boundary (day)
                       where day <= {on}::date), 'YYYYMMDD'), '0') as state from asked)
            select s.state as "State", a.code as "Code",
                   case when {german} then a.name_de else a.name_en end as "Name",
                   case when {german} then a.description_de else a.description_en end as "Description",
                   a.source as "Source", c.codes::text as "Codes"
              from asked a cross join state s
              left join lateral (
                   select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'code', x.code,
                              'label', case when {german} then x.label_de else x.label_en end,
                              'labelDe', case when {both} then x.label_de end,
                              'labelEn', case when {both} then x.label_en end,
                              'from', x.valid_from, 'until', x.valid_to, 'sort', x.sort,
                              'attributes', x.attributes, 'source', x.source)
                          order by x.sort, case when {german} then x.label_de else x.label_en end, x.code, x.valid_from), '[]') as codes
                     from app.code x
                    where x.list = a.code and ({on}::date is null or daterange(x.valid_from, x.valid_to, '[)') @> {on}::date)
                   ) c on not s.state = any({known})
             order by a.sort, a.code
            """).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            throw RefusedException.NotFound();
        }
        var tag = $"\"{rows[0].State}-{rest}\"";
        return (tag, rows[0].Codes is null ? null : [.. rows.Select(row =>
            new CodeList(row.Code, row.Name, row.Description, row.Source, request.On,
                JsonSerializer.Deserialize<IReadOnlyList<CodeOfList>>(row.Codes!, FromDatabase)!))]);
    }

    // The states in tags that were made for the same question; If-None-Match may hold several, each possibly weak (RFC 9110 § 13.1.2).
    private static string[] KnownStates(string? ifNoneMatch, string rest) =>
    [
        .. (ifNoneMatch ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(tag => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag)
            .Where(tag => tag[0] == '"' && tag.EndsWith($"-{rest}\"", StringComparison.Ordinal)).Select(tag => tag[1..^(rest.Length + 2)]),
    ];

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private sealed record Row(string State, string Code, string Name, string? Description, string? Source, string? Codes);
}
