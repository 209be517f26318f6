using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>
/// Tells whether codes are valid on their day. Asks the database each time, any number of codes in one round trip: an
/// index look-up per code is cheaper than keeping copies in step over several instances, and never out of date.
/// </summary>
public sealed class ReferenceCodes(CaseDb db, CallContext call) : ICodesInForce
{
    private readonly Dictionary<(string List, string Code, DateOnly On), string> inForce = [];

    private sealed record Found(int Place, string? Attributes);

    /// <summary>What programs read of a code that has been found in force for this request: what the pipeline checked is not asked for again.</summary>
    /// <param name="list">One of <c>CodeLists</c>.</param>
    /// <param name="code">The code, in a member with <see cref="CodeOfAttribute"/>.</param>
    /// <param name="on">The day on which that was checked.</param>
    public JsonObject Attributes(string list, string code, DateOnly on) => JsonNode.Parse(inForce[(list, code, on)])!.AsObject();

    /// <summary>Refuses a request that uses a code which is unknown, ended or not yet valid on its day.</summary>
    /// <exception cref="RefusedException">400 with one entry of errors[] per code that is not valid.</exception>
    public async Task Check(CancellationToken cancellationToken, params CodeUse[] uses)
    {
        if (await Faults(uses, cancellationToken) is { Count: > 0 } faults)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProblemError>> Faults(IReadOnlyCollection<CodeUse> uses, CancellationToken cancellationToken)
    {
        var asked = uses.Where(use => use.Code is not null).ToArray();
        if (asked.Length == 0)
        {
            return [];
        }
        string[] lists = [.. asked.Select(use => use.List)];
        string[] codes = [.. asked.Select(use => use.Code!)];
        DateOnly[] days = [.. asked.Select(use => use.On ?? call.Today)];
        bool[] ever = [.. asked.Select(use => use.Ever)];
        var found = await db.Database.SqlQuery<Found>($"""
            select u.place::integer as "Place", c.attributes::text as "Attributes"
              from unnest({lists}, {codes}, {days}, {ever}) with ordinality as u (list, code, day, ever, place)
              left join lateral (select c.attributes from app.code c
                                  where c.list = u.list and c.code = u.code and (u.ever or daterange(c.valid_from, c.valid_to, '[)') @> u.day)
                                  limit 1) c on true
             order by u.place
            """).ToListAsync(cancellationToken);
        foreach (var (place, attributes) in found.Where(code => code.Attributes is not null))
        {
            inForce[(lists[place - 1], codes[place - 1], days[place - 1])] = attributes!;
        }
        return
        [
            .. found.Where(code => code.Attributes is null).Select(code => code.Place - 1).Select(at => new ProblemError(
                asked[at].Pointer, ReferenceDataProblems.UnknownCode.Code,
                ever[at] ? ReferenceDataProblems.NeverCode.Text(lists[at]) : ReferenceDataProblems.UnknownCode.Text(lists[at], days[at]))),
        ];
    }

    /// <summary>Every code of some lists that is valid on a day: for work on many rows, such as an import.</summary>
    /// <returns>(list, code) pairs.</returns>
    public async Task<IReadOnlySet<(string List, string Code)>> ValidOn(DateOnly day, IReadOnlyCollection<string> lists, CancellationToken cancellationToken) =>
        (await db.Set<DatedCode>().AsNoTracking()
            .Where(code => lists.Contains(code.List) && code.ValidFrom <= day && (code.ValidTo == null || code.ValidTo > day))
            .Select(code => new { code.List, code.Code }).ToListAsync(cancellationToken))
        .Select(code => (code.List, code.Code)).ToHashSet();

    /// <summary>All words for the codes of some lists that are valid on a day: the table's, labels, and codes of other standards.</summary>
    public async Task<IReadOnlyList<WordForCode>> Words(DateOnly day, string[] lists, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<WordForCode>($"""
            with valid as (select * from app.code where list = any({lists}) and daterange(valid_from, valid_to, '[)') @> {day})
            select w.list as "List", w.code as "Code", w.word as "Word", 0 as "Rank" from app.code_word w join valid v using (list, code)
            union all
            select v.list, v.code, said.word, said.rank from valid v cross join lateral (values
                (v.label_de, 1), (v.label_en, 1), (v.attributes ->> 'iso31661Alpha2', 1), (v.attributes ->> 'iso6391', 1),
                -- Kurdisch (Kurmandschi); the paragraph of a title.
                (regexp_replace(v.label_de, '\s*\(.*\)', ''), 2), (substring(v.label_de from '\((.*)\)'), 2),
                (case when v.attributes ->> 'law' in ('AufenthG', 'AsylG') then v.attributes ->> 'paragraph' end, 1)) said (word, rank)
            where said.word is not null
            """).ToListAsync(cancellationToken);
}

internal static class CodeListAccess
{
    /// <summary>404 where there is no such list.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task CheckList(this CaseDb db, string list, CancellationToken cancellationToken)
    {
        if (!await db.Database.SqlQuery<bool>($"select exists (select from app.code_list where code = {list}) as \"Value\"").SingleAsync(cancellationToken))
        {
            throw RefusedException.NotFound();
        }
    }
}
