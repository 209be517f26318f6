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
        var text = Written(column);
        return text is null ? null
            : text.Length > column.Longest ? Refuse<string>(column, AllocationRule.TooLong)
            : IsDamaged(text) ? Refuse<string>(column, AllocationRule.TextDamaged) : text;
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
        : words.CodeOf(column.CodeList!, written) ?? Refuse<string>(column, IsDamaged(written) ? AllocationRule.TextDamaged : FactRule.CodeUnknown);

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

    private DateOnly? RefuseDay(FactColumn column, AllocationRule rule) => Refuse<DateOnly?>(column, rule);

    // A dash and the like stand for nothing.
    private string? Written(FactColumn column)
    {
        var text = AllocationRow.Cleaned(values.GetValueOrDefault(column.Key, ""));
        return text.Length == 0 || (column.Type is not (FactCell.YesNo or FactCell.Code or FactCell.Number) && AbsentValue.IsNone(text)) || text is "-" or "–"
            ? null : text;
    }

    private static bool IsDamaged(string text) => text.Contains('\uFFFD', StringComparison.Ordinal) || AbsentValue.IsDestroyed(text)
        || NameDamage.Find(text) == NameDamageKind.ControlCharacters;
}

/// <summary>What words stand for: codes in force now or once, and accommodations by their names.</summary>
internal sealed class FactWords
{
    private readonly Dictionary<(string List, string Code), string> codes;
    private readonly AllocationWords words;
    private readonly Dictionary<string, Guid> accommodations;

    private FactWords(IEnumerable<(string List, string Code)> codes, IEnumerable<WordForCode> words, IEnumerable<(string Name, Guid Id)> accommodations)
    {
        this.codes = codes.DistinctBy(code => (code.List, code.Code.ToUpperInvariant()))
            .ToDictionary(code => (code.List, code.Code.ToUpperInvariant()), code => code.Code);
        this.words = new AllocationWords(words);
        this.accommodations = accommodations.DistinctBy(place => AllocationReference.Fold(place.Name))
            .ToDictionary(place => AllocationReference.Fold(place.Name), place => place.Id);
    }

    internal static async Task<FactWords> Of(FactKind kind, CaseDb db, CallContext call, ReferenceCodes codes, CancellationToken cancellationToken)
    {
        string[] lists = [.. kind.Columns.Select(column => column.CodeList).OfType<string>().Distinct()];
        var known = await db.Set<DatedCode>().Where(code => lists.Contains(code.List)).Select(code => new { code.List, code.Code }).Distinct()
            .ToListAsync(cancellationToken);
        var own = call.Caller.RequiredOrganisationId;
        var places = kind.PlacesPersons ? await db.Set<Organisations.Accommodation>().Where(place => place.OrganisationId == own && !place.IsSensitive)
            .OrderBy(place => place.ClosedAt != null).ThenBy(place => place.Id).Select(place => new { place.Name, place.Id })
            .ToListAsync(cancellationToken) : [];
        return new FactWords(known.Select(code => (code.List, code.Code)), await codes.Words(call.Today, lists, cancellationToken),
            places.Select(place => (place.Name, place.Id)));
    }

    internal string? CodeOf(string list, string written) => codes.GetValueOrDefault((list, written.ToUpperInvariant())) ?? words.CodeOf(list, written);

    internal Guid? AccommodationOf(string name) => accommodations.TryGetValue(AllocationReference.Fold(name), out var id) ? id : null;
}
