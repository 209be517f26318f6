using System.Globalization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>The cells of a row, read by their types; what cannot be read is found, and null.</summary>
internal sealed class FactCells(IReadOnlyDictionary<string, string> values, FactWords words)
{
    private readonly List<FactFault> faults = [];

    /// <summary>What refuses the row.</summary>
    internal IReadOnlyList<FactFault> Faults => faults;

    /// <summary>Whether the row says anything there.</summary>
    internal bool Says(FactColumn column) => Written(column) is not null;

    internal string? Text(FactColumn column)
    {
        if (Written(column) is not { } written)
        {
            return null;
        }
        var text = column.IsProse ? Lines(column) : written;
        return text.Length > column.Longest ? Refuse<string>(column, AllocationRule.TooLong)
            : IsDamaged(written) ? Refuse<string>(column, AllocationRule.TextDamaged) : text;
    }

    internal DateOnly? Day(FactColumn column) => Rough(column) switch
    {
        null => null,
        (var day, FactPrecision.Day) => day,
        _ => RefuseDay(column, AllocationRule.DateFormat),
    };

    internal (DateOnly Day, FactPrecision Precision)? Rough(FactColumn column)
    {
        if (Written(column) is not { } written)
        {
            return null;
        }
        if (WrittenDate.Of(written) is not { } date)
        {
            return Refuse<(DateOnly, FactPrecision)?>(column, IsDamaged(written) ? AllocationRule.TextDamaged : AllocationRule.DateFormat);
        }
        var (month, day) = (Math.Max(date.Month, 1), Math.Max(date.Day, 1));
        return date is { Year: < 1900 or > 2199 } or { Month: > 12 } or { Month: 0, Day: > 0 } || day > DateTime.DaysInMonth(date.Year, month)
            ? Refuse<(DateOnly, FactPrecision)?>(column, AllocationRule.DateImpossible)
            : (new DateOnly(date.Year, month, day), date.Month == 0 ? FactPrecision.Year : date.Day == 0 ? FactPrecision.Month : FactPrecision.Day);
    }

    /// <summary>A birth date as offices write it: see <see cref="BirthDate.Reported"/>.</summary>
    internal BirthDate? Birth(FactColumn column) => Rough(column) switch
    {
        null => null,
        (var day, FactPrecision.Day) => BirthDate.Reported(day),
        (var day, FactPrecision.Month) => BirthDate.Of(day, DatePrecision.Month),
        (var day, _) => BirthDate.Of(day, DatePrecision.Year),
    };

    internal string? Code(FactColumn column) => Written(column) is not { } written ? null
        : words.CodeOf(column.CodeList!, written) ?? RefuseCode<string>(column, written);

    /// <summary>Several codes: divided by semicolon, bar, comma, slash or "und", as far as these are no part of a name.</summary>
    internal IReadOnlyList<string>? Codes(FactColumn column)
    {
        if (Written(column) is not { } written)
        {
            return null;
        }
        if (words.CodeOf(column.CodeList!, written) is { } single)
        {
            return [single];
        }
        var codes = new List<string>();
        foreach (var part in written.Split([';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            IEnumerable<string> names = words.CodeOf(column.CodeList!, part) is not null ? [part]
                : part.Split([",", "/", " und ", " and "], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (var name in names)
            {
                if (words.CodeOf(column.CodeList!, name) is not { } code)
                {
                    return RefuseCode<IReadOnlyList<string>>(column, written);
                }
                codes.Add(code);
            }
        }
        return [.. codes.Distinct()];
    }

    internal decimal? Number(FactColumn column) => Written(column) is not { } written ? null
        : decimal.TryParse(written.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : Refuse<decimal?>(column, FactRule.NumberFormat);

    internal bool? YesNo(FactColumn column) => Written(column)?.ToUpperInvariant() switch
    {
        null => null,
        "JA" or "J" or "YES" or "Y" or "WAHR" or "TRUE" or "X" or "1" => true,
        "NEIN" or "N" or "NO" or "FALSCH" or "FALSE" or "0" => false,
        _ => Refuse<bool?>(column, FactRule.YesNo),
    };

    internal Guid? Id(FactColumn column) => Written(column) is not { } written ? null
        : Guid.TryParse(written, out var id) ? id : Refuse<Guid?>(column, FactRule.IdFormat);

    internal Guid? Accommodation(FactColumn column) => Text(column) is not { } name ? null
        : words.AccommodationOf(name) ?? Refuse<Guid?>(column, FactRule.AccommodationUnknown);

    /// <summary>The value of a column without which there is nothing to record.</summary>
    internal T? Needed<T>(FactColumn column, T? value)
    {
        if (value is null && !faults.Exists(fault => fault.Column == column.Key))
        {
            Refuse<object>(column, AllocationRule.Required);
        }
        return value;
    }

    internal T? Refuse<T>(FactColumn? column, AllocationRule rule)
    {
        faults.Add(FactFault.Of(rule, column?.Key));
        return default;
    }

    // With what is allowed, where that can be read.
    private T? RefuseCode<T>(FactColumn column, string written)
    {
        if (IsDamaged(written))
        {
            return Refuse<T>(column, AllocationRule.TextDamaged);
        }
        var fault = FactFault.Of(FactRule.CodeUnknown, column.Key);
        faults.Add(words.Allowed(column.CodeList!) is not { Count: <= FactWords.MostTold } allowed ? fault : fault with
        {
            De = $"{fault.De} Möglich: {string.Join(", ", allowed.Select(name => name.De))}.",
            En = $"{fault.En} Allowed: {string.Join(", ", allowed.Select(name => name.En))}.",
        });
        return default;
    }

    private DateOnly? RefuseDay(FactColumn column, AllocationRule rule) => Refuse<DateOnly?>(column, rule);

    /// <summary>What stands there, without an apostrophe that keeps a spreadsheet from taking it for a formula (see <see cref="CsvText"/>).</summary>
    internal string Cell(FactColumn column) => Unescaped(AllocationRow.Cleaned(values.GetValueOrDefault(column.Key, "")));

    private string Lines(FactColumn column) => Unescaped(string.Join('\n', values.GetValueOrDefault(column.Key, "").ReplaceLineEndings("\n").Split('\n')
        .Select(AllocationRow.Cleaned)).Trim());

    private static string Unescaped(string text) => text is ['\'', '=' or '+' or '-' or '@', ..] ? text[1..] : text;

    // A dash and the like stand for nothing.
    private string? Written(FactColumn column)
    {
        var text = Cell(column);
        return text.Length == 0 || text is "-" or "–"
            || (!column.IsProse && column.Type is not (FactCell.YesNo or FactCell.Code or FactCell.Number) && AbsentValue.IsNone(text)) ? null : text;
    }

    private static bool IsDamaged(string text) => text.Contains('\uFFFD', StringComparison.Ordinal) || AbsentValue.IsDestroyed(text)
        || NameDamage.Find(text) == NameDamageKind.ControlCharacters;
}

/// <summary>What words stand for: codes in force now or once, and accommodations by their names.</summary>
internal sealed class FactWords
{
    private readonly Dictionary<(string List, string Code), string> codes;
    private readonly Dictionary<(string List, string Code), string> names;
    private readonly ILookup<string, (string De, string En)> allowed;
    private readonly AllocationWords words;
    private readonly Dictionary<string, Guid> accommodations;

    private FactWords(
        IReadOnlyList<DatedCode> codes, DateOnly today, IEnumerable<WordForCode> words, IEnumerable<(string Name, Guid Id)> accommodations)
    {
        names = codes.DistinctBy(code => (code.List, code.Code)).ToDictionary(code => (code.List, code.Code), code => code.LabelDe);
        allowed = codes.Where(code => code.ValidFrom <= today && !(code.ValidTo <= today)).OrderBy(code => code.Sort)
            .ThenBy(code => code.Code, StringComparer.Ordinal).ToLookup(code => code.List, code => (code.LabelDe, code.LabelEn));
        this.codes = codes.DistinctBy(code => (code.List, code.Code.ToUpperInvariant()))
            .ToDictionary(code => (code.List, code.Code.ToUpperInvariant()), code => code.Code);
        this.words = new AllocationWords(words);
        this.accommodations = accommodations.DistinctBy(place => AllocationReference.Fold(place.Name))
            .ToDictionary(place => AllocationReference.Fold(place.Name), place => place.Id);
    }

    internal static Task<FactWords> Of(FactKind kind, CaseDb db, CallContext call, ReferenceCodes codes, CancellationToken cancellationToken) =>
        Of(kind.Columns, kind.PlacesPersons, db, call, codes, cancellationToken);

    internal static async Task<FactWords> Of(
        IReadOnlyList<FactColumn> columns, bool withPlaces, CaseDb db, CallContext call, ReferenceCodes codes, CancellationToken cancellationToken)
    {
        string[] lists = [.. columns.Select(column => column.CodeList).OfType<string>().Distinct()];
        var known = await db.Set<DatedCode>().Where(code => lists.Contains(code.List)).OrderByDescending(code => code.ValidFrom)
            .AsNoTracking().ToListAsync(cancellationToken);
        var own = call.Caller.RequiredOrganisationId;
        var places = withPlaces ? await db.Set<Organisations.Accommodation>().Where(place => place.OrganisationId == own && !place.IsSensitive)
            .OrderBy(place => place.ClosedAt != null).ThenBy(place => place.Id).Select(place => new { place.Name, place.Id })
            .ToListAsync(cancellationToken) : [];
        return new FactWords(known, call.Today, await codes.Words(call.Today, lists, cancellationToken),
            places.Select(place => (place.Name, place.Id)));
    }

    internal string? CodeOf(string list, string written) => codes.GetValueOrDefault((list, written.ToUpperInvariant())) ?? words.CodeOf(list, written);

    /// <summary>So many codes are told in a finding; a list of all languages helps nobody.</summary>
    internal const int MostTold = 20;

    /// <summary>The names of the codes that are in force, in their order.</summary>
    internal IReadOnlyList<(string De, string En)> Allowed(string list) => [.. allowed[list]];

    /// <summary>The German name of a code where it is understood again, else the code.</summary>
    internal string NameOf(string list, string code) =>
        names.GetValueOrDefault((list, code)) is { } name && name.AsSpan().IndexOfAny(";|,/") < 0 && CodeOf(list, name) == code ? name : code;

    internal Guid? AccommodationOf(string name) => accommodations.TryGetValue(AllocationReference.Fold(name), out var id) ? id : null;
}
