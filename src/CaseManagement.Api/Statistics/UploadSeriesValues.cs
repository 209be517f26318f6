using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Takes the numbers of a series in, instead of those that it had.</summary>
/// <param name="Id">The series.</param>
/// <param name="File">The file, byte for byte.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.PublishFigures)]
[Operation("Upload the values of an external series", """
    A list with the columns Stichtag (On), Wert (Value, of the series' dimension: its code, its German or English word, a team's or quarter's name or id;
    Insgesamt or total for all) and Zahl (Number): CSV in any encoding and separator, or a workbook, as other lists; up to 5,000 rows. Where an office writes a
    sign instead of a number, missing or kept secret (- . … / x • *, k. A.), the series has none: no 0 is made of it. All of it or nothing: 400 names up to 20
    lines and what is wrong with each.
    """)]
public sealed record UploadSeriesValues(Guid Id, [ListFile] UploadedFile File, [property: JsonIgnore] uint Version) : ICommand<Saved>;

internal sealed partial class UploadSeriesValuesHandler(CaseDb db, CallContext call) : IHandler<UploadSeriesValues, Saved>
{
    private const int MostRows = 5_000, MostTold = 20;

    private static readonly ListColumn On = new("on", "Stichtag", "On", true, "Datum", "Tag", "Date", "Key date"),
        Value = new("value", "Wert", "Value", false, "Merkmal", "Ausprägung", "Category"),
        Number = new("number", "Zahl", "Number", true, "Anzahl", "n", "Count");

    private static readonly ListColumns Form = new([On, Value, Number], 2);

    private sealed record Word(string Written, string Value);

    public async Task<Saved> Handle(UploadSeriesValues request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.OrganisationId;
        var series = await db.Set<ExternalSeries>().SingleOrDefaultAsync(one => one.Id == request.Id && one.OrganisationId == mine, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, series.Version);
        var rows = ListReader.Read(await request.File.Bytes(cancellationToken), Form, MostRows).Rows;
        var words = await Words(series, [.. rows.Select(row => Cell(row, Value)).Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken);
        var (values, faults) = (new Dictionary<(DateOnly, string), ExternalValue>(), new List<ProblemError>());
        foreach (var row in rows)
        {
            if (row.HasExtraCells || row.Quotes == QuoteFlaw.Unmatched)
            {
                Fault(row, Number, SeriesProblems.Cells);
                continue;
            }
            var (on, of, told) = (DayOf(Cell(row, On)), Cell(row, Value), Cell(row, Number));
            var (number, value) = (NumberOf(told), series.Dimension is null ? "" : words.GetValueOrDefault(of));
            Fault(row, On, on is null ? SeriesProblems.DayForm : null);
            Fault(row, Number, number is null && !None().IsMatch(told) ? IsMadeADate(told) ? SeriesProblems.MadeADate : SeriesProblems.NumberForm : null);
            Fault(row, Value, series.Dimension is null ? of.Length > 0 ? SeriesProblems.ValueForeign : null
                : of.Length == 0 ? SeriesProblems.ValueMissing : value is not null ? null
                : IsMadeADate(of) ? SeriesProblems.MadeADate : SeriesProblems.ValueUnknown);
            if (on is { } day && value is not null && number is { } n && !values.TryAdd((day, value), new ExternalValue(series, day, value, n, call.Now)))
            {
                Fault(row, On, SeriesProblems.Repeated);
            }
        }
        if (faults.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = [.. faults.Take(MostTold)] };
        }
        // First the series: of two at once the second waits here, and finds it changed.
        series.Renew(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<ExternalValue>().Where(value => value.SeriesId == series.Id).ExecuteDeleteAsync(cancellationToken);
        db.AddRange(values.Values);
        return await db.Save(series, cancellationToken);

        void Fault(RawListRow row, ListColumn column, ProblemType? rule)
        {
            if (rule is not null)
            {
                faults.Add(new ProblemError($"/lines/{row.LineNumber}/{column.Key}", rule.Code, SeriesProblems.Line.Text(row.LineNumber, rule.Text())));
            }
        }
    }

    // 06-09 or 1.5, once a spreadsheet has opened it: as it is shown, or as it is saved.
    private static bool IsMadeADate(string text) => Date().IsMatch(text);

    private static string Cell(RawListRow row, ListColumn column) => AllocationRow.Cleaned(row[column]);

    // What stands in the file by what it means; words of both languages, whatever their case.
    private async Task<Dictionary<string, string>> Words(ExternalSeries series, string[] written, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (series.Dimension is not { } told)
        {
            return known;
        }
        foreach (var name in (string[])[PublicationValue.Total, "Insgesamt", "Gesamt"])
        {
            known[name] = PublicationValue.Total;
        }
        foreach (var name in (string[])[DimensionWords.NotKnown, "Nicht bekannt", "Not known"])
        {
            known[name] = DimensionWords.NotKnown;
        }
        foreach (var value in FigureSets.Known(told) ?? [])
        {
            known[value] = value;
            if (DimensionWords.Of[told].Words is { } words)
            {
                (known[words[value].German], known[words[value].English]) = (value, value);
            }
        }
        var (list, lowered) = (told switch { FigureDimension.Team => "team", FigureDimension.Quarter => "quarter", _ => DimensionWords.Of[told].List },
            written.Select(text => text.ToLowerInvariant()).ToArray());
        if (told == FigureDimension.Municipality)
        {
            // As a number in a workbook it has lost its first zero.
            foreach (var text in written.Where(text => text.Length is 7 or 8 && FigureValues.IsAgs(text.PadLeft(8, '0'))))
            {
                known.TryAdd(text, text.PadLeft(8, '0'));
            }
        }
        if (list is not null)
        {
            foreach (var found in await db.Database.SqlQuery<Word>($"""
                select w.written as "Written", min(x.value) as "Value"
                from unnest({lowered}) w (written)
                cross join lateral (
                    select c.code as value from app.code c
                    where c.list = {list} and (lower(c.code) = w.written or lower(c.label_de) = w.written or lower(c.label_en) = w.written)
                    union select s.code from app.code_word s where s.list = {list} and lower(s.word) = w.written
                    union select t.id::text from app.team t where {list} = 'team' and t.organisation_id = {series.OrganisationId}
                        and (t.id::text = w.written or lower(t.name) = w.written)
                    union select q.id::text from app.quarter q where {list} = 'quarter' and q.organisation_id = {series.OrganisationId}
                        and (q.id::text = w.written or lower(q.name) = w.written)) x
                group by w.written having count(distinct x.value) = 1
                """).ToListAsync(cancellationToken))
            {
                known[found.Written] = found.Value;
            }
        }
        return known;
    }

    private static readonly string[] Days = ["yyyy-MM-dd", "d.M.yyyy", "dd.MM.yyyy", "yyyy-MM-dd HH:mm:ss"];

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and < 2200 ? day : null;

    // 12.345 is what a German office writes for 12345; 12,345 could be both, and is neither. Thousands may stand apart by blanks, or apostrophes (Switzerland).
    private static decimal? NumberOf(string written)
    {
        var text = written.Replace('\u2212', '-');
        var plain = Thousands().IsMatch(text) ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.')
            : Apart().IsMatch(text) ? Between().Replace(text, "").Replace(',', '.') : Plain().IsMatch(text) ? text.Replace(',', '.') : null;
        return plain is not null && decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number) && Math.Abs(number) < 100_000_000_000_000m ? number : null;
    }

    [GeneratedRegex(@"^-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,4})?\z")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^-?[0-9]{1,3}(?<between>[ '’])[0-9]{3}(\k<between>[0-9]{3})*([,.][0-9]{1,4})?\z")]
    private static partial Regex Apart();

    [GeneratedRegex(@"^-?[0-9]+([,.]([0-9]{1,2}|[0-9]{4}))?\z")]
    private static partial Regex Plain();

    private const string Month = @"(Jan|Feb|Mrz|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)\p{L}{0,6}\.?";

    [GeneratedRegex(@"^(([0-9]{1,2}[./-]){2}([0-9]{2}){1,2}|[0-9]{4}(-[0-9]{2}){2}|[0-9]{2}\.[0-9]{4}"
        + $@"|[0-9]{{1,2}}\.?[ -]?{Month}([ -][0-9]{{2,4}})?|{Month}[ -][0-9]{{1,4}})( 00:00(:00)?)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Date();

    [GeneratedRegex("[ '’]")]
    private static partial Regex Between();

    // DIN 55301 and what offices use beside it.
    [GeneratedRegex(@"^([-–—]{1,3}|\.{1,3}|…|/|x|[•·*]{1,3}|k\. ?A\.?|k\. ?W\.?|n\. ?[abv]\.?|n/a|keine Angaben?)\z", RegexOptions.IgnoreCase)]
    private static partial Regex None();
}
